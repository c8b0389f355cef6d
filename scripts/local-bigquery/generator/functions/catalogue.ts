import type { FunctionCall } from '../../../googlesql/resolved-nodes.ts';
import { unsupported } from '../refusal.ts';

/** A call whose arguments are written already; the text of an enum argument is empty, see `node`. */
export interface Call {
  readonly args: readonly string[];
  readonly node: FunctionCall;
  /** Names long arguments that the body needs more than once. @param mayRepeat which may be written twice; short ones unless said otherwise */
  once(values: readonly string[], body: (...names: string[]) => string, mayRepeat?: (value: string) => boolean): string;
  /** NULL where `body` fails; the arguments are computed outside, so that their own errors are not hidden. */
  attempt(body: (...names: string[]) => string): string;
}

export type Builder = (call: Call) => string;
/** DuckDB text by signature (`FN_ADD_INT64`), or by function for those that we added to the analyzer (`BigQuery:max_by`). */
export type Catalogue = Readonly<Record<string, Builder>>;

/** `name(arg, …)`, where DuckDB's function has GoogleSQL's semantics for that signature. */
export const same = (name: string): Builder => ({ args }) => `${name}(${args.join(', ')})`;
/** `(a op b)` */
export const infix = (operator: string): Builder => ({ args }) => `(${args.join(` ${operator} `)})`;
/** `((a op b) op (c op d))`, of an operator for which it does not matter which are taken first: DuckDB takes no deep nesting. */
export const chain = (operator: string): Builder => ({ args }) => nested(args, operator);
/** Arguments by position; a call with more of them than `build` takes has no entry here. */
export const text = (build: (...args: string[]) => string): Builder => (call) => build(...atMost(call, build.length));
/** Arguments by position, each of which the body may use more than once. */
export const repeat = (build: (...args: string[]) => string): Builder => (call) => call.once(atMost(call, build.length), build);

function nested(args: readonly string[], operator: string): string {
  const half = args.length >> 1;
  return args.length <= 4 ? `(${args.join(` ${operator} `)})` : `(${nested(args.slice(0, half), operator)} ${operator} ${nested(args.slice(half), operator)})`;
}

function atMost(call: Call, count: number): readonly string[] {
  if (call.args.length > count) throw unsupported(`${call.node.function.replace(/^\w+:/, '').toUpperCase()} with ${call.args.length} arguments`);
  return call.args;
}

export function argument(call: Call, index: number): string {
  const value = call.args[index];
  if (value === undefined) throw new Error(`${call.node.function} has no argument ${index + 1}.`);
  return value;
}
