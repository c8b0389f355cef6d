import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkFidelity, ENOUGH, type Fidelity } from '../../scripts/data/check/check.ts';
import { printFidelity } from '../../scripts/data/check/report.ts';
import { generateRawTables } from '../../scripts/data/generate.ts';
import { makeFolder } from './support/folder.ts';

const APPLICANTS = 4000;
/** Of each section; of all it is ENOUGH. */
const ENOUGH_OF_SECTION = 0.6;

describe('generated rows beside the real ones', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  let out: string;
  let fidelity: Fidelity;

  before(async () => {
    folder = await makeFolder();
    out = join(folder.path, 'rows');
    await generateRawTables({ applicants: APPLICANTS, seed: 20_180_517, out });
    fidelity = await checkFidelity(out, () => undefined);
  });
  after(() => folder.remove());

  it('are within tolerance in at least 95 % of the figures', () => {
    expect(fidelity.shareWithin, printFidelity(fidelity, true)).to.be.at.least(ENOUGH);
  });

  it('are so in most of the figures of each section', () => {
    const sections = new Set(fidelity.facts.map(({ section }) => section));
    expect(sections.size).to.equal(20);
    for (const section of sections) {
      const facts = fidelity.facts.filter((fact) => fact.section === section);
      expect(facts.filter(({ within }) => within).length / facts.length, section).to.be.at.least(ENOUGH_OF_SECTION);
    }
  });

  it('are measured in every figure', () => {
    expect(fidelity.facts.filter(({ generated, tolerance }) => !Number.isFinite(generated) || !(tolerance >= 0)).map(({ name }) => name)).to.deep.equal([]);
  });

  it('default at the rates of the real ones, by each external score and by history', () => {
    const rates = fidelity.facts.filter(({ section }) => section === 'Default rate by band');
    expect(rates.filter(({ within }) => within).length / rates.length).to.be.at.least(ENOUGH);
    expect(rates.find(({ name }) => name === 'all')?.within).to.equal(true);
  });

  it('are found out when the rows of a column are those of other customers', async () => {
    const file = join(out, 'application_train.csv');
    const text = await readFile(file, 'utf8');
    const [header = '', ...lines] = text.trimEnd().split('\n');
    const at = header.split(',').indexOf('TARGET');
    const targets = lines.map((line) => line.split(',')[at] ?? '');
    const shuffled = lines.map((line, row) => {
      const values = line.split(',');
      values[at] = targets[(row * 7 + 1) % targets.length] ?? '';
      return values.join(',');
    });
    await writeFile(file, `${[header, ...shuffled].join('\n')}\n`);
    const rates = (await checkFidelity(out, () => undefined)).facts.filter(({ section }) => section === 'Default rate by band');
    expect(rates.filter(({ within }) => within).length / rates.length).to.be.below(ENOUGH);
    expect(rates.find(({ name }) => name === 'mean of the external scores from 0.2')?.within).to.equal(false);
  });
});
