import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { compareMart, type Comparison } from './support/compare.ts';
import { buildLineage, type Lineage } from './support/lineage.ts';
import { readRawRows } from './support/raw-rows.ts';

/** Applicants of Kaggle's own rows with their whole history, beside the data that HOME_CREDIT_DATA names. */
const SAMPLE = 'home-credit-117';

function sampleDirectory(): string | null {
  const data = process.env['HOME_CREDIT_DATA'];
  if (data === undefined || data === '') return null;
  const directory = join(resolve(data), '..', SAMPLE);
  return existsSync(directory) ? directory : null;
}

describe('golden applicants: the mart against the raw rows of real applicants', function () {
  this.timeout(240_000);
  const directory = sampleDirectory();
  let lineage: Lineage;
  let comparison: Comparison;

  before(async function () {
    if (directory === null) {
      console.warn(`      SKIPPED: no real applicants to check. Set HOME_CREDIT_DATA to a folder that has ${SAMPLE} beside it.`);
      this.skip();
    }
    lineage = await buildLineage(directory);
    comparison = await compareMart(lineage.warehouse, await readRawRows(directory));
  });

  after(async () => {
    await (lineage as Lineage | undefined)?.close();
  });

  it('holds every claim on real rows', () => {
    expect(lineage.built.actions.filter(({ status }) => status !== 'passed'), lineage.printed).to.deep.equal([]);
    expect(lineage.built.exitCode, lineage.printed).to.equal(0);
  });

  it('finds every feature of every applicant in the mart as the raw rows say', () => {
    expect(comparison.customers).to.equal(117);
    expect(comparison.differences).to.deep.equal([]);
  });
});
