import type { CallBase, Expr, FunctionCall } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import { duckType } from '../../storage/types.ts';
import { cast } from './casts.ts';
import { joinChain } from './concatenations.ts';
import { hideError, writeArguments } from './constant-errors.ts';
import { constant, struct } from './constants.ts';
import { floatArithmetic, isFloatArithmetic } from './float-arithmetic.ts';
import { fieldOf } from '../functions/equality.ts';
import { neverFails } from '../functions/json.ts';
import { findScalar } from '../functions/scalar.ts';
import { lookUp, type Generation, type Scope } from '../generation.ts';
import { namable } from '../text/macros.ts';
import { MODEL_GROUP, prediction } from './predictions.ts';
import { bringOuterColumns, holdsSubqueryInLambda } from '../scans/outer-columns.ts';
import { plannedLength } from '../text/planned-length.ts';
import { unsupported } from '../refusal.ts';
import { subquery } from '../scans/subqueries.ts';
import { hideNulls, typedNull } from './strict-null.ts';
import { isColumn, isSimple, LAMBDA_ROW, stringConstant } from '../text/text.ts';

/** Texts up to this length may be written twice where a function needs its argument twice. */
const SHORT = 400;
/** The same once DuckDB has written out their macros: its planning takes a second for some five million characters. */
const SHORT_PLAN = 4_000;

/** Writes an expression for the given scope. The text stands for itself in any context: operators are in parentheses. */
export function expression(node: Expr, scope: Scope, generation: Generation): string {
  switch (node.kind) {
    case 'Literal':
      return constant(node);
    case 'ColumnRef':
      return lookUp(scope, node.column);
    case 'Parameter':
      return parameter(node.name === '' ? null : node.name, node.position, generation, duckType(node.type));
    case 'Constant':
      return variable(node.constant, generation, duckType(node.type));
    case 'SystemVariable':
      return systemVariable(node.namePath, generation, duckType(node.type));
    case 'FunctionCall': {
      const call = joinChain(node);
      return bringOuterColumns(typedNull(call, call.argumentList, isFloatArithmetic(call) ? arithmetic(call, scope, generation) : functionCall(call, scope, generation)), scope, generation);
    }
    case 'Cast':
      return typedNull(node, [node.expr], cast(node, hideError(node.expr, expression(node.expr, scope, generation), generation), generation, (operand) => expression(operand, scope, generation)));
    case 'MakeStruct':
      if (node.type.kind !== 'STRUCT') throw new Error('MakeStruct does not make a STRUCT.');
      return struct(node.type, node.fieldList.map((field) => expression(field, scope, generation)));
    case 'GetStructField': {
      const type = node.expr.type;
      if (type.kind !== 'STRUCT') throw new Error('GetStructField reads no STRUCT.');
      return typedNull(node, [node.expr], fieldOf(expression(node.expr, scope, generation), type, node.fieldIdx));
    }
    case 'GetJsonField':
      return `gsql_json_member(${expression(node.expr, scope, generation)}, ${stringConstant(node.fieldName)})`;
    case 'SubqueryExpr':
      return subquery(node, scope, generation);
    case 'AggregateFunctionCall':
    case 'AnalyticFunctionCall':
      throw new Error(`${node.function} occurs outside its scan.`);
    default:
      throw unsupported(`The expression ${node.kind}`);
  }
}

function parameter(name: string | null, position: number, generation: Generation, type: string): string {
  const { parameters } = generation.context;
  const index = name === null ? position - 1 : parameters.findIndex((candidate) => candidate.name?.toLowerCase() === name.toLowerCase());
  if (index < 0 || index >= parameters.length) throw new BigQueryError('invalidQuery', `Query parameter '${name ?? String(position)}' not found`, 'query');
  return `${generation.placeholder(index)}::${type}`;
}

function systemVariable(path: readonly string[], generation: Generation, type: string): string {
  const { parameters, variables, systemVariables = [] } = generation.context;
  const index = systemVariables.findIndex(({ name }) => name === path.join('.').toLowerCase());
  if (index < 0) throw unsupported(`@@${path.join('.')}`);
  return `${generation.placeholder(parameters.length + variables.length + index)}::${type}`;
}

function variable(name: string, generation: Generation, type: string): string {
  const { parameters, variables } = generation.context;
  const index = variables.findIndex((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (index < 0) throw new BigQueryError('invalidQuery', `Unrecognized name: ${name}`, 'query');
  return `${generation.placeholder(parameters.length + index)}::${type}`;
}

function arithmetic(node: FunctionCall, scope: Scope, generation: Generation): string {
  return floatArithmetic(node, (operand) => hideError(operand, expression(operand, scope, generation), generation), (operands, build) => once(operands, build, generation));
}

/** Functions without errors of their own: SAFE. before them changes nothing. */
const NEVER_FAIL = new Set(['FN_COALESCE', 'FN_IF', 'FN_IFNULL', 'FN_NULLIF', 'FN_RAND', 'FN_GENERATE_UUID']);

function functionCall(node: FunctionCall, scope: Scope, generation: Generation): string {
  if (node.function.startsWith(`${MODEL_GROUP}:`)) {
    const inputs = node.argumentList.map((argument) => expression(argument, scope, generation));
    return prediction(node, inputs, generation.model(node.function.slice(MODEL_GROUP.length + 1)), (values, body) => once(values, body, generation));
  }
  const builder = findScalar(node);
  const args = hideNulls(node, writeArguments(node, generation, (argument) => expression(argument, scope, generation)));
  if (node.genericArgumentList.length > 0) throw unsupported(`${functionName(node)} with a lambda`);
  const build = (...texts: string[]): string =>
    builder({
      args: texts,
      node,
      once: (values, body, mayRepeat) => once(values, body, generation, mayRepeat),
      attempt: (body) => once(texts, (...names) => `TRY(${body(...names)})`, generation, isSimple),
    });
  if (node.errorMode === 'DEFAULT_ERROR_MODE' || NEVER_FAIL.has(node.signature) || neverFails(node)) {
    const sql = build(...args);
    return holdsSubqueryInLambda(sql) ? once(args, build, generation, isSimple) : sql;
  }
  // SAFE. covers the function's own errors, not those of its arguments: they are computed outside TRY, which inside a lambda
  // finds no columns but the lambda's own.
  const allSimple = args.every((text) => text === '' || isSimple(text));
  return once(args, (...texts) => `TRY(${build(...texts)})`, generation, () => allSimple);
}

/** The function as GoogleSQL writes it, for messages. */
export function functionName({ function: name }: CallBase): string {
  return name.replace(/^\w+:/, '').replace(/^\$/, 'operator ').toUpperCase();
}

/**
 * Lets `build` use each value as often as it likes: long ones are computed once and named. Beside these, columns are named too:
 * inside a lambda DuckDB finds none of a query further out.
 */
export function once(values: readonly string[], build: (...names: string[]) => string, generation: Generation, repeatable = mayRepeat): string {
  if (values.every((value) => value === '' || repeatable(value))) return build(...values);
  const row = generation.alias(LAMBDA_ROW);
  const fields: string[] = [];
  const names = values.map((value, index) => {
    if (value === '' || (repeatable(value) && !isColumn(value))) return value;
    fields.push(`v${index} := ${namable(value)}`);
    return `${row}.v${index}`;
  });
  return `list_transform([struct_pack(${fields.join(', ')})], lambda ${row}: ${build(...names)})[1]`;
}

/** A subquery is computed once, and DuckDB allows none inside a lambda; a random number must stay the same one. */
export function mayRepeat(value: string): boolean {
  return (value.length <= SHORT && !/\b(?:SELECT|random|uuid)\b/.test(value) && plannedLength(value) <= SHORT_PLAN) || isSimple(value);
}
