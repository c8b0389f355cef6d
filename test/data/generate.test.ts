import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import rawTables from '../../includes/raw_tables.js';
import { readArguments } from '../../scripts/data/generate-command.ts';
import { generateRawTables } from '../../scripts/data/generate.ts';
import { readTable, type CsvTable } from './support/csv-table.ts';
import { failureOf } from './support/failure.ts';
import { makeFolder } from './support/folder.ts';

const FILES = rawTables.tables.map(({ file }) => file);

describe('generateRawTables', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  before(async () => { folder = await makeFolder(); });
  after(() => folder.remove());

  const generate = async (name: string, applicants: number, seed: number, format: 'csv' | 'csv.gz' = 'csv'): Promise<string> => {
    const out = join(folder.path, name);
    await generateRawTables({ applicants, seed, out, format });
    return out;
  };

  it('writes the same bytes for the same seed and other bytes for another', async () => {
    const [first, again, other] = await Promise.all([generate('a', 150, 1), generate('b', 150, 1), generate('c', 150, 2)]);
    for (const file of FILES) {
      expect(await digest(join(first, file)), file).to.equal(await digest(join(again, file)));
      expect(await digest(join(first, file)), file).not.to.equal(await digest(join(other, file)));
    }
  });

  it('begins a larger run with the rows of a smaller one', async () => {
    const [small, large] = await Promise.all([generate('small', 40, 3), generate('large', 90, 3)]);
    for (const file of FILES) {
      const start = await readFile(join(small, file), 'latin1');
      expect((await readFile(join(large, file), 'latin1')).startsWith(start), file).to.equal(true);
    }
  });

  it('writes gzip files that hold the same rows', async () => {
    const [plain, packed] = await Promise.all([generate('plain', 60, 4), generate('packed', 60, 4, 'csv.gz')]);
    expect((await readdir(packed)).sort()).to.deep.equal(FILES.map((file) => `${file}.gz`).sort());
    for (const file of FILES) {
      expect(gunzipSync(await readFile(join(packed, `${file}.gz`))).equals(await readFile(join(plain, file))), file).to.equal(true);
    }
  });

  it('counts the rows it writes', async () => {
    const out = join(folder.path, 'counted');
    const rows = await generateRawTables({ applicants: 80, seed: 5, out });
    for (const { name } of rawTables.tables) expect((await readTable(out, name)).rows, name).to.equal(rows[name]);
  });

  it('refuses a place where no folder can be made, instead of trying for ever', async function () {
    if (!existsSync('/proc')) this.skip();
    for (const out of ['/proc/generated', '/proc/generated/deeper']) {
      expect((await failureOf(generateRawTables({ applicants: 5, seed: 1, out }))).message).to.match(/^No folder can be made in \/proc \(ENOENT\): name another one with --out\./);
    }
  });

  it('replaces an earlier run but no folder that holds anything else', async () => {
    const out = await generate('again', 10, 1);
    await generate('again', 20, 1);
    expect((await readTable(out, 'application_train')).rows).to.be.greaterThan(10);
    const foreign = join(folder.path, 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'thesis.txt'), 'mine');
    const error = await failureOf(generateRawTables({ applicants: 5, seed: 1, out: foreign }));
    expect(error.message).to.match(/holds thesis\.txt, which this command did not write/);
    expect(await readFile(join(foreign, 'thesis.txt'), 'utf8')).to.equal('mine');
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const out = join(folder.path, 'interrupted');
    const interrupt = new AbortController();
    const error = await failureOf(generateRawTables({
      applicants: 5000, seed: 1, out, signal: interrupt.signal,
      report: () => { interrupt.abort(new Error('stopped')); },
    }));
    expect(error.message).to.equal('stopped');
    expect((await readdir(folder.path)).filter((entry) => entry.startsWith('interrupted'))).to.deep.equal([]);
  });

  it('clears away what a killed run left, but not what another is writing', async () => {
    const out = join(folder.path, 'killed');
    const dead = `${out}.${String(await pidOfTheDead())}.draft`;
    const alive = `${out}.${String(process.ppid)}.draft`;
    await Promise.all([mkdir(dead), mkdir(alive)]);
    await generate('killed', 5, 1);
    expect((await readdir(folder.path)).filter((entry) => entry.startsWith('killed')).sort()).to.deep.equal(['killed', basename(alive)].sort());
  });

  describe('rows', () => {
    let tables: Record<string, CsvTable>;
    const table = (name: string): CsvTable => tables[name] as CsvTable;
    before(async () => {
      const out = await generate('rows', 1500, 11);
      tables = Object.fromEntries(await Promise.all(rawTables.tables.map(async ({ name }) => [name, await readTable(out, name)] as const)));
    });

    it('have the columns of the schema, and values of their types', () => {
      for (const { name, columns } of rawTables.tables) {
        expect(table(name).header).to.deep.equal(columns.map((column) => column.name));
        for (const column of columns) {
          const form = { INT64: /^-?\d+$/, FLOAT64: /^-?\d+\.\d+(e-\d+)?$/, STRING: /./ }[column.type];
          const wrong = table(name).texts(column.name).find((text) => text !== null && !form.test(text));
          expect(wrong, `${name}.${column.name}`).to.equal(undefined);
        }
      }
    });

    it('split the applicants into train and test without overlap, some 14 % test', () => {
      const train = table('application_train').numbers('SK_ID_CURR');
      const test = table('application_test').numbers('SK_ID_CURR');
      expect(new Set([...train, ...test]).size).to.equal(1500);
      expect(Math.min(...train, ...test)).to.equal(100_001);
      expect(test.length / 1500).to.be.within(0.11, 0.17);
    });

    it('join: every row belongs to an applicant, and keys are unique', () => {
      const applicants = new Set([...table('application_train').numbers('SK_ID_CURR'), ...table('application_test').numbers('SK_ID_CURR')]);
      for (const name of ['bureau', 'previous_application', 'pos_cash_balance', 'credit_card_balance', 'installments_payments']) {
        expect(table(name).numbers('SK_ID_CURR').every((id) => applicants.has(id)), name).to.equal(true);
      }
      for (const [name, key] of [['bureau', 'SK_ID_BUREAU'], ['previous_application', 'SK_ID_PREV']] as const) {
        expect(new Set(table(name).numbers(key)).size, name).to.equal(table(name).rows);
      }
    });

    it('keep one customer for all rows of a loan', () => {
      const owner = new Map<number, number>();
      for (const name of ['previous_application', 'pos_cash_balance', 'credit_card_balance', 'installments_payments']) {
        const customers = table(name).numbers('SK_ID_CURR');
        table(name).numbers('SK_ID_PREV').forEach((loan, row) => {
          const customer = customers[row] ?? NaN;
          expect(owner.get(loan) ?? customer, `loan ${loan} in ${name}`).to.equal(customer);
          owner.set(loan, customer);
        });
      }
    });

    it('have orphans: loans and bureau credits without a row of their own, about as many as Kaggle', () => {
      const orphanShare = (child: string, parent: string, key: string): number => {
        const known = new Set(table(parent).numbers(key));
        const keys = table(child).numbers(key);
        return keys.filter((id) => !known.has(id)).length / keys.length;
      };
      expect(orphanShare('pos_cash_balance', 'previous_application', 'SK_ID_PREV')).to.be.within(0.015, 0.07);
      expect(orphanShare('credit_card_balance', 'previous_application', 'SK_ID_PREV')).to.be.within(0.12, 0.45);
      expect(orphanShare('installments_payments', 'previous_application', 'SK_ID_PREV')).to.be.within(0.03, 0.16);
      expect(orphanShare('bureau_balance', 'bureau', 'SK_ID_BUREAU')).to.be.within(0.05, 0.2);
    });

    it('put the sentinel 365243 where Kaggle does', () => {
      const app = table('application_train');
      const employed = app.numbers('DAYS_EMPLOYED');
      const organizations = app.texts('ORGANIZATION_TYPE');
      const occupations = app.texts('OCCUPATION_TYPE');
      const phones = app.numbers('FLAG_EMP_PHONE');
      employed.forEach((days, row) => {
        expect(organizations[row] === 'XNA', `row ${row}`).to.equal(days === 365_243);
        expect(phones[row]).to.equal(days === 365_243 ? 0 : 1);
        if (days === 365_243) expect(occupations[row]).to.equal(null);
        else expect(days).to.be.lessThan(0);
      });
      expect(employed.filter((days) => days === 365_243).length / employed.length).to.be.within(0.14, 0.22);
      const previous = table('previous_application');
      for (const column of ['DAYS_FIRST_DRAWING', 'DAYS_LAST_DUE', 'DAYS_TERMINATION']) {
        expect(previous.numbers(column).filter((day) => day === 365_243), column).not.to.have.lengthOf(0);
      }
    });

    it('follow the structural rules of an application', () => {
      const app = table('application_train');
      const [members, children, car, cars, status] = [app.numbers('CNT_FAM_MEMBERS'), app.numbers('CNT_CHILDREN'), app.numbers('OWN_CAR_AGE'), app.texts('FLAG_OWN_CAR'), app.texts('NAME_FAMILY_STATUS')];
      const [credit, goods, annuity, contract] = [app.numbers('AMT_CREDIT'), app.numbers('AMT_GOODS_PRICE'), app.numbers('AMT_ANNUITY'), app.texts('NAME_CONTRACT_TYPE')];
      for (let row = 0; row < app.rows; row++) {
        const couple = status[row] === 'Married' || status[row] === 'Civil marriage';
        expect(members[row]).to.equal((children[row] ?? 0) + (couple ? 2 : 1));
        expect(Number.isNaN(car[row])).to.equal(cars[row] === 'N');
        if (contract[row] === 'Revolving loans') expect(annuity[row]).to.equal((credit[row] ?? 0) / 20);
        else expect(credit[row]).to.be.at.least(goods[row] ?? 0);
        expect(((credit[row] ?? 0) * 10) % 45, 'multiple of 4.5').to.equal(0);
      }
    });

    it('tell the same about a customer without bureau credits: no third score, mostly no enquiries', () => {
      const known = new Set(table('bureau').numbers('SK_ID_CURR'));
      const app = table('application_train');
      const ids = app.numbers('SK_ID_CURR');
      const without = ids.flatMap((id, row) => (known.has(id) ? [] : [row]));
      expect(without.length / ids.length).to.be.within(0.11, 0.18);
      expect(without.filter((row) => app.texts('EXT_SOURCE_3')[row] !== null)).to.have.lengthOf(0);
      expect(without.filter((row) => app.texts('AMT_REQ_CREDIT_BUREAU_YEAR')[row] === null).length / without.length).to.be.greaterThan(0.85);
    });

    it('derive the dates of a loan from each other', () => {
      const previous = table('previous_application');
      const column = (name: string): number[] => previous.numbers(name);
      const [ids, first, planned, last, payments, types] = [column('SK_ID_PREV'), column('DAYS_FIRST_DUE'), column('DAYS_LAST_DUE_1ST_VERSION'), column('DAYS_LAST_DUE'), column('CNT_PAYMENT'), previous.texts('NAME_CONTRACT_TYPE')];
      const instalments = new Map<number, number[]>();
      const dues = table('installments_payments').numbers('DAYS_INSTALMENT');
      table('installments_payments').numbers('SK_ID_PREV').forEach((id, row) => { instalments.set(id, [...(instalments.get(id) ?? []), dues[row] ?? NaN]); });
      let compared = 0;
      ids.forEach((id, row) => {
        if (types[row] === 'Revolving loans' || Number.isNaN(first[row]) || first[row] === 365_243) return;
        expect(planned[row], `loan ${id}`).to.equal((first[row] ?? 0) + 30 * ((payments[row] ?? 0) - 1));
        const paid = instalments.get(id);
        if (paid === undefined) return;
        compared++;
        expect(Math.min(...paid), `first instalment of ${id}`).to.equal(first[row]);
        if (last[row] !== 365_243) expect(Math.max(...paid), `last instalment of ${id}`).to.equal(last[row]);
      });
      expect(compared).to.be.greaterThan(2000);
      expect(Math.max(...dues)).to.be.at.most(-1);
      expect(table('installments_payments').numbers('DAYS_ENTRY_PAYMENT').filter((day) => day > -1)).to.have.lengthOf(0);
    });

    it('run month by month within the eight years that are kept', () => {
      for (const [name, key, newest] of [['pos_cash_balance', 'SK_ID_PREV', -1], ['credit_card_balance', 'SK_ID_PREV', -1], ['bureau_balance', 'SK_ID_BUREAU', 0]] as const) {
        const months = new Map<number, number[]>();
        const values = table(name).numbers('MONTHS_BALANCE');
        table(name).numbers(key).forEach((id, row) => { months.set(id, [...(months.get(id) ?? []), values[row] ?? NaN]); });
        for (const [id, list] of months) {
          const [low, high] = [Math.min(...list), Math.max(...list)];
          expect(new Set(list).size, `${name} ${id}`).to.equal(list.length);
          expect(high - low + 1, `${name} ${id}`).to.equal(list.length);
          expect(low, `${name} ${id}`).to.be.at.least(-96);
          expect(high, `${name} ${id}`).to.be.at.most(newest);
        }
      }
    });

    it('keep a bureau credit closed once it is', () => {
      const { texts, numbers } = { texts: table('bureau_balance').texts('STATUS'), numbers: table('bureau_balance').numbers('SK_ID_BUREAU') };
      for (let row = 1; row < texts.length; row++) {
        // Newest first: what follows a row is older.
        if (numbers[row] === numbers[row - 1] && texts[row] === 'C') expect(texts[row - 1]).to.equal('C');
      }
    });
  });
});

describe('npm run generate', () => {
  it('has defaults for every argument', () => {
    expect(readArguments([], '/x/.local')).to.deep.equal({ applicants: 10_000, seed: 1, format: 'csv', out: '/x/.local/data/generated-10000-1' });
  });

  for (const [args, message] of [
    [['--applicants', '0'], /--applicants 0 is not a whole number from 1/],
    [['--applicants', '1e3'], /--applicants 1e3 is not a whole number/],
    [['--seed', '-1'], /--seed|argument/],
    [['--seed', '4294967296'], /--seed 4294967296 is not a whole number from 0 to 4294967295/],
    [['--format', 'parquet'], /--format parquet is neither csv nor csv\.gz/],
    [['--out', ''], /--out needs the name of a folder/],
    [['--rows', '5'], /--rows/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, () => {
      expect(() => readArguments(args, '/x')).to.throw(message);
    });
  }
});

async function digest(path: string): Promise<string> {
  return createHash('sha256').update(await readFile(path)).digest('hex');
}

/** The id of a process that has ended. */
async function pidOfTheDead(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}
