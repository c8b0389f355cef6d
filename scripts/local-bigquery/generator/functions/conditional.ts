import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { duckType } from '../../storage/types.ts';
import { isNullLiteral } from '../expressions/constants.ts';
import { mayRepeat } from '../expressions/expressions.ts';
import { mayBeNaN } from '../expressions/nan.ts';
import { raise } from '../text/raise.ts';
import { isSimple, stringConstant } from '../text/text.ts';
import { argument, type Builder, type Catalogue } from './catalogue.ts';
import { equal } from './equality.ts';
import { onceFirst } from './once-first.ts';

/** As jobs name who ran them. */
const LOCAL_USER = 'local@localhost';
/** What a text that reads a row holds. */
const COLUMN = /\b[a-z]+\d+\.|\$\d/;

/** By their length. Of equal ones the first is taken. */
function extremeInterval(name: 'greatest' | 'least', values: readonly string[]): string {
  const keeps = `gsql_interval_order(a::INTERVAL) ${name === 'greatest' ? '>=' : '<='} gsql_interval_order(b::INTERVAL)`;
  return `CASE WHEN ${values.map((value) => `${value} IS NULL`).join(' OR ')} THEN NULL ELSE list_reduce([${values.join(', ')}], lambda a, b: CASE WHEN ${keeps} THEN a ELSE b END) END`;
}

/** NULL if any argument is NULL, NaN if any is NaN; DuckDB's own skip NULL and rank NaN highest. */
const extreme = (name: 'greatest' | 'least'): Builder => (call) => {
  if (call.args.length === 1) return argument(call, 0);
  if (call.node.type.kind === 'INTERVAL') return call.once(call.args, (...values) => extremeInterval(name, values));
  return call.once(call.args, (...values) => {
    const nulls = values.filter((_, index) => call.node.argumentList[index]?.kind !== 'Literal' || isNullLiteral(call.node.argumentList[index])).map((value) => `${value} IS NULL`).join(' OR ');
    const nans = values.filter((_, index) => mayBeNaN(call.node.argumentList[index] as Expr)).map((value) => `isnan(${value})`);
    const nanCase = name === 'least' && nans.length > 0 ? ` WHEN ${nans.join(' OR ')} THEN 'NaN'::DOUBLE` : '';
    const nullCase = nulls === '' ? '' : ` WHEN ${nulls} THEN NULL`;
    return nullCase + nanCase === '' ? `${name}(${values.join(', ')})` : `CASE${nullCase}${nanCase} ELSE ${name}(${values.join(', ')}) END`;
  });
};

/**
 * COALESCE computes no more values than it needs. DuckDB's own may compute them all: what occurs twice in an expression it
 * takes out of everything but CASE.
 */
const firstKnown: Builder = (call) => {
  const [first = '', ...rest] = call.args;
  const laterMayFail = rest.some((value) => !isSimple(value));
  // A subquery can stand inside no lambda, which naming a value takes.
  if (!laterMayFail || (rest.some((value) => /\bSELECT\b/.test(value)) && !mayRepeat(first))) return `coalesce(${call.args.join(', ')})`;
  const known = (value: string): string => `CASE WHEN ${value} IS NOT NULL THEN ${value} ELSE ${rest.length === 1 ? (rest[0] ?? '') : firstKnown({ ...call, args: rest })} END`;
  // Whether a constant is NULL, the optimizer finds out in a branch never taken as well, unless it has a name.
  const isConstant = !COLUMN.test(first) && !/\bSELECT\b/.test(call.args.join(' '));
  return isConstant ? call.once([first], known, isSimple) : call.once([first], known);
};

export const CONDITIONAL: Catalogue = {
  FN_IF: ({ args: [condition, yes, no] }) => `CASE WHEN ${condition ?? ''} THEN ${yes ?? ''} ELSE ${no ?? ''} END`,
  FN_CASE_NO_VALUE: ({ args }) => `CASE${whens(args)} END`,
  FN_CASE_WITH_VALUE: (call) => {
    const [value, ...rest] = call.args;
    const isCompared = (index: number): boolean => index === 0 || (index % 2 === 1 && index < call.args.length - 1);
    const isPlain = call.node.argumentList.every((node, index) => !isCompared(index) || (node.type.kind !== 'STRUCT' && node.type.kind !== 'INTERVAL' && !mayBeNaN(node)));
    if (isPlain) return onceFirst(call, (once, ...others) => `CASE ${once}${whens(others)} END`);
    return call.once([value ?? ''], (once) => `CASE${whens(rest.map((text, index) => (isCompared(index + 1) ? call.once([text], (other) => equalTo(call.node.argumentList[0], call.node.argumentList[index + 1], once, other)) : text)))} END`);
  },
  FN_COALESCE: firstKnown,
  FN_IFNULL: firstKnown,
  FN_ERROR: (call) => raise(`coalesce(${argument(call, 0)}, 'ERROR function called with NULL value')`, duckType(call.node.type)),
  FN_SESSION_USER: () => stringConstant(LOCAL_USER),
  FN_NULLIF: (call) => {
    const [a, b] = call.node.argumentList;
    if (a !== undefined && b !== undefined && (a.type.kind === 'STRUCT' || a.type.kind === 'INTERVAL' || (mayBeNaN(a) && mayBeNaN(b)))) {
      return call.once(call.args, (x, y) => `CASE WHEN ${equalTo(a, b, x, y)} THEN NULL ELSE ${x} END`);
    }
    return onceFirst(call, (...values) => `nullif(${values.join(', ')})`);
  },
  FN_GREATEST: extreme('greatest'),
  FN_LEAST: extreme('least'),
};

/** Equality of two written arguments of a call. */
function equalTo(a: Expr | undefined, b: Expr | undefined, x: string, y: string): string {
  if (a === undefined || b === undefined || a.type.kind === 'ENUM' || b.type.kind === 'ENUM') throw new Error('There is nothing to compare.');
  return equal(x, y, a.type, b.type);
}

/** Pairs of WHEN and THEN; a last one alone is ELSE. */
function whens(args: readonly string[]): string {
  let sql = '';
  for (let index = 0; index + 1 < args.length; index += 2) sql += ` WHEN ${args[index] ?? ''} THEN ${args[index + 1] ?? ''}`;
  return args.length % 2 === 1 ? `${sql} ELSE ${args.at(-1) ?? ''}` : sql;
}
