import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWarehouse } from '../server.ts';
import type { Plain } from './canonical.ts';
import type { StatementCase } from './cases.ts';
import { PROJECT } from './warehouse.ts';

/** Rows as the REST API writes them, or the error's message. */
export type StatementAnswer = { readonly rows: Plain[][] } | { readonly error: string };

/** The whole local BigQuery, with a dataset of its own for each case. */
export interface StatementRunner {
  run(example: StatementCase): Promise<StatementAnswer>;
  close(): Promise<void>;
}

interface Row {
  readonly f: readonly { readonly v: Plain }[];
}
interface QueryAnswer {
  readonly rows?: readonly Row[];
  readonly error?: { readonly message: string };
}

export async function openStatementRunner(): Promise<StatementRunner> {
  const localDir = await mkdtemp(join(tmpdir(), 'statements-'));
  const warehouse = await startWarehouse({ localDir, port: 0 });
  let datasets = 0;
  const query = async (sql: string, dataset: string | null): Promise<QueryAnswer> => {
    const answer = await fetch(`${warehouse.endpoint}/bigquery/v2/projects/${PROJECT}/queries`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: sql, useLegacySql: false, ...(dataset === null ? {} : { defaultDataset: { projectId: PROJECT, datasetId: dataset } }) }),
    });
    return (await answer.json()) as QueryAnswer;
  };
  return {
    async run({ sql }) {
      datasets += 1;
      const dataset = `case_${datasets}`;
      await query(`CREATE SCHEMA ${dataset}`, null);
      const { rows = [], error } = await query(sql.replaceAll('{dataset}', dataset), dataset);
      if (error !== undefined) return { error: error.message.replaceAll(dataset, '{dataset}') };
      return { rows: rows.map(({ f }) => f.map(({ v }) => v)) };
    },
    async close() {
      await warehouse.close();
      await rm(localDir, { recursive: true, force: true });
    },
  };
}
