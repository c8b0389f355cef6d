import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeAliases } from '../../../api/model/aliases.ts';
import { sha256, type Artifact } from '../../../api/model/artifact.ts';
import { loadScorer, loadVersion, openScorer } from '../../../api/model/load-scorer.ts';
import { ModelError } from '../../../api/model/model-error.ts';
import { parseTreeEnsemble, printTreeEnsemble, type TreeEnsemble } from '../../../api/model/tree-ensemble.ts';
import type { ObjectStore } from '../../../api/object-store.ts';
import { buildArtifact } from '../../../scripts/model/build-artifact.ts';
import { exportOnnx } from '../../../scripts/model/onnx-export.ts';
import { writeArtifact } from '../../../scripts/model/write-artifact.ts';
import { BUCKET, temporaryStore, toySet, TOY_FEATURES, TOY_OPTIONS } from '../../model/toy.ts';

describe('loading a model', () => {
  let artifact: Artifact;
  let version: string;
  let store: ObjectStore;
  let folder: string;
  let remove: () => Promise<void>;

  before(async () => {
    artifact = await buildArtifact(toySet(800), TOY_OPTIONS);
    ({ version } = artifact.manifest);
  });
  beforeEach(async () => {
    ({ store, folder, remove } = await temporaryStore());
    await writeArtifact(store, BUCKET, artifact);
  });
  afterEach(() => remove());

  const fileOf = (name: string): string => join(folder, 'gcs', BUCKET, 'models', 'default-risk', version, name);
  const failure = async (load: Promise<unknown>): Promise<ModelError> => {
    const error: unknown = await load.then(
      () => new Error('It was loaded.'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ModelError)) throw error;
    return error;
  };
  const withTrees = (change: (ensemble: TreeEnsemble) => TreeEnsemble): Artifact => {
    const trees = Buffer.from(printTreeEnsemble(change(parseTreeEnsemble(artifact.files['trees.json'].toString('utf8'), 'trees.json'))));
    return { ...artifact, files: { ...artifact.files, 'trees.json': trees } };
  };

  it('finds the champion and the first challenger by their aliases', async () => {
    await writeAliases(store, BUCKET, { champion: version, challengers: [version] });
    for (const alias of ['champion', 'challenger'] as const) {
      const scorer = await loadScorer(store, BUCKET, alias);
      expect(scorer.manifest).to.deep.equal(artifact.manifest);
      await scorer.close();
    }
  });

  it('says what to do when nothing was promoted', async () => {
    expect(await failure(loadScorer(store, BUCKET))).to.include({ fault: 'absent' }).and.have.property('message').that.includes('npm run train');
    expect(await failure(loadScorer(store, BUCKET, 'challenger'))).to.include({ fault: 'absent' });
  });

  it('refuses aliases that are not what we write', async () => {
    for (const text of ['{', '[]', '{"champion": 1, "challengers": []}', '{"champion": "x"}']) {
      await store.write(`gs://${BUCKET}/models/default-risk/aliases.json`, text);
      expect(await failure(loadScorer(store, BUCKET)), text).to.include({ fault: 'invalid' });
    }
  });

  for (const file of ['model.onnx', 'trees.json', 'report.html']) {
    it(`refuses ${file} when a byte was added to it, and when it is gone`, async () => {
      await appendFile(fileOf(file), ' ');
      expect(await failure(loadVersion(store, BUCKET, version))).to.include({ fault: 'altered' }).and.have.property('message').that.includes(file);
      await rm(fileOf(file));
      expect(await failure(loadVersion(store, BUCKET, version))).to.include({ fault: 'absent' }).and.have.property('message').that.includes(file);
    });
  }

  it('refuses a version that is not there, and one under another’s name', async () => {
    expect(await failure(loadVersion(store, BUCKET, '20990101T000000-00000000'))).to.include({ fault: 'absent' });
    await store.write(`gs://${BUCKET}/models/default-risk/20990101T000000-00000000/model.json`, JSON.stringify(artifact.manifest));
    expect(await failure(loadVersion(store, BUCKET, '20990101T000000-00000000'))).to.include({ fault: 'invalid' });
  });

  it('refuses a graph that takes another number of features than the manifest names', async () => {
    const manifest = { ...artifact.manifest, features: [...TOY_FEATURES, 'another'] };
    const wider = withTrees((ensemble) => ({ ...ensemble, featureCount: TOY_FEATURES.length + 1 }));
    expect((await failure(openScorer({ ...wider, manifest }, 'toy'))).message).to.match(/model\.onnx takes 6 features where the manifest names 7/);
  });

  it('refuses trees that take another number of features', async () => {
    const wider = withTrees((ensemble) => ({ ...ensemble, featureCount: 9 }));
    expect((await failure(openScorer(wider, 'toy'))).message).to.match(/trees\.json takes 9 features/);
  });

  it('refuses bytes that are no graph, and a graph with other names', async () => {
    const files = { ...artifact.files, 'model.onnx': Buffer.from('no graph') };
    expect((await failure(openScorer({ ...artifact, files }, 'toy'))).message).to.include('no ONNX model');
    const renamed = Buffer.from(artifact.files['model.onnx'].toString('latin1').replaceAll('probability', 'probabilitx'), 'latin1');
    expect((await failure(openScorer({ ...artifact, files: { ...files, 'model.onnx': renamed } }, 'toy'))).message).to.include('must have one input');
  });

  it('refuses trees.json that is cut off or of another format', async () => {
    for (const text of ['{"format":1', '{"format":2}', '{"format":1,"featureCount":6,"baseMargin":0,"calibration":{"slope":1,"intercept":0},"trees":[{}]}']) {
      const files = { ...artifact.files, 'trees.json': Buffer.from(text) };
      expect((await failure(openScorer({ ...artifact, files }, 'toy'))).message, text).to.include('trees.json holds no trees');
    }
  });

  it('refuses to answer when the trees are not those of the graph', async () => {
    const scorer = await openScorer(withTrees((ensemble) => ({ ...ensemble, baseMargin: ensemble.baseMargin + 0.01 })), 'toy');
    expect((await failure(scorer.score(new Float32Array(6)))).message).to.include('does not explain');
    await scorer.close();
  });

  it('refuses a row of another length', async () => {
    const scorer = await openScorer(artifact, 'toy');
    expect(await scorer.score(new Float32Array(5)).catch((error: unknown) => error)).to.be.instanceOf(RangeError);
    await scorer.close();
  });

  it('answers many at once as it answers each alone', async () => {
    const scorer = await openScorer(artifact, 'toy');
    const rows = Array.from({ length: 40 }, (_, at) => new Float32Array(6).fill(at / 40));
    const together = await Promise.all(rows.map((row) => scorer.score(row)));
    for (const [at, row] of rows.entries()) expect(await scorer.score(row)).to.deep.equal(together[at]);
    await scorer.close();
  });

  it('keeps trees.json exact', () => {
    const text = artifact.files['trees.json'].toString('utf8');
    expect(printTreeEnsemble(parseTreeEnsemble(text, 'trees.json'))).to.equal(text);
    const ensemble = parseTreeEnsemble(text, 'trees.json');
    expect(sha256(exportOnnx(ensemble, TOY_FEATURES))).to.equal(artifact.manifest.files['model.onnx']);
  });
});
