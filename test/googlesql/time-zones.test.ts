import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTimeZones } from '../../scripts/googlesql/time-zones.ts';

describe('the tz database of the analyzer', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoneinfo-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('is asked for, with the remedy, where it is missing', async () => {
    expect(() => {
      checkTimeZones(folder);
    }).to.throw(`no time zones in ${folder}: install tzdata`);
    await mkdir(join(folder, 'America'));
    await writeFile(join(folder, 'America/Los_Angeles'), '');
    checkTimeZones(folder);
  });
});
