import type { CsvFile } from './csv-file.ts';
import { Choice, Curve } from './distribution.ts';
import type { Persona } from './persona.ts';
import type { PreviousApplication } from './previous.ts';
import type { Random } from './random.ts';

const NO_DAY = 365_243;
const WEEKDAY = new Choice([['TUESDAY', 15.7], ['FRIDAY', 15.3], ['WEDNESDAY', 15.2], ['MONDAY', 15.1], ['THURSDAY', 14.8], ['SATURDAY', 14.1], ['SUNDAY', 9.7]]);
const HOUR = new Curve([[0, 0], [1, 4], [5, 7], [25, 10], [50, 12.4], [75, 15], [95, 18], [100, 23]]);
const DOWN_PAYMENT = new Curve([[0, 0.0001], [10, 0.03], [30, 0.09], [60, 0.107], [75, 0.16], [90, 0.31], [100, 0.84]]);
const REJECTED = new Choice([['HC', 5287], ['LIMIT', 1611], ['SCO', 945], ['SCOFR', 363], ['XNA', 137], ['VERIF', 107], ['SYSTEM', 11]]);
const PURPOSE = new Choice([
  ['Repairs', 34], ['Other', 22], ['Urgent needs', 12], ['Buying a used car', 4], ['Everyday expenses', 4], ['Payments on other loans', 3.7],
  ['Building a house or an annex', 3.5], ['Medicine', 3.1], ['Education', 2.3], ['Buying a holiday home / land', 1.5], ['Buying a home', 1.4],
  ['Purchase of electronic equipment', 1.4], ['Car repairs', 1.3], ['Journey', 1.6], ['Furniture', 1.2], ['Buying a new car', 1.2],
  ['Wedding / gift / holiday', 1.2], ['Business development', 0.7], ['Gasification / water supply', 0.5], ['Hobby', 0.1], ['Buying a garage', 0.2],
]);
const SUITE = new Choice([['Unaccompanied', 60.8], ['Family', 24.6], ['Spouse, partner', 7.6], ['Children', 3.6], ['Other_B', 2.1], ['Other_A', 1.1], ['Group of people', 0.3]]);
const CASH_CHANNEL = new Choice([['Credit and cash offices', 18208], ['Contact center', 1909], ['Country-wide', 1201], ['AP+ (Cash loan)', 1075], ['Channel of corporate sales', 119]]);
const CARD_CHANNEL = new Choice([['Credit and cash offices', 3980], ['Country-wide', 805], ['AP+ (Cash loan)', 417], ['Contact center', 299], ['Regional / Local', 191], ['Stone', 145]]);

interface Shop {
  readonly goods: string;
  readonly industry: string;
  readonly family: 'mobile' | 'household' | 'industry' | 'other';
  readonly countryWide: number;
  readonly stone: number;
  readonly area: number;
}
const shop = (goods: string, industry: string, family: Shop['family'], countryWide: number, stone: number, area: number): Shop => ({ goods, industry, family, countryWide, stone, area });
const SHOPS = new Choice<Shop>([
  [shop('Mobile', 'Connectivity', 'mobile', 0.86, 0.11, 35), 5805], [shop('Consumer Electronics', 'Consumer electronics', 'household', 0.55, 0.24, 500), 3264],
  [shop('Audio/Video', 'Consumer electronics', 'household', 0.66, 0.16, 800), 2597], [shop('Computers', 'Consumer electronics', 'household', 0.53, 0.19, 300), 2510],
  [shop('Furniture', 'Furniture', 'industry', 0.2, 0.72, 108), 1408], [shop('Clothing and Accessories', 'Clothing', 'industry', 0.13, 0.64, 70), 687],
  [shop('Construction Materials', 'Construction', 'industry', 0.04, 0.8, 50), 700], [shop('Computers', 'Connectivity', 'mobile', 0.93, 0.03, 35), 508],
  [shop('Mobile', 'Consumer electronics', 'household', 0.65, 0.18, 784), 471], [shop('Photo / Cinema Equipment', 'Consumer electronics', 'household', 0.72, 0.1, 1189), 348],
  [shop('Photo / Cinema Equipment', 'Connectivity', 'mobile', 0.87, 0.08, 38), 340], [shop('Auto Accessories', 'Auto technology', 'other', 0.02, 0.85, 80), 190],
  [shop('Homewares', 'Construction', 'industry', 0.29, 0.62, 40), 150], [shop('XNA', 'Consumer electronics', 'household', 0.6, 0.37, 533), 87],
  [shop('Medical Supplies', 'Industry', 'other', 0.48, 0.47, 98), 85], [shop('Jewelry', 'Jewelry', 'industry', 0.68, 0.25, 50), 84],
  [shop('Jewelry', 'Industry', 'other', 0.35, 0.55, 40), 82], [shop('XNA', 'Connectivity', 'mobile', 0.77, 0.1, 37), 78],
  [shop('Office Appliances', 'Consumer electronics', 'household', 0.55, 0.2, 321), 70], [shop('Gardening', 'Construction', 'industry', 0.1, 0.86, 99), 75],
  [shop('Medicine', 'Industry', 'other', 0.09, 0.84, 69), 45], [shop('Sport and Leisure', 'Industry', 'other', 0.17, 0.78, 116), 55],
  [shop('Tourism', 'Tourism', 'other', 0.05, 0.92, 30), 45], [shop('Vehicles', 'Industry', 'other', 0.06, 0.85, 87), 70],
  [shop('Other', 'Industry', 'other', 0.2, 0.7, 60), 60], [shop('Direct Sales', 'MLM partners', 'other', 0.1, 0.8, 10), 8],
]);
/** How the product was sold; `offered` is false where it did not come to an offer. */
interface Offer {
  readonly shopping: Shop | null;
  readonly street: boolean;
  readonly offered: boolean;
}

const CASH_YIELD_WORD: Readonly<Record<string, string>> = { high: 'high', middle: 'middle', low_normal: 'low', low_action: 'low' };

/** Writes one row of previous_application.csv. */
export function writePreviousRow(file: CsvFile, persona: Persona, previous: PreviousApplication, random: Random): void {
  const { type, status, schedule } = previous;
  const consumer = type === 'Consumer loans';
  const reached = previous.annuity !== null;
  const down = consumer && reached ? (random.chance(0.455) ? 0 : DOWN_PAYMENT.draw(random)) : !consumer && reached && random.chance(0.1) ? 0 : null;
  const goods = previous.application > 0 ? previous.application : null;
  file.int(previous.id);
  file.int(persona.customerId);
  file.text(type);
  file.amount(previous.annuity);
  file.amount(previous.application);
  file.amount(previous.credit);
  file.amount(down === null || goods === null ? null : down * goods);
  file.amount(goods);
  file.text(WEEKDAY.draw(random));
  file.int(Math.floor(HOUR.draw(random) + 0.5));
  file.text(random.chance(0.996) ? 'Y' : 'N');
  file.int(random.chance(0.997) ? 1 : 0);
  file.float(goods === null ? null : down);
  const rated = consumer && status === 'Approved' && random.chance(0.01);
  file.float(rated ? 0.197 - 0.055 * random.next() ** 2 : null);
  file.float(rated ? 0.867 - 0.23 * random.next() ** 2 : null);
  writeSeller(file, previous, writeDecision(file, previous, random), random);
  const known = schedule !== null;
  file.whole(known ? (schedule.firstDrawing ?? NO_DAY) : null);
  file.whole(known ? (schedule.firstDue ?? NO_DAY) : null);
  file.whole(known ? (schedule.lastDueFirstVersion ?? NO_DAY) : null);
  file.whole(known ? (schedule.lastDue ?? NO_DAY) : null);
  file.whole(known ? (schedule.termination ?? NO_DAY) : null);
  file.whole(known ? (random.chance(consumer ? 0.166 : type === 'Cash loans' ? 0.803 : 0.005) ? 1 : 0) : null);
  file.endRow();
}

function writeDecision(file: CsvFile, previous: PreviousApplication, random: Random): Offer {
  const { type, status, annuity } = previous;
  const cash = type === 'Cash loans';
  const consumer = type === 'Consumer loans';
  const walkIn = cash && status !== 'Canceled' && random.chance(status === 'Approved' ? 0.0875 : 0.24);
  file.text(!cash ? 'XAP' : walkIn ? PURPOSE.draw(random) : 'XNA');
  file.text(status);
  file.int(previous.decision);
  file.text(noPayment(previous, random) ? 'XNA' : random.chance(0.99) ? 'Cash through the bank' : random.chance(0.94) ? 'Non-cash from your account' : 'Cashless from the account of the employer');
  file.text(status === 'Refused' ? REJECTED.draw(random) : status === 'Unused offer' ? 'CLIENT' : 'XAP');
  const alone = status === 'Canceled' ? 0.97 : status === 'Unused offer' ? 0.8 : consumer ? 0.34 : cash ? 0.32 : 0.545;
  file.text(random.chance(alone) ? null : SUITE.draw(random));
  file.text(clientType(previous, random));
  const shopping = consumer ? SHOPS.draw(random) : null;
  file.text(shopping?.goods ?? 'XNA');
  const offered = annuity !== null && status !== 'Unused offer' && !(status === 'Refused' && !cash && !consumer && random.chance(0.1));
  const portfolio = !offered || type === 'XNA' ? 'XNA' : consumer ? 'POS' : cash ? 'Cash' : 'Cards';
  file.text(portfolio);
  const street = portfolio !== 'XNA' && !consumer && (cash ? walkIn || random.chance(0.09) : random.chance(0.37));
  file.text(portfolio === 'XNA' || consumer ? 'XNA' : street ? 'walk-in' : 'x-sell');
  return { shopping, street, offered: portfolio !== 'XNA' };
}

function writeSeller(file: CsvFile, previous: PreviousApplication, offer: Offer, random: Random): void {
  const { shopping, offered } = offer;
  const cash = previous.type === 'Cash loans';
  if (shopping !== null) {
    const u = random.next();
    file.text(u < shopping.countryWide ? 'Country-wide' : u < shopping.countryWide + shopping.stone ? 'Stone' : 'Regional / Local');
    file.int(random.chance(0.006) ? -1 : Math.max(0, Math.round(shopping.area * Math.exp(1.1 * random.normal()))));
  } else {
    const channel = (cash ? CASH_CHANNEL : CARD_CHANNEL).draw(random);
    const office = channel === 'Credit and cash offices' || channel === 'Contact center' || channel === 'Channel of corporate sales';
    file.text(channel);
    file.int(random.chance(office ? 0.925 : 0.2) ? -1 : office ? 0 : Math.round(40 * Math.exp(1.5 * random.normal())));
  }
  file.text(shopping?.industry ?? 'XNA');
  file.whole(previous.payments);
  file.text(offered ? previous.yieldGroup : 'XNA');
  file.text(combination(previous, offer, random));
}

function combination(previous: PreviousApplication, { shopping, street, offered }: Offer, random: Random): string | null {
  if (previous.type === 'XNA' || random.chance(0.0002)) return null;
  if (shopping !== null) {
    const without = previous.yieldGroup === 'low_action' ? random.chance(0.9) : previous.yieldGroup === 'low_normal' ? random.chance(0.2) : false;
    if (shopping.family === 'other') return without ? 'POS others without interest' : 'POS other with interest';
    return `POS ${shopping.family} ${without ? 'without' : 'with'} interest`;
  }
  if (previous.type === 'Revolving loans') return street || !offered ? 'Card Street' : 'Card X-Sell';
  if (!offered) return 'Cash';
  return `Cash ${street ? 'Street' : 'X-Sell'}: ${CASH_YIELD_WORD[previous.yieldGroup] ?? 'low'}`;
}

function noPayment({ type, status, annuity }: PreviousApplication, random: Random): boolean {
  if (type === 'Revolving loans' || type === 'XNA') return true;
  if (annuity === null && status !== 'Unused offer') return random.chance(0.99);
  return random.chance(0.12);
}

function clientType({ order }: PreviousApplication, random: Random): string {
  const u = random.next();
  if (order === 0) return u < 0.8 ? 'New' : u < 0.87 ? 'Refreshed' : 'Repeater';
  if (u < 0.001) return 'XNA';
  if (order === 1) return u < 0.077 ? 'New' : u < 0.24 ? 'Refreshed' : 'Repeater';
  return u < 0.006 ? 'New' : u < 0.07 + (order === 2 ? 0.06 : 0) ? 'Refreshed' : 'Repeater';
}
