import type { RawRow, RawRows } from '../raw-rows.ts';
import { ofApplication } from './application.ts';
import { ofBureauBalance } from './bureau-balance.ts';
import { ofBureau } from './bureau.ts';
import { ofCard } from './card.ts';
import { ofComparisons } from './comparisons.ts';
import { ofInstallments } from './installments.ts';
import { fit, ofPeers } from './peers.ts';
import { ofPos } from './pos.ts';
import { ofPreviousLoans } from './previous-loans.ts';
import { ofPrevious } from './previous.ts';
import type { Features } from './values.ts';

/**
 * Every feature of the contract, computed from the raw rows with loops and by hand, as the descriptions say. It shares
 * nothing with the SQL.
 * @returns what computes the features of one customer
 */
export function recomputer(raw: RawRows): (customer: string) => Features {
  const applications = byId([...raw.train, ...raw.test], 'SK_ID_CURR');
  const [bureau, balances] = [byId(raw.bureau, 'SK_ID_CURR'), byId(raw.bureauBalance, 'SK_ID_BUREAU')];
  const [previous, pos] = [byId(raw.previous, 'SK_ID_CURR'), byId(raw.pos, 'SK_ID_CURR')];
  const [card, instalments] = [byId(raw.card, 'SK_ID_CURR'), byId(raw.instalments, 'SK_ID_CURR')];
  const fitted = fit(raw);
  return (customer) => {
    const [application] = applications(customer);
    if (application === undefined) throw new Error(`There is no application of ${customer}.`);
    const credits = bureau(customer);
    const features: Features = {
      ...ofApplication(application),
      ...ofPeers(application, fitted),
      ...ofBureau(credits),
      ...ofBureauBalance(credits.flatMap((credit) => balances(credit['SK_ID_BUREAU'] ?? ''))),
      ...ofPrevious(previous(customer)),
      ...ofPreviousLoans(previous(customer), pos(customer), card(customer)),
      ...ofPos(pos(customer)),
      ...ofCard(card(customer)),
      ...ofInstallments(instalments(customer)),
    };
    return { ...features, ...ofComparisons(features) };
  };
}

function byId(rows: readonly RawRow[], column: string): (id: string) => readonly RawRow[] {
  const groups = new Map<string, RawRow[]>();
  for (const row of rows) {
    const id = row[column] ?? '';
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return (id) => groups.get(id) ?? [];
}
