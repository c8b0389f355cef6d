import type { Argument, ArgumentType, BuiltinFunction, BuiltinSignature } from '../../../googlesql/builtin-functions.ts';
import type { ResolvedType } from '../../../googlesql/sql-type.ts';
import type { ScalarKind, SqlType } from '../../../googlesql/types.ts';
import { typeText } from '../../wire/schema.ts';
import type { Choose } from './choose.ts';
import { ARGUMENTS, enumValues } from './constraints.ts';
import { ARGUMENT_COUNTS, formOf } from './syntax.ts';
import { compound, fixedForm, type Term } from './term.ts';
import { literal, SCALAR_KINDS } from './values.ts';

/** A column that an expression may name. */
export interface ScopeColumn {
  readonly type: SqlType;
  readonly sql: string;
}
export type Scope = readonly ScopeColumn[];

/** Makes an expression of a type, nested so deep. */
export type MakeTerm = (type: SqlType, depth: number, scope: Scope) => Term;

type Bindings = Map<number, SqlType>;

const NAMED_PERCENT = 30;
const OPTIONAL_PERCENT = 50;
const FREE_PERCENT = 12;

/** Whether the type can be what the signature gives; binds its type variables. */
export function unify(returns: ArgumentType, type: SqlType, bindings: Bindings): boolean {
  if (returns.kind === 'fixed') return returns.type.kind !== 'ENUM' && typeText(returns.type) === typeText(type);
  if (returns.kind !== 'any') return false;
  if (!returns.array) {
    bindings.set(returns.variable, type);
    return true;
  }
  if (type.kind !== 'ARRAY') return false;
  bindings.set(returns.variable, type.element);
  return true;
}

/** Functions that compare, which their signatures do not say. */
const ORDERING = /^(\$less|\$greater|\$between|greatest$|least$|range_bucket$|min$|max$)/;
const EQUALITY = /^(\$equal|\$not_equal|\$in|\$is_distinct|\$is_not_distinct|nullif$|\$case_with_value$)/;

function anyType(choose: Choose, { orderable = false, groupable = false, scalar = false } = {}): SqlType {
  const kinds = SCALAR_KINDS.filter((kind) => kind !== 'JSON' || !(orderable || groupable));
  const one = (): SqlType => ({ kind: choose.of(kinds) });
  const roll = scalar || orderable ? 100 : choose.index(100);
  if (roll < 8 && !groupable) return { kind: 'ARRAY', element: one() };
  if (roll < 16) return { kind: 'STRUCT', fields: choose.list(1, 3, (index) => ({ name: choose.percent(80) ? `f${index}` : '', type: one() })) };
  return one();
}

function suits(type: SqlType, orderable: boolean): boolean {
  if (type.kind === 'ARRAY') return false;
  if (type.kind === 'STRUCT') return !orderable && type.fields.every((field) => suits(field.type, false));
  return type.kind !== 'JSON';
}

/** One call of the signature, with arguments that `make` makes; null where its types cannot be had. */
export function callOf(fn: BuiltinFunction, signature: BuiltinSignature, bindings: Bindings, depth: number, scope: Scope, choose: Choose, make: MakeTerm): Term | null {
  const list = argumentList(fn.name, signature.arguments, choose);
  const orderable = ORDERING.test(fn.name) || signature.arguments.some((argument) => argument.mustBeOrderable);
  const groupable = EQUALITY.test(fn.name) || signature.arguments.some((argument) => argument.mustBeGroupable);
  const bind = (variable: number, array: boolean): SqlType => {
    const known = bindings.get(variable);
    if (known !== undefined) return known;
    const type = anyType(choose, { orderable, groupable, scalar: array || fn.name === '$make_array' });
    bindings.set(variable, type);
    return type;
  };
  const concrete = (type: ArgumentType): ResolvedType => {
    switch (type.kind) {
      case 'fixed':
        return type.type;
      case 'any': {
        const bound = bind(type.variable, type.array);
        return type.array ? { kind: 'ARRAY', element: bound } : bound;
      }
      case 'arbitrary':
        return anyType(choose);
      case 'lambda':
        return concrete(type.body);
    }
  };
  // A type that is asked for from outside may not suit.
  for (const type of bindings.values()) if ((orderable || groupable) && !suits(type, orderable) && fn.name !== '$case_with_value') return null;
  const returns = concrete(signature.returns);
  if (returns.kind === 'ENUM' || isNestedArray(returns)) return null;
  const children: Term[] = [];
  let first: ScalarKind = 'INT64';
  for (const [index, { argument, position }] of list.entries()) {
    const type = concrete(argument.type);
    if (index === 0 && type.kind in { DATE: 1, DATETIME: 1, TIMESTAMP: 1, TIME: 1, INTERVAL: 1 }) first = type.kind as ScalarKind;
    if (type.kind === 'ENUM') {
      const values = enumValues(type.name, fn.name, first);
      if (values.length === 0) return null;
      children.push(raw(choose.of(values)));
      continue;
    }
    if (isNestedArray(type)) return null;
    children.push(named(argument, argument.type.kind === 'lambda' ? lambda(argument.type, concrete, depth, scope, index, make) : argument.mustBeConstant || argument.name !== null ? constantOf(fn.name, signature.key, position, type, choose) : argumentTerm(fn.name, signature.key, position, type, depth, scope, choose, make)));
  }
  const prefix = fn.mayBeSafe && fn.mode === 'SCALAR' && !fn.name.startsWith('$') && !fn.name.includes('.') && choose.percent(8) ? 'SAFE.' : '';
  const { texts, order } = formOf(fn.name, children.length, prefix);
  return (fn.mode === 'SCALAR' ? compound : fixedForm)(returns, texts, order.map((index) => children[index] as Term));
}

/** Lambda bodies and date parts are no values: nothing simpler stands for them. */
function raw(sql: string): Term {
  return leafOf({ kind: 'STRING' }, sql);
}

function named({ name }: Argument, term: Term): Term {
  return name === null ? term : fixedForm(term.type, [`${name} => `, ''], [term]);
}

function lambda(type: ArgumentType & { kind: 'lambda' }, concrete: (type: ArgumentType) => ResolvedType, depth: number, scope: Scope, index: number, make: MakeTerm): Term {
  const parameters = type.parameters.map((parameter, each) => ({ type: concrete(parameter) as SqlType, sql: `l${depth}${index}${each}` }));
  const body = make(concrete(type.body) as SqlType, depth - 1, [...scope, ...parameters, ...parameters, ...parameters]);
  const names = parameters.map(({ sql }) => sql).join(', ');
  return fixedForm(body.type, [`${parameters.length > 1 ? `(${names})` : names} -> `, ''], [body]);
}

function argumentTerm(fn: string, key: string, position: number, type: SqlType, depth: number, scope: Scope, choose: Choose, make: MakeTerm): Term {
  if (/^(lag|lead)$/.test(fn) && position === 2) return literal(type, choose);
  const allowed = ARGUMENTS[`${key}#${position}`] ?? ARGUMENTS[`${fn}#${position}`];
  if (allowed === undefined || typeOfFirst(allowed) !== looks(type)) return make(type, depth - 1, scope);
  return !isConstantOnly(fn, position) && choose.percent(FREE_PERCENT) && isHarmless(fn) ? make(type, 0, scope) : leafOf(type, choose.of(allowed));
}

function constantOf(fn: string, key: string, position: number, type: SqlType, choose: Choose): Term {
  const allowed = ARGUMENTS[`${key}#${position}`] ?? ARGUMENTS[`${fn}#${position}`];
  return allowed === undefined ? leafOf(type, literal(type, choose, 0).sql) : leafOf(type, choose.of(allowed));
}

/** Sizes that could be huge are never left to chance. */
function isHarmless(fn: string): boolean {
  return !/^(lpad|rpad|repeat|generate_\w+|net\.\w+|\$interval|json_array_\w+|json_set|pow|exp|ln|log|log10|date|datetime|time)$/.test(fn);
}

function isConstantOnly(fn: string, position: number): boolean {
  return position > 0 && /^(json_|round|lag|lead|nth_value|ntile|percentile_|string_agg|parse_json|float64)/.test(fn) || fn === 'ntile';
}

const leafOf = (type: SqlType, sql: string): Term => ({ type, sql, parts: [], operator: '', simpler: () => [] });

/** A table for STRING does not serve the BYTES signature of the same function. */
function looks(type: SqlType): string {
  if (type.kind === 'BYTES' || type.kind === 'STRING' || type.kind === 'ARRAY') return type.kind;
  return 'other';
}
function typeOfFirst([first = '']: readonly string[]): string {
  if (/^r?b['"]/.test(first)) return 'BYTES';
  if (/^r?['"]/.test(first)) return 'STRING';
  return first.startsWith('ARRAY') ? 'ARRAY' : 'other';
}

function isNestedArray(type: ResolvedType): boolean {
  return type.kind === 'ARRAY' && type.element.kind === 'ARRAY';
}

/** Which arguments a call has: optional ones may be left out from the right, a run of repeated ones comes once or more. */
function argumentList(name: string, args: readonly Argument[], choose: Choose): { argument: Argument; position: number }[] {
  const counts = ARGUMENT_COUNTS[name];
  if (counts !== undefined) return exactly(args, choose.of(counts));
  const list: { argument: Argument; position: number }[] = [];
  const repeated = args.filter(({ cardinality }) => cardinality === 'REPEATED');
  let dropped = false;
  let done = false;
  for (const [position, argument] of args.entries()) {
    if (argument.cardinality === 'REPEATED') {
      if (done) continue;
      done = true;
      const from = position;
      const times = choose.index(3) + (args.length === repeated.length || name.startsWith('$') || name === 'concat' ? 1 : 0);
      for (let time = 0; time < times; time += 1) repeated.forEach((each, offset) => list.push({ argument: each, position: from + offset }));
      continue;
    }
    if (argument.cardinality === 'OPTIONAL') {
      if (argument.name === null && dropped) continue;
      if (!choose.percent(argument.name === null ? OPTIONAL_PERCENT : NAMED_PERCENT)) {
        dropped = true;
        continue;
      }
    }
    list.push({ argument, position });
  }
  return list;
}

function exactly(args: readonly Argument[], count: number): { argument: Argument; position: number }[] {
  const repeated = args.map((argument, position) => ({ argument, position })).filter(({ argument }) => argument.cardinality === 'REPEATED');
  if (repeated.length === 0) return args.slice(0, count).map((argument, position) => ({ argument, position }));
  const times = (count - (args.length - repeated.length)) / repeated.length;
  return args.flatMap((argument, position) => {
    if (argument.cardinality !== 'REPEATED') return [{ argument, position }];
    return argument === repeated[0]?.argument ? Array.from({ length: times }, () => repeated).flat() : [];
  });
}
