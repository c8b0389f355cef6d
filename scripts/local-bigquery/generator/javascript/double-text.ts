const SIGNIFICANT_DIGITS = 15;

/** As C's %.15g, or %.17g where that does not read back as the same number; zero has no sign. */
export function doubleToString(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const short = general(value, SIGNIFICANT_DIGITS);
  return Number(short) === value ? short : general(value, SIGNIFICANT_DIGITS + 2);
}

function general(value: number, digits: number): string {
  if (value === 0) return '0';
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    const sign = exponent < 0 ? '-' : '+';
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return trimZeros(value.toFixed(Math.max(0, digits - 1 - exponent)));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** As GoogleSQL's messages show a number: six digits. */
export function messageDouble(value: number): string {
  return Number.isFinite(value) ? general(value, 6) : doubleToString(value);
}
