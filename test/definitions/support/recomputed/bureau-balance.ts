import { known, type RawRow } from '../raw-rows.ts';
import { each, greatest, groupBy, least, mean, share, type Features } from './values.ts';

const status = (row: RawRow): string => row['STATUS'] ?? '';
const level = (row: RawRow): number => Number(status(row));
const isKnown = (row: RawRow): boolean => '012345'.includes(status(row));
const isLate = (row: RawRow): boolean => '12345'.includes(status(row));
/** Month 0 is the application's. */
const monthsAgo = (row: RawRow): number => 0 - known(row, 'MONTHS_BALANCE');

export function ofBureauBalance(months: readonly RawRow[]): Features {
  const stated = months.filter(isKnown);
  const credits = groupBy(months, (row) => row['SK_ID_BUREAU']);
  return {
    bureau_balance_months_count: months.length,
    bureau_balance_credits_count: credits.length,
    bureau_balance_late_share: share(stated, isLate),
    bureau_balance_late_30_share: share(stated, (row) => level(row) > 1),
    bureau_balance_late_level_max: greatest(stated.map(level)),
    bureau_balance_late_level_mean: mean(stated.map(level)),
    ...each([6, 12, 24], (length) => {
      const recent = stated.filter((row) => monthsAgo(row) < length);
      return {
        [`bureau_balance_late_share_last_${length}_months`]: share(recent, isLate),
        [`bureau_balance_late_level_max_last_${length}_months`]: greatest(recent.map(level)),
      };
    }),
    bureau_balance_late_months_ago_min: least(months.filter(isLate).map(monthsAgo)),
    bureau_balance_late_credits_share: share(credits, (credit) => credit.some(isLate)),
    bureau_balance_closed_share: share(months, (row) => status(row) === 'C'),
    bureau_balance_unknown_share: share(months, (row) => status(row) === 'X'),
  };
}
