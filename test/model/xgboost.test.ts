import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkLibrary, libraryCandidates } from '../../scripts/model/xgboost-library.ts';
import { Booster, DMatrix, loadXgboost, XgboostError } from '../../scripts/model/xgboost.ts';

describe('the XGBoost library', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xgboost-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is looked for in XGBOOST_LIBRARY and nowhere else when that is set', () => {
    expect(libraryCandidates({ XGBOOST_LIBRARY: '/opt/lib.so' })).to.deep.equal([{ path: '/opt/lib.so', problem: null }]);
  });

  it('is looked for in the system, then in node_modules, otherwise', () => {
    const paths = libraryCandidates({}).map(({ path }) => path);
    expect(paths[0]).to.match(/^libxgboost\.(so|dylib)$/);
    if (process.platform === 'linux' && process.arch === 'x64') {
      expect(paths.at(-1)).to.include('xgboost_node');
      expect(libraryCandidates({}).at(-1)?.problem).to.equal(null);
    }
  });

  it('is not loaded from node_modules when its bytes are not those that were tried', async () => {
    const file = join(folder, 'libxgboost.so');
    await writeFile(file, 'something else');
    expect(checkLibrary(file, 'a'.repeat(64)).problem).to.include('sha256');
  });

  it('says what was tried and what to install when none can be loaded', async () => {
    const file = join(folder, 'broken.so');
    await writeFile(file, 'no library');
    const load = () => loadXgboost([{ path: file, problem: null }, { path: 'other.so', problem: 'its sha256 is wrong' }]);
    expect(load).to.throw(XgboostError, /broken\.so: .+\n.+other\.so: its sha256 is wrong\n.*XGBOOST_LIBRARY/);
  });

  it('names libgomp1 when that is what is missing', () => {
    const missing = { path: 'libxgboost.so', problem: 'libgomp.so.1: cannot open shared object file: No such file or directory' };
    expect(() => loadXgboost([missing])).to.throw(XgboostError, 'apt-get install libgomp1');
  });

  it('reports what XGBoost itself refuses', () => {
    const matrix = DMatrix.fromRows(Float32Array.of(1, 2, 3, 4), 2);
    matrix.setLabels(Float32Array.of(0, 1));
    const booster = new Booster([matrix], { objective: 'binary:logistic', base_score: 0.5, max_depth: -1 });
    try {
      expect(() => {
        booster.update(0, matrix);
      }).to.throw(XgboostError, 'max_depth');
    } finally {
      booster.free();
      matrix.free();
    }
  });
});
