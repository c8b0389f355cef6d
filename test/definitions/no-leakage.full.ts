import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { generateRawTables } from '../../scripts/data/generate.ts';
import { aucOf, trainingSet } from './support/labels.ts';
import { buildLineage, type Lineage } from './support/lineage.ts';

/** Some 2,800 defaults among 34,000 training rows: the standard error of an AUC by chance is 0.006. */
const APPLICANTS = Number(process.env['LEAKAGE_APPLICANTS'] ?? 50_000);

describe('no leakage, from the raw labels to the trained model', function () {
  this.timeout(3_600_000);
  let folder: string;
  let lineage: Lineage;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'home-credit-shuffled-'));
    await generateRawTables({ applicants: APPLICANTS, seed: 31, out: join(folder, 'raw') });
    lineage = await buildLineage(join(folder, 'raw'));
    expect(lineage.built.exitCode, lineage.printed).to.equal(0);
  });

  after(async () => {
    await (lineage as Lineage | undefined)?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives an AUC well above chance with the labels as they are', async () => {
    expect(await aucOf(await trainingSet(lineage, 'as-they-are'), {}, null)).to.be.above(0.7);
  });

  it('gives 0.50 ± 0.02 when TARGET is dealt out by chance among the raw rows', async () => {
    await lineage.warehouse.query(`
      create or replace table home_credit_raw.application_train as
      with
      ranked as (select *, row_number() over (order by SK_ID_CURR) as place from home_credit_raw.application_train),
      dealt as (
          select TARGET as label, row_number() over (order by farm_fingerprint(concat('shuffled ', cast(SK_ID_CURR as string)))) as place
          from home_credit_raw.application_train
      )
      select ranked.* except (place) replace (dealt.label as TARGET)
      from ranked
      inner join dealt on ranked.place = dealt.place`);
    const { exitCode } = await lineage.run();
    expect(exitCode).to.equal(0);
    expect(await aucOf(await trainingSet(lineage, 'shuffled'), {}, null)).to.be.closeTo(0.5, 0.02);
  });
});
