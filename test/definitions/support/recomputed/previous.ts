import { known, number, type RawRow } from '../raw-rows.ts';
import { each, flag, greatest, least, mean, ratio, share, sum, type Features, type Value } from './values.ts';

const YIELD_GROUPS = ['low_action', 'low_normal', 'middle', 'high'];

export const is = (column: string, ...names: readonly string[]) => (row: RawRow): boolean => names.includes(row[column] ?? '');
export const isApproved = is('NAME_CONTRACT_STATUS', 'Approved');
const isRefused = is('NAME_CONTRACT_STATUS', 'Refused');
const isStated = (column: string) => (row: RawRow): boolean => !is(column, '', 'XNA', 'XAP')(row);

/** A number of the source; null where it stands for none. */
const column = (name: string, none?: number) => (row: RawRow): Value => {
  const value = number(row, name);
  return value === none ? null : value;
};
const asked = column('AMT_APPLICATION', 0);
const downPaymentRate = column('RATE_DOWN_PAYMENT');
export const credit = column('AMT_CREDIT');
export const annuity = column('AMT_ANNUITY');

const decided = (row: RawRow): number => -known(row, 'DAYS_DECISION');
const grantedToAsked = (row: RawRow): Value => ratio(credit(row), asked(row));
/** In months; null for cards, and for what was not approved. */
export const term = (row: RawRow): Value => (isApproved(row) ? column('CNT_PAYMENT', 0)(row) : null);

/** What is paid on top of the credit, per credit and year of twelve payments. */
function interest(row: RawRow): Value {
  const [months, payment, lent] = [term(row), annuity(row), credit(row)];
  return months === null || payment === null || lent === null ? null : ratio(months * payment - lent, lent * (months / 12));
}

function yieldLevel(row: RawRow): Value {
  const at = YIELD_GROUPS.indexOf(row['NAME_YIELD_GROUP'] ?? '');
  return at < 0 ? null : at + 1;
}

export function ofPrevious(applications: readonly RawRow[]): Features {
  return { ...outcomes(applications), ...terms(applications), ...newest(applications) };
}

function outcomes(applications: readonly RawRow[]): Features {
  const approved = applications.filter(isApproved);
  const refused = applications.filter(isRefused);
  const lastYear = (row: RawRow): boolean => decided(row) <= 365;
  return {
    previous_applications_count: applications.length,
    previous_approved_count: approved.length,
    previous_refused_count: refused.length,
    previous_canceled_count: applications.filter(is('NAME_CONTRACT_STATUS', 'Canceled')).length,
    previous_unused_offers_count: applications.filter(is('NAME_CONTRACT_STATUS', 'Unused offer')).length,
    previous_approved_share: share(applications, isApproved),
    previous_refused_share: share(applications, isRefused),
    previous_refused_policy_count: refused.filter(is('CODE_REJECT_REASON', 'HC')).length,
    previous_refused_limit_count: refused.filter(is('CODE_REJECT_REASON', 'LIMIT')).length,
    previous_refused_score_count: refused.filter(is('CODE_REJECT_REASON', 'SCO', 'SCOFR')).length,
    previous_applications_count_last_365_days: applications.filter(lastYear).length,
    previous_refused_count_last_365_days: refused.filter(lastYear).length,
    previous_decision_days_min: least(applications.map(decided)),
    previous_decision_days_max: greatest(applications.map(decided)),
    previous_decision_days_mean: mean(applications.map(decided)),
    previous_approved_decision_days_min: least(approved.map(decided)),
    previous_approved_decision_days_max: greatest(approved.map(decided)),
    previous_refused_decision_days_min: least(refused.map(decided)),
  };
}

function terms(applications: readonly RawRow[]): Features {
  const approved = applications.filter(isApproved);
  return {
    previous_asked_amount_mean: mean(applications.map(asked)),
    previous_asked_amount_max: greatest(applications.map(asked)),
    previous_granted_amount_mean: mean(approved.map(credit)),
    previous_granted_amount_max: greatest(approved.map(credit)),
    previous_granted_amount_sum: sum(approved.map(credit)),
    previous_granted_to_asked_ratio_mean: mean(applications.map(grantedToAsked)),
    previous_granted_to_asked_ratio_min: least(applications.map(grantedToAsked)),
    previous_granted_to_asked_ratio_max: greatest(applications.map(grantedToAsked)),
    previous_annuity_amount_mean: mean(approved.map(annuity)),
    previous_annuity_amount_max: greatest(approved.map(annuity)),
    previous_down_payment_share_mean: mean(applications.map(downPaymentRate)),
    previous_down_payment_share_max: greatest(applications.map(downPaymentRate)),
    previous_down_payment_amount_max: greatest(applications.map(column('AMT_DOWN_PAYMENT'))),
    previous_implied_interest_mean: mean(applications.map(interest)),
    previous_implied_interest_max: greatest(applications.map(interest)),
    previous_implied_interest_min: least(applications.map(interest)),
    previous_yield_level_mean: mean(applications.map(yieldLevel)),
    previous_term_months_mean: mean(applications.map(term)),
    previous_term_months_max: greatest(applications.map(term)),
    previous_cross_sold_share: share(applications.filter(isStated('NAME_PRODUCT_TYPE')), is('NAME_PRODUCT_TYPE', 'x-sell')),
    previous_insured_share: mean(approved.map(column('NFLAG_INSURED_ON_APPROVAL'))),
    previous_cash_loans_share: share(applications, is('NAME_CONTRACT_TYPE', 'Cash loans')),
    previous_consumer_loans_share: share(applications, is('NAME_CONTRACT_TYPE', 'Consumer loans')),
    previous_revolving_loans_share: share(applications, is('NAME_CONTRACT_TYPE', 'Revolving loans')),
    previous_mobile_share: share(applications.filter(isStated('NAME_GOODS_CATEGORY')), is('NAME_GOODS_CATEGORY', 'Mobile')),
    previous_cash_offer_channel_share: share(applications, is('CHANNEL_TYPE', 'Contact center', 'AP+ (Cash loan)')),
    previous_seller_area_mean: mean(applications.map(column('SELLERPLACE_AREA', -1))),
  };
}

function newest(applications: readonly RawRow[]): Features {
  const newestFirst = [...applications].sort(
    (one, other) => decided(one) - decided(other) || known(other, 'SK_ID_PREV') - known(one, 'SK_ID_PREV'),
  );
  const latest = (value: (row: RawRow) => Value): Value => newestFirst.map(value).find((each) => each !== null) ?? null;
  const latestIs = (name: string, wanted: string): Value => latest((row) => (isStated(name)(row) ? flag(row[name] === wanted) : null));
  return {
    previous_refused_flag_latest: latest((row) => flag(isRefused(row))),
    previous_approved_flag_latest: latest((row) => flag(isApproved(row))),
    previous_cash_flag_latest: latestIs('NAME_CONTRACT_TYPE', 'Cash loans'),
    previous_revolving_flag_latest: latestIs('NAME_CONTRACT_TYPE', 'Revolving loans'),
    previous_cross_sold_flag_latest: latestIs('NAME_PRODUCT_TYPE', 'x-sell'),
    previous_yield_level_latest: latest(yieldLevel),
    previous_implied_interest_latest: latest(interest),
    previous_term_months_latest: latest(term),
    previous_asked_amount_latest: latest(asked),
    previous_annuity_amount_latest: latest(annuity),
    previous_granted_to_asked_ratio_latest: latest(grantedToAsked),
    previous_down_payment_share_latest: latest(downPaymentRate),
    ...each([3, 5], (count) => {
      const last = newestFirst.slice(0, count);
      return {
        [`previous_refused_share_last_${count}_applications`]: share(last, isRefused),
        [`previous_decision_days_mean_last_${count}_applications`]: mean(last.map(decided)),
        [`previous_asked_amount_mean_last_${count}_applications`]: mean(last.map(asked)),
        [`previous_annuity_amount_mean_last_${count}_applications`]: mean(last.map(annuity)),
        [`previous_granted_to_asked_ratio_mean_last_${count}_applications`]: mean(last.map(grantedToAsked)),
        [`previous_yield_level_mean_last_${count}_applications`]: mean(last.map(yieldLevel)),
        [`previous_term_months_mean_last_${count}_applications`]: mean(last.map(term)),
      };
    }),
  };
}
