import type { BigQuery } from '../../api/warehouse.ts';
import type { Target } from '../dataform/compile.ts';

const AT_ONCE = 16;

/** When the warehouse last saw each table or view change, in ms since 1970 as text; null if there is none. */
export async function modifiedTimes(
  warehouse: BigQuery,
  targets: readonly Target[],
): Promise<Map<Target, string | null>> {
  const times = new Map<Target, string | null>();
  const waiting = [...targets];
  const worker = async (): Promise<void> => {
    for (let target = waiting.pop(); target !== undefined; target = waiting.pop()) {
      times.set(target, await modifiedTime(warehouse, target));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return times;
}

async function modifiedTime(warehouse: BigQuery, { database, schema, name }: Target): Promise<string | null> {
  try {
    const table = warehouse.dataset(schema, { projectId: database }).table(name);
    const [metadata] = (await table.getMetadata()) as [{ lastModifiedTime?: string }, unknown];
    return metadata.lastModifiedTime ?? null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 404) return null;
    throw error;
  }
}
