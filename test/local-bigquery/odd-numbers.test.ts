import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { csvRecords } from '../../scripts/local-bigquery/load/csv/csv-records.ts';
import { isReadable } from '../../scripts/local-bigquery/load/csv/csv-text.ts';
import { csvQuery } from '../../scripts/local-bigquery/load/csv/csv.ts';
import { mayHoldOddNumbers, NumberWatch, placesOf } from '../../scripts/local-bigquery/load/csv/odd-numbers.ts';
import { Storage } from '../../scripts/local-bigquery/storage/storage.ts';

const FIELDS = [{ name: 'a', type: 'INTEGER', mode: 'NULLABLE' }, { name: 'b', type: 'STRING', mode: 'NULLABLE' }, { name: 'c', type: 'FLOAT', mode: 'NULLABLE' }] as const;
const OPTIONS = { delimiter: ',', skipLeadingRows: 0, nullMarkers: [''], quote: '"', allowQuotedNewlines: true, allowJaggedRows: false };

const INTEGERS = ['7', '-7', '+7', '007', '', ' 7', '7 ', '+ ', '- 7', '+-7', '1.5', '1e3', '1_0', '0x1F', '0b1', '"7"', '"1.5"', '"7', '7"', '-', '9223372036854775807', '9223372036854775808'];
const TEXTS = ['', 'x', 'a b', '"x"', '"x,1.5"', '"x ""y"" z"', '"1\n1.5,x,2"', 'x"y', '1.5', '""', '1_0', 'ä', '"x', '\r'];
const FLOATS = ['1.5', '1', '-1e3', '1e+5', '', ' 1', '+-7', '1_000', '1_0.5', 'NaN', 'inf', '1e999', '"1.5"', '"1_0"', '+', '.', '1,5'];

describe('numbers of a CSV file that the engine reads otherwise than BigQuery', () => {
  let dir: string;
  let storage: Storage;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'odd-'));
    storage = await Storage.open({ file: join(dir, 'x.duckdb'), memory: '500MB', threads: 1, tempDir: join(dir, 'spill'), openDirs: [dir], functions: [], setup: [] });
  });
  after(async () => {
    await storage.close();
    await rm(dir, { recursive: true, force: true });
  });

  const looked = async (text: string, options = OPTIONS): Promise<{ readonly file: { readonly uri: string; readonly path: string; readonly gzip: false; readonly bytes: number }; readonly isOdd: boolean }> => {
    const path = join(dir, 'rows.csv');
    await writeFile(path, text);
    const file = { uri: 'rows.csv', path, gzip: false as const, bytes: 0 };
    return { file, isOdd: await mayHoldOddNumbers([file], FIELDS, options, new AbortController().signal) };
  };

  /** What BigQuery reads, by the slow reader; null for a file that it refuses. */
  const wanted = async (path: string): Promise<unknown[][] | null> => {
    const rows: unknown[][] = [];
    for await (const { raw, values, fault } of csvRecords(path, ',', '"', new AbortController().signal)) {
      if (raw.replace(/\r$/, '') === '') continue;
      const numbers = [values[0], values[2]];
      if (fault !== null || values.length !== FIELDS.length) return null;
      const read = numbers.map((value, index) => {
        if (value === undefined || (value.text === '' && !value.quoted)) return null;
        if (!isReadable(index === 0 ? 'INT64' : 'FLOAT64', value.text)) return undefined;
        return index === 0 ? BigInt(value.text.trim().replace(/^\+/, '')) : Number(value.text.trim().replace(/^([+-]?)inf$/i, '$1Infinity'));
      });
      if (read.includes(undefined)) return null;
      rows.push(read);
    }
    return rows;
  };

  it('are never passed over: what is read quickly is what BigQuery reads', async () => {
    const row = fc.tuple(fc.constantFrom(...INTEGERS), fc.constantFrom(...TEXTS), fc.constantFrom(...FLOATS)).map((values) => values.join(','));
    let quick = 0;
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 3 }), fc.constantFrom('\n', '\r\n'), async (rows, newline) => {
      const { file, isOdd } = await looked(`${rows.join(newline)}${newline}`);
      if (isOdd) return;
      const read = await storage.use((connection) => connection.rows(`SELECT a, c FROM (${csvQuery([file], FIELDS, OPTIONS, 'quick')}) AS t(a, b, c)`)).catch(() => null);
      // What the engine refuses, the slow reader judges.
      if (read === null) return;
      quick += 1;
      expect(read).to.deep.equal(await wanted(file.path));
    }), { numRuns: 600, seed: 7 });
    expect(quick, 'files read quickly').to.be.above(20);
  });

  it('are seen wherever a file is cut into pieces', () => {
    const text = Buffer.from('1,"a ""b"", 1.5\nx",1.5\r\n2,y,2\r\n"3",,-1e-3\r\n4,z,1_0\r\n');
    for (let cut = 0; cut <= text.length; cut += 1) {
      const watch = new NumberWatch(placesOf(FIELDS), OPTIONS);
      const seen = [text.subarray(0, cut), text.subarray(cut)].map((piece) => watch.findsOdd(piece));
      expect(seen, `cut at ${cut}`).to.include(true);
      const before = new NumberWatch(placesOf(FIELDS), OPTIONS);
      const harmless = text.subarray(0, text.indexOf('1_0'));
      expect([harmless.subarray(0, cut), harmless.subarray(cut)].map((piece) => before.findsOdd(piece)), `cut at ${cut}`).to.not.include(true);
    }
  });

  it('do not count in rows that are left out, nor in columns of text', async () => {
    expect((await looked('a,b,c\n1,1_0 and 0x1F,1.5\n', { ...OPTIONS, skipLeadingRows: 1 })).isOdd).to.equal(false);
    expect((await looked('a,b,c\n1,x,1.5\n')).isOdd).to.equal(true);
    expect((await looked('\n1.5,x,1\n', { ...OPTIONS, skipLeadingRows: 1 })).isOdd).to.equal(true);
  });
});
