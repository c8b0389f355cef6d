import type { Analyzer } from '../../../googlesql/analyzer.ts';
import type { ExternalFunction } from '../../../googlesql/catalog.ts';
import { mayPredict } from '../../../googlesql/predictions.ts';
import type { FunctionCall } from '../../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import type { CompileContext, KnownModel, Tensor } from '../../statement.ts';
import { struct } from './constants.ts';
import { tableRef } from './paths.ts';
import { raise } from '../text/raise.ts';
import { refusing } from '../refusing.ts';
import { stringConstant } from '../text/text.ts';

/** Group of the analyzer's functions that stand for models. */
export const MODEL_GROUP = 'Model';

export interface Predictions {
  readonly sql: string;
  /** By the name of the function that stands for the model. */
  readonly models: ReadonlyMap<string, KnownModel>;
  readonly functions: readonly ExternalFunction[];
}

/**
 * The analyzer knows no ML.PREDICT: each call becomes a query over its input, whose columns follow those of the model as
 * in BigQuery, and the model a function from its inputs to the struct of its outputs.
 */
export async function rewritePredictions(written: string, context: CompileContext, analyzer: Analyzer): Promise<Predictions> {
  const models = new Map<string, KnownModel>();
  if (!mayPredict(written)) return { sql: written, models, functions: [] };
  let sql = written;
  for (;;) {
    const { sql: asked, calls } = await refusing(() => analyzer.predictions(sql));
    if (calls.length === 0) break;
    sql = asked;
    for (const { model: path, input, start, end } of [...calls].reverse()) {
      const model = await context.model(path);
      if (model === null) throw missing(path, context);
      const name = `ML.PREDICT(MODEL ${path.join('.')})`;
      models.set(name, model);
      const args = model.inputs.map((tensor) => `input_.\`${tensor.name}\``).join(', ');
      const query = `(SELECT prediction_.*, * EXCEPT (prediction_) FROM (SELECT *, \`${name}\`(${args}) AS prediction_ FROM ${input} AS input_))`;
      sql = sql.slice(0, start) + query + sql.slice(end);
    }
  }
  const functions = [...models].map(([name, { inputs, outputs }]) => ({
    group: MODEL_GROUP,
    name,
    parameters: inputs.map(tensorType),
    returns: { kind: 'STRUCT' as const, fields: outputs.map((tensor) => ({ name: tensor.name, type: tensorType(tensor) })) },
  }));
  return { sql, models, functions };
}

export function tensorType({ element, width }: Tensor): SqlType {
  return width === null ? { kind: element } : { kind: 'ARRAY', element: { kind: element } };
}

function missing(path: readonly string[], context: CompileContext): BigQueryError {
  const { projectId, datasetId, tableId } = tableRef(path, context);
  return new BigQueryError('notFound', `Not found: Model ${projectId}:${datasetId}.${tableId}`, `${projectId}:${datasetId}.${tableId}`);
}

/** The call of a model: its inputs in one list of numbers, its outputs out of another. */
export function prediction(node: FunctionCall, args: readonly string[], model: KnownModel, once: (values: readonly string[], build: (...names: string[]) => string) => string): string {
  const { type } = node;
  if (type.kind !== 'STRUCT') throw new Error('A model gives no STRUCT.');
  const inputs = model.inputs.map((tensor, index) => once([args[index] ?? ''], (value) => numbers(tensor, value)));
  const all = inputs.length === 1 ? (inputs[0] ?? '') : inputs.reduce((one, other) => `list_concat(${one}, ${other})`);
  return once([`gsql_onnx(${stringConstant(model.key)}, ${all})`], (values) => {
    let next = 1;
    const fields = model.outputs.map((tensor) => {
      const from = next;
      next += tensor.width ?? 1;
      return tensor.width === null ? `${values}[${from}]::${duckElement(tensor)}` : `list_slice(${values}, ${from}, ${next - 1})::${duckElement(tensor)}[]`;
    });
    return struct(type, fields);
  });
}

function numbers({ name, width }: Tensor, value: string): string {
  if (width === null) return `CASE WHEN ${value} IS NULL THEN ${raise(stringConstant(`The model's input ${name} is NULL`), 'DOUBLE[]')} ELSE [${value}::DOUBLE] END`;
  const message = `'The model''s input ${name.replaceAll("'", "''")} needs ${width} values, not ' || coalesce(len(${value})::VARCHAR, 'NULL')`;
  return `CASE WHEN len(${value}) = ${width} THEN ${value}::DOUBLE[] ELSE ${raise(message, 'DOUBLE[]')} END`;
}

function duckElement({ element }: Tensor): string {
  return element === 'FLOAT64' ? 'DOUBLE' : element === 'INT64' ? 'BIGINT' : 'BOOLEAN';
}
