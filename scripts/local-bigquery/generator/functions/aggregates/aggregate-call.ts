import type { AggregateFunctionCall, AnalyticFunctionCall, Expr } from '../../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../../errors.ts';
import { literalInteger } from '../../expressions/constants.ts';
import { unsupported } from '../../refusal.ts';
import { raise } from '../../text/raise.ts';
import { stringConstant } from '../../text/text.ts';

export interface AggregateCall {
  readonly args: readonly string[];
  readonly node: AggregateFunctionCall | AnalyticFunctionCall;
  /** ORDER BY items inside the call. */
  readonly order: readonly string[];
  /** A LIMIT inside the call that is no literal: how many values, checked. */
  readonly limit?: string;
  /** Whether the statement reads no table: its few rows may be gathered, and FLOAT64 be added up without any rounding. */
  readonly isSmall: boolean;
  /** Writes one DuckDB aggregate with the call's DISTINCT, ORDER BY and OVER. */
  apply(name: string, args: readonly string[], filter?: string): string;
}

export type AggregateBuilder = (call: AggregateCall) => string;
export type Aggregates = Readonly<Record<string, AggregateBuilder>>;

export const arg = (call: AggregateCall, index: number): string => call.args[index] ?? '';
export const argNode = (call: AggregateCall, index: number): Expr => {
  const node = call.node.argumentList[index];
  if (node === undefined) throw new Error(`${call.node.function} has no argument ${index + 1}.`);
  return node;
};
const MAX_COUNT = 100_000;

const beyond = (index: number, name: string): string => `The ${index === 1 ? 'second' : 'third'} argument to ${name} function cannot be greater than ${MAX_COUNT}`;

/** Constants of APPROX_TOP_x and APPROX_QUANTILES: how many values to give. @throws BigQueryError as GoogleSQL does for too many */
export function positiveCount(call: AggregateCall, index: number, name: string): number {
  const count = literalInteger(argNode(call, index));
  if (count === null || count < 1) throw unsupported(`${name} with a number that is not a positive constant`);
  if (count > MAX_COUNT) throw new BigQueryError('invalidQuery', beyond(index, name), 'query');
  return count;
}

/** Whether the number is a query parameter. */
export const asksCount = (call: AggregateCall, index: number): boolean => argNode(call, index).kind === 'Parameter';

/** The same as SQL, of a constant or a query parameter. */
export function countSql(call: AggregateCall, index: number, name: string): string {
  if (!asksCount(call, index)) return `${positiveCount(call, index, name)}::BIGINT`;
  const asked = arg(call, index);
  const tooMany = raise(stringConstant(beyond(index, name)), 'BIGINT');
  const isNull = raise(stringConstant(`Argument ${index + 1} to ${name} must be non-NULL`), 'BIGINT');
  const tooFew = raise(stringConstant(`Argument ${index + 1} to ${name} must be at least 1`), 'BIGINT');
  return `(CASE WHEN ${asked} IS NULL THEN ${isNull} WHEN ${asked} < 1 THEN ${tooFew} WHEN ${asked} > ${MAX_COUNT} THEN ${tooMany} ELSE ${asked} END)`;
}
export const same = (name: string): AggregateBuilder => (call) => call.apply(name, call.args);
export const as = (name: string, type: string): AggregateBuilder => (call) => `${call.apply(name, call.args)}::${type}`;

/**
 * The values that are not NULL as a list, NULL for none. (Constant ones that are NULL, gathered over a window, reach a function
 * of JavaScript as whatever their memory holds.)
 */
export const knownValues = (call: AggregateCall): string => call.apply('list', [arg(call, 0)], `${arg(call, 0)} IS NOT NULL`);
