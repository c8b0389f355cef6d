'use strict';

/** The building the applicant lives in, the people around, and who asked the bureau about the applicant. */
const measures = /** @type {const} */ ([
  ['apartments', 'Mean apartment size'],
  ['basement_area', 'Mean basement area'],
  ['opened_years', 'Mean time since the building came into use'],
  ['built_years', 'Mean time since the building was built'],
  ['common_area', 'Mean common area'],
  ['elevators', 'Mean number of elevators'],
  ['entrances', 'Mean number of entrances'],
  ['floors_max', 'Mean highest floor'],
  ['floors_min', 'Mean lowest floor'],
  ['land_area', 'Mean land area'],
  ['living_apartments', 'Mean size of the residential apartments'],
  ['living_area', 'Mean living area'],
  ['non_living_apartments', 'Mean size of the non-residential apartments'],
  ['non_living_area', 'Mean non-residential area'],
]);

const building = measures.map(([measure, text]) => ({
  name: `application_building_${measure}_mean`, unit: 'normalised 0 to 1', reason: 'APP15',
  description: `${text} of the applicant's building; null for about half to two thirds of the applicants.`,
}));

module.exports = {
  features: [
    ...building,
    { name: 'application_building_total_area_mode', unit: 'normalised 0 to 1', reason: 'APP15',
      description: 'Most frequent total area of the applicant\'s building.' },
    { name: 'application_building_known_count', unit: 'count', reason: 'APP15',
      description: 'How many of the fourteen mean measures of the building are known: how well the address is documented.' },
    { name: 'application_building_emergency_flag', unit: '0/1', reason: 'APP15',
      description: '1 if the building is in a state of emergency, 0 if it is not; null if that is not known.' },
    { name: 'application_building_panel_flag', unit: '0/1', reason: 'APP15',
      description: '1 if the walls are of prefabricated panels (material "Panel"), 0 if of another material; null if that is not known.' },
    { name: 'application_building_wooden_flag', unit: '0/1', reason: 'APP15',
      description: '1 if the walls are of wood, 0 if of another material; null if that is not known.' },
    { name: 'application_circle_observed_30_count', unit: 'count', reason: 'APP16',
      description: 'People in the applicant\'s social surroundings with a credit that could be seen to be 30 days late.' },
    { name: 'application_circle_defaulted_30_count', unit: 'count', reason: 'APP16',
      description: 'People in the applicant\'s social surroundings who were 30 days late.' },
    { name: 'application_circle_defaulted_60_count', unit: 'count', reason: 'APP16',
      description: 'People in the applicant\'s social surroundings who were 60 days late.' },
    { name: 'application_circle_defaulted_30_share', unit: 'share', reason: 'APP16',
      description: 'Those 30 days late among the people observed; null when nobody was observed.' },
    { name: 'application_enquiries_count_last_7_days', unit: 'count', reason: 'APP17',
      description: 'Credit bureau enquiries about the applicant in the week before: those of the last hour, day and week, which the source counts apart; null when the bureau has no record.' },
    { name: 'application_enquiries_count_last_30_days', unit: 'count', reason: 'APP17',
      description: 'Credit bureau enquiries about the applicant in the month before, those of the week included; null when the bureau has no record.' },
    { name: 'application_enquiries_count_last_90_days', unit: 'count', reason: 'APP17',
      description: 'Credit bureau enquiries about the applicant in the three months before, those of the month included; null when the bureau has no record.' },
    { name: 'application_enquiries_count_last_365_days', unit: 'count', reason: 'APP17',
      description: 'Credit bureau enquiries about the applicant in the year before, those of the three months included; null when the bureau has no record.' },
  ],
};
