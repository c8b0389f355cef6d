import dataAccessors from '@duckdb/node-api/lib/vectors/dataAccessors.js';
import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';

// The driver's own decoder drops a byte order mark, which is a character of the value.
Object.assign(dataAccessors, { textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }) });

export type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
export {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBScalarFunction,
  DuckDBStructValue,
  DuckDBTimeValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  HUGEINT,
  INTERVAL,
  LIST,
  STRUCT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';

/** A value to bind together with its DuckDB type; NULLs need it, empty lists too. */
export interface Bind {
  readonly value: DuckDBValue;
  readonly type: DuckDBType;
}
