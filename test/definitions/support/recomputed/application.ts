import { day, known, number, type RawRow } from '../raw-rows.ts';
import { ago, flag, greatest, least, mean, minus, product, ratio, sum, type Features, type Value } from './values.ts';

const MEASURES_OF_BUILDING = {
  apartments: 'APARTMENTS', basement_area: 'BASEMENTAREA', opened_years: 'YEARS_BEGINEXPLUATATION', built_years: 'YEARS_BUILD',
  common_area: 'COMMONAREA', elevators: 'ELEVATORS', entrances: 'ENTRANCES', floors_max: 'FLOORSMAX', floors_min: 'FLOORSMIN',
  land_area: 'LANDAREA', living_apartments: 'LIVINGAPARTMENTS', living_area: 'LIVINGAREA',
  non_living_apartments: 'NONLIVINGAPARTMENTS', non_living_area: 'NONLIVINGAREA',
};

const ADDRESS_COMPARISONS = [
  'REG_REGION_NOT_LIVE_REGION', 'REG_REGION_NOT_WORK_REGION', 'LIVE_REGION_NOT_WORK_REGION',
  'REG_CITY_NOT_LIVE_CITY', 'REG_CITY_NOT_WORK_CITY', 'LIVE_CITY_NOT_WORK_CITY',
];

/** From the longest to the shortest; the source counts none of them in another. */
const ENQUIRIES = ['YEAR', 'QRT', 'MON', 'WEEK', 'DAY', 'HOUR'];

const EDUCATION = ['Lower secondary', 'Secondary / secondary special', 'Incomplete higher', 'Higher education', 'Academic degree'];

/** Occupations by skill level; all others are at level 2. */
const SKILLS: readonly [number, readonly string[]][] = [
  [1, ['Low-skill Laborers', 'Cleaning staff']],
  [3, ['Core staff', 'High skill tech staff', 'Medicine staff', 'Realty agents']],
  [4, ['Managers', 'Accountants', 'HR staff', 'IT staff']],
];

const PUBLIC_EMPLOYERS = [
  'Government', 'School', 'Kindergarten', 'University', 'Medicine', 'Emergency', 'Military', 'Police', 'Security Ministries',
  'Postal', 'Culture',
];

/** 1 or 0 whether a category is one of those named; null when it is not known. */
function oneOf(row: RawRow, column: string, ...names: readonly string[]): Value {
  const value = row[column] ?? '';
  return value === '' || value === 'XNA' || value === 'Unknown' ? null : flag(names.includes(value));
}

function startsWith(row: RawRow, column: string, start: string): Value {
  const value = row[column] ?? '';
  return value === 'XNA' ? null : flag(value.startsWith(start));
}

export function ofApplication(row: RawRow): Features {
  return { ...scores(row), ...loan(row), ...profile(row), ...addresses(row), ...surroundings(row), ...personal(row) };
}

function scores(row: RawRow): Features {
  const [first, second, third] = [number(row, 'EXT_SOURCE_1'), number(row, 'EXT_SOURCE_2'), number(row, 'EXT_SOURCE_3')];
  const all = [first, second, third].filter((score) => score !== null);
  const credit = known(row, 'AMT_CREDIT');
  const annuity = number(row, 'AMT_ANNUITY');
  const weighted = [product(first, 2), second, product(third, 3)];
  const weights = [first === null ? null : 2, second === null ? null : 1, third === null ? null : 3];
  return {
    application_ext_source_1_score: first,
    application_ext_source_2_score: second,
    application_ext_source_3_score: third,
    application_ext_source_mean: mean(all),
    application_ext_source_geometric_mean:
      all.length === 0 ? null : all.reduce((total, score) => total * Math.max(score, 1e-9), 1) ** (1 / all.length),
    application_ext_source_weighted_mean: ratio(sum(weighted), sum(weights)),
    application_ext_source_min: least(all),
    application_ext_source_max: greatest(all),
    application_ext_source_range: minus(greatest(all), least(all)),
    application_ext_source_count: all.length,
    application_ext_source_2_3_product: product(second, third),
    application_ext_source_term_product: product(mean(all), ratio(credit, annuity)),
    application_ext_source_income_product: product(mean(all), ratio(number(row, 'AMT_INCOME_TOTAL'), annuity)),
    application_ext_source_employed_product: product(mean(all), ago(day(row, 'DAYS_EMPLOYED'))),
    application_ext_source_age_product: product(mean(all), ago(day(row, 'DAYS_BIRTH'))),
  };
}

function loan(row: RawRow): Features {
  const credit = known(row, 'AMT_CREDIT');
  const annuity = number(row, 'AMT_ANNUITY');
  const goods = number(row, 'AMT_GOODS_PRICE');
  const income = known(row, 'AMT_INCOME_TOTAL');
  return {
    application_revolving_flag: flag(row['NAME_CONTRACT_TYPE'] === 'Revolving loans'),
    application_credit_amount: credit,
    application_annuity_amount: annuity,
    application_goods_price_amount: goods,
    application_income_amount: income,
    application_credit_to_goods_ratio: ratio(credit, goods),
    application_credit_over_goods_amount: minus(credit, goods),
    application_annuity_to_credit_ratio: ratio(annuity, credit),
    application_annuity_to_goods_ratio: ratio(annuity, goods),
    application_annuity_to_income_ratio: ratio(annuity, income),
    application_credit_to_income_ratio: ratio(credit, income),
    application_goods_to_income_ratio: ratio(goods, income),
    application_start_hour: known(row, 'HOUR_APPR_PROCESS_START'),
  };
}

function profile(row: RawRow): Features {
  const occupation = row['OCCUPATION_TYPE'] ?? '';
  let documents = 0;
  for (let paper = 2; paper <= 21; paper += 1) documents += known(row, `FLAG_DOCUMENT_${paper}`);
  return {
    application_employed_days: ago(day(row, 'DAYS_EMPLOYED')),
    application_registration_changed_days: Math.round(-known(row, 'DAYS_REGISTRATION')) + 0,
    application_id_published_days: ago(number(row, 'DAYS_ID_PUBLISH')),
    application_phone_changed_days: ago(number(row, 'DAYS_LAST_PHONE_CHANGE')),
    application_education_level: EDUCATION.indexOf(row['NAME_EDUCATION_TYPE'] ?? '') + 1,
    application_occupation_skill_level:
      occupation === '' ? null : (SKILLS.find(([, occupations]) => occupations.includes(occupation))?.[0] ?? 2),
    application_occupation_laborer_flag: oneOf(row, 'OCCUPATION_TYPE', 'Laborers', 'Low-skill Laborers'),
    application_occupation_sales_flag: oneOf(row, 'OCCUPATION_TYPE', 'Sales staff'),
    application_occupation_core_staff_flag: oneOf(row, 'OCCUPATION_TYPE', 'Core staff'),
    application_income_working_flag: oneOf(row, 'NAME_INCOME_TYPE', 'Working'),
    application_income_commercial_flag: oneOf(row, 'NAME_INCOME_TYPE', 'Commercial associate'),
    application_income_state_servant_flag: oneOf(row, 'NAME_INCOME_TYPE', 'State servant'),
    application_employer_public_flag: oneOf(row, 'ORGANIZATION_TYPE', ...PUBLIC_EMPLOYERS),
    application_employer_self_flag: oneOf(row, 'ORGANIZATION_TYPE', 'Self-employed'),
    application_employer_business_flag: startsWith(row, 'ORGANIZATION_TYPE', 'Business Entity'),
    application_employer_trade_flag: greatest([
      startsWith(row, 'ORGANIZATION_TYPE', 'Trade'), oneOf(row, 'ORGANIZATION_TYPE', 'Restaurant', 'Hotel'),
    ]),
    application_employer_industry_flag: startsWith(row, 'ORGANIZATION_TYPE', 'Industry'),
    application_car_owner_flag: flag(row['FLAG_OWN_CAR'] === 'Y'),
    application_car_age_years: number(row, 'OWN_CAR_AGE'),
    application_realty_owner_flag: flag(row['FLAG_OWN_REALTY'] === 'Y'),
    application_housing_house_flag: flag(row['NAME_HOUSING_TYPE'] === 'House / apartment'),
    application_work_phone_flag: known(row, 'FLAG_WORK_PHONE'),
    application_home_phone_flag: known(row, 'FLAG_PHONE'),
    application_documents_count: documents,
    application_document_3_flag: known(row, 'FLAG_DOCUMENT_3'),
  };
}

function addresses(row: RawRow): Features {
  return {
    application_region_population_share: known(row, 'REGION_POPULATION_RELATIVE'),
    application_region_rating_level: known(row, 'REGION_RATING_CLIENT'),
    application_region_city_rating_level: known(row, 'REGION_RATING_CLIENT_W_CITY'),
    application_city_home_differs_flag: known(row, 'REG_CITY_NOT_LIVE_CITY'),
    application_city_work_differs_flag: known(row, 'REG_CITY_NOT_WORK_CITY'),
    application_address_differences_count: sum(ADDRESS_COMPARISONS.map((column) => known(row, column))),
  };
}

function surroundings(row: RawRow): Features {
  const building = Object.entries(MEASURES_OF_BUILDING).map(
    ([name, column]) => [`application_building_${name}_mean`, number(row, `${column}_AVG`)] as const,
  );
  const enquiries = (longest: string): Value =>
    ENQUIRIES.slice(ENQUIRIES.indexOf(longest))
      .map((stretch) => number(row, `AMT_REQ_CREDIT_BUREAU_${stretch}`))
      .reduce<Value>((total, count) => (total === null || count === null ? null : total + count), 0);
  return {
    ...Object.fromEntries(building),
    application_building_total_area_mode: number(row, 'TOTALAREA_MODE'),
    application_building_known_count: building.filter(([, value]) => value !== null).length,
    application_building_emergency_flag: oneOf(row, 'EMERGENCYSTATE_MODE', 'Yes'),
    application_building_panel_flag: oneOf(row, 'WALLSMATERIAL_MODE', 'Panel'),
    application_building_wooden_flag: oneOf(row, 'WALLSMATERIAL_MODE', 'Wooden'),
    application_circle_observed_30_count: number(row, 'OBS_30_CNT_SOCIAL_CIRCLE'),
    application_circle_defaulted_30_count: number(row, 'DEF_30_CNT_SOCIAL_CIRCLE'),
    application_circle_defaulted_60_count: number(row, 'DEF_60_CNT_SOCIAL_CIRCLE'),
    application_circle_defaulted_30_share: ratio(number(row, 'DEF_30_CNT_SOCIAL_CIRCLE'), number(row, 'OBS_30_CNT_SOCIAL_CIRCLE')),
    application_enquiries_count_last_7_days: enquiries('WEEK'),
    application_enquiries_count_last_30_days: enquiries('MON'),
    application_enquiries_count_last_90_days: enquiries('QRT'),
    application_enquiries_count_last_365_days: enquiries('YEAR'),
  };
}

function personal(row: RawRow): Features {
  const age = ago(known(row, 'DAYS_BIRTH'));
  return {
    application_gender_male_flag: oneOf(row, 'CODE_GENDER', 'M'),
    application_age_days: age,
    application_married_flag: oneOf(row, 'NAME_FAMILY_STATUS', 'Married', 'Civil marriage'),
    application_separated_flag: oneOf(row, 'NAME_FAMILY_STATUS', 'Separated', 'Widow'),
    application_children_count: known(row, 'CNT_CHILDREN'),
    application_family_members_count: number(row, 'CNT_FAM_MEMBERS'),
    application_income_per_family_member_amount: ratio(known(row, 'AMT_INCOME_TOTAL'), number(row, 'CNT_FAM_MEMBERS')),
    application_accompanied_by_family_flag: oneOf(row, 'NAME_TYPE_SUITE', 'Family', 'Spouse, partner', 'Children'),
    application_housing_with_parents_flag: oneOf(row, 'NAME_HOUSING_TYPE', 'With parents'),
    application_income_pensioner_flag: oneOf(row, 'NAME_INCOME_TYPE', 'Pensioner'),
    application_employed_to_age_ratio: ratio(ago(day(row, 'DAYS_EMPLOYED')), age),
    application_car_to_age_ratio: ratio(number(row, 'OWN_CAR_AGE'), ratio(age, 365.25)),
    application_phone_to_age_ratio: ratio(ago(number(row, 'DAYS_LAST_PHONE_CHANGE')), age),
  };
}
