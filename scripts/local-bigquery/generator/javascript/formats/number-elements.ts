/** The elements of a format of numbers as decimals: `S$9,990.99`. */
export interface DecimalFormat {
  readonly kind: 'decimal';
  /** Digits and commas before the point. */
  readonly whole: string;
  /** What stands between the digits before and after: V stands for a point that is not written. */
  readonly point: '' | '.' | 'V';
  /** Digits after the point. */
  readonly decimals: number;
  readonly exponent: 'E' | 'e' | null;
  readonly currency: '' | '$' | 'USD' | 'usd';
  readonly sign: Sign;
  /** B: a number below one is written as blanks. */
  readonly isBlank: boolean;
  readonly isCompact: boolean;
}

/** The elements of a format of hexadecimal numbers: `0XXX`. */
export interface HexadecimalFormat {
  readonly kind: 'hexadecimal';
  /** `0`, `x` and `X`. */
  readonly whole: string;
  readonly sign: Sign;
  readonly isCompact: boolean;
}

export type NumberFormat = DecimalFormat | HexadecimalFormat;

/** Where the sign stands: before the first digit, as `-` only or always, or after the last. */
export type Sign = 'leading' | 'S' | 'trailing S' | 'MI' | 'PR';

const DECIMAL = /^(?<lead>S?)(?<whole>(?:[09][09,]*)?)(?<point>[.V]?)(?<fraction>[09]*)(?<exponent>(?:EEEE)?)(?<trail>S|MI|PR|)$/i;
const HEXADECIMAL = /^(?<lead>S?)(?<whole>[0X]*X[0X]*)(?<trail>S|MI|PR|)$/i;
const MAX_HEXADECIMAL = 16;
const CURRENCIES = { $: '$', C: 'USD', c: 'usd' } as const;

/** Elements that stand for the same as others do, since there is one locale only. */
const plain = (format: string): string => format.replace(/d/gi, '.').replace(/g/gi, ',').replace(/l/gi, '$$');

/** Takes an element out that may stand anywhere; null where it stands twice. */
function without(format: string, element: RegExp): { readonly rest: string; readonly found: string } | null {
  const found = format.match(element) ?? [];
  return found.length > 1 ? null : { rest: format.replace(element, ''), found: found[0] ?? '' };
}

function signOf(lead: string, trail: string): Sign | null {
  if (lead !== '' && trail !== '') return null;
  const trailing = trail.toUpperCase() as 'S' | 'MI' | 'PR' | '';
  return lead !== '' ? 'S' : trailing === '' ? 'leading' : trailing === 'S' ? 'trailing S' : trailing;
}

/** The elements of the format; null for one that is wrong or has elements other than 0 9 X , . $ C D G L V B FM EEEE S MI PR. */
export function numberFormat(format: string): NumberFormat | null {
  const compact = without(plain(format), /FM/gi);
  const blank = compact === null ? null : without(compact.rest, /B/gi);
  const money = blank === null ? null : without(blank.rest, /[$C]/gi);
  if (compact === null || blank === null || money === null) return null;
  const isCompact = compact.found !== '';
  const isBlank = blank.found !== '';
  const hexadecimal = HEXADECIMAL.exec(money.rest)?.groups;
  if (hexadecimal !== undefined) {
    const { lead = '', whole = '', trail = '' } = hexadecimal;
    const sign = signOf(lead, trail);
    if (sign === null || isBlank || money.found !== '' || whole.length > MAX_HEXADECIMAL) return null;
    return { kind: 'hexadecimal', whole, sign, isCompact };
  }
  const { lead = '', whole = '', point = '', fraction = '', exponent = '', trail = '' } = DECIMAL.exec(money.rest)?.groups ?? {};
  const sign = signOf(lead, trail);
  if (sign === null || whole + fraction === '' || whole.endsWith(',') || (exponent !== '' && whole.includes(','))) return null;
  return {
    kind: 'decimal',
    whole,
    point: point.toUpperCase() as DecimalFormat['point'],
    decimals: fraction.length,
    exponent: exponent === '' ? null : exponent.startsWith('E') ? 'E' : 'e',
    currency: money.found === '' ? '' : CURRENCIES[money.found as keyof typeof CURRENCIES],
    sign,
    isBlank,
    isCompact,
  };
}
