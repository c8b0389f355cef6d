const QUOTE = '"';

/** Splits one line of a CSV. @returns null when a quote is not closed or stands in the middle of a value */
export function splitLine(line: string): string[] | null {
  if (!line.includes(QUOTE)) return line.split(',');
  const values: string[] = [];
  for (let at = 0; ; ) {
    if (line[at] !== QUOTE) {
      const comma = line.indexOf(',', at);
      const value = line.slice(at, comma === -1 ? undefined : comma);
      if (value.includes(QUOTE)) return null;
      values.push(value);
      if (comma === -1) return values;
      at = comma + 1;
      continue;
    }
    let end = at + 1;
    while (end < line.length && (line[end] !== QUOTE || line[end + 1] === QUOTE)) end += line[end] === QUOTE ? 2 : 1;
    if (end >= line.length) return null;
    values.push(line.slice(at + 1, end).replaceAll('""', QUOTE));
    if (end + 1 === line.length) return values;
    if (line[end + 1] !== ',') return null;
    at = end + 2;
  }
}
