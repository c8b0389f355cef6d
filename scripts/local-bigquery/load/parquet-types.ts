import type { SqlType, StructField } from '../../googlesql/types.ts';

/** The engine's scalar types of Parquet columns, as BigQuery takes them. */
const SCALARS: Readonly<Record<string, SqlType>> = {
  BOOLEAN: { kind: 'BOOL' },
  TINYINT: { kind: 'INT64' },
  SMALLINT: { kind: 'INT64' },
  INTEGER: { kind: 'INT64' },
  BIGINT: { kind: 'INT64' },
  UTINYINT: { kind: 'INT64' },
  USMALLINT: { kind: 'INT64' },
  UINTEGER: { kind: 'INT64' },
  FLOAT: { kind: 'FLOAT64' },
  DOUBLE: { kind: 'FLOAT64' },
  VARCHAR: { kind: 'STRING' },
  JSON: { kind: 'JSON' },
  BLOB: { kind: 'BYTES' },
  DATE: { kind: 'DATE' },
  TIME: { kind: 'TIME' },
  TIMESTAMP: { kind: 'DATETIME' },
  TIMESTAMP_S: { kind: 'DATETIME' },
  TIMESTAMP_MS: { kind: 'DATETIME' },
  TIMESTAMP_NS: { kind: 'DATETIME' },
  'TIMESTAMP WITH TIME ZONE': { kind: 'TIMESTAMP' },
};

/** Reads a type as DESCRIBE writes it: `STRUCT(a INTEGER, "b c" VARCHAR[])[]`. @returns null for one that BigQuery has not */
export function parquetType(text: string): SqlType | null {
  const reader = new Reader(text);
  const type = reader.type();
  return reader.isAtEnd ? type : null;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }

  type(): SqlType | null {
    let type = this.takes('STRUCT(') ? this.struct() : this.scalar();
    while (type !== null && this.takes('[]')) type = { kind: 'ARRAY', element: type };
    return type;
  }

  private struct(): SqlType | null {
    const fields: StructField[] = [];
    do {
      const name = this.name();
      const type = this.takes(' ') ? this.type() : null;
      if (name === null || type === null) return null;
      fields.push({ name, type });
    } while (this.takes(', '));
    return this.takes(')') ? { kind: 'STRUCT', fields } : null;
  }

  private name(): string | null {
    const quoted = this.match(/"((?:[^"]|"")*)"/y);
    return quoted === null ? (this.match(/\w+/y)?.[0] ?? null) : (quoted[1] ?? '').replaceAll('""', '"');
  }

  private scalar(): SqlType | null {
    const decimal = this.match(/DECIMAL\((\d+),(\d+)\)/y);
    if (decimal !== null) {
      const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
      return { kind: scale <= 9 && precision - scale <= 29 ? 'NUMERIC' : 'BIGNUMERIC' };
    }
    const name = this.match(/TIMESTAMP WITH TIME ZONE|\w+/y)?.[0] ?? '';
    return SCALARS[name] ?? null;
  }

  private takes(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at += found[0].length;
    return found;
  }
}
