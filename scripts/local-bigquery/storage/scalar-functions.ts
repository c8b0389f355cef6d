import * as duckdb from './duckdb.ts';
import type { DuckDBValue } from './duckdb.ts';

/** DuckDB types by the name that SQL gives them, for scalar functions written in JavaScript. */
const FUNCTION_TYPES = {
  BOOLEAN: duckdb.BOOLEAN,
  BIGINT: duckdb.BIGINT,
  DOUBLE: duckdb.DOUBLE,
  VARCHAR: duckdb.VARCHAR,
  BLOB: duckdb.BLOB,
  HUGEINT: duckdb.HUGEINT,
  'VARCHAR[]': duckdb.LIST(duckdb.VARCHAR),
  'BLOB[]': duckdb.LIST(duckdb.BLOB),
  'BIGINT[]': duckdb.LIST(duckdb.BIGINT),
  'DOUBLE[]': duckdb.LIST(duckdb.DOUBLE),
  'DECIMAL(38,9)': duckdb.DECIMAL(38, 9),
  'DECIMAL(38,9)[]': duckdb.LIST(duckdb.DECIMAL(38, 9)),
} as const;
export type FunctionType = keyof typeof FUNCTION_TYPES;
export type FunctionValue = boolean | bigint | number | string | Uint8Array | null | readonly FunctionValue[];

/** A scalar function that runs in JavaScript, once per row; no argument is ever NULL (the result then is NULL), elements may be. */
export interface ScalarFunction {
  readonly name: string;
  readonly parameters: readonly FunctionType[];
  readonly returns: FunctionType;
  readonly call: (...values: never[]) => FunctionValue;
}

export function scalarFunction({ name, parameters, returns, call }: ScalarFunction): duckdb.DuckDBScalarFunction {
  return duckdb.DuckDBScalarFunction.create({
    name,
    parameterTypes: parameters.map((type) => FUNCTION_TYPES[type]),
    returnType: FUNCTION_TYPES[returns],
    mainFunction: (_info, input, output) => {
      const columns = parameters.map((_, index) => input.getColumnVector(index));
      for (let row = 0; row < input.rowCount; row += 1) {
        const values = columns.map((column) => plain(column.getItem(row)));
        const result = values.includes(null) ? null : call(...(values as never[]));
        output.setItem(row, engineValue(result, returns));
      }
      output.flush();
    },
  });
}

/** A DECIMAL(38,9) is given and taken as a whole number of 1e-9. */
function engineValue(value: FunctionValue, type: FunctionType): DuckDBValue {
  if (value instanceof Uint8Array) return new duckdb.DuckDBBlobValue(value);
  if (Array.isArray(value)) return new duckdb.DuckDBListValue((value as readonly FunctionValue[]).map((item) => engineValue(item, type)));
  return typeof value === 'bigint' && type.startsWith('DECIMAL') ? new duckdb.DuckDBDecimalValue(value, 38, 9) : (value as DuckDBValue);
}

function plain(value: DuckDBValue): FunctionValue {
  if (value instanceof duckdb.DuckDBBlobValue) return value.bytes;
  if (value instanceof duckdb.DuckDBListValue) return value.items.map(plain);
  if (value instanceof duckdb.DuckDBDecimalValue) return value.value;
  return value as FunctionValue;
}
