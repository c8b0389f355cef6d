/** Offsets into a text, `end` exclusive. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** A text addressed by the engine's offsets, which count UTF-8 bytes. */
export class SourceText {
  private readonly offsets: Uint32Array | null;

  constructor(private readonly text: string) {
    const length = Buffer.byteLength(text);
    this.offsets = length === text.length ? null : characterOffsets(text, length);
  }

  /** The piece between two byte offsets, with its range in characters (UTF-16 units). */
  fragment({ start, end }: SourceRange): SourceRange & { readonly text: string } {
    const [from, to] = [this.character(start), this.character(end)];
    return { text: this.text.slice(from, to), start: from, end: to };
  }

  /** Line and column, counted from 1, of a character offset. */
  position(offset: number): { readonly line: number; readonly column: number } {
    const before = this.text.slice(0, offset);
    const line = before.split('\n').length;
    return { line, column: Array.from(before.slice(before.lastIndexOf('\n') + 1)).length + 1 };
  }

  private character(byte: number): number {
    return this.offsets === null ? byte : (this.offsets[byte] ?? this.text.length);
  }
}

function characterOffsets(text: string, length: number): Uint32Array {
  const offsets = new Uint32Array(length + 1);
  let byte = 0;
  let character = 0;
  for (const symbol of text) {
    offsets.fill(character, byte, byte + Buffer.byteLength(symbol));
    byte += Buffer.byteLength(symbol);
    character += symbol.length;
  }
  offsets[length] = character;
  return offsets;
}
