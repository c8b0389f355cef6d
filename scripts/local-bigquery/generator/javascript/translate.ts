/**
 * Characters of `from` become those at the same place in `to`; those beyond its end are left out.
 * @param duplicate the message for a character that `from` names twice
 */
export function translate(text: string, from: string, to: string, duplicate: (character: string) => string): string {
  const targets = Array.from(to);
  const mapping = new Map<string, string>();
  Array.from(from).forEach((character, index) => {
    if (mapping.has(character)) throw new Error(`!error: ${duplicate(character)}`);
    mapping.set(character, targets[index] ?? '');
  });
  return Array.from(text, (character) => mapping.get(character) ?? character).join('');
}
