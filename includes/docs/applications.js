'use strict';

const { measures } = require('../buildings.js');

/** @type {(statistic: string, text: string) => Record<string, string>} */
const building = (statistic, text) =>
  Object.fromEntries(
    measures.map(([, name, measure]) => [
      `building_${name}_${statistic}`,
      `${text} ${measure} of the applicant's building, normalised to 0 to 1.`,
    ]),
  );

const documents = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => index + 2).map((number) => [
    `has_document_${number}`,
    `Whether paper number ${number} was handed in; the source does not say which paper that is.`,
  ]),
);

/** Business names of the applications' columns. Days are relative to the application, negative is before it. */
const applications = {
  is_train: 'Whether the application is one of the labelled ones; false for those whose outcome is not published.',
  is_default:
    '1 if the customer got into payment difficulties: more than X days late on one of the first Y instalments (the ' +
    'source keeps X and Y to itself); 0 if not; null for applications without a published outcome.',

  contract_type: 'Cash loans, or Revolving loans, which are cards.',
  credit_amount: 'Credit granted, in currency units; above the price of the goods when it pays for insurance too.',
  annuity_amount: 'Regular payment, in currency units.',
  goods_price_amount: 'Price of the goods that the loan is for, in currency units.',
  start_weekday: 'Weekday on which the application was begun, in capital letters.',
  start_hour: 'Hour of the day at which the application was begun, 0 to 23.',

  sex: 'F or M; null for a handful of applicants.',
  birth_day: 'Day of birth, relative to the application.',
  marital_status: 'Married, Civil marriage, Single / not married, Separated or Widow; null when not known.',
  children_count: 'Number of children.',
  family_members_count: 'Applicant, spouse and children.',
  companion: 'Who came along to the application.',
  education_type: 'Highest education, from Lower secondary to Academic degree.',

  income_type: 'Where the income comes from: Working, Pensioner, State servant and so on.',
  income_amount: 'Stated income, in currency units; not verified, with outliers up to 117 million.',
  occupation: 'Stated occupation; null for pensioners, the unemployed and a sixth of the employed.',
  employer_type: 'Kind of organisation that employs the applicant; null without a job (XNA in the source).',
  employed_since_day: 'First day of the present job, relative to the application; null without a job (365243 in the source).',

  owns_car: 'Whether the applicant owns a car.',
  car_age_years: 'Age of the car; null without one. 64 and 65 are implausibly frequent and may stand for "old".',
  owns_realty: 'Whether the applicant owns a house or flat.',
  housing_type: 'How the applicant lives: in an own house or flat, rented, with parents and so on.',

  has_mobile_phone: 'Whether a mobile number was given; nearly everyone did.',
  is_mobile_reachable: 'Whether the lender reached the mobile number.',
  has_employer_phone: 'Whether the employer\'s number was given; false for those without a job, and for hardly anyone else.',
  has_work_phone: 'Whether a work number was given; the source calls it a home number too.',
  has_home_phone: 'Whether a home number was given.',
  has_email: 'Whether an e-mail address was given.',
  phone_changed_day: 'Day of the last change of phone number, relative to the application; 0 for an eighth of them.',
  registration_changed_day: 'Day of the last change of registration, relative to the application; rounded, one value has a fraction.',
  id_published_day: 'Day on which the identity document was issued, relative to the application.',
  ...documents,

  region_population_share: 'Population of the region of residence, normalised; larger is more populous.',
  region_rating: 'The lender\'s rating of the region of residence, 1 best to 3.',
  region_city_rating: 'The lender\'s rating of the region with the city taken into account, 1 best to 3.',
  is_home_in_other_region: 'Whether the home address is in another region than the registered one.',
  is_work_in_other_region: 'Whether the work address is in another region than the registered one.',
  is_work_in_other_region_than_home: 'Whether the work address is in another region than the home address.',
  is_home_in_other_city: 'Whether the home address is in another city than the registered one.',
  is_work_in_other_city: 'Whether the work address is in another city than the registered one.',
  is_work_in_other_city_than_home: 'Whether the work address is in another city than the home address.',

  ext_source_1: 'Score of the first external source, 0 to 1, higher is safer; null for more than half.',
  ext_source_2: 'Score of the second external source, 0 to 1, higher is safer.',
  ext_source_3: 'Score of the third external source, 0 to 1, higher is safer; mostly null where the bureau knows nothing.',

  circle_observed_30_count: 'People in the social surroundings whose credits could be seen to be 30 days late or not.',
  circle_defaulted_30_count: 'Those of them who were 30 days late.',
  circle_observed_60_count: 'People in the social surroundings whose credits could be seen to be 60 days late or not.',
  circle_defaulted_60_count: 'Those of them who were 60 days late.',
  enquiries_hour_count: 'Enquiries to the credit bureau in the hour before; null, like the other five, when it has no record.',
  enquiries_day_count: 'Enquiries to the credit bureau in the day before, without the last hour.',
  enquiries_week_count: 'Enquiries to the credit bureau in the week before, without the last day.',
  enquiries_month_count: 'Enquiries to the credit bureau in the month before, without the last week.',
  enquiries_quarter_count: 'Enquiries to the credit bureau in the three months before, without the last month.',
  enquiries_year_count: 'Enquiries to the credit bureau in the year before, without the last three months.',

  ...building('mean', 'Mean'),
  ...building('mode', 'Most frequent'),
  ...building('median', 'Median'),
  building_total_area_mode: 'Most frequent total area of the applicant\'s building, normalised to 0 to 1.',
  building_type: 'Block of flats, terraced house or specific housing.',
  building_walls: 'Material of the walls.',
  building_repair_fund: 'Kind of account that the fund for major repairs is held in.',
  is_building_in_emergency: 'Whether the building is in a state of emergency; null when not known.',
};

module.exports = { applications };
