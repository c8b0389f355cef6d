import { Facts, rowNumbers, type Fact } from './facts.ts';
import type { Sample } from './sample.ts';
import { known, mean, quantile, rowsBy } from './statistics.ts';
import type { Table } from './table.ts';

const NO_DAY = 365_243;
type Get = (row: number) => number;
type Test = (row: number) => boolean;

export function loanFacts(sample: Sample): Fact[] {
  return [...applications(sample), ...pointOfSale(sample), ...cards(sample), ...payments(sample)];
}

function reader(table: Table): { get: (column: string) => Get; is: (column: string, value: string) => Test; none: (column: string) => Test } {
  const get = (column: string): Get => {
    const values = table.numbers(column);
    return (row) => values[row] ?? NaN;
  };
  return {
    get,
    is: (column, value) => {
      const [of, code] = [get(column), table.code(column, value)];
      return (row) => of(row) === code;
    },
    none: (column) => {
      const of = get(column);
      return (row) => Number.isNaN(of(row));
    },
  };
}

const points = (real: number, least = 0.5): number => least + 0.1 * Math.min(real, 100 - real);

function applications({ previous, applicants }: Sample): Fact[] {
  const facts = new Facts('Previous applications', applicants);
  const { get, is, none } = reader(previous);
  const all = rowNumbers(previous.rows);
  const both = [
    ['Consumer loans', 'Approved', 35.9], ['Cash loans', 'Approved', 18.6], ['Cash loans', 'Canceled', 17.5], ['Cash loans', 'Refused', 10.1], ['Revolving loans', 'Approved', 6],
    ['Consumer loans', 'Refused', 4.3], ['Revolving loans', 'Canceled', 3.1], ['Revolving loans', 'Refused', 2.9], ['Consumer loans', 'Unused offer', 1.6],
  ] as const;
  for (const [type, status, real] of both) {
    const [ofType, ofStatus] = [is('NAME_CONTRACT_TYPE', type), is('NAME_CONTRACT_STATUS', status)];
    facts.percent(`${type}, ${status}`, real, points(real), all, (row) => ofType(row) && ofStatus(row));
  }
  const states = [
    ['Approved', 4.1, 0, 4.1, 3.8, 34.9, -875], ['Canceled', 100, 96.9, 96.9, 96.9, 97, -269], ['Refused', 100, 15.1, 14.5, 13.2, 40.3, -487], ['Unused offer', 100, 98, 1.8, 0.1, 79.6, -769],
  ] as const;
  for (const [status, noDates, noAnnuity, asksNothing, noGoods, noSuite, decided] of states) {
    const rows = all.filter(is('NAME_CONTRACT_STATUS', status));
    const percent = (what: string, real: number, test: Test): void => { facts.percent(`${status}: ${what}`, real, points(real, 1), rows, test); };
    percent('no dates', noDates, none('DAYS_FIRST_DUE'));
    percent('no annuity', noAnnuity, none('AMT_ANNUITY'));
    percent('no number of payments', noAnnuity, none('CNT_PAYMENT'));
    percent('amount asked is 0', asksNothing, (row) => get('AMT_APPLICATION')(row) === 0);
    percent('no goods price', noGoods, none('AMT_GOODS_PRICE'));
    percent('no companion', noSuite, none('NAME_TYPE_SUITE'));
    facts.value(`${status}: median DAYS_DECISION`, decided, 0.1 * -decided, quantile(rows.map(get('DAYS_DECISION')), 0.5), -decided / Math.sqrt(rows.length));
  }
  const approved = all.filter(is('NAME_CONTRACT_STATUS', 'Approved'));
  const kinds = [
    ['Consumer loans', 70_200, 242_955, 1, 8178, 10, 100, 11.8, 12.2, 16.6], ['Cash loans', 229_500, 1_129_500, 1.1, 20_286, 24, 11.9, 22.4, 22.7, 80.3], ['Revolving loans', 135_000, 720_000, 1, 9000, 0, 0.9, 77.1, 84.4, 0.5],
  ] as const;
  for (const [type, median, p95, ratio, annuity, terms, downPayment, running, open, insured] of kinds) {
    const rows = approved.filter(is('NAME_CONTRACT_TYPE', type));
    const asked = rows.filter((row) => get('AMT_APPLICATION')(row) > 0);
    const middle = (name: string, real: number, of: readonly number[], width = 0.1): void => {
      const values = known(of);
      facts.value(`approved ${type}: ${name}`, real, width * real, quantile(values, 0.5), real / Math.sqrt(values.length));
    };
    middle('median amount asked', median, asked.map(get('AMT_APPLICATION')));
    facts.value(`approved ${type}: p95 of the amount asked`, p95, 0.15 * p95, quantile(asked.map(get('AMT_APPLICATION')), 0.95), p95 / Math.sqrt(asked.length));
    middle('median credit / asked', ratio, asked.map((row) => get('AMT_CREDIT')(row) / get('AMT_APPLICATION')(row)), 0.05);
    middle('median annuity', annuity, rows.map(get('AMT_ANNUITY')), 0.12);
    middle('median number of payments', terms, rows.map(get('CNT_PAYMENT')), 0.05);
    const dated = rows.filter((row) => !none('DAYS_FIRST_DUE')(row));
    const percent = (what: string, real: number, of: readonly number[], test: Test): void => { facts.percent(`approved ${type}: ${what}`, real, points(real, 1.5), of, test); };
    percent('down payment known', downPayment, rows, (row) => !none('AMT_DOWN_PAYMENT')(row));
    percent('no last due date yet', running, dated, (row) => get('DAYS_LAST_DUE')(row) === NO_DAY);
    percent('not terminated', open, dated, (row) => get('DAYS_TERMINATION')(row) === NO_DAY);
    percent('insured', insured, dated, (row) => get('NFLAG_INSURED_ON_APPROVAL')(row) === 1);
  }
  chain(facts, previous, approved);
  for (const [terms, real] of [[12, 24.9], [6, 14.7], [0, 11.5], [24, 10.7], [10, 10.3], [18, 6.3], [36, 5.8], [60, 4.1], [48, 3.7]] as const) {
    facts.percent(`CNT_PAYMENT is ${terms}`, real, 0.5 + 0.15 * real, all.filter((row) => !none('CNT_PAYMENT')(row)), (row) => get('CNT_PAYMENT')(row) === terms);
  }
  const perApplicant = [...rowsBy(previous.numbers('SK_ID_CURR')).values()];
  const isApproved = is('NAME_CONTRACT_STATUS', 'Approved');
  facts.value('approved per applicant with previous ones', 3.06, 0.2, mean(perApplicant.map((rows) => rows.filter(isApproved).length)), 2 / Math.sqrt(perApplicant.length));
  return facts.all;
}

/** Dates that follow from one another. */
function chain(facts: Facts, previous: Table, approved: readonly number[]): void {
  const { get } = reader(previous);
  const [first, planned, last, end, decided, terms] = [get('DAYS_FIRST_DUE'), get('DAYS_LAST_DUE_1ST_VERSION'), get('DAYS_LAST_DUE'), get('DAYS_TERMINATION'), get('DAYS_DECISION'), get('CNT_PAYMENT')];
  const real = (day: number): boolean => !Number.isNaN(day) && day !== NO_DAY;
  const both = (one: Get, other: Get): number[] => approved.filter((row) => real(one(row)) && real(other(row)));
  const loans = both(first, planned);
  facts.spread('first due after the decision, days', { p5: 30, median: 31, p95: 43 }, approved.filter((row) => real(first(row)) && terms(row) > 0).map((row) => first(row) - decided(row)), 3);
  facts.percent('planned last due = first due + 30 · (payments − 1)', 99.8, 0.5, loans, (row) => planned(row) === first(row) + 30 * (terms(row) - 1));
  facts.percent('last due as planned', 50.6, 5, both(planned, last), (row) => last(row) === planned(row));
  facts.percent('last due earlier', 49.3, 5, both(planned, last), (row) => last(row) < planned(row));
  facts.spread('termination after the last due date, days', { median: 6, p95: 15 }, both(last, end).map((row) => end(row) - last(row)), 1.5);
}

function pointOfSale({ pos, previous, applicants }: Sample): Fact[] {
  const facts = new Facts('POS and cash loans by month', applicants);
  const { get, is } = reader(pos);
  const all = rowNumbers(pos.rows);
  const [month, terms, left, late] = [get('MONTHS_BALANCE'), get('CNT_INSTALMENT'), get('CNT_INSTALMENT_FUTURE'), get('SK_DPD')];
  const loans = [...rowsBy(pos.numbers('SK_ID_PREV')).values()].map((rows) => rows.sort((one, other) => month(one) - month(other)));
  const loan = (at: number): readonly number[] => loans[at] ?? [];
  const every = rowNumbers(loans.length);
  const [first, last] = [(at: number): number => loan(at)[0] ?? -1, (at: number): number => loan(at).at(-1) ?? -1];
  facts.percent('months without a gap', 99.7, 0.7, every, (at) => month(last(at)) - month(first(at)) === loan(at).length - 1);
  facts.percent('ends completed', 75.3, 4, every, (at) => is('NAME_CONTRACT_STATUS', 'Completed')(last(at)));
  facts.percent('first month: all instalments ahead', 94, 3, every.filter((at) => !Number.isNaN(terms(first(at)))), (at) => terms(first(at)) === left(first(at)));
  facts.percent('number of instalments changes', 33.4, 4, every, (at) => new Set(known(loan(at).map(terms))).size > 1);
  facts.percent('ever past due', 7.9, 1.5, every, (at) => loan(at).some((row) => late(row) > 0));
  facts.percent('ever 30 days past due', 0.8, 0.4, every, (at) => loan(at).some((row) => late(row) >= 30));
  const steps = loans.flatMap((rows) => rows.flatMap((row, at) => (at === 0 ? [] : [left(rows[at - 1] ?? -1) - left(row)]))).filter((step) => !Number.isNaN(step));
  for (const [step, real] of [[1, 89.6], [0, 5.6], [2, 2.1]] as const) facts.percent(`instalments ahead fall by ${step}`, real, 0.7 + 0.1 * Math.min(real, 100 - real), steps, (each) => each === step);
  const active = all.filter(is('NAME_CONTRACT_STATUS', 'Active'));
  facts.percent('active: none ahead', 4.3, 1.5, active, (row) => left(row) === 0);
  facts.percent('active: past due', 2.8, 0.8, active, (row) => late(row) > 0);
  facts.percent('completed: none ahead', 100, 0.3, all.filter(is('NAME_CONTRACT_STATUS', 'Completed')), (row) => left(row) === 0);
  orphans(facts, pos, previous, 3.4, 1.5);
  const parents = rowsBy(previous.numbers('SK_ID_PREV'));
  const decided = previous.numbers('DAYS_DECISION');
  const begun = every.filter((at) => parents.has(pos.numbers('SK_ID_PREV')[first(at)] ?? NaN) && month(first(at)) > -96);
  facts.percent('first month within one of the decision', 99.8, 1, begun, (at) => {
    const parent = parents.get(pos.numbers('SK_ID_PREV')[first(at)] ?? NaN)?.[0] ?? -1;
    return Math.abs(month(first(at)) - (decided[parent] ?? NaN) / 30.44) <= 1.6;
  });
  const { is: of } = reader(previous);
  const [ids, withRows] = [previous.numbers('SK_ID_PREV'), new Set(pos.numbers('SK_ID_PREV'))];
  for (const [type, status, real] of [['Consumer loans', 'Approved', 97.3], ['Cash loans', 'Approved', 92.3], ['Cash loans', 'Refused', 0], ['Consumer loans', 'Refused', 0]] as const) {
    const rows = rowNumbers(previous.rows).filter((row) => of('NAME_CONTRACT_TYPE', type)(row) && of('NAME_CONTRACT_STATUS', status)(row));
    facts.percent(`${type}, ${status}: have months`, real, 2, rows, (row) => withRows.has(ids[row] ?? NaN));
  }
  return facts.all;
}

function orphans(facts: Facts, table: Table, previous: Table, real: number, tolerance: number): void {
  const [parents, ids] = [new Set(previous.numbers('SK_ID_PREV')), table.numbers('SK_ID_PREV')];
  facts.percent('rows without their previous application', real, tolerance, rowNumbers(table.rows), (row) => !parents.has(ids[row] ?? NaN));
}

function cards({ card, previous, applicants }: Sample): Fact[] {
  const { get, none, is } = reader(card);
  const all = rowNumbers(card.rows);
  const histories = [...rowsBy(card.numbers('SK_ID_PREV')).values()];
  const facts = new Facts('Credit cards', Math.min(applicants, histories.length));
  const every = rowNumbers(histories.length);
  const some = (at: number, test: Test): boolean => (histories[at] ?? []).some(test);
  const [month, balance, drawn, limit] = [get('MONTHS_BALANCE'), get('AMT_BALANCE'), get('AMT_DRAWINGS_CURRENT'), get('AMT_CREDIT_LIMIT_ACTUAL')];
  const [atm, bought, other] = [get('AMT_DRAWINGS_ATM_CURRENT'), get('AMT_DRAWINGS_POS_CURRENT'), get('AMT_DRAWINGS_OTHER_CURRENT')];
  const [least, paid, principal] = [get('AMT_INST_MIN_REGULARITY'), get('AMT_PAYMENT_CURRENT'), get('AMT_RECEIVABLE_PRINCIPAL')];
  facts.percent('last month is -1', 60, 6, every, (at) => some(at, (row) => month(row) === -1));
  facts.percent('never a balance', 33.5, 4, every, (at) => !some(at, (row) => balance(row) > 0));
  facts.percent('never drawn', 33.8, 4, every, (at) => !some(at, (row) => drawn(row) > 0));
  facts.percent('ever past due', 19.1, 3, every, (at) => some(at, (row) => get('SK_DPD')(row) > 0));
  facts.percent('drawing details always null', 31.4, 4, every, (at) => !some(at, (row) => !Number.isNaN(atm(row))));
  facts.percent('drawing details never null', 46, 5, every, (at) => !some(at, (row) => Number.isNaN(atm(row))));
  const using = all.filter((row) => balance(row) > 0);
  facts.percent('drawing details are null together', 100, 0.1, all, (row) => Number.isNaN(atm(row)) === Number.isNaN(bought(row)) && Number.isNaN(atm(row)) === Number.isNaN(other(row)));
  facts.percent('payment null without a balance', 35.7, 4, all.filter((row) => balance(row) === 0), none('AMT_PAYMENT_CURRENT'));
  facts.percent('payment null with a balance', 1.9, 1.5, using, none('AMT_PAYMENT_CURRENT'));
  facts.percent('drawing details null with a balance', 0, 0.3, using, none('AMT_DRAWINGS_ATM_CURRENT'));
  facts.percent('minimum and matured instalments are null together', 100, 0.1, all, (row) => Number.isNaN(least(row)) === none('CNT_INSTALMENT_MATURE_CUM')(row));
  const limited = using.filter((row) => limit(row) > 0);
  facts.spread('utilisation', { median: 0.829 }, limited.map((row) => balance(row) / limit(row)), 0.05);
  facts.spread('minimum / balance', { median: 0.0532 }, using.map((row) => least(row) / balance(row)), 0.004);
  const due = all.filter((row) => least(row) > 0 && paid(row) >= 0);
  facts.spread('payment / minimum', { median: 1.02 }, due.map((row) => paid(row) / least(row)), 0.15);
  facts.percent('paid less than the minimum', 13.4, 4, due, (row) => paid(row) < least(row));
  facts.spread('principal / balance', { median: 0.96 }, using.map((row) => principal(row) / balance(row)), 0.02, 0.02);
  facts.percent('drawings are the sum of their details', 99.8, 0.4, all.filter((row) => !Number.isNaN(atm(row))), (row) => Math.abs(drawn(row) - atm(row) - bought(row) - other(row)) < 0.02);
  for (const [amount, real] of [[0, 20], [180_000, 13.6], [135_000, 10.8], [45_000, 9.1], [90_000, 7.8], [67_500, 7.5], [450_000, 6.4], [112_500, 5.1], [225_000, 4.4], [270_000, 3.6]] as const) {
    facts.percent(`limit is ${amount}`, real, 1 + 0.15 * real, all, (row) => limit(row) === amount);
  }
  facts.percent('one card per holder', 99.1, 1, [...rowsBy(card.numbers('SK_ID_CURR')).values()].map((rows) => new Set(rows.map(get('SK_ID_PREV'))).size), (count) => count === 1);
  facts.percent('active', 96.6, 1, all, is('NAME_CONTRACT_STATUS', 'Active'));
  orphans(facts, card, previous, 30, 5);
  return facts.all;
}

function payments({ installments, previous, pos, applicants }: Sample): Fact[] {
  const facts = new Facts('Instalments', applicants);
  const { get } = reader(installments);
  const all = rowNumbers(installments.rows);
  const [loan, version, number, due, paidOn, owed, paid] = [get('SK_ID_PREV'), get('NUM_INSTALMENT_VERSION'), get('NUM_INSTALMENT_NUMBER'), get('DAYS_INSTALMENT'), get('DAYS_ENTRY_PAYMENT'), get('AMT_INSTALMENT'), get('AMT_PAYMENT')];
  const settled = all.filter((row) => !Number.isNaN(paidOn(row)));
  const delay = (row: number): number => paidOn(row) - due(row);
  facts.spread('paid after the due date, days', { p5: -32, p25: -14, median: -6, p75: 0, p95: 3 }, settled.map(delay), 1.5);
  for (const [name, real, test] of [['late', 8.4, (row) => delay(row) > 0], ['more than 5 days late', 3, (row) => delay(row) > 5], ['more than 30 days late', 0.2, (row) => delay(row) > 30], ['on the day', 22.6, (row) => delay(row) === 0]] as const satisfies readonly (readonly [string, number, Test])[]) {
    facts.percent(name, real, 0.3 + 0.12 * real, settled, test);
  }
  facts.percent('paid in full', 89, 2, settled, (row) => paid(row) === owed(row));
  facts.percent('paid less', 9.5, 1.7, settled, (row) => paid(row) < owed(row));
  facts.percent('paid more', 1.4, 0.7, settled, (row) => paid(row) > owed(row));
  facts.percent('day and amount of payment null together', 0.014, 0.1, all, (row) => Number.isNaN(paidOn(row)));
  facts.percent('of a card (version 0)', 29.6, 5, all, (row) => version(row) === 0);
  facts.spread('card instalment', { p25: 450, median: 2797, p75: 8100 }, all.filter((row) => version(row) === 0).map(owed), 100, 0.2);
  const groups = [...rowsBy(Float64Array.from(all, (row) => loan(row) * 1000 + number(row))).values()];
  facts.percent('instalments in several rows', 5.6, 1.2, groups.keys(), (at) => (groups[at]?.length ?? 0) > 1);
  facts.percent('instalments in several versions', 0.7, 0.4, groups.keys(), (at) => new Set(groups[at]?.map(version)).size > 1);
  const byLoan = rowsBy(installments.numbers('SK_ID_PREV'));
  const parents = rowsBy(previous.numbers('SK_ID_PREV'));
  const { get: of } = reader(previous);
  const linked = [...byLoan].filter(([id, rows]) => parents.has(id) && rows.every((row) => version(row) > 0));
  const first = (rows: readonly number[]): number => Math.min(...rows.map(due));
  const parent = (id: number): number => parents.get(id)?.[0] ?? -1;
  facts.percent('first due date is DAYS_FIRST_DUE', 100, 1, linked.keys(), (at) => first(linked[at]?.[1] ?? []) === of('DAYS_FIRST_DUE')(parent(linked[at]?.[0] ?? NaN)));
  facts.percent('median instalment is the annuity', 92.3, 3, linked.keys(), (at) => Math.abs(quantile((linked[at]?.[1] ?? []).map(owed), 0.5) - of('AMT_ANNUITY')(parent(linked[at]?.[0] ?? NaN))) < 0.01);
  const ended = linked.filter(([id]) => of('DAYS_LAST_DUE')(parent(id)) < 0);
  facts.percent('last due date is DAYS_LAST_DUE', 100, 1, ended.keys(), (at) => Math.max(...(ended[at]?.[1] ?? []).map(due)) === of('DAYS_LAST_DUE')(parent(ended[at]?.[0] ?? NaN)));
  const steps = linked.flatMap(([, rows]) => {
    const days = [...new Set(rows.map(due))].sort((one, other) => one - other);
    return days.slice(1).map((day, at) => day - (days[at] ?? NaN));
  });
  facts.percent('due dates 30 days apart', 99.6, 0.6, steps, (days) => days === 30);
  const posLoans = new Set(pos.numbers('SK_ID_PREV'));
  facts.percent('POS loans with instalments', 98.9, 1.5, posLoans, (id) => byLoan.has(id));
  const plain = [...byLoan].filter(([, rows]) => rows.every((row) => version(row) > 0));
  facts.percent('loans with POS months', 100, 1, plain.keys(), (at) => posLoans.has(plain[at]?.[0] ?? NaN));
  const customers = [...rowsBy(installments.numbers('SK_ID_CURR')).values()];
  facts.percent('applicants never late', 42.8, 5, customers.keys(), (at) => !(customers[at] ?? []).some((row) => delay(row) > 0));
  facts.percent('applicants ever 30 days late', 5.6, 2, customers.keys(), (at) => (customers[at] ?? []).some((row) => delay(row) > 30));
  return facts.all;
}
