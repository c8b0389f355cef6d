import { clearLine, cursorTo } from 'node:readline';

/** Prints what a long job does: one line a step, with what came of it and the time it took. */
export class Progress {
  private readonly out: NodeJS.WriteStream;
  private readonly clock: () => number;

  constructor(out: NodeJS.WriteStream = process.stdout, clock: () => number = () => performance.now()) {
    this.out = out;
    this.clock = clock;
  }

  /**
   * Runs one step. `note` shows how far it is: it rewrites the step's line on a terminal and is left out elsewhere.
   * @param work resolves to the step's result and the words that close its line
   */
  async step<T>(title: string, work: (note: (text: string) => void) => Promise<readonly [T, string]>): Promise<T> {
    const start = this.clock();
    const seconds = (): string => `${((this.clock() - start) / 1000).toFixed(1)} s`;
    const draw = (text: string): void => {
      if (!this.out.isTTY) return;
      this.erase();
      this.out.write(`${title.padEnd(TITLE_WIDTH)} ${text} (${seconds()})`.slice(0, this.out.columns - 1));
    };
    draw('…');
    try {
      const [result, words] = await work(draw);
      this.erase();
      this.out.write(`${title.padEnd(TITLE_WIDTH)} ${words} (${seconds()})\n`);
      return result;
    } catch (error) {
      this.erase();
      this.out.write(`${title.padEnd(TITLE_WIDTH)} failed (${seconds()})\n`);
      throw error;
    }
  }

  private erase(): void {
    if (!this.out.isTTY) return;
    clearLine(this.out, 0);
    cursorTo(this.out, 0);
  }
}

const TITLE_WIDTH = 14;
