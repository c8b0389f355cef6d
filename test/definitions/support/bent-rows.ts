import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../../scripts/model/random.ts';

/** How many of the cells in the columns below are bent. */
const SHARE = 0.15;

type Values = Readonly<Record<string, readonly string[]>>;

const APPLICATION: Values = {
  CODE_GENDER: ['XNA'], NAME_FAMILY_STATUS: ['Unknown', 'Widow'], CNT_FAM_MEMBERS: [''], NAME_CONTRACT_TYPE: ['Revolving loans'],
  AMT_ANNUITY: ['', '9000.0'], AMT_GOODS_PRICE: ['', '450000.0'], OWN_CAR_AGE: [''], OCCUPATION_TYPE: ['', 'Realty agents', 'Cleaning staff'],
  EXT_SOURCE_1: ['', '0.0'], EXT_SOURCE_2: ['', '0.0'], EXT_SOURCE_3: ['', '0.25'], DAYS_LAST_PHONE_CHANGE: ['', '0.0'],
  NAME_TYPE_SUITE: ['', 'Group of people'], DEF_30_CNT_SOCIAL_CIRCLE: ['0.0'], WALLSMATERIAL_MODE: ['', 'Wooden'], EMERGENCYSTATE_MODE: ['', 'Yes'],
  REGION_POPULATION_RELATIVE: ['0.018634', '0.0186339999999999', '0.018634000000000002'],
};

/**
 * What may stand in a column, by file: nulls, zeros, negative amounts, sentinels, the edges of windows, and categories
 * that do not fit the rest of the row. All of it is odd, but breaks no claim of the project's on its source.
 */
const BENT: Readonly<Record<string, Values>> = {
  'application_train.csv': APPLICATION,
  'application_test.csv': APPLICATION,
  'bureau.csv': {
    CREDIT_ACTIVE: ['Bad debt', 'Sold', 'Active', 'Closed'], CREDIT_TYPE: ['Credit card', 'Mortgage', 'Unknown type of loan'],
    DAYS_CREDIT: ['-1', '-90', '-180', '-365', '-366', '-730'], DAYS_CREDIT_ENDDATE: ['', '0.0', '15.0', '30.0', '31.0', '-1.0', '-42000.0', '31198.0'],
    DAYS_ENDDATE_FACT: ['', '0.0', '-30.0', '-41900.0'], DAYS_CREDIT_UPDATE: ['0', '372', '-41926'], CREDIT_DAY_OVERDUE: ['3'],
    AMT_CREDIT_MAX_OVERDUE: ['', '0.0', '500.5'], AMT_CREDIT_SUM: ['', '0.0'], AMT_CREDIT_SUM_DEBT: ['', '0.0', '-500.0', '1000.0'],
    AMT_CREDIT_SUM_LIMIT: ['', '0.0', '-10.0', '2000.0'], AMT_CREDIT_SUM_OVERDUE: ['77.0'], AMT_ANNUITY: ['', '0.0', '100.0'],
  },
  'bureau_balance.csv': { STATUS: ['0', '1', '2', '3', '4', '5', 'C', 'X'] },
  'previous_application.csv': {
    NAME_CONTRACT_TYPE: ['XNA', 'Revolving loans', 'Cash loans'], NAME_CONTRACT_STATUS: ['Approved'], CODE_REJECT_REASON: ['XNA', 'HC', 'SCOFR', 'LIMIT'],
    AMT_APPLICATION: ['0.0', '1000.0'], AMT_CREDIT: ['', '0.0', '5000.0'], AMT_ANNUITY: ['', '0.0', '2000.0'], CNT_PAYMENT: ['', '0.0', '6.0', '12.0'],
    AMT_DOWN_PAYMENT: ['', '-0.9', '300.0'], RATE_DOWN_PAYMENT: ['', '-0.001', '0.1'], NFLAG_INSURED_ON_APPROVAL: ['', '1.0'],
    DAYS_DECISION: ['-100', '-365', '-366'], DAYS_LAST_DUE_1ST_VERSION: ['', '365243.0', '-1.0', '0.0', '29.0', '30.0', '500.0'], DAYS_LAST_DUE: ['', '365243.0', '-5.0'],
    DAYS_FIRST_DRAWING: ['', '365243.0', '-50.0'], NAME_PRODUCT_TYPE: ['XNA', 'x-sell', 'walk-in'], NAME_GOODS_CATEGORY: ['XNA', 'Mobile'],
    CHANNEL_TYPE: ['AP+ (Cash loan)', 'Contact center'], SELLERPLACE_AREA: ['-1', '0'], NAME_YIELD_GROUP: ['XNA', 'low_action', 'high'],
  },
  'POS_CASH_balance.csv': {
    CNT_INSTALMENT: ['', '6.0', '24.0'], CNT_INSTALMENT_FUTURE: ['', '0.0', '5.0'], SK_DPD_DEF: ['0'],
    NAME_CONTRACT_STATUS: ['XNA', 'Completed', 'Canceled', 'Returned to the store', 'Demand'],
  },
  'credit_card_balance.csv': {
    AMT_BALANCE: ['-100.0', '0.0', '99999.0'], AMT_CREDIT_LIMIT_ACTUAL: ['0', '1000'], AMT_INST_MIN_REGULARITY: ['', '0.0', '500.0'],
    AMT_PAYMENT_CURRENT: ['', '0.0', '499.99'], CNT_DRAWINGS_CURRENT: ['0', '3'], SK_DPD_DEF: ['0'],
  },
  'installments_payments.csv': {
    DAYS_INSTALMENT: ['-1.0', '-60.0', '-61.0', '-90.0', '-365.0', '-1000.0'], NUM_INSTALMENT_NUMBER: ['1', '2', '3'], NUM_INSTALMENT_VERSION: ['1.0', '2.0', '3.0'],
  },
};

/**
 * Bends the rows of the files in place: the golden features are then compared on what the generator would never write.
 * @param directory  of the eight CSV files
 */
export async function bendRows(directory: string, seed: number): Promise<void> {
  const random = seededRandom(seed);
  for (const [file, values] of Object.entries(BENT)) {
    const path = join(directory, file);
    const [header = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const choices = header.split(',').map((column) => values[column]);
    const bent = lines.map((line) =>
      fieldsOf(line)
        .map((field, at) => {
          const choice = choices[at];
          return choice === undefined || random() >= SHARE ? field : (choice[Math.floor(random() * choice.length)] ?? field);
        })
        .join(','),
    );
    await writeFile(path, [header, ...bent, ''].join('\n'));
  }
}

/** The fields as they stand, with their quotes. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map(([, field = '']) => field).slice(0, line.endsWith(',') ? undefined : -1);
}
