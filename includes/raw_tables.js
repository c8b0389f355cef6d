'use strict';

/**
 * The eight Home Credit files as Kaggle publishes them: every column in the order of the CSV header, with the type
 * its values have there. Whole numbers that the files print as `12.0` are FLOAT64: staging casts them.
 *
 * Conventions of the source: `DAYS_*` count from the day of the current application, negative is before it;
 * 365243 stands for "no such date". `MONTHS_BALANCE` counts months the same way, 0 or -1 being the newest.
 * Amounts are in an undisclosed currency. `XNA` and `XAP` stand for "not known" and "does not apply".
 *
 * @typedef {'INT64' | 'FLOAT64' | 'STRING'} RawType
 * @typedef {object} RawColumn
 * @property {string} name
 * @property {RawType} type
 * @property {string} description
 * @typedef {object} RawTable
 * @property {string} name  table name in the dataset
 * @property {string} file  Kaggle's file name, without .gz or .zip
 * @property {string} description
 * @property {RawColumn[]} columns
 */

/** @type {(name: string, description: string) => RawColumn} */
const int = (name, description) => ({ name, type: 'INT64', description });
/** @type {(name: string, description: string) => RawColumn} */
const float = (name, description) => ({ name, type: 'FLOAT64', description });
/** @type {(name: string, description: string) => RawColumn} */
const string = (name, description) => ({ name, type: 'STRING', description });

const customerId = int('SK_ID_CURR', 'Id of the current application, one per customer.');
const previousId = int('SK_ID_PREV', 'Id of an earlier Home Credit application or loan of the customer.');
const bureauId = int('SK_ID_BUREAU', 'Id of a credit that the credit bureau reports for the customer.');

/** @type {readonly [string, string][]} */
const BUILDING_MEASURES = [
  ['APARTMENTS', 'apartment size'],
  ['BASEMENTAREA', 'basement area'],
  ['YEARS_BEGINEXPLUATATION', 'years since the building came into use'],
  ['YEARS_BUILD', 'years since the building was built'],
  ['COMMONAREA', 'common area'],
  ['ELEVATORS', 'number of elevators'],
  ['ENTRANCES', 'number of entrances'],
  ['FLOORSMAX', 'highest number of floors'],
  ['FLOORSMIN', 'lowest number of floors'],
  ['LANDAREA', 'land area'],
  ['LIVINGAPARTMENTS', 'size of the residential apartments'],
  ['LIVINGAREA', 'living area'],
  ['NONLIVINGAPARTMENTS', 'size of the non-residential apartments'],
  ['NONLIVINGAREA', 'non-residential area'],
];

/** @type {(suffix: string, statistic: string) => RawColumn[]} */
const building = (suffix, statistic) =>
  BUILDING_MEASURES.map(([measure, text]) =>
    float(`${measure}_${suffix}`, `${statistic} ${text} of the customer's building, normalised to 0 to 1.`),
  );

/** @type {(number: number) => RawColumn} */
const documentFlag = (number) =>
  int(`FLAG_DOCUMENT_${number}`, `1 if the customer handed in document ${number}; which paper it is, is not disclosed.`);

/** @type {(period: string, text: string) => RawColumn} */
const inquiries = (period, text) =>
  float(`AMT_REQ_CREDIT_BUREAU_${period}`, `Number of enquiries to the credit bureau about the customer ${text}.`);

/** @type {RawColumn} */
const target = int(
  'TARGET',
  '1 if the customer had payment difficulties: late by more than X days on one of the first Y instalments; else 0.',
);

/** @type {RawColumn[]} */
const applicationColumns = [
  string('NAME_CONTRACT_TYPE', 'Cash loans or Revolving loans.'),
  string('CODE_GENDER', 'F, M or XNA.'),
  string('FLAG_OWN_CAR', 'Y if the customer owns a car.'),
  string('FLAG_OWN_REALTY', 'Y if the customer owns a house or flat.'),
  int('CNT_CHILDREN', 'Number of children.'),
  float('AMT_INCOME_TOTAL', 'Income per year, in currency units; a few values are implausibly large.'),
  float('AMT_CREDIT', 'Amount of the loan, in currency units; above the goods price when insurance is financed too.'),
  float('AMT_ANNUITY', 'Payment per period, in currency units.'),
  float('AMT_GOODS_PRICE', 'Price of the goods that the loan is for, in currency units.'),
  string('NAME_TYPE_SUITE', 'Who accompanied the customer at the application.'),
  string('NAME_INCOME_TYPE', 'Kind of income: Working, Pensioner, State servant and so on.'),
  string('NAME_EDUCATION_TYPE', 'Highest education reached.'),
  string('NAME_FAMILY_STATUS', 'Marital status.'),
  string('NAME_HOUSING_TYPE', 'How the customer lives: own house or flat, rented, with parents and so on.'),
  float('REGION_POPULATION_RELATIVE', 'Normalised population of the home region; larger is more populous.'),
  int('DAYS_BIRTH', 'Day of birth, negative days before the application.'),
  int('DAYS_EMPLOYED', 'Start of the current job, negative days; 365243 for pensioners and the unemployed.'),
  float('DAYS_REGISTRATION', 'Last change of the registration, negative days; one value is fractional.'),
  int('DAYS_ID_PUBLISH', 'Last change of the identity document used here, negative days.'),
  float('OWN_CAR_AGE', "Age of the customer's car in years; null without a car; 64 and 65 pile up implausibly."),
  int('FLAG_MOBIL', '1 if a mobile phone number was given.'),
  int('FLAG_EMP_PHONE', "1 if the employer's phone number was given; 0 exactly where DAYS_EMPLOYED is 365243."),
  int('FLAG_WORK_PHONE', '1 if a work phone number was given (Kaggle describes it as home phone).'),
  int('FLAG_CONT_MOBILE', '1 if the mobile phone was reachable.'),
  int('FLAG_PHONE', '1 if a home phone number was given.'),
  int('FLAG_EMAIL', '1 if an e-mail address was given.'),
  string('OCCUPATION_TYPE', 'Occupation; null for about a third, among them all without employment.'),
  float('CNT_FAM_MEMBERS', 'Number of family members, the customer included.'),
  int('REGION_RATING_CLIENT', "Home Credit's rating of the home region: 1 best, 3 worst."),
  int('REGION_RATING_CLIENT_W_CITY', "Home Credit's rating of the home region and city: 1 best, 3 worst."),
  string('WEEKDAY_APPR_PROCESS_START', 'Weekday of the application, in capitals.'),
  int('HOUR_APPR_PROCESS_START', 'Hour of the application, rounded, 0 to 23.'),
  int('REG_REGION_NOT_LIVE_REGION', '1 if permanent and contact address are in different regions.'),
  int('REG_REGION_NOT_WORK_REGION', '1 if permanent and work address are in different regions.'),
  int('LIVE_REGION_NOT_WORK_REGION', '1 if contact and work address are in different regions.'),
  int('REG_CITY_NOT_LIVE_CITY', '1 if permanent and contact address are in different cities.'),
  int('REG_CITY_NOT_WORK_CITY', '1 if permanent and work address are in different cities.'),
  int('LIVE_CITY_NOT_WORK_CITY', '1 if contact and work address are in different cities.'),
  string('ORGANIZATION_TYPE', 'Kind of organisation the customer works for; XNA exactly where DAYS_EMPLOYED is 365243.'),
  float('EXT_SOURCE_1', 'Score of the first external source, normalised to 0 to 1; larger is safer.'),
  float('EXT_SOURCE_2', 'Score of the second external source, normalised to 0 to 1; larger is safer.'),
  float('EXT_SOURCE_3', 'Score of the third external source, normalised to 0 to 1; larger is safer.'),
  ...building('AVG', 'Average'),
  ...building('MODE', 'Most frequent'),
  ...building('MEDI', 'Median'),
  string('FONDKAPREMONT_MODE', "Most frequent kind of fund for the building's overhaul."),
  string('HOUSETYPE_MODE', 'Most frequent type of house.'),
  float('TOTALAREA_MODE', "Most frequent total area of the customer's building, normalised to 0 to 1."),
  string('WALLSMATERIAL_MODE', 'Most frequent material of the walls.'),
  string('EMERGENCYSTATE_MODE', 'Yes if the building is in a state of emergency.'),
  float('OBS_30_CNT_SOCIAL_CIRCLE', "People in the customer's surroundings whose 30 days past due could be observed."),
  float('DEF_30_CNT_SOCIAL_CIRCLE', 'Those of them who defaulted by 30 days past due.'),
  float('OBS_60_CNT_SOCIAL_CIRCLE', "People in the customer's surroundings whose 60 days past due could be observed."),
  float('DEF_60_CNT_SOCIAL_CIRCLE', 'Those of them who defaulted by 60 days past due.'),
  float('DAYS_LAST_PHONE_CHANGE', 'Last change of the phone, negative days.'),
  ...Array.from({ length: 20 }, (_, index) => documentFlag(index + 2)),
  inquiries('HOUR', 'in the hour before the application'),
  inquiries('DAY', 'in the day before the application, its last hour excluded'),
  inquiries('WEEK', 'in the week before the application, its last day excluded'),
  inquiries('MON', 'in the month before the application, its last week excluded'),
  inquiries('QRT', 'in the three months before the application, the last month excluded'),
  inquiries('YEAR', 'in the year before the application, the last three months excluded'),
];

/** @type {RawColumn[]} */
const bureauColumns = [
  customerId,
  bureauId,
  string('CREDIT_ACTIVE', 'Status of the credit: Active, Closed, Sold or Bad debt.'),
  string('CREDIT_CURRENCY', 'Recoded currency of the credit.'),
  int('DAYS_CREDIT', 'Day on which the customer applied for the credit, negative days.'),
  int('CREDIT_DAY_OVERDUE', 'Days past due at the time of the application.'),
  float('DAYS_CREDIT_ENDDATE', 'Agreed end of the credit, days; positive while the credit has still to run.'),
  float('DAYS_ENDDATE_FACT', 'Day on which the credit really ended, negative days; null while it runs.'),
  float('AMT_CREDIT_MAX_OVERDUE', 'Highest amount ever overdue, in currency units.'),
  int('CNT_CREDIT_PROLONG', 'How many times the credit was prolonged.'),
  float('AMT_CREDIT_SUM', 'Amount of the credit, in currency units.'),
  float('AMT_CREDIT_SUM_DEBT', 'Debt still open, in currency units; negative when overpaid.'),
  float('AMT_CREDIT_SUM_LIMIT', 'Limit of the credit card, in currency units; negative in a few rows.'),
  float('AMT_CREDIT_SUM_OVERDUE', 'Amount overdue now, in currency units.'),
  string('CREDIT_TYPE', 'Kind of credit: Consumer credit, Credit card, Mortgage and so on.'),
  int('DAYS_CREDIT_UPDATE', 'Day of the last news about the credit, days, nearly always negative.'),
  float('AMT_ANNUITY', 'Payment per period, in currency units.'),
];

/** @type {RawColumn[]} */
const bureauBalanceColumns = [
  bureauId,
  int('MONTHS_BALANCE', 'Month of the row relative to the application: 0 is the newest, -96 the oldest.'),
  string(
    'STATUS',
    'Worst state in the month: 0 not late, 1 to 30 days late as 1, 31 to 60 as 2, 61 to 90 as 3, 91 to 120 as 4, ' +
      'more, sold or written off as 5; C closed; X not known.',
  ),
];

/** @type {RawColumn[]} */
const previousApplicationColumns = [
  previousId,
  customerId,
  string('NAME_CONTRACT_TYPE', 'Cash loans, Consumer loans (at the point of sale), Revolving loans or XNA.'),
  float('AMT_ANNUITY', 'Payment per period, in currency units.'),
  float('AMT_APPLICATION', 'Amount the customer asked for, in currency units; 0 when no amount was reached.'),
  float('AMT_CREDIT', 'Amount granted or offered in the end, in currency units.'),
  float('AMT_DOWN_PAYMENT', 'Down payment, in currency units.'),
  float('AMT_GOODS_PRICE', 'Price of the goods asked for, in currency units.'),
  string('WEEKDAY_APPR_PROCESS_START', 'Weekday of the application, in capitals.'),
  int('HOUR_APPR_PROCESS_START', 'Hour of the application, rounded, 0 to 23.'),
  string('FLAG_LAST_APPL_PER_CONTRACT', 'Y if it was the last application for the contract; N marks clerical repeats.'),
  int('NFLAG_LAST_APPL_IN_DAY', "1 if it was the customer's last application of the day."),
  float('RATE_DOWN_PAYMENT', 'Normalised share of the down payment.'),
  float('RATE_INTEREST_PRIMARY', 'Normalised interest rate; null in more than 99 % of the rows.'),
  float('RATE_INTEREST_PRIVILEGED', 'Normalised privileged interest rate; null in more than 99 % of the rows.'),
  string('NAME_CASH_LOAN_PURPOSE', 'Purpose of a cash loan.'),
  string('NAME_CONTRACT_STATUS', 'Outcome: Approved, Canceled, Refused or Unused offer.'),
  int('DAYS_DECISION', 'Day of the decision, negative days.'),
  string('NAME_PAYMENT_TYPE', 'How the customer chose to pay.'),
  string('CODE_REJECT_REASON', 'Why it was rejected; XAP when it was not.'),
  string('NAME_TYPE_SUITE', 'Who accompanied the customer at the application.'),
  string('NAME_CLIENT_TYPE', 'New, Repeater or Refreshed customer at the time.'),
  string('NAME_GOODS_CATEGORY', 'Kind of goods asked for.'),
  string('NAME_PORTFOLIO', 'POS, Cash, Cards, Cars or XNA.'),
  string('NAME_PRODUCT_TYPE', 'Offered to a known customer (x-sell) or asked for (walk-in).'),
  string('CHANNEL_TYPE', 'Channel through which the customer came.'),
  int('SELLERPLACE_AREA', "Selling area of the seller's place; -1 when there is none."),
  string('NAME_SELLER_INDUSTRY', 'Industry of the seller.'),
  float('CNT_PAYMENT', 'Term in payments; 0 for revolving loans.'),
  string('NAME_YIELD_GROUP', 'Interest rate as a group, from low_action to high.'),
  string('PRODUCT_COMBINATION', 'Detailed product.'),
  float('DAYS_FIRST_DRAWING', 'First disbursement, negative days; 365243 when there is none.'),
  float('DAYS_FIRST_DUE', 'First due date, days; 365243 when there is none.'),
  float('DAYS_LAST_DUE_1ST_VERSION', 'Last due date by the first schedule, days; may be positive; 365243 when there is none.'),
  float('DAYS_LAST_DUE', 'Last due date as it came, negative days; 365243 while the loan runs.'),
  float('DAYS_TERMINATION', 'End of the contract, negative days; 365243 while it is expected.'),
  float('NFLAG_INSURED_ON_APPROVAL', '1 if the customer asked for insurance.'),
];

/** @type {RawColumn[]} */
const posCashColumns = [
  previousId,
  customerId,
  int('MONTHS_BALANCE', 'Month of the snapshot relative to the application: -1 is the newest.'),
  float('CNT_INSTALMENT', 'Term of the loan in instalments; may change over time.'),
  float('CNT_INSTALMENT_FUTURE', 'Instalments still to pay.'),
  string('NAME_CONTRACT_STATUS', 'Status of the contract in the month.'),
  int('SK_DPD', 'Days past due in the month.'),
  int('SK_DPD_DEF', 'Days past due in the month, small debts disregarded.'),
];

/** @type {RawColumn[]} */
const creditCardColumns = [
  previousId,
  customerId,
  int('MONTHS_BALANCE', 'Month of the snapshot relative to the application: -1 is the newest.'),
  float('AMT_BALANCE', 'Balance owed in the month, in currency units; rarely negative (overpaid).'),
  int('AMT_CREDIT_LIMIT_ACTUAL', 'Credit limit in the month, in currency units; 0 when there is none.'),
  float('AMT_DRAWINGS_ATM_CURRENT', 'Drawn at cash machines in the month, in currency units.'),
  float('AMT_DRAWINGS_CURRENT', 'Drawn in the month by any way, in currency units.'),
  float('AMT_DRAWINGS_OTHER_CURRENT', 'Drawn in other ways in the month, in currency units.'),
  float('AMT_DRAWINGS_POS_CURRENT', 'Spent on goods in the month, in currency units.'),
  float('AMT_INST_MIN_REGULARITY', 'Minimal instalment of the month, in currency units.'),
  float('AMT_PAYMENT_CURRENT', 'Paid in the month, in currency units.'),
  float('AMT_PAYMENT_TOTAL_CURRENT', 'Paid in the month in total, in currency units.'),
  float('AMT_RECEIVABLE_PRINCIPAL', 'Principal owed, in currency units.'),
  float('AMT_RECIVABLE', 'Owed, in currency units (the column name is misspelt in the source).'),
  float('AMT_TOTAL_RECEIVABLE', 'Owed in total, in currency units.'),
  float('CNT_DRAWINGS_ATM_CURRENT', 'Number of drawings at cash machines in the month.'),
  int('CNT_DRAWINGS_CURRENT', 'Number of drawings in the month.'),
  float('CNT_DRAWINGS_OTHER_CURRENT', 'Number of other drawings in the month.'),
  float('CNT_DRAWINGS_POS_CURRENT', 'Number of purchases of goods in the month.'),
  float('CNT_INSTALMENT_MATURE_CUM', 'Number of instalments paid so far.'),
  string('NAME_CONTRACT_STATUS', 'Status of the contract in the month.'),
  int('SK_DPD', 'Days past due in the month.'),
  int('SK_DPD_DEF', 'Days past due in the month, small debts disregarded.'),
];

/** @type {RawColumn[]} */
const installmentsColumns = [
  previousId,
  customerId,
  float('NUM_INSTALMENT_VERSION', 'Version of the payment calendar; 0 is a credit card; a change means new terms.'),
  int('NUM_INSTALMENT_NUMBER', 'Which instalment the payment is for; one number may be paid in several rows.'),
  float('DAYS_INSTALMENT', 'Day the instalment was due, negative days.'),
  float('DAYS_ENTRY_PAYMENT', 'Day the payment came in, negative days; null when it never did.'),
  float('AMT_INSTALMENT', 'Amount due, in currency units.'),
  float('AMT_PAYMENT', 'Amount paid, in currency units; null when nothing was paid.'),
];

/** @type {RawTable[]} */
const tables = [
  {
    name: 'application_train',
    file: 'application_train.csv',
    description: 'One row per application whose outcome is known: the labelled customers.',
    columns: [customerId, target, ...applicationColumns],
  },
  {
    name: 'application_test',
    file: 'application_test.csv',
    description: 'One row per application whose outcome is not published: the same columns without TARGET.',
    columns: [customerId, ...applicationColumns],
  },
  {
    name: 'bureau',
    file: 'bureau.csv',
    description: 'One row per credit at another institution that the credit bureau reports for a customer.',
    columns: bureauColumns,
  },
  {
    name: 'bureau_balance',
    file: 'bureau_balance.csv',
    description: 'One row per month of history of a credit-bureau credit.',
    columns: bureauBalanceColumns,
  },
  {
    name: 'previous_application',
    file: 'previous_application.csv',
    description: 'One row per earlier application of a customer at Home Credit.',
    columns: previousApplicationColumns,
  },
  {
    name: 'pos_cash_balance',
    file: 'POS_CASH_balance.csv',
    description: 'One row per month and earlier point-of-sale or cash loan at Home Credit.',
    columns: posCashColumns,
  },
  {
    name: 'credit_card_balance',
    file: 'credit_card_balance.csv',
    description: 'One row per month and earlier credit card at Home Credit.',
    columns: creditCardColumns,
  },
  {
    name: 'installments_payments',
    file: 'installments_payments.csv',
    description: 'One row per payment made or missed for an instalment of an earlier loan; it has no key.',
    columns: installmentsColumns,
  },
];

module.exports = { dataset: 'home_credit_raw', tables };
