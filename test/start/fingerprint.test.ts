import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fingerprint, fingerprintFiles, fingerprintFolder } from '../../scripts/start/fingerprint.ts';

describe('fingerprints', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fingerprint-'));
    await writeFile(join(folder, 'a.csv'), 'one');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keep parts apart', () => {
    expect(fingerprint('ab', 'c')).not.to.equal(fingerprint('a', 'bc'));
  });

  it('of files follow their contents', async () => {
    const before = await fingerprintFiles(folder, ['a.csv']);
    await utimes(join(folder, 'a.csv'), 1, 1);
    expect(await fingerprintFiles(folder, ['a.csv'])).to.equal(before);
    await writeFile(join(folder, 'a.csv'), 'two');
    expect(await fingerprintFiles(folder, ['a.csv'])).not.to.equal(before);
  });

  it('of a folder follow names, sizes and times', async () => {
    const before = await fingerprintFolder(folder);
    expect(await fingerprintFolder(folder)).to.equal(before);
    await utimes(join(folder, 'a.csv'), 1, 1);
    expect(await fingerprintFolder(folder)).not.to.equal(before);
  });
});
