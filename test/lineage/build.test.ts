import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildLineageSite } from '../../scripts/lineage/build.ts';
import type { LineageGraph } from '../../scripts/lineage/graph-types.ts';
import { makeFixtureProject, writeRunRecord, type FixtureProject } from './fixture-project.ts';

describe('buildLineageSite', () => {
  let project: FixtureProject;

  before(async () => {
    project = await makeFixtureProject();
  });

  after(() => project.remove());

  const build = () => buildLineageSite(project);
  const readGraph = async (dir: string) => JSON.parse(await readFile(join(dir, 'graph.json'), 'utf8')) as LineageGraph;

  it('compiles the project and writes the page, its assets and its data', async () => {
    const { dir, models, rebuilt } = await build();
    expect({ dir, models, rebuilt }).to.deep.equal({ dir: join(project.localDir, 'lineage'), models: 13, rebuilt: true });
    expect(await readdir(dir)).to.include.members(['index.html', 'main.js', 'page.css', 'graph.json']);
    const graph = await readGraph(dir);
    expect(graph).to.include({ version: 1, project: 'home-credit', columnLineage: null });
    expect(graph.layout.nodes).to.have.length(13);
  });

  it('leaves the site alone while nothing has changed', async () => {
    const { dir } = await build();
    const { builtAt } = await readGraph(dir);
    expect((await build()).rebuilt).to.equal(false);
    expect((await readGraph(dir)).builtAt).to.equal(builtAt);
  });

  it('builds again after a run and after a file changed', async () => {
    await build();
    await writeRunRecord(project);
    expect((await build()).rebuilt).to.equal(true);
    const file = join(project.projectDir, 'definitions/marts/training_examples.sqlx');
    await writeFile(file, `${await readFile(file, 'utf8')}\n-- a remark\n`);
    const { dir, rebuilt } = await build();
    expect(rebuilt).to.equal(true);
    expect((await readGraph(dir)).nodes.find(({ name }) => name === 'training_examples')?.source).to.contain('-- a remark');
  });

  it('replaces the old site whole and clears away what a killed build left', async () => {
    const { dir } = await build();
    await writeFile(join(dir, 'stale.js'), '');
    await writeFile(join(dir, 'graph.json'), '{ "version": 1, "fingerpr');
    await mkdir(`${dir}.4242.draft`);
    expect((await build()).rebuilt).to.equal(true);
    expect(await readdir(dir)).not.to.include('stale.js');
    expect((await readdir(project.localDir)).filter((name) => name.startsWith('lineage'))).to.deep.equal(['lineage']);
  });

  it('says where the project does not compile, and keeps the old site', async () => {
    const { dir } = await build();
    const before = await readFile(join(dir, 'graph.json'), 'utf8');
    const file = join(project.projectDir, 'definitions/marts/broken.sqlx');
    await writeFile(file, 'config { type: "table", schema: "home_credit_marts" }\nselect * from ${ref("nowhere")}\n');
    const error: unknown = await build().catch((cause: unknown) => cause);
    expect(String(error)).to.match(/broken\.sqlx|nowhere/);
    expect(await readFile(join(dir, 'graph.json'), 'utf8')).to.equal(before);
  });
});
