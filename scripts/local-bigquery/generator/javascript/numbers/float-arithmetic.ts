import { failure } from './decimal-errors.ts';
import { messageDouble } from '../../../values/double-text.ts';

/** FLOAT64 arithmetic with GoogleSQL's errors; a divisor of zero fails whatever the dividend. */
export function floatArithmetic(operator: string, a: number, b: number): number {
  const result = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b;
  const shown = (): string => `${messageDouble(a)} ${operator} ${messageDouble(b)}`;
  if (operator === '/' && b === 0) throw failure(`division by zero: ${shown()}`);
  if (Number.isFinite(a) && Number.isFinite(b) && !Number.isFinite(result)) throw failure(`double overflow: ${shown()}`);
  return result;
}
