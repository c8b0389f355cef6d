import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readConfig } from '../../api/config.ts';
import { ObjectNotFoundError, openObjectStore, parseGsUri, type ObjectStore } from '../../api/object-store.ts';
import { makeLocalDir, type LocalDir } from './support/local-dir.ts';

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => null, (error: unknown) => error);
}

describe('the object store of a local warehouse', () => {
  let dir: LocalDir;
  let store: ObjectStore;

  beforeEach(async () => {
    dir = await makeLocalDir();
    store = openObjectStore(readConfig({ LOCAL_DIR: dir.path }));
  });
  afterEach(() => dir.remove());

  it('keeps gs://bucket/path at gcs/bucket/path of the local folder', async () => {
    await store.write('gs://b/models/one.json', '{"ä":1}');
    expect((await store.read('gs://b/models/one.json')).toString()).to.equal('{"ä":1}');
    expect(await readdir(join(dir.path, 'gcs', 'b', 'models'))).to.deep.equal(['one.json']);
  });

  it('shows a reader the old bytes or the new ones, never a part', async () => {
    const sizes = [1_000_000, 3];
    const uri = 'gs://b/object';
    await store.write(uri, Buffer.alloc(sizes[0] ?? 0));
    const writes = (async () => {
      for (let turn = 0; turn < 20; turn += 1) await store.write(uri, Buffer.alloc(sizes[turn % 2] ?? 0));
    })();
    const seen = new Set<number>();
    for (let turn = 0; turn < 60; turn += 1) seen.add((await store.read(uri)).length);
    await writes;
    expect(sizes).to.include.members([...seen]);
  });

  it('lists what is below a folder, sorted, and no neighbour with the same beginning', async () => {
    await store.write('gs://b/models/v2/model.json', '2');
    await store.write('gs://b/models/v1/model.json', '1');
    await store.write('gs://b/models-old/model.json', '0');
    expect(await store.list('gs://b/models')).to.deep.equal(['gs://b/models/v1/model.json', 'gs://b/models/v2/model.json']);
    expect(await store.list('gs://b/nothing')).to.deep.equal([]);
  });

  it('says which object is not there', async () => {
    const failure = await failureOf(store.read('gs://b/none'));
    expect(failure).to.be.instanceOf(ObjectNotFoundError).with.property('uri', 'gs://b/none');
  });

  it('removes an object, also one that is gone already', async () => {
    await store.write('gs://b/object', 'x');
    await store.remove('gs://b/object');
    await store.remove('gs://b/object');
    expect(await failureOf(store.read('gs://b/object'))).to.be.instanceOf(ObjectNotFoundError);
  });

  for (const uri of ['gs://b/../../etc/passwd', 'gs://b/../other/object', 'gs://../gcs2/object', 'gs://b/..']) {
    it(`refuses ${uri}, which leaves its bucket`, async () => {
      expect(await failureOf(store.read(uri))).to.be.instanceOf(TypeError);
      expect(await failureOf(store.write(uri, 'x'))).to.be.instanceOf(TypeError);
    });
  }

  it('refuses what is no gs:// URI', () => {
    for (const text of ['s3://b/o', 'gs://b', 'gs:///o', '/etc/passwd']) expect(() => parseGsUri(text), text).to.throw(TypeError);
  });
});
