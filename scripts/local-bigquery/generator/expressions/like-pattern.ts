/** One element of a LIKE pattern: a character, `_` (any one) or `%` (any number). */
type Element = { readonly kind: 'one' } | { readonly kind: 'many' } | { readonly kind: 'character'; readonly character: string };

/** @throws Error where the pattern ends with a backslash, which takes the next character as it is */
function elements(pattern: string): Element[] {
  const characters = Array.from(pattern);
  const result: Element[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    if (character === '%' || character === '_') {
      result.push({ kind: character === '%' ? 'many' : 'one' });
      continue;
    }
    if (character === '\\') index += 1;
    const taken = character === '\\' ? characters[index] : character;
    if (taken === undefined) throw new Error('!error: LIKE pattern ends with a backslash');
    result.push({ kind: 'character', character: taken });
  }
  return result;
}

/** Whether the whole text matches a LIKE pattern. Time: length of the text times that of the pattern at worst. */
export function matchesLike(text: string, pattern: string): boolean {
  const wanted = elements(pattern);
  const characters = Array.from(text);
  let [at, next] = [0, 0];
  // Where the last % stands, and how much it has taken so far.
  let [star, taken] = [-1, 0];
  while (at < characters.length) {
    const element = wanted[next];
    if (element?.kind === 'many') {
      star = next;
      taken = at;
      next += 1;
    } else if (element !== undefined && (element.kind === 'one' || element.character === characters[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      taken += 1;
      at = taken;
      next = star + 1;
    } else {
      return false;
    }
  }
  return wanted.slice(next).every(({ kind }) => kind === 'many');
}
