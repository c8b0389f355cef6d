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
  const sign = value < 0 ? '-' : '';
  const { text, exponent } = significant(Math.abs(value), digits);
  if (exponent < -4 || exponent >= digits) {
    return `${sign}${trimZeros(`${text.slice(0, 1)}.${text.slice(1)}`)}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const fixed = exponent < 0 ? `0.${'0'.repeat(-exponent - 1)}${text}` : `${text.slice(0, exponent + 1)}.${text.slice(exponent + 1)}`;
  return sign + trimZeros(fixed);
}

/** Enough digits to see that nothing but zeros follows a five. */
const EXACT_DIGITS = 60;

/** So many digits d1d2… of a positive number d1.d2… × 10^exponent; of two that are equally near, the even one, as C takes it. */
function significant(value: number, digits: number): { readonly text: string; readonly exponent: number } {
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const text = mantissa.replace('.', '');
  // JavaScript takes the greater one. At 15 digits the text would not read back, so that nobody sees it.
  if (digits !== SIGNIFICANT_DIGITS && /[13579]$/.test(text)) {
    const exact = value.toExponential(EXACT_DIGITS).replace('.', '');
    if (/^50*e/.test(exact.slice(digits))) return { text: exact.slice(0, digits), exponent: Number(exact.split('e')[1]) };
  }
  return { text, exponent: Number(power) };
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0*$/, '') : text;
}

/** As GoogleSQL's messages show a number: six digits. */
export function messageDouble(value: number): string {
  return Number.isFinite(value) ? general(value, 6) : doubleToString(value);
}
