import type { Expr, FunctionCall } from '../../../googlesql/resolved-nodes.ts';
import { longArithmetic, type Reading } from './float-program.ts';
import { hideConstantNulls } from './strict-null.ts';

type Operator = '+' | '-' | '*' | '/';

const OPERATORS: Readonly<Record<string, Operator>> = { FN_ADD_DOUBLE: '+', FN_SUBTRACT_DOUBLE: '-', FN_MULTIPLY_DOUBLE: '*', FN_DIVIDE_DOUBLE: '/' };
const NEGATION = 'FN_UNARY_MINUS_DOUBLE';

const FLOAT_ARITHMETIC_KEYS: readonly string[] = [...Object.keys(OPERATORS), NEGATION];

/** How one expression is written: as it is, and by functions that fail as GoogleSQL does; `largest` bounds its size. */
interface Written {
  readonly plain: string;
  readonly checked: string;
  readonly largest: number;
  /** The arithmetic inside it that could fail, though the whole be NULL. */
  readonly inner: readonly Written[];
}

/** A call of `+ - * /` or unary minus on FLOAT64, without SAFE. */
export function isFloatArithmetic(node: Expr): node is FunctionCall {
  return node.kind === 'FunctionCall' && FLOAT_ARITHMETIC_KEYS.includes(node.signature) && node.errorMode === 'DEFAULT_ERROR_MODE';
}

/**
 * FLOAT64 arithmetic fails where finite numbers give an infinity, which DuckDB would return. An infinity inside sums,
 * differences, products and dividends always leaves the whole infinite or NaN, so one look at the whole is enough: only where
 * it is not finite, the functions of javascript-functions.ts compute it again step by step. A divisor is looked at by itself,
 * since dividing by an infinity gives zero.
 *
 * @param write the text of an operand that is no arithmetic
 * @param once lets a text use its operands as often as it likes
 */
export function floatArithmetic(
  node: FunctionCall,
  write: (operand: Expr) => string,
  once: (operands: readonly string[], build: (...names: string[]) => string) => string,
): string {
  const operands: Expr[] = [];
  collect(node, true, (operand) => operands.push(operand));
  return once(hideConstantNulls(operands, operands.map(write)), (...names) => {
    let next = 0;
    const { plain, checked, largest, inner } = written(node, true, () => names[next++] ?? '');
    if (largest <= Number.MAX_VALUE) return plain;
    const long = inner.length > FEW_PARTS ? longArithmetic(node, operands, names, plain, READING) : null;
    if (long !== null) return long;
    if (inner.length === 0) return `CASE WHEN isfinite(${plain}) IS NOT FALSE THEN ${plain} ELSE ${checked} END`;
    return `CASE WHEN isfinite(${plain}) THEN ${plain} WHEN ${plain} IS NULL THEN coalesce(${inner.map(failureOf).join(', ')}) ELSE ${checked} END`;
  });
}

/** Beside a NULL, so many parts are looked at one by one. */
const FEW_PARTS = 8;

const READING: Reading = {
  isArithmetic: isFloatArithmetic,
  operator: (node) => (node.kind === 'FunctionCall' ? (OPERATORS[node.signature] ?? null) : null),
  size,
  constant: (node) => {
    const literal = literalNumber(node);
    return literal === null ? null : Math.abs(literal);
  },
};

/** NULL, or the failure of arithmetic beside a NULL. */
function failureOf({ plain, checked }: Written): string {
  return `CASE WHEN isfinite(${plain}) IS FALSE THEN nullif(${checked}, ${checked}) END`;
}

/** Goes through the operands in the order in which `written` asks for them. */
function collect(node: Expr, isRoot: boolean, visit: (operand: Expr) => void): void {
  if (!isRoot && !isFloatArithmetic(node)) visit(node);
  else if (node.kind === 'FunctionCall') node.argumentList.forEach((argument, index) => {
    if (node.signature === 'FN_DIVIDE_DOUBLE' && index === 1) visit(argument);
    else collect(argument, false, visit);
  });
}

function written(node: Expr, isRoot: boolean, next: () => string): Written {
  if (node.kind !== 'FunctionCall' || (!isRoot && !isFloatArithmetic(node))) return operand(node, next);
  const [nodeA, nodeB] = node.argumentList;
  if (nodeA === undefined) throw new Error(`${node.function} has no argument.`);
  const a = written(nodeA, false, next);
  if (node.signature === NEGATION || nodeB === undefined) return { ...a, plain: `(-${a.plain})`, checked: `(-${a.checked})` };
  const operator = OPERATORS[node.signature] ?? '+';
  const b = operator === '/' ? operand(nodeB, next) : written(nodeB, false, next);
  const largest = size(operator, a.largest, b.largest, nodeB);
  const plain = `(${a.plain} ${operator} ${b.plain})`;
  const checked = `gsql_float_arithmetic('${operator}', ${a.checked}, ${b.checked})`;
  const inner = [...a.inner, ...b.inner];
  // The whole needs no look of its own for that: where it is NULL, it has not failed.
  return { plain, checked, largest, inner: isRoot || largest <= Number.MAX_VALUE ? inner : [...inner, { plain, checked, largest, inner: [] }] };
}

function operand(node: Expr, next: () => string): Written {
  const text = next();
  return { plain: text, checked: text, largest: bound(node), inner: [] };
}

function size(operator: Operator, a: number, b: number, nodeB: Expr): number {
  if (operator === '*') return a * b;
  if (operator !== '/') return a + b;
  const divisor = Math.abs(literalNumber(nodeB) ?? 0);
  return divisor > 0 ? a / divisor : Infinity;
}

/** The value of a numeric literal; null for every other expression. */
export function literalNumber(node: Expr | undefined): number | null {
  if (node?.kind === 'Cast') return literalNumber(node.expr);
  const value = node?.kind === 'Literal' ? node.value.value : null;
  const member = value?.['value'];
  return member === 'double_value' || member === 'int64_value' ? Number(value?.[member]) : null;
}

/** How large a finite operand can be, as far as its form tells. */
function bound(node: Expr): number {
  const literal = literalNumber(node);
  if (literal !== null) return Math.abs(literal);
  if (node.kind === 'Cast' && node.expr.type.kind === 'INT64') return 2 ** 63;
  if (node.kind === 'Cast' && node.expr.type.kind === 'NUMERIC') return 1e29;
  return Number.MAX_VALUE;
}
