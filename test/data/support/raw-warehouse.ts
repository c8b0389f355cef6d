import { join } from 'node:path';
import { readConfig } from '../../../api/config.ts';
import { connectWarehouse, type BigQuery } from '../../../api/warehouse.ts';
import rawTables from '../../../includes/raw_tables.js';
import { generateRawTables } from '../../../scripts/data/generate.ts';
import { startWarehouse } from '../../../scripts/local-bigquery/lifecycle.ts';
import { makeFolder } from './folder.ts';

const APPLICANTS = 120;

/** A local BigQuery without raw tables, and eight files to load into it. */
export interface RawWarehouse {
  readonly warehouse: BigQuery;
  /** A folder for more files. */
  readonly folder: string;
  /** The folder of the eight files, and how many rows each has, by table. */
  readonly good: string;
  readonly rows: Readonly<Record<string, number>>;
  /** How many rows are in each raw table. */
  counts(): Promise<Record<string, number>>;
  /** What there is in the dataset of the raw tables. */
  tableNames(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function openRawWarehouse(): Promise<RawWarehouse> {
  const folder = await makeFolder();
  const good = join(folder.path, 'good');
  const rows = await generateRawTables({ applicants: APPLICANTS, seed: 1, out: good });
  const local = await startWarehouse({ localDir: join(folder.path, 'local'), port: 0 });
  const warehouse = connectWarehouse({ ...readConfig({}).warehouse, endpoint: local.endpoint });
  return {
    warehouse,
    folder: folder.path,
    good,
    rows,
    async counts() {
      const found: Record<string, number> = {};
      for (const { name } of rawTables.tables) {
        const [[row]] = await warehouse.query(`select count(*) as n from ${rawTables.dataset}.${name}`) as unknown as [[{ n: number }]];
        found[name] = row.n;
      }
      return found;
    },
    tableNames: async () => (await warehouse.dataset(rawTables.dataset).getTables())[0].map(({ id }) => id ?? ''),
    async stop() {
      await local.stop();
      await folder.remove();
    },
  };
}
