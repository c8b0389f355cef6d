import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { stringConstant } from '../text/text.ts';

/** How the parts of one expression are read: see float-arithmetic.ts. */
export interface Reading {
  isArithmetic(node: Expr): boolean;
  /** The operator of a call that is arithmetic; null for the unary minus. */
  operator(node: Expr): string | null;
  /** How large a call's result can be, given how large its operands are. */
  size(operator: string, a: number, b: number, nodeB: Expr): number;
  /** How large an operand can be, if it is a constant; null for others. */
  constant(node: Expr): number | null;
}

/** Operands of an expression that is too long for looking at each part. */
const MANY = 30;

/** Where all operands are at most so large, the whole cannot fail; tried from the largest. */
const LIMITS = [1e300, 1e150, 1e100, 1e75, 1e50, 1e30, 1e20, 1e15, 1e12, 1e9];

/**
 * A long expression, computed again step by step where it is not a finite number. The text stays as long as the expression,
 * where a look at each of its parts would grow with its square.
 * Null where looking at each part is the better way still: without a limit every NULL would be computed again.
 * @param names the operands, in the order in which the expression has them
 */
export function longArithmetic(node: Expr, operands: readonly Expr[], names: readonly string[], plain: string, reading: Reading): string | null {
  const limit = LIMITS.find((each) => largest(node, true, reading, each) <= Number.MAX_VALUE);
  if (limit === undefined && names.length <= MANY) return null;
  let next = 0;
  const steps = program(node, true, reading, () => String(next++));
  const again = `gsql_float_program(${stringConstant(steps)}, [${names.join(', ')}]::DOUBLE[])`;
  const variable = [...new Set(names.filter((_, index) => reading.constant(operands[index] as Expr) === null))];
  const isSmall = limit === undefined || variable.length === 0 ? '' : ` WHEN ${plain} IS NULL AND greatest(${variable.map((name) => `abs(${name})`).join(', ')}) <= ${limit} THEN NULL`;
  return `CASE WHEN isfinite(${plain}) THEN ${plain}${isSmall} ELSE ${again} END`;
}

function program(node: Expr, isRoot: boolean, reading: Reading, operand: () => string): string {
  if (node.kind !== 'FunctionCall' || (!isRoot && !reading.isArithmetic(node))) return operand();
  const [a, b] = node.argumentList;
  const operator = reading.operator(node);
  const first = a === undefined ? '' : program(a, false, reading, operand);
  if (operator === null || b === undefined) return `${first} negate`;
  return `${first} ${operator === '/' ? operand() : program(b, false, reading, operand)} ${operator}`;
}

function largest(node: Expr, isRoot: boolean, reading: Reading, limit: number): number {
  if (node.kind !== 'FunctionCall' || (!isRoot && !reading.isArithmetic(node))) return reading.constant(node) ?? limit;
  const [a, b] = node.argumentList;
  const operator = reading.operator(node);
  const first = a === undefined ? 0 : largest(a, false, reading, limit);
  if (operator === null || b === undefined) return first;
  return reading.size(operator, first, operator === '/' ? limit : largest(b, false, reading, limit), b);
}
