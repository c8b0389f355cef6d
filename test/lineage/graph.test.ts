import { expect } from 'chai';
import { buildGraph, type GraphContent } from '../../scripts/lineage/graph.ts';
import type { LineageAssertion, LineageNode } from '../../scripts/lineage/graph-types.ts';
import { readContracts, readSources } from '../../scripts/lineage/project-files.ts';
import { dependenciesByName, FAILURE_MESSAGE, makeFixtureProject, runRecord, type FixtureProject } from './fixture-project.ts';

describe('lineage graph of a compiled project', () => {
  let project: FixtureProject;
  let graph: GraphContent;

  before(async () => {
    project = await makeFixtureProject();
    const { compiled, projectDir } = project;
    const files = [compiled.tables, compiled.declarations, compiled.operations, compiled['tests'] as typeof compiled.tables];
    const fileNames = files.flatMap((actions) => (actions ?? []).map((action) => String(action['fileName'])));
    graph = buildGraph({
      compiled,
      sources: await readSources(projectDir, [...fileNames, '../outside.sqlx']),
      contracts: readContracts(projectDir),
      run: runRecord(compiled),
    });
  });

  after(() => project.remove());

  const node = (name: string): LineageNode => found(graph.nodes.find((other) => other.name === name));
  const named = (ids: readonly string[]): string[] => ids.map((id) => id.split('.').at(-1) ?? '').sort();
  const check = (model: string, kind: LineageAssertion['kind']): LineageAssertion =>
    found(graph.assertions.find((other) => other.kind === kind && other.models.includes(node(model).id)));

  it('puts the layers in the direction in which data flows, and each model into its folder’s', () => {
    expect(graph.layers.map(({ name }) => name)).to.deep.equal(['raw', 'staging', 'intermediate', 'marts', 'scoring', 'monitoring']);
    expect(graph.layers.map(({ nodes }) => nodes.length)).to.deep.equal([3, 3, 2, 2, 2, 1]);
    expect(node('application_train').layer).to.equal('raw');
    expect(node('customer_scores').layer).to.equal('scoring');
  });

  it('tells declarations, views, tables, incremental tables and operations apart', () => {
    const kinds = ['bureau', 'stg_home_credit__applications', 'customer_features', 'customer_scores', 'default_risk_model'];
    expect(kinds.map((name) => node(name).kind)).to.deep.equal(['declaration', 'view', 'table', 'incremental', 'operation']);
  });

  it('has exactly the dependencies that the CLI compiled, both ways', () => {
    const dependencies = dependenciesByName(project.compiled);
    expect(graph.nodes).to.have.length(dependencies.size);
    for (const { name, dependencies: ids } of graph.nodes) expect(named(ids), name).to.deep.equal(dependencies.get(name)?.toSorted());
    for (const { id, dependents } of graph.nodes) {
      const readers = graph.nodes.filter((other) => other.dependencies.includes(id)).map((other) => other.id);
      expect(dependents, id).to.deep.equal(readers);
    }
    expect(graph.edges).to.have.length([...dependencies.values()].flat().length);
  });

  it('keeps waiting for assertions apart from data flow', () => {
    expect(named(node('training_examples').dependencies)).to.deep.equal(['customer_features']);
    expect(node('training_examples').waitsFor.some((id) => id.endsWith('customer_features_assertions_uniqueKey_0'))).to.equal(true);
  });

  it('holds the file’s text and the compiled SQL in its parts', () => {
    expect(node('customer_features').source).to.contain('${ref("home_credit_staging", "stg_home_credit__applications")}');
    const [query] = node('customer_features').compiledSql;
    expect(query?.sql).to.contain('`home-credit.home_credit_staging.stg_home_credit__applications`');
    const parts = (name: string): string[] => node(name).compiledSql.map(({ part }) => part);
    expect(parts('int_installments_aggregated_to_customer')).to.deep.equal(['before', 'query']);
    expect(parts('customer_scores')).to.deep.equal(['query', 'incremental query']);
    expect(parts('bureau')).to.deep.equal([]);
    expect(node('default_risk_model').compiledSql[0]?.sql).to.contain('create or replace model');
  });

  it('types the raw tables’ columns and adds those that the declaration leaves out', () => {
    expect(node('application_train').columns.map(({ name, type }) => [name, type])).to.deep.equal([
      ['SK_ID_CURR', 'INT64'],
      ['EXT_SOURCE_1', 'FLOAT64'],
      ['DAYS_BIRTH', 'INT64'],
    ]);
  });

  it('joins the feature contract to the mart’s columns, and to no other column', () => {
    const [id, , age] = node('customer_features').columns;
    expect(id?.feature).to.equal(null);
    expect(age?.feature).to.deep.equal({
      unit: 'years',
      source: 'stg_home_credit__applications',
      basis: 'prohibited',
      reason: { code: 'AGE01', text: 'Age of the applicant' },
    });
  });

  it('says of each assertion what it claims', () => {
    expect(check('stg_home_credit__bureau_credits', 'uniqueKey').conditions).to.deep.equal(['bureau_id']);
    expect(check('stg_home_credit__installments', 'nonNull').conditions).to.deep.equal(['customer_id IS NOT NULL']);
    expect(check('customer_features', 'rowConditions').conditions).to.deep.equal([
      'installments_late_share between 0 and 1',
      'application_age_years > 18',
      'customer_id IS NOT NULL',
    ]);
  });

  it('shows an assertion of its own file with every model that it reads', () => {
    const manual = check('customer_features', 'manual');
    expect(manual.name).to.equal('every_applicant_has_features');
    expect(named(manual.models)).to.deep.equal(['customer_features', 'stg_home_credit__applications']);
    expect(node('stg_home_credit__applications').assertions).to.include(manual.id);
  });

  it('gives each action its last result, and null to those that were never run', () => {
    expect(check('customer_features', 'uniqueKey').lastRun).to.include({ status: 'failed', message: FAILURE_MESSAGE });
    expect(check('customer_features', 'rowConditions').lastRun).to.include({ status: 'passed', message: null });
    expect(check('customer_scores', 'rowConditions').lastRun).to.equal(null);
    expect(node('customer_features').lastRun?.status).to.equal('passed');
    expect(node('default_risk_model').lastRun).to.equal(null);
  });

  it('finds the model that a unit test is of', () => {
    const [test] = node('int_bureau_credits_counted_to_customer').tests;
    expect(test?.name).to.equal('int_bureau_credits_counted_to_customer_test');
    expect(graph.nodes.flatMap(({ tests }) => tests)).to.have.length(1);
  });
});

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not in the graph');
  return value;
}
