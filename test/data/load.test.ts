import { spawnSync } from 'node:child_process';
import { cp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { BigQuery } from '../../api/warehouse.ts';
import rawTables from '../../includes/raw_tables.js';
import { readLoadArguments, reportLoad } from '../../scripts/data/load-command.ts';
import { loadRawTables, RawDataError, type LoadEvent } from '../../scripts/data/load.ts';
import { failureOf } from './support/failure.ts';
import { openRawWarehouse, type RawWarehouse } from './support/raw-warehouse.ts';
import { zipOf } from './support/zip.ts';

describe('loadRawTables', () => {
  let raw: RawWarehouse;
  let warehouse: BigQuery;
  let rows: Readonly<Record<string, number>>;
  let good: string;

  before(async () => {
    raw = await openRawWarehouse();
    ({ warehouse, rows, good } = raw);
  });
  after(() => raw.stop());

  /** A copy of the good files, to be spoilt. */
  const copy = async (name: string): Promise<string> => {
    const to = join(raw.folder, name);
    await cp(good, to, { recursive: true });
    return to;
  };
  /** A copy with a row less. */
  const changed = async (): Promise<string> => {
    const to = await copy('changed');
    await edit(join(to, 'bureau_balance.csv'), (text) => text.replace(/.*\n$/, ''));
    return to;
  };
  const edit = async (path: string, change: (text: string) => string): Promise<void> => {
    await writeFile(path, change(await readFile(path, 'latin1')), 'latin1');
  };

  it('loads all eight tables and counts their rows', async () => {
    expect(await loadRawTables({ warehouse, from: good })).to.deep.equal(rows);
    expect(await raw.counts()).to.deep.equal(rows);
  });

  it('gives every table the schema and the descriptions of includes/raw_tables.js', async () => {
    for (const table of rawTables.tables) {
      const [metadata] = await warehouse.dataset(rawTables.dataset).table(table.name).getMetadata() as unknown as [TableMetadata];
      const fields = metadata.schema.fields.map(({ name, type, description }) => ({ name, type: LEGACY_TYPES[type] ?? type, description }));
      expect(fields, table.name).to.deep.equal(table.columns);
      expect(metadata.description, table.name).to.equal(table.description);
    }
  });

  it('keeps nulls, floats and quoted commas as they are in the file', async () => {
    const lines = (await readFile(join(good, 'application_train.csv'), 'latin1')).split('\n');
    const line = lines.find((each) => each.includes('"Stone, brick"')) ?? '';
    const [id] = line.split(',');
    const [[row]] = await warehouse.query({
      query: `select WALLSMATERIAL_MODE as walls, AMT_CREDIT as credit, EXT_SOURCE_2 as score, OWN_CAR_AGE as car from ${rawTables.dataset}.application_train where SK_ID_CURR = @id`,
      params: { id: Number(id) },
    }) as unknown as [[{ walls: string; credit: number; score: number; car: number | null }]];
    const before = line.slice(0, line.indexOf('"')).split(',');
    const at = (column: string): string => before[(lines[0] ?? '').split(',').indexOf(column)] ?? '';
    expect(row).to.deep.equal({
      walls: 'Stone, brick',
      credit: Number(at('AMT_CREDIT')),
      score: Number(at('EXT_SOURCE_2')),
      car: at('OWN_CAR_AGE') === '' ? null : Number(at('OWN_CAR_AGE')),
    });
  });

  it('replaces what was loaded before', async () => {
    await loadRawTables({ warehouse, from: good });
    expect(await raw.counts()).to.deep.equal(rows);
  });

  it('reads gzip, zip and names in other case, and prefers what is not packed', async () => {
    const from = await copy('packed');
    for (const file of ['bureau.csv', 'previous_application.csv']) {
      await writeFile(join(from, `${file}.gz`), gzipSync(await readFile(join(from, file))));
      await rm(join(from, file));
    }
    await writeFile(join(from, 'bureau_balance.csv.zip'), zipOf('bureau_balance.csv', await readFile(join(from, 'bureau_balance.csv'))));
    await rm(join(from, 'bureau_balance.csv'));
    await rename(join(from, 'POS_CASH_balance.csv'), join(from, 'pos_cash_BALANCE.CSV'));
    await writeFile(join(from, 'application_test.csv.gz'), 'not a gzip file, and not needed');
    const events: LoadEvent[] = [];
    expect(await loadRawTables({ warehouse, from, report: (event) => events.push(event) })).to.deep.equal(rows);
    expect(await raw.counts()).to.deep.equal(rows);
    expect(events[0]).to.deep.equal({ kind: 'preferred', file: 'application_test.csv', over: ['application_test.csv.gz'] });
  });

  it('accepts Windows line ends and a byte order mark', async () => {
    const from = await copy('windows');
    await edit(join(from, 'bureau.csv'), (text) => `\xEF\xBB\xBF${text.replaceAll('\n', '\r\n')}`);
    expect((await loadRawTables({ warehouse, from }))['bureau']).to.equal(rows['bureau']);
    const [[row]] = await warehouse.query(`select countif(AMT_ANNUITY is null) as missing from ${rawTables.dataset}.bureau`) as unknown as [[{ missing: number }]];
    expect(row.missing).to.be.greaterThan(0);
  });

  it('reports every table once, with rows, bytes and seconds', async () => {
    const events: LoadEvent[] = [];
    await loadRawTables({ warehouse, from: good, report: (event) => events.push(event) });
    const loaded = events.filter((event) => event.kind === 'loaded');
    expect(loaded.map(({ table, rows: count }) => [table, count])).to.deep.equal(rawTables.tables.map(({ name }) => [name, rows[name]]));
    const sent = events.reduce((sum, event) => sum + (event.kind === 'sent' ? event.bytes : 0), 0);
    expect(events[0]).to.deep.equal({ kind: 'checked', tables: 8, bytes: sent });
    const lines: string[] = [];
    const report = reportLoad((line) => lines.push(line));
    for (const event of events) report(event);
    expect(lines).to.have.lengthOf(8);
    expect(lines[0]).to.match(/^application_train +\d+ rows +0\.\d MB +\d+\.\d s$/);
  });

  describe('refuses, and leaves the tables whole, when', () => {
    let number = 0;
    const refusal = async (spoil: (from: string) => Promise<unknown>): Promise<RawDataError> => {
      const from = await copy(`bad-${number++}`);
      await spoil(from);
      const error = await failureOf(loadRawTables({ warehouse, from }));
      if (!(error instanceof RawDataError)) throw error;
      return error;
    };
    before(() => loadRawTables({ warehouse, from: good }));
    afterEach(async () => { expect(await raw.counts()).to.deep.equal(rows); });

    it('the folder is not there', async () => {
      const error = await failureOf(loadRawTables({ warehouse, from: join(raw.folder, 'nowhere') }));
      expect(error.message).to.match(/nowhere: there is no such folder\. Name the folder that holds the eight Kaggle files\./);
    });

    it('a file is missing', async () => {
      const error = await refusal((from) => rm(join(from, 'bureau.csv')));
      expect(error.message).to.match(/^bureau\.csv: the file is missing from .*Each may be there as \.csv, \.csv\.gz or \.csv\.zip/);
    });

    it('several files are missing: all are named', async () => {
      const error = await refusal((from) => Promise.all([rm(join(from, 'bureau.csv')), rm(join(from, 'POS_CASH_balance.csv'))]));
      expect(error.message).to.match(/^bureau\.csv: missing from .*POS_CASH_balance\.csv/);
    });

    it('a column is missing', async () => {
      const error = await refusal((from) => edit(join(from, 'installments_payments.csv'), (text) => text.replace(',AMT_PAYMENT\n', '\n')));
      expect(error).to.include({ file: 'installments_payments.csv', line: 1, column: 'AMT_PAYMENT' });
      expect(error.message).to.match(/the column is missing from the header/);
    });

    it('there is a column too many', async () => {
      const error = await refusal((from) => edit(join(from, 'bureau.csv'), (text) => text.replace('AMT_ANNUITY\n', 'AMT_ANNUITY,NOTE\n')));
      expect(error).to.include({ file: 'bureau.csv', line: 1, column: 'NOTE' });
      expect(error.message).to.match(/is not one of the 17 columns/);
    });

    it('columns are in another order', async () => {
      const error = await refusal((from) => edit(join(from, 'bureau.csv'), (text) => text.replace('SK_ID_CURR,SK_ID_BUREAU', 'SK_ID_BUREAU,SK_ID_CURR')));
      expect(error).to.include({ line: 1, column: 'SK_ID_BUREAU' });
      expect(error.message).to.match(/is in place 1, where SK_ID_CURR belongs/);
    });

    it('there is no header', async () => {
      const error = await refusal((from) => edit(join(from, 'bureau.csv'), (text) => text.slice(text.indexOf('\n') + 1)));
      expect(error.message).to.match(/^bureau\.csv, line 1: this is not the header of bureau\.csv/);
    });

    it('a file is empty', async () => {
      const error = await refusal((from) => writeFile(join(from, 'bureau.csv'), ''));
      expect(error.message).to.match(/^bureau\.csv, line 1: the file is empty/);
    });

    it('a value cannot be read', async () => {
      const error = await refusal((from) => spoilValue(join(from, 'bureau.csv'), 17, 'DAYS_CREDIT', 'yesterday'));
      expect(error).to.include({ file: 'bureau.csv', line: 17, column: 'DAYS_CREDIT' });
      expect(error.message).to.match(/"yesterday" is not a whole number \(INT64\)\. Correct the value/);
    });

    it('a value cannot be read in the last table, and the first one has other rows', async () => {
      const error = await refusal(async (from) => {
        await edit(join(from, 'application_train.csv'), (text) => text.trimEnd().split('\n').slice(0, -5).join('\n'));
        await spoilValue(join(from, 'installments_payments.csv'), 4, 'AMT_PAYMENT', 'much');
      });
      expect(error).to.include({ file: 'installments_payments.csv', line: 4, column: 'AMT_PAYMENT' });
      expect(await raw.tableNames()).to.have.members([...rawTables.tables.map(({ name }) => name), 'loads']);
    });

    it('a value cannot be read far down in a packed file', async () => {
      const error = await refusal(async (from) => {
        const path = join(from, 'installments_payments.csv');
        await spoilValue(path, 1500, 'AMT_PAYMENT', '12,5'.replace(',', ' '));
        await writeFile(`${path}.gz`, gzipSync(await readFile(path)));
        await rm(path);
      });
      expect(error).to.include({ file: 'installments_payments.csv.gz', line: 1500, column: 'AMT_PAYMENT' });
    });

    it('a number is a fraction where whole ones belong, or too large', async () => {
      expect(await refusal((from) => spoilValue(join(from, 'bureau.csv'), 3, 'CREDIT_DAY_OVERDUE', '1.5'))).to.include({ line: 3, column: 'CREDIT_DAY_OVERDUE' });
      expect(await refusal((from) => spoilValue(join(from, 'bureau.csv'), 4, 'SK_ID_BUREAU', '9223372036854775808'))).to.include({ line: 4, column: 'SK_ID_BUREAU' });
    });

    it('a line has too few or too many values', async () => {
      const short = await refusal((from) => editLine(join(from, 'bureau.csv'), 9, (line) => line.split(',').slice(0, 12).join(',')));
      expect(short).to.include({ line: 9, column: 'AMT_CREDIT_SUM_LIMIT' });
      expect(short.message).to.match(/the line ends after 12 of 17 values/);
      const long = await refusal((from) => editLine(join(from, 'bureau.csv'), 9, (line) => `${line},1`));
      expect(long.message).to.match(/^bureau\.csv, line 9: the line has 18 values for 17 columns/);
    });

    it('a gzip file is cut off', async () => {
      const error = await refusal(async (from) => {
        const path = join(from, 'bureau.csv');
        const packed = gzipSync(await readFile(path));
        await writeFile(`${path}.gz`, packed.subarray(0, Math.floor(packed.length * 0.6)));
        await rm(path);
      });
      expect(error.file).to.equal('bureau.csv.gz');
      expect(error.line).to.be.greaterThan(10);
      expect(error.message).to.match(/the gzip file is cut off or damaged here \(unexpected end of file\)\. Download or pack it again\./);
    });

    it('a gzip file is none', async () => {
      const error = await refusal((from) => rename(join(from, 'bureau.csv'), join(from, 'bureau.csv.gz')));
      expect(error.message).to.match(/^bureau\.csv\.gz, line 1: the gzip file is cut off or damaged here \(incorrect header check\)/);
    });

    it('a zip file is cut off', async () => {
      const error = await refusal(async (from) => {
        const path = join(from, 'bureau.csv');
        const packed = zipOf('bureau.csv', await readFile(path));
        await writeFile(`${path}.zip`, packed);
        await truncate(`${path}.zip`, packed.length - 200);
        await rm(path);
      });
      expect(error.message).to.match(/^bureau\.csv\.zip: the zip file is cut off or damaged here/);
    });

    it('a zip file has a wrong checksum', async () => {
      const error = await refusal(async (from) => {
        const path = join(from, 'bureau.csv');
        const content = await readFile(path);
        const packed = zipOf('bureau.csv', content);
        // The checksum in the central directory: 46 + 10 + 22 bytes from the end, 16 into the entry.
        packed.writeUInt32LE(1, packed.length - 22 - 56 + 16);
        await writeFile(`${path}.zip`, packed);
        await rm(path);
      });
      expect(error.message).to.match(/^bureau\.csv\.zip, line \d+: the zip file is cut off or damaged here \(incorrect checksum\)/);
    });

    it('a zip file holds something else', async () => {
      const error = await refusal(async (from) => {
        await writeFile(join(from, 'bureau.csv.zip'), zipOf('readme.txt', Buffer.from('hello')));
        await rm(join(from, 'bureau.csv'));
      });
      expect(error.message).to.match(/^bureau\.csv\.zip: there is no bureau\.csv in it/);
    });
  });

  it('lets one load at a time in, from the first on, and says so to the other one', async () => {
    await warehouse.query(`drop schema if exists ${rawTables.dataset} cascade`);
    const ends = await Promise.allSettled([loadRawTables({ warehouse, from: good }), loadRawTables({ warehouse, from: good })]);
    expect(ends.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected']);
    const refused = ends.find((end) => end.status === 'rejected');
    expect(String(refused?.reason)).to.match(new RegExp(`Another load of the raw tables is under way by process ${process.pid} .*wait for its end, then load again`));
    expect(await raw.counts()).to.deep.equal(rows);
    expect((await raw.tableNames()).filter((name) => /load(?:ing|_in_progress)$/.test(name))).to.deep.equal([]);
  });

  it('takes the place of a load that was killed, and of none that may go on elsewhere', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    const lock = warehouse.dataset(rawTables.dataset).table('load_in_progress');
    const left = async (holder: object): Promise<void> => {
      await lock.create({ schema: 'nothing', description: JSON.stringify({ token: 'x', since: '2026-01-01T00:00:00.000Z', ...holder }), expirationTime: String(Date.now() + 60_000) });
    };
    await left({ process: dead, host: 'another-machine' });
    expect((await failureOf(loadRawTables({ warehouse, from: good }))).message).to.contain(`by process ${dead} on another-machine, since 2026-01-01T00:00:00.000Z`);
    await lock.delete();
    await left({ process: dead, host: hostname() });
    expect(await loadRawTables({ warehouse, from: good })).to.deep.equal(rows);
    expect(await lock.exists()).to.deep.equal([false]);
  });

  it('leaves the tables as they are when its lock is gone, and another load may have begun', async () => {
    const lock = warehouse.dataset(rawTables.dataset).table('load_in_progress');
    const gone: Promise<unknown>[] = [];
    await loadRawTables({ warehouse, from: good });
    const error = await failureOf(loadRawTables({ warehouse, from: await changed(), report: ({ kind }) => { if (kind === 'loaded' && gone.length === 0) gone.push(lock.delete()); } }));
    await Promise.all(gone);
    expect(error.message).to.match(/stood still for so long that another one may have begun: the raw tables are as they were/);
    expect(await raw.counts()).to.deep.equal(rows);
    await loadRawTables({ warehouse, from: good });
    expect(await raw.tableNames()).to.have.members([...rawTables.tables.map(({ name }) => name), 'loads']);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const error = await failureOf(loadRawTables({ warehouse, from: good, signal: stop.signal, report: (event) => { if (event.kind === 'sent') stop.abort(new Error('enough')); } }));
    expect(error.message).to.equal('enough');
    expect(await raw.counts()).to.deep.equal(rows);
  });

  it('loads the real sample', async function () {
    const from = process.env['HOME_CREDIT_DATA'];
    if (from === undefined || from === '') {
      console.warn('        HOME_CREDIT_DATA is not set: the real rows are not tried.');
      this.skip();
    }
    const loaded = await loadRawTables({ warehouse, from });
    for (const file of await readdir(from)) {
      const table = rawTables.tables.find((each) => `${each.file}.gz` === file);
      if (table === undefined) continue;
      const lines = gunzipSync(await readFile(join(from, file))).toString('latin1').trimEnd().split('\n').length;
      expect(loaded[table.name], table.name).to.equal(lines - 1);
    }
    await loadRawTables({ warehouse, from: good });
  });

  const spoilValue = (path: string, line: number, column: string, value: string): Promise<void> =>
    editLine(path, line, (text, header) => text.split(',').map((each, index) => (header[index] === column ? value : each)).join(','));

  const editLine = async (path: string, line: number, change: (text: string, header: string[]) => string): Promise<void> => {
    await edit(path, (text) => {
      const lines = text.split('\n');
      lines[line - 1] = change(lines[line - 1] ?? '', (lines[0] ?? '').split(','));
      return lines.join('\n');
    });
  };
});

describe('npm run load', () => {
  it('takes --from, or HOME_CREDIT_DATA', () => {
    expect(readLoadArguments(['--from', 'a'], { HOME_CREDIT_DATA: 'b' })).to.deep.equal({ from: 'a', append: false });
    expect(readLoadArguments([], { HOME_CREDIT_DATA: 'b' })).to.deep.equal({ from: 'b', append: false });
    expect(() => readLoadArguments([], {})).to.throw('--from is missing.');
    expect(() => readLoadArguments(['--form', 'a'], {})).to.throw(/--form/);
  });

  it('takes --append, but not beside --from', () => {
    expect(readLoadArguments(['--append', 'day'], { HOME_CREDIT_DATA: 'b' })).to.deep.equal({ from: 'day', append: true });
    expect(() => readLoadArguments(['--append', 'day', '--from', 'a'], {})).to.throw('name one of them');
  });
});

interface TableMetadata {
  readonly description: string;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: string; readonly description: string }[] };
}

/** BigQuery's metadata speak legacy SQL. */
const LEGACY_TYPES: Readonly<Record<string, string>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64' };
