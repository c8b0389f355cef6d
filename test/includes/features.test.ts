import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { features } from '../../includes/features.js';
import { aggregates, kinds, parse, sources } from '../../includes/contract/grammar.js';
import { reasons } from '../../includes/contract/reasons.js';

const UNITS = [
  'currency units', 'days', 'months', 'years', 'hour of day', 'count', 'ratio', 'ratio per year', 'share', '0/1',
  'score 0 to 1', 'score x months', 'score x days', 'score x ratio', 'shop area', 'normalised 0 to 1', 'level 0 to 5', 'level 1 to 3', 'level 1 to 4', 'level 1 to 5',
];

const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

describe('the feature contract', () => {
  it('lists at least 250 permitted features on all seven sources', () => {
    expect(features.filter(({ basis }) => basis === 'permitted').length).to.be.at.least(250);
    expect(new Set(features.map(({ source }) => source))).to.deep.equal(new Set(Object.values(sources)));
  });

  it('is counted in README as it is', async () => {
    const readme = await readFile('README.md', 'utf8');
    const permitted = features.filter(({ basis }) => basis === 'permitted').length;
    expect(readme).to.include(`${features.length} features, ${permitted} of them permitted.`);
    for (const source of Object.keys(sources)) {
      const count = features.filter(({ name }) => parse(name).source === source).length;
      expect(readme).to.match(new RegExp(`^\\| \`${source}\` \\| ${count} \\|`, 'm'));
    }
  });

  it('names no feature twice', () => {
    const names = features.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).to.deep.equal([]);
  });

  it('names every feature by the grammar, and uses all of the grammar', () => {
    const names = features.map(({ name }) => ({ name, ...parse(name) }));
    expect(names.filter(({ source, aggregate }) => source !== 'application' && aggregate === null)).to.deep.equal([]);
    expect(new Set(names.map(({ source }) => source))).to.deep.equal(new Set(Object.keys(sources)));
    expect(new Set(names.flatMap(({ aggregate }) => aggregate ?? []))).to.deep.equal(new Set(Object.keys(aggregates)));
    const plain = new Set(names.filter(({ aggregate }) => aggregate === null).map(({ measure }) => measure.split('_').at(-1)));
    expect(plain).to.deep.equal(new Set(Object.keys(kinds)));
  });

  it('gives every feature the staging model that its name promises', () => {
    for (const { name, source } of features) expect(source, name).to.equal(sources[parse(name).source]);
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
      const { measure, aggregate } = parse(name);
      if (aggregate === 'count') expect(unit, name).to.equal('count');
      else if (aggregate === 'share') expect(unit, name).to.equal('share');
      else if (aggregate === 'ratio' || measure.endsWith('_ratio')) expect(unit, name).to.equal('ratio');
      else if (measure.endsWith('_flag')) expect(unit, name).to.equal('0/1');
      else if (measure.endsWith('_share')) expect(unit, name).to.equal('share');
      else if (measure.endsWith('_amount')) expect(unit, name).to.equal('currency units');
      else if (measure.endsWith('_days')) expect(unit, name).to.equal('days');
      else if (/_months(_ago)?$/.test(measure)) expect(unit, name).to.equal('months');
      else if (measure.endsWith('_interest')) expect(unit, name).to.equal('ratio per year');
    }
  });
});

describe('the grammar of feature names', () => {
  it('takes a name apart', () => {
    expect(parse('bureau_balance_late_share_last_12_months')).to.deep.equal({ source: 'bureau_balance', measure: 'late', aggregate: 'share', window: 'last_12_months' });
    expect(parse('application_credit_amount')).to.deep.equal({ source: 'application', measure: 'credit_amount', aggregate: null, window: null });
    expect(parse('previous_refused_flag_latest')).to.deep.equal({ source: 'previous', measure: 'refused_flag', aggregate: 'latest', window: null });
  });

  for (const [name, why] of [
    ['loan_amount_mean', 'no source'],
    ['bureau_debt_amount', 'no aggregate'],
    ['application_income', 'no aggregate'],
    ['card_utilization_mean_12_months', 'no aggregate'],
    ['card_utilization_last_months_mean', 'a window'],
    ['card_Utilization_mean', 'not lower case'],
    ['bureau_sum', 'no aggregate'],
  ] as const) {
    it(`refuses ${name}: ${why}`, () => {
      expect(() => parse(name)).to.throw(Error, why);
    });
  }
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

  it('permits the external scores, but not times age', () => {
    expect(prohibited.filter((name) => name.includes('ext_source'))).to.deep.equal(['application_ext_source_age_product']);
  });
});
