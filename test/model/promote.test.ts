import { appendFile, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readAliases } from '../../api/model/aliases.ts';
import type { Artifact } from '../../api/model/artifact.ts';
import type { ObjectStore } from '../../api/object-store.ts';
import { buildArtifact } from '../../scripts/model/build-artifact.ts';
import { listModels } from '../../scripts/model/list-models.ts';
import { addChallenger, promote } from '../../scripts/model/promote.ts';
import { writeArtifact } from '../../scripts/model/write-artifact.ts';
import { BUCKET, temporaryStore, toySet, TOY_OPTIONS } from './toy.ts';

describe('promotion', () => {
  const artifacts: Artifact[] = [];
  let [one, two, three] = ['', '', ''];
  let store: ObjectStore;
  let folder: string;
  let remove: () => Promise<void>;
  const models = (...path: string[]): string => join(folder, 'gcs', BUCKET, 'models', 'default-risk', ...path);

  before(async () => {
    for (const day of [1, 2, 3]) {
      artifacts.push(await buildArtifact(toySet(300), { ...TOY_OPTIONS, createdAt: new Date(Date.UTC(2026, 0, day)) }));
    }
    [one = '', two = '', three = ''] = artifacts.map(({ manifest }) => manifest.version);
  });
  beforeEach(async () => {
    ({ store, folder, remove } = await temporaryStore());
    for (const artifact of artifacts) await writeArtifact(store, BUCKET, artifact);
  });
  afterEach(() => remove());

  it('makes a version the champion and keeps the former one as the first challenger', async () => {
    expect(await promote(store, BUCKET, one)).to.deep.equal({ champion: one, challengers: [] });
    expect(await promote(store, BUCKET, two)).to.deep.equal({ champion: two, challengers: [one] });
    expect(await promote(store, BUCKET, one)).to.deep.equal({ champion: one, challengers: [two] });
    expect(await readAliases(store, BUCKET)).to.deep.equal({ champion: one, challengers: [two] });
  });

  it('changes nothing when the champion is promoted again', async () => {
    await promote(store, BUCKET, one);
    await promote(store, BUCKET, one);
    expect(await readAliases(store, BUCKET)).to.deep.equal({ champion: one, challengers: [] });
  });

  it('names challengers, newest first, without touching the champion', async () => {
    await promote(store, BUCKET, one);
    await addChallenger(store, BUCKET, two);
    await addChallenger(store, BUCKET, three);
    await addChallenger(store, BUCKET, one);
    expect(await readAliases(store, BUCKET)).to.deep.equal({ champion: one, challengers: [three, two] });
  });

  for (const file of ['model.onnx', 'trees.json', 'report.html', 'model.json']) {
    it(`refuses a version whose ${file} was altered, and leaves the aliases as they are`, async () => {
      await promote(store, BUCKET, one);
      await appendFile(models(two, file), 'x');
      expect(await promote(store, BUCKET, two).catch((error: unknown) => error)).to.have.property('name', 'ModelError');
      expect(await readAliases(store, BUCKET)).to.deep.equal({ champion: one, challengers: [] });
    });
  }

  it('never shows a reader half an alias file', async () => {
    await promote(store, BUCKET, one);
    const seen = new Set<string>();
    let done = false;
    const watch = async (): Promise<void> => {
      while (!done) seen.add(await readFile(models('aliases.json'), 'utf8'));
    };
    const watcher = watch();
    for (let turn = 0; turn < 10; turn += 1) await promote(store, BUCKET, turn % 2 === 0 ? two : one);
    done = true;
    await watcher;
    const champions = [...seen].map((text) => (JSON.parse(text) as { champion: string }).champion);
    expect(new Set(champions)).to.deep.equal(new Set([one, two]));
    expect((await readdir(models())).sort()).to.deep.equal([one, two, three, 'aliases.json'].sort());
  });

  it('is listed: all versions, newest first, with their roles and troubles', async () => {
    await promote(store, BUCKET, one);
    await addChallenger(store, BUCKET, three);
    await store.write(`gs://${BUCKET}/models/default-risk/${two}/model.json`, '{}');
    const listed = await listModels(store, BUCKET);
    expect(listed.map(({ version, role }) => [version, role])).to.deep.equal([[three, 'challenger'], [two, null], [one, 'champion']]);
    expect(listed[0]?.manifest?.metrics).to.have.property('crossValidation');
    expect(listed[1]?.problem).to.include('no manifest of ours');
  });

  it('does not list a version whose writing was cut off', async () => {
    const [artifact] = artifacts;
    if (artifact === undefined) throw new Error('Nothing was trained.');
    const manifest = { ...artifact.manifest, version: '20260105T000000-00000000' };
    for (const lasts of [1, 2, 3]) {
      let writes = 0;
      const failing: ObjectStore = {
        read: (uri) => store.read(uri),
        list: (prefix) => store.list(prefix),
        remove: (uri) => store.remove(uri),
        write: (uri, bytes) => (++writes > lasts ? Promise.reject(new Error('The disk is full.')) : store.write(uri, bytes)),
      };
      expect(await writeArtifact(failing, BUCKET, { ...artifact, manifest }).catch((error: unknown) => error)).to.be.instanceOf(Error);
      expect(await listModels(store, BUCKET)).to.have.length(3);
    }
  });

  it('lists a champion that is gone', async () => {
    await promote(store, BUCKET, one);
    await store.remove(`gs://${BUCKET}/models/default-risk/${one}/model.json`);
    const champion = (await listModels(store, BUCKET)).find(({ role }) => role === 'champion');
    expect(champion?.problem).to.include('is missing');
  });
});
