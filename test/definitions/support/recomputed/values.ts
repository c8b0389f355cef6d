/** A feature's value; null when it is not known or there is no history to take it from. */
export type Value = number | null;

/** Features of one customer by name. */
export type Features = Record<string, Value>;

/** The known ones among values. */
export function present(values: readonly Value[]): number[] {
  return values.filter((value) => value !== null);
}

/** Sum of the known values; null if there is none. */
export function sum(values: readonly Value[]): Value {
  const numbers = present(values);
  return numbers.length === 0 ? null : numbers.reduce((total, value) => total + value, 0);
}

export function mean(values: readonly Value[]): Value {
  return ratio(sum(values), present(values).length);
}

export function least(values: readonly Value[]): Value {
  return present(values).reduce<Value>((so, value) => (so === null ? value : Math.min(so, value)), null);
}

export function greatest(values: readonly Value[]): Value {
  return present(values).reduce<Value>((so, value) => (so === null ? value : Math.max(so, value)), null);
}

/** Null without one of them, and over 0. */
export function ratio(part: Value, whole: Value): Value {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

export function product(one: Value, other: Value): Value {
  return one === null || other === null ? null : one * other;
}

export function minus(one: Value, other: Value): Value {
  return one === null || other === null ? null : one - other;
}

/** Names that differ by a window, each with its value. */
export function each<Window>(windows: readonly Window[], features: (window: Window) => Features): Features {
  return Object.assign({}, ...windows.map(features)) as Features;
}

export function flag(holds: boolean): number {
  return holds ? 1 : 0;
}

/** A day or month of the source, which counts back from the application, as a length of time. */
export function ago(day: Value): Value {
  return day === null ? null : 0 - day;
}

/** Share of the rows for which something holds; null over no rows. */
export function share<Row>(rows: readonly Row[], holds: (row: Row) => boolean): Value {
  return ratio(rows.filter(holds).length, rows.length);
}

/** The rows by a key, in the order of their first. */
export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string | number | null | undefined): Row[][] {
  const groups = new Map<string | number | null | undefined, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return [...groups.values()];
}
