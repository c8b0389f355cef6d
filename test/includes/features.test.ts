import { expect } from 'chai';
import { features } from '../../includes/features.js';
import { reasons } from '../../includes/contract/reasons.js';

const SOURCES: Readonly<Record<string, string>> = {
  application: 'stg_home_credit__applications',
  bureau: 'stg_home_credit__bureau_credits',
  bureau_balance: 'stg_home_credit__bureau_balances',
  previous: 'stg_home_credit__previous_applications',
  pos: 'stg_home_credit__pos_cash_balances',
  card: 'stg_home_credit__credit_card_balances',
  installments: 'stg_home_credit__installment_payments',
};
const UNITS = [
  'currency units', 'days', 'months', 'years', 'hour of day', 'count', 'ratio', 'ratio per year', 'share', '0/1',
  'score 0 to 1', 'normalised 0 to 1', 'level 0 to 5', 'level 1 to 3', 'level 1 to 4', 'level 1 to 5',
];

/** What an aggregate over a history may be called. */
const AGGREGATE = /_(count|sum|mean|min|max|share|ratio|latest)$/;
/** What a plain value of the application may be called besides. */
const PLAIN = /_(flag|amount|days|years|level|hour|range|product|mode|source_[123])$/;
const WINDOW = /_last_\d+_(days|months|applications)$/;

/** The longest source that the name starts with: `bureau_balance_…` is not `bureau`'s. */
function sourceOf(name: string): string | undefined {
  return Object.keys(SOURCES).filter((source) => name.startsWith(`${source}_`)).sort((one, other) => other.length - one.length)[0];
}

const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

describe('the feature contract', () => {
  it('lists at least 130 features on all seven sources', () => {
    expect(features.length).to.be.at.least(130);
    expect(new Set(features.map(({ source }) => source))).to.deep.equal(new Set(Object.values(SOURCES)));
  });

  it('names no feature twice', () => {
    const names = features.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).to.deep.equal([]);
  });

  it('names every feature by the grammar', () => {
    const wrong = features.filter(({ name }) => {
      const source = sourceOf(name);
      const withoutWindow = name.replace(WINDOW, '');
      const known = AGGREGATE.test(withoutWindow) || (source === 'application' && PLAIN.test(withoutWindow));
      return source === undefined || !/^[a-z][a-z0-9_]*$/.test(name) || !known || (name.includes('_last_') && !WINDOW.test(name));
    });
    expect(wrong.map(({ name }) => name)).to.deep.equal([]);
  });

  it('gives every feature the staging model that its name promises', () => {
    for (const { name, source } of features) expect(source, name).to.equal(SOURCES[sourceOf(name) ?? '']);
  });

  it('describes every feature in a sentence that says more than its name', () => {
    const poor = features.filter(({ name, description }) => {
      const added = words(description).filter((word) => !words(name.replaceAll('_', ' ')).includes(word));
      return added.length < 3 || !description.endsWith('.') || /todo|tbd/i.test(description);
    });
    expect(poor.map(({ name, description }) => `${name}: ${description}`)).to.deep.equal([]);
    expect(new Set(features.map(({ description }) => description)).size).to.equal(features.length);
  });

  it('uses a known unit, and the one that the name tells', () => {
    for (const { name, unit } of features) {
      expect(UNITS, name).to.include(unit);
      if (name.endsWith('_flag')) expect(unit, name).to.equal('0/1');
      if (/_amount(_|$)/.test(name)) expect(unit, name).to.equal('currency units');
      if (/_days(_(min|max|mean|last)|$)/.test(name) && !WINDOW.test(name)) expect(unit, name).to.equal('days');
      if (/_share$/.test(name.replace(WINDOW, ''))) expect(unit, name).to.equal('share');
    }
  });
});

describe('the reasons of the contract', () => {
  it('are the catalogue\'s, one text a code', () => {
    const catalogue = new Map(Object.entries(reasons));
    for (const { name, reason } of features) expect(reason.text, name).to.equal(catalogue.get(reason.code));
    expect(new Set(catalogue.values()).size).to.equal(catalogue.size);
    expect([...catalogue.keys()].filter((code) => !/^[A-Z]{3}\d\d$/.test(code))).to.deep.equal([]);
  });

  it('are all in use', () => {
    const used = new Set(features.map(({ reason }) => reason.code));
    expect(Object.keys(reasons).filter((code) => !used.has(code))).to.deep.equal([]);
  });

  it('name a factor and never a direction, since trees may raise the risk at either end', () => {
    const direction = /\b(too|low|lower|high|higher|short|long|few|many|little|insufficient|excessive|recently|lack|poor|bad)\b/i;
    expect(Object.values(reasons).filter((text) => direction.test(text))).to.deep.equal([]);
  });
});

describe('what the contract prohibits', () => {
  const prohibited = features.filter(({ basis }) => basis === 'prohibited').map(({ name }) => name);

  it('holds sex, marital status, family, age and what derives from them', () => {
    expect(prohibited).to.include.members([
      'application_gender_male_flag',
      'application_age_days',
      'application_married_flag',
      'application_separated_flag',
      'application_children_count',
      'application_family_members_count',
      'application_income_per_family_member_amount',
      'application_employed_to_age_ratio',
    ]);
  });

  it('lets no feature through whose name speaks of them', () => {
    const telling = /gender|sex|male|_age_days|_to_age_|married|marital|separated|widow|spouse|child|family|parents|pension/;
    const permitted = features.filter(({ basis }) => basis === 'permitted').map(({ name }) => name);
    expect(permitted.filter((name) => telling.test(name))).to.deep.equal([]);
  });

  it('permits the external scores', () => {
    expect(prohibited.filter((name) => name.includes('ext_source'))).to.deep.equal([]);
  });
});
