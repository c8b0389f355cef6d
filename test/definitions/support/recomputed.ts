import { day, known, number, type RawRow, type RawRows } from './raw-rows.ts';
import { ofPeers, type Fitted } from './recomputed-peers.ts';
import { ofSequences } from './recomputed-sequences.ts';

/** Features of one customer, computed from the raw rows with loops and by hand, as the descriptions say. */
export function recompute(raw: RawRows, customerId: string, fitted: Fitted): Record<string, number | null> {
  const own = (rows: readonly RawRow[]) => rows.filter((row) => row['SK_ID_CURR'] === customerId);
  const [application] = own([...raw.train, ...raw.test]);
  if (application === undefined) throw new Error(`There is no application of ${customerId}.`);
  const credits = own(raw.bureau);
  const creditIds = new Set(credits.map((row) => row['SK_ID_BUREAU']));
  const rows = { previous: own(raw.previous), pos: own(raw.pos), card: own(raw.card), instalments: own(raw.instalments) };
  const alone = {
    ...ofApplication(application),
    ...ofPeers(application, fitted),
    ...ofBureau(credits),
    ...ofBureauBalance(raw.bureauBalance.filter((row) => creditIds.has(row['SK_ID_BUREAU']))),
    ...ofPrevious(rows.previous),
    ...ofPos(rows.pos),
    ...ofCard(rows.card),
    ...ofInstalments(rows.instalments),
    ...ofSequences(rows),
  };
  return { ...alone, ...ofComparisons(application, alone) };
}

function ofComparisons(row: RawRow, features: Readonly<Record<string, number | null>>): Record<string, number | null> {
  const [income, loan] = [known(row, 'AMT_INCOME_TOTAL'), known(row, 'AMT_CREDIT')];
  const debt = features['bureau_debt_amount_sum'] ?? null;
  const remaining = features['previous_remaining_amount_sum'] ?? null;
  return {
    bureau_debt_to_income_ratio: ratio(debt, income),
    previous_remaining_to_loan_ratio: ratio(remaining, loan),
    previous_granted_to_loan_ratio_max: ratio(features['previous_granted_amount_max'] ?? null, loan),
    application_debt_to_income_ratio: ratio((debt ?? 0) + (remaining ?? 0) + loan, income),
  };
}

function ofApplication(row: RawRow): Record<string, number | null> {
  const scores = [1, 2, 3].map((source) => number(row, `EXT_SOURCE_${source}`)).filter((score) => score !== null);
  const employed = day(row, 'DAYS_EMPLOYED');
  let documents = 0;
  for (let paper = 2; paper <= 21; paper += 1) documents += known(row, `FLAG_DOCUMENT_${paper}`);
  return {
    application_ext_source_mean: mean(scores),
    application_ext_source_range: scores.length === 0 ? null : Math.max(...scores) - Math.min(...scores),
    application_credit_to_goods_ratio: ratio(known(row, 'AMT_CREDIT'), number(row, 'AMT_GOODS_PRICE')),
    application_annuity_to_income_ratio: ratio(number(row, 'AMT_ANNUITY'), number(row, 'AMT_INCOME_TOTAL')),
    application_employed_days: employed === null ? null : -employed,
    application_documents_count: documents,
  };
}

function ofBureau(rows: readonly RawRow[]): Record<string, number | null> {
  let debt: number | null = null;
  let activeDebt = 0;
  let activeAmount = 0;
  let knowsActiveDebt = false;
  for (const row of rows) {
    const owed = number(row, 'AMT_CREDIT_SUM_DEBT');
    if (owed === null) continue;
    debt = (debt ?? 0) + Math.max(owed, 0);
    if (row['CREDIT_ACTIVE'] !== 'Active') continue;
    knowsActiveDebt = true;
    activeDebt += Math.max(owed, 0);
    activeAmount += number(row, 'AMT_CREDIT_SUM') ?? 0;
  }
  const active = rows.filter((row) => row['CREDIT_ACTIVE'] === 'Active');
  const [newestActive] = [...active].sort((one, other) => known(other, 'DAYS_CREDIT') - known(one, 'DAYS_CREDIT') || known(other, 'SK_ID_BUREAU') - known(one, 'SK_ID_BUREAU'));
  const monthly = active.flatMap((row) => {
    const end = day(row, 'DAYS_CREDIT_ENDDATE');
    const owed = number(row, 'AMT_CREDIT_SUM_DEBT');
    return end === null || end <= 0 || owed === null ? [] : Math.max(owed, 0) / Math.max(end / 30, 1);
  });
  return {
    bureau_monthly_debt_amount_sum: monthly.length === 0 ? null : sum(monthly),
    bureau_active_credit_amount_latest: newestActive === undefined ? null : number(newestActive, 'AMT_CREDIT_SUM'),
    bureau_credits_count: rows.length,
    bureau_active_credits_count: active.length,
    bureau_opened_days_min: least(rows.map((row) => -known(row, 'DAYS_CREDIT'))),
    bureau_active_opened_days_min: least(active.map((row) => -known(row, 'DAYS_CREDIT'))),
    bureau_debt_amount_sum: debt,
    bureau_active_debt_to_credit_ratio: knowsActiveDebt ? ratio(activeDebt, activeAmount) : null,
    bureau_ever_overdue_credits_count: rows.filter(
      (row) => known(row, 'CREDIT_DAY_OVERDUE') > 0 || (number(row, 'AMT_CREDIT_MAX_OVERDUE') ?? 0) > 0,
    ).length,
    bureau_credit_types_count: new Set(rows.map((row) => row['CREDIT_TYPE'])).size,
  };
}

function ofBureauBalance(rows: readonly RawRow[]): Record<string, number | null> {
  const late = (row: RawRow) => '12345'.includes(row['STATUS'] ?? '');
  const knownStatus = (row: RawRow) => '012345'.includes(row['STATUS'] ?? '');
  const lastYear = rows.filter((row) => known(row, 'MONTHS_BALANCE') > -12 && knownStatus(row));
  return {
    bureau_balance_months_count: rows.length,
    bureau_balance_late_share: ratio(rows.filter(late).length, rows.filter(knownStatus).length),
    bureau_balance_late_share_last_12_months: ratio(lastYear.filter(late).length, lastYear.length),
    bureau_balance_late_months_ago_min: least(rows.filter(late).map((row) => -known(row, 'MONTHS_BALANCE'))),
    bureau_balance_closed_share: ratio(rows.filter((row) => row['STATUS'] === 'C').length, rows.length),
  };
}

function ofPrevious(rows: readonly RawRow[]): Record<string, number | null> {
  const newestFirst = [...rows].sort(
    (one, other) => known(other, 'DAYS_DECISION') - known(one, 'DAYS_DECISION') || known(other, 'SK_ID_PREV') - known(one, 'SK_ID_PREV'),
  );
  const is = (outcome: string) => (row: RawRow) => row['NAME_CONTRACT_STATUS'] === outcome;
  const newestThree = newestFirst.slice(0, 3);
  const approved = newestFirst.filter(is('Approved'));
  const interest = approved.map(yearlyPrice).filter((price) => price !== null);
  const started = (row: RawRow) => day(row, 'DAYS_FIRST_DUE') !== null || day(row, 'DAYS_FIRST_DRAWING') !== null;
  return {
    previous_applications_count: rows.length,
    previous_refused_count: rows.filter(is('Refused')).length,
    previous_refused_share_last_3_applications: ratio(newestThree.filter(is('Refused')).length, newestThree.length),
    previous_decision_days_min: least(rows.map((row) => -known(row, 'DAYS_DECISION'))),
    previous_asked_amount_max: greatest(rows.map((row) => known(row, 'AMT_APPLICATION')).filter((amount) => amount !== 0)),
    previous_granted_amount_max: greatest(approved.map((row) => known(row, 'AMT_CREDIT'))),
    previous_implied_interest_latest: interest[0] ?? null,
    previous_implied_interest_mean: mean(interest),
    previous_open_loans_count: approved.filter((row) => started(row) && day(row, 'DAYS_LAST_DUE') === null).length,
  };
}

/** What is paid on top of the credit, per credit and year of twelve payments. */
function yearlyPrice(row: RawRow): number | null {
  const payments = number(row, 'CNT_PAYMENT');
  const annuity = number(row, 'AMT_ANNUITY');
  const credit = known(row, 'AMT_CREDIT');
  if (payments === null || payments <= 0 || annuity === null || credit === 0) return null;
  return (payments * annuity - credit) / credit / (payments / 12);
}

function ofPos(rows: readonly RawRow[]): Record<string, number | null> {
  const overdue = (row: RawRow) => known(row, 'SK_DPD');
  const lastYear = rows.filter((row) => known(row, 'MONTHS_BALANCE') >= -12);
  let remaining: number | null = null;
  let active = 0;
  for (const loan of groupBy(rows, 'SK_ID_PREV').values()) {
    const newestFirst = [...loan].sort((one, other) => known(other, 'MONTHS_BALANCE') - known(one, 'MONTHS_BALANCE'));
    if (['Completed', 'Canceled', 'Returned to the store'].includes(newestFirst[0]?.['NAME_CONTRACT_STATUS'] ?? '')) continue;
    active += 1;
    const newestKnown = newestFirst.find((row) => row['CNT_INSTALMENT_FUTURE'] !== '');
    if (newestKnown !== undefined) remaining = (remaining ?? 0) + known(newestKnown, 'CNT_INSTALMENT_FUTURE');
  }
  return {
    pos_months_count: rows.length,
    pos_late_share: ratio(rows.filter((row) => overdue(row) > 0).length, rows.length),
    pos_overdue_days_max: greatest(rows.map(overdue)),
    pos_overdue_days_max_last_12_months: greatest(lastYear.map(overdue)),
    pos_active_loans_count: active,
    pos_remaining_instalments_sum: remaining,
  };
}

function ofCard(rows: readonly RawRow[]): Record<string, number | null> {
  const used = rows
    .filter((row) => known(row, 'AMT_CREDIT_LIMIT_ACTUAL') > 0)
    .map((row) => Math.max(known(row, 'AMT_BALANCE'), 0) / known(row, 'AMT_CREDIT_LIMIT_ACTUAL'));
  let paid = 0;
  let required = 0;
  for (const row of rows) {
    const minimum = number(row, 'AMT_INST_MIN_REGULARITY') ?? 0;
    if (minimum <= 0) continue;
    required += minimum;
    paid += number(row, 'AMT_PAYMENT_CURRENT') ?? 0;
  }
  const drawn = rows.filter((row) => known(row, 'CNT_DRAWINGS_CURRENT') > 0);
  return {
    card_months_count: rows.length,
    card_utilization_max: greatest(used),
    card_utilization_mean: mean(used),
    card_payment_to_minimum_ratio: ratio(paid, required),
    card_drawings_months_ago_min: least(drawn.map((row) => -known(row, 'MONTHS_BALANCE'))),
    card_overdue_days_max: greatest(rows.map((row) => known(row, 'SK_DPD'))),
  };
}

function ofInstalments(rows: readonly RawRow[]): Record<string, number | null> {
  let due = 0;
  let paid = 0;
  let missing = 0;
  let instalments = 0;
  let rescheduled = 0;
  const late: number[] = [];
  const lateLastYear: number[] = [];
  for (const loan of groupBy(rows, 'SK_ID_PREV').values()) {
    for (const instalment of groupBy(loan, 'NUM_INSTALMENT_NUMBER').values()) {
      const versions = new Set(instalment.map((row) => row['NUM_INSTALMENT_VERSION']));
      const dues = new Map(
        instalment.map((row) => [
          ['NUM_INSTALMENT_VERSION', 'DAYS_INSTALMENT', 'AMT_INSTALMENT'].map((name) => row[name]).join(' '),
          known(row, 'AMT_INSTALMENT'),
        ]),
      );
      const payments = new Map(
        instalment
          .filter((row) => row['DAYS_ENTRY_PAYMENT'] !== '')
          .map((row) => [`${row['DAYS_ENTRY_PAYMENT'] ?? ''} ${row['AMT_PAYMENT'] ?? ''}`, row]),
      );
      const dueDay = Math.min(...instalment.map((row) => known(row, 'DAYS_INSTALMENT')));
      const dueHere = sum([...dues.values()]);
      const paidHere = sum([...payments.values()].map((row) => known(row, 'AMT_PAYMENT')));
      instalments += 1;
      due += dueHere;
      paid += paidHere;
      if (dueHere - paidHere >= 0.01) missing += dueHere - paidHere;
      if (versions.size > 1) rescheduled += 1;
      if (payments.size === 0) continue;
      const paidDay = Math.max(...[...payments.values()].map((row) => known(row, 'DAYS_ENTRY_PAYMENT')));
      late.push(Math.max(paidDay - dueDay, 0));
      if (dueDay >= -365) lateLastYear.push(Math.max(paidDay - dueDay, 0));
    }
  }
  return {
    installments_instalments_count: instalments,
    installments_late_share: ratio(late.filter((days) => days > 0).length, late.length),
    installments_late_days_mean: mean(late),
    installments_late_days_max_last_365_days: greatest(lateLastYear),
    installments_paid_to_due_ratio: ratio(paid, due),
    installments_underpaid_amount_sum: instalments === 0 ? null : missing,
    installments_rescheduled_share: ratio(rescheduled, instalments),
  };
}

function groupBy(rows: readonly RawRow[], name: string): Map<string, RawRow[]> {
  const groups = new Map<string, RawRow[]>();
  for (const row of rows) groups.set(row[name] ?? '', [...(groups.get(row[name] ?? '') ?? []), row]);
  return groups;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function ratio(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

function least(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values);
}

function greatest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}
