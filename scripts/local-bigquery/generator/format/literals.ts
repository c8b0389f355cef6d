const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** Single quotes only round what holds double ones and no single ones. */
function quoteFor(text: string): '"' | "'" {
  return text.includes('"') && !text.includes("'") ? "'" : '"';
}

function hex(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}

/** A string literal as %T writes it. */
export function stringLiteral(text: string): string {
  const quote = quoteFor(text);
  let result = '';
  let afterHex = false;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const named = character === quote ? `\\${quote}` : NAMED[character];
    // A digit after \x.. would be read as part of it.
    const escaped: boolean = named === undefined && (code < 0x20 || code === 0x7f || (afterHex && /[0-9a-fA-F]/.test(character)));
    result += named ?? (escaped ? hex(code) : character);
    afterHex = escaped;
  }
  return quote + result + quote;
}

/** BYTES as %t shows them, both quotes escaped, or as the literal that %T writes. */
export function bytesText(bytes: Uint8Array, asLiteral: boolean): string {
  const quote = quoteFor(Buffer.from(bytes).toString('latin1'));
  const escaped = Array.from(bytes, (code) => {
    const character = String.fromCharCode(code);
    if (code < 0x20 || code >= 0x7f) return hex(code);
    const isEscaped = character === '\\' || (asLiteral ? character === quote : character === '"' || character === "'");
    return isEscaped ? `\\${character}` : character;
  }).join('');
  return asLiteral ? `b${quote}${escaped}${quote}` : escaped;
}
