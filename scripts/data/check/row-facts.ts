import { Facts, rowNumbers, type Fact } from './facts.ts';
import type { Sample } from './sample.ts';
import { countBy, rowsBy, type Numbers } from './statistics.ts';
import type { Table } from './table.ts';

/** Rows per applicant and per loan, the ones without any apart. */
export function rowFacts(sample: Sample): Fact[] {
  const facts = new Facts('Rows per key', sample.applicants);
  const { train, test } = sample;
  const ids = [...train.numbers('SK_ID_CURR'), ...test.numbers('SK_ID_CURR')];
  const perApplicant = (name: string, table: Table, none: number, real: Parameters<Facts['spread']>[1], step: number): void => {
    const counts = countBy(table.numbers('SK_ID_CURR'));
    facts.percent(`${name}: applicants without`, none, 0.5 + 0.05 * none, ids, (id) => !counts.has(id));
    facts.spread(`${name} per applicant with some`, real, [...counts.values()], step, 0.12);
  };
  perApplicant('bureau', sample.bureau, 13.9, { mean: 5.66, p25: 2, median: 5, p75: 8, p95: 14 }, 1);
  perApplicant('previous_application', sample.previous, 3.1, { mean: 5.07, p25: 2, median: 4, p75: 7, p95: 13 }, 1);
  perApplicant('POS_CASH_balance', sample.pos, 3.4, { mean: 29.8, p5: 6, p25: 12, median: 22, p75: 39, p95: 81 }, 1.5);
  perApplicant('credit_card_balance', sample.card, 70.4, { mean: 36.4, p5: 5, p25: 11, median: 21, p75: 71, p95: 96 }, 2);
  perApplicant('installments_payments', sample.installments, 4.5, { mean: 42, p5: 6, p25: 13.5, median: 27, p75: 54.5, p95: 131.3 }, 3);
  facts.spread('POS_CASH_balance per loan', { mean: 10.7, p5: 3, p25: 6, median: 10, p75: 13, p95: 24 }, counts(sample.pos, 'SK_ID_PREV'));
  facts.spread('credit_card_balance per card', { mean: 36.1, p5: 5, p25: 10, median: 20, p75: 70, p95: 96 }, counts(sample.card, 'SK_ID_PREV'), 2);
  facts.spread('installments_payments per loan', { mean: 13.1, p5: 2, p25: 6, median: 10, p75: 14, p95: 34 }, counts(sample.installments, 'SK_ID_PREV'), 2, 0.12);
  meanRows(facts, sample);
  balanceCoverage(facts, sample);
  return facts.all;
}

function counts(table: Table, key: string): number[] {
  return [...countBy(table.numbers(key)).values()];
}

function meanRows(facts: Facts, { train, test, bureau, previous, pos, card }: Sample): void {
  const tables = [['bureau', bureau, 4.68, 5.16], ['previous_application', previous, 4.63, 5.2], ['POS_CASH_balance', pos, 27.6, 29.9], ['credit_card_balance', card, 10.2, 12.5]] as const;
  for (const [name, table, ofTrain, ofTest] of tables) {
    const counted = countBy(table.numbers('SK_ID_CURR'));
    for (const [split, applications, real] of [['train', train, ofTrain], ['test', test, ofTest]] as const) {
      const sum = applications.numbers('SK_ID_CURR').reduce((rows, id) => rows + (counted.get(id) ?? 0), 0);
      facts.value(`${name}: mean rows of a ${split} applicant`, real, 0.1 * real, sum / applications.rows, (1.3 * real) / Math.sqrt(applications.rows));
    }
  }
}

/** Months of bureau credits: an applicant has them for all credits or for none. */
function balanceCoverage(facts: Facts, { train, test, bureau, balance }: Sample): void {
  const months = countBy(balance.numbers('SK_ID_BUREAU'));
  const [credits, byCustomer] = [bureau.numbers('SK_ID_BUREAU'), rowsBy(bureau.numbers('SK_ID_CURR'))];
  const has = (row: number): boolean => months.has(credits[row] ?? NaN);
  const figures = [
    ['train', train, 64.8, { mean: 28.3, p5: 4, p25: 11, median: 22, p75: 41, p95: 77 }, 34.4, 34.4],
    ['test', test, 0.1, { mean: 37.5, p5: 5, p25: 16, median: 33, p75: 54, p95: 88 }, 100, 99.4],
  ] as const;
  for (const [split, applications, none, real, any, every] of figures) {
    const groups = ids(applications).flatMap((id) => byCustomer.get(id) ?? []);
    const owners = ids(applications).flatMap((id) => (byCustomer.has(id) ? [byCustomer.get(id) ?? []] : []));
    facts.percent(`bureau_balance: credits of ${split} applicants without`, none, 2.5, groups, (row) => !has(row));
    facts.spread(`bureau_balance per credit, ${split}`, real, groups.filter(has).map((row) => months.get(credits[row] ?? NaN) ?? 0), 1.5);
    facts.percent(`bureau_balance: ${split} applicants with any, of those with credits`, any, 1.5, rowNumbers(owners.length), (at) => owners[at]?.some(has) ?? false);
    facts.percent(`bureau_balance: ${split} applicants with it for every credit`, every, 1.5, rowNumbers(owners.length), (at) => owners[at]?.every(has) ?? false);
  }
}

function ids(table: Table): number[] {
  return [...(table.numbers('SK_ID_CURR') satisfies Numbers)];
}
