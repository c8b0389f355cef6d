import { expect } from 'chai';
import { table as loads } from '../../includes/loads.js';
import newRows from '../../includes/new_rows.js';
import rawTables from '../../includes/raw_tables.js';
import { features } from '../../includes/features.js';
import { columnsOf, compiled, layerOf, nameOf, type Compiled, type Model } from './support/compiled.ts';

/** Which layer may read which. */
const READS: Readonly<Record<string, readonly string[]>> = {
  staging: ['raw', 'runs'],
  intermediate: ['staging', 'intermediate', 'encodings'],
  encodings: ['staging', 'intermediate'],
  marts: ['staging', 'intermediate', 'marts'],
};
const CLOCK = /\b(current_(date|time|datetime|timestamp)|rand|generate_uuid|session_user)\b/i;

const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

describe('the models', () => {
  let project: Compiled;
  /** Those of the lineage to the marts: scoring and monitoring have tests of their own. */
  let models: Model[];

  before(async function () {
    this.timeout(120_000);
    project = await compiled();
    models = project.models.filter(({ target }) => layerOf(target) in READS);
  });

  it('stand on a declaration of each raw table, with every column documented', () => {
    const declared = new Map(project.declarations.map((table) => [table.target.name, columnsOf(table)]));
    for (const table of rawTables.tables) {
      expect(declared.get(table.name)?.map(({ name }) => name), table.name).to.deep.equal(table.columns.map(({ name }) => name));
      expect(declared.get(table.name)?.filter(({ description }) => description === ''), table.name).to.deep.equal([]);
    }
    expect(declared.get('loads')?.map(({ name }) => name)).to.deep.equal(loads.columns.map(({ name }) => name));
    expect(declared.size).to.equal(9);
  });

  it('are seven staging views, intermediate and fitted tables, and two marts', () => {
    const named = (layer: string) => models.filter(({ target }) => layerOf(target) === layer).map(({ target }) => target.name);
    expect(named('staging')).to.have.length(7);
    expect(named('staging').filter((name) => !/^stg_home_credit__[a-z_]+s$/.test(name))).to.deep.equal([]);
    expect(named('intermediate').filter((name) => !/^int_[a-z_]+s_[a-z]+ed_to_[a-z]+s$/.test(name))).to.deep.equal([]);
    expect(named('encodings').filter((name) => !/^enc_[a-z_]+s$/.test(name))).to.deep.equal([]);
    expect(named('marts').sort()).to.deep.equal(['customer_features', 'training_examples']);
  });

  it('read only what lies before them', () => {
    for (const model of models) {
      for (const target of model.dependencyTargets ?? []) {
        expect(READS[layerOf(model.target)], `${nameOf(model)} reads ${target.name}`).to.include(layerOf(target));
      }
    }
  });

  it('rename in staging, without joins and aggregates', () => {
    const wrong = models.filter(({ target, query }) => layerOf(target) === 'staging' && /\b(join|group by|distinct|count|sum)\b/i.test(query));
    expect(wrong.map(nameOf)).to.deep.equal([]);
  });

  it('end by selecting all of their last step', () => {
    const wrong = models.filter(({ query }) => !/\nselect \* from \w+\s*$/.test(query));
    expect(wrong.map(nameOf)).to.deep.equal([]);
  });

  it('use neither clock nor chance', () => {
    expect([...models, ...project.assertions].filter(({ query }) => CLOCK.test(query)).map(nameOf)).to.deep.equal([]);
  });

  it('tell their grain first', () => {
    const wrong = models.filter(({ actionDescriptor }) => !/^One row per /.test(actionDescriptor?.description ?? ''));
    expect(wrong.map(nameOf)).to.deep.equal([]);
  });

  it('document each column in words of its own', () => {
    for (const model of models) {
      const poor = columnsOf(model).filter(({ name, description }) => {
        const added = words(description).filter((word) => !words(name.replaceAll('_', ' ')).includes(word));
        return added.length < 2 || /todo|tbd/i.test(description);
      });
      expect(poor.map(({ name, description }) => `${name}: ${description}`), nameOf(model)).to.deep.equal([]);
      expect(columnsOf(model), nameOf(model)).to.not.be.empty;
    }
  });

  it('say the unit of each amount and the sign of each day', () => {
    const said: readonly (readonly [RegExp, RegExp])[] = [
      [/_amount$/, /currency units/],
      [/_day$/, /relative to the application/i],
      [/(^|_)month$/, /relative to the application/i],
      [/(?<!_last_\d+)_days$/, /\bdays?\b/i],
    ];
    for (const model of models) {
      const silent = columnsOf(model).filter(({ name, description }) => said.some(([column, unit]) => column.test(name) && !unit.test(description)));
      expect(silent.map(({ name, description }) => `${name}: ${description}`), nameOf(model)).to.deep.equal([]);
    }
  });

  it('are each held by assertions on their grain and between their columns', () => {
    for (const model of models) {
      const own = project.assertions.filter(({ target }) => target.name.startsWith(`${model.target.schema}_${model.target.name}_assertions_`));
      expect(own.some(({ target }) => target.name.includes('_uniqueKey')), `${nameOf(model)}: uniqueKey`).to.equal(true);
      const conditions = own.find(({ target }) => target.name.endsWith('_rowConditions'))?.query ?? '';
      expect(conditions.match(/IS NOT NULL' AS failing_row_condition/g), `${nameOf(model)}: nonNull`).to.not.equal(null);
      const columns = new Set(columnsOf(model).map(({ name }) => name));
      const tying = [...conditions.matchAll(/'(.*)' AS failing_row_condition/g)].filter(
        ([, condition = '']) => !condition.endsWith('IS NOT NULL') && identifiers(condition).filter((word) => columns.has(word)).length > 0,
      );
      expect(tying, `${nameOf(model)}: row conditions`).to.not.be.empty;
    }
  });

  it('have a unit test for every intermediate and fitted model', () => {
    const tested = new Set(project.tests.map((test) => test.tested));
    const untested = models.filter(({ target }) => ['intermediate', 'encodings'].includes(layerOf(target)) && !tested.has(target.name));
    expect(untested.map(nameOf)).to.deep.equal([]);
  });

  it('are all published by a run over new rows, by a key that they have', () => {
    const tables = models.filter(({ target }) => !['staging', 'encodings'].includes(layerOf(target)));
    const published = new Map(newRows.published.map(({ dataset, name, key }) => [`${dataset}.${name}`, key]));
    expect(tables.map(({ target: { schema, name } }) => `${schema}.${name}`).sort(), 'includes/new_rows.js').to.deep.equal([...published.keys()].sort());
    for (const model of tables) {
      expect(columnsOf(model).map(({ name }) => name), nameOf(model)).to.include(published.get(`${model.target.schema}.${model.target.name}`));
    }
  });

  it('are published only after every assertion', () => {
    const claims = project.assertions.map(({ target }) => target.name).filter((name) => !name.includes('_assertions_'));
    const sizes = ['encodings_are_fresh', 'orphans_are_within_tolerance', 'source_rules_are_within_tolerance', 'split_and_folds_have_their_sizes'];
    expect(newRows.audited.filter((name) => !name.startsWith('stg_')).sort()).to.deep.equal(claims.filter((name) => !sizes.includes(name)).sort());
    expect(newRows.audited.filter((name) => name.startsWith('stg_')).sort()).to.deep.equal(models.filter(({ target }) => layerOf(target) === 'staging').map(({ target }) => target.name).sort());
  });

  it('offer every feature of the contract in the marts, in its order', () => {
    const contract = features.map(({ name }) => name);
    const columns = (name: string) => columnsOf(models.find(({ target }) => target.name === name) as Model).map((column) => column.name);
    expect(columns('customer_features')).to.deep.equal(['customer_id', ...contract]);
    expect(columns('training_examples')).to.deep.equal(['customer_id', 'is_default', 'split', 'fold', ...contract]);
  });

  it('take nothing that is prohibited into a permitted feature', () => {
    const prohibited = /\b(sex|birth_day|marital_status|children_count|family_members_count|companion)\b/;
    const features = models.filter(({ target }) => layerOf(target) === 'intermediate' && target.name !== 'int_personal_circumstances_encoded_to_customers');
    expect(features.filter(({ query }) => prohibited.test(query)).map(nameOf)).to.deep.equal([]);
  });

  it('keep the label out of everything but staging and the training examples', () => {
    const others = models.filter(({ target }) => layerOf(target) !== 'staging' && target.name !== 'training_examples');
    expect(others.filter(({ query }) => /\b(is_default|TARGET)\b/.test(query)).map(nameOf)).to.deep.equal([]);
  });

  it('look at who is labelled only to divide them', () => {
    const others = models.filter(({ target }) => layerOf(target) !== 'staging' && target.name !== 'training_examples');
    expect(others.filter(({ query }) => /\bis_train\b/.test(query)).map(({ target }) => target.name)).to.deep.equal(['int_applications_divided_to_customers']);
  });

  it('fit encodings on training customers only', () => {
    const fitted = models.filter(({ target }) => layerOf(target) === 'encodings');
    for (const { target, query } of fitted) expect(query, target.name).to.match(/where divided\.split = 'train'/);
    expect(fitted).to.not.be.empty;
  });
});

function identifiers(sql: string): string[] {
  return sql.match(/[a-z_0-9]+/g) ?? [];
}
