'use strict';

/** The fourteen measures of the applicant's building: raw column, business name, and what it measures. */
const measures = /** @type {const} */ ([
  ['APARTMENTS', 'apartments', 'apartment size'],
  ['BASEMENTAREA', 'basement_area', 'basement area'],
  ['YEARS_BEGINEXPLUATATION', 'opened_years', 'time since the building came into use'],
  ['YEARS_BUILD', 'built_years', 'time since the building was built'],
  ['COMMONAREA', 'common_area', 'common area'],
  ['ELEVATORS', 'elevators', 'number of elevators'],
  ['ENTRANCES', 'entrances', 'number of entrances'],
  ['FLOORSMAX', 'floors_max', 'highest floor'],
  ['FLOORSMIN', 'floors_min', 'lowest floor'],
  ['LANDAREA', 'land_area', 'land area'],
  ['LIVINGAPARTMENTS', 'living_apartments', 'size of the residential apartments'],
  ['LIVINGAREA', 'living_area', 'living area'],
  ['NONLIVINGAPARTMENTS', 'non_living_apartments', 'size of the non-residential apartments'],
  ['NONLIVINGAREA', 'non_living_area', 'non-residential area'],
]);

/**
 * `APARTMENTS_AVG as building_apartments_mean, …` for every measure.
 * @param {string} suffix  the raw columns' suffix: AVG, MODE or MEDI
 * @param {string} statistic  its business name
 */
const renamed = (suffix, statistic) =>
  measures.map(([raw, name]) => `${raw}_${suffix} as building_${name}_${statistic}`).join(',\n        ');

/** The mean measures as features: `building_apartments_mean as application_building_apartments_mean, …`. */
const asFeatures = () =>
  measures.map(([, name]) => `building_${name}_mean as application_building_${name}_mean`).join(',\n        ');

/** How many of the mean measures are known, as a sum: a building has all, some or none of them on record. */
const knownCount = () =>
  measures.map(([, name]) => `if(building_${name}_mean is null, 0, 1)`).join('\n            + ');

module.exports = { measures, renamed, asFeatures, knownCount };
