import type fc from 'fast-check';

/** Random choices of one generated case. */
export class Choose {
  constructor(private readonly random: fc.Random) {}

  /** From 0 to `below` - 1. */
  index(below: number): number {
    return this.random.nextInt(0, below - 1);
  }

  of<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('There is nothing to choose from.');
    return items[this.index(items.length)] as T;
  }

  /** True in so many of a hundred. */
  percent(chance: number): boolean {
    return this.index(100) < chance;
  }

  /** So many different items, in their order. */
  some<T>(items: readonly T[], count: number): T[] {
    const left = [...items.keys()];
    while (left.length > count) left.splice(this.index(left.length), 1);
    return left.map((index) => items[index] as T);
  }

  list<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: least + this.index(most - least + 1) }, (_, index) => make(index));
  }
}
