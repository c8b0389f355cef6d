import { SHORT } from '../../../values/dates/calendar-names.ts';

/** Reads a text from its start; what does not fit makes it fail for good, and later readings then do nothing. */
export class TextCursor {
  private at = 0;
  private hasFailed = false;

  constructor(readonly text: string) {}

  get failed(): boolean { return this.hasFailed; }
  get atEnd(): boolean { return this.at >= this.text.length; }
  get next(): string { return this.text[this.at] ?? ''; }

  fail(): void {
    this.hasFailed = true;
  }

  skipSpace(): void {
    while (/^[ \t\n\v\f\r]$/.test(this.next)) this.at += 1;
  }

  expect(character: string): void {
    if (this.hasFailed || this.next !== character) this.hasFailed = true;
    else this.at += 1;
  }

  /** What a pattern that begins with `^` takes of the rest. @returns null where it does not fit */
  take(pattern: RegExp): RegExpExecArray | null {
    const match = this.hasFailed ? null : pattern.exec(this.text.slice(this.at));
    if (match !== null) this.at += match[0].length;
    return match;
  }

  /** An integer of at most so many characters, its sign among them. */
  integer(width: number, least: number, most: number): number {
    const match = this.hasFailed ? null : /^-?\d+/.exec(this.text.slice(this.at, this.at + width));
    const value = Number(match?.[0]);
    if (match === null || Object.is(value, -0) || value < least || value > most) {
      this.hasFailed = true;
      return least;
    }
    this.at += match[0].length;
    return value;
  }

  /** Digits after any blanks, as C's strptime takes them: one that would lead beyond the range is left. */
  looseInteger(least: number, most: number, digits: number): number {
    while (this.next === ' ') this.at += 1;
    let [value, count] = [0, 0];
    while (count < digits && /^\d$/.test(this.next) && (count === 0 || value * 10 <= most)) {
      value = value * 10 + Number(this.next);
      this.at += 1;
      count += 1;
    }
    if (count === 0 || value < least || value > most) this.hasFailed = true;
    return value;
  }

  /** A name, whatever its case, in full or its first three letters. @returns its index */
  name(names: readonly string[]): number {
    const rest = this.text.slice(this.at).toLowerCase();
    const found = names.findIndex((name) => rest.startsWith(name.slice(0, SHORT).toLowerCase()));
    const name = names[found];
    if (this.hasFailed || name === undefined) {
      this.hasFailed = true;
      return 0;
    }
    this.at += rest.startsWith(name.toLowerCase()) ? name.length : SHORT;
    return found;
  }
}
