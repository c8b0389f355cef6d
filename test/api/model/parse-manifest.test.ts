import { expect } from 'chai';
import type { ModelManifest } from '../../../api/model/manifest.ts';
import { ModelError } from '../../../api/model/model-error.ts';
import { checkManifest, parseManifest } from '../../../api/model/parse-manifest.ts';

const HASH = 'a'.repeat(64);
const MANIFEST: ModelManifest = {
  name: 'default-risk',
  version: '20260101T000000-0123abcd',
  createdAt: '2026-01-01T00:00:00.000Z',
  files: { 'model.onnx': HASH, 'trees.json': HASH, 'report.html': HASH },
  features: ['debt', 'income'],
  policy: 'permitted',
  thresholds: { referFrom: 0.08, declineFrom: 0.2 },
  scoreScale: { score: 600, odds: 50, pointsToDouble: 20 },
  bands: [
    { band: 'A', from: 600 },
    { band: 'B', from: null },
  ],
  metrics: {},
  training: { table: 'p.d.t', snapshot: 's', rows: 10, defaults: 1 },
  commit: null,
};

describe('the manifest', () => {
  it('is accepted as it is written', () => {
    expect(parseManifest(JSON.stringify(MANIFEST), 'model.json')).to.deep.equal(MANIFEST);
  });

  const broken: [string, Partial<Record<keyof ModelManifest, unknown>>, string][] = [
    ['another model’s name', { name: 'churn' }, '/name'],
    ['a version that is a path', { version: '../../x' }, '/version'],
    ['a missing hash', { files: { 'model.onnx': HASH, 'trees.json': HASH } }, 'report.html'],
    ['a hash that is none', { files: { ...MANIFEST.files, 'model.onnx': 'abc' } }, '/files/model.onnx'],
    ['no features', { features: [] }, '/features'],
    ['a feature named twice', { features: ['debt', 'debt'] }, '/features'],
    ['a feature that is no column', { features: ['debt; drop'] }, '/features/0'],
    ['a threshold beyond 1', { thresholds: { referFrom: 0.1, declineFrom: 1.2 } }, '/thresholds/declineFrom'],
    ['thresholds that cross', { thresholds: { referFrom: 0.3, declineFrom: 0.2 } }, 'referFrom 0.3'],
    ['points that never double', { scoreScale: { score: 600, odds: 50, pointsToDouble: 0 } }, '/scoreScale/pointsToDouble'],
    ['bands that rise', { bands: [{ band: 'A', from: 1 }, { band: 'B', from: 2 }, { band: 'C', from: null }] }, 'do not fall'],
    ['bands that leave low scores out', { bands: [{ band: 'A', from: 600 }] }, 'no band'],
    ['two bands of one name', { bands: [{ band: 'A', from: 600 }, { band: 'A', from: null }] }, 'share a name'],
    ['an unknown policy', { policy: 'some' }, '/policy'],
    ['no training row', { training: { ...MANIFEST.training, rows: 0 } }, '/training/rows'],
    ['something of its own', { extra: 1 } as object, 'additional properties'],
  ];
  for (const [what, change, message] of broken) {
    it(`is refused with ${what}`, () => {
      expect(() => checkManifest({ ...MANIFEST, ...change }, 'model.json')).to.throw(ModelError, message);
    });
  }

  it('is refused when it is not JSON', () => {
    expect(() => parseManifest('{', 'model.json')).to.throw(ModelError, 'not JSON');
  });
});
