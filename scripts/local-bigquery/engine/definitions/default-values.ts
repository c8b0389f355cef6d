import type { DuckDBValue } from '../../storage/duckdb.ts';
import { fieldType, typeText, type FieldSchema } from '../../wire/schema.ts';
import type { Compiler } from '../compiler.ts';
import type { Session } from '../sessions/session.ts';

/** Values of DEFAULT for rows that leave a column out, each used once: a default may differ from row to row. */
export class DefaultValues {
  private readonly pools = new Map<string, DuckDBValue[]>();
  private readonly fields: readonly FieldSchema[];

  constructor(
    private readonly session: Session,
    private readonly compiler: Compiler,
    fields: readonly FieldSchema[],
  ) {
    this.fields = fields.filter(({ defaultValueExpression }) => defaultValueExpression !== undefined);
  }

  /** Computes enough for a number of rows. */
  async prepare(rows: number): Promise<void> {
    for (const field of this.fields) {
      const pool = this.pools.get(field.name) ?? [];
      if (pool.length < rows) pool.push(...(await this.compute(field, rows - pool.length)));
      this.pools.set(field.name, pool);
    }
  }

  /** @returns undefined for a column without a default */
  take(name: string): DuckDBValue | undefined {
    return this.pools.get(name)?.pop();
  }

  private async compute(field: FieldSchema, count: number): Promise<DuckDBValue[]> {
    const sql = `SELECT CAST((${field.defaultValueExpression ?? 'NULL'}\n) AS ${typeText(fieldType(field))}) FROM UNNEST(GENERATE_ARRAY(1, ${count}))`;
    const { statement } = await this.compiler.prepare(sql, this.session);
    if (statement.kind !== 'query') throw new Error('A default is no expression.');
    const rows = await this.session.connection.rows(statement.query.sql);
    return rows.map(([value]) => value ?? null);
  }
}
