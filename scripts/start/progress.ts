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
   * Runs one step. `note` shows how far it is: it rewrites the step's line on a terminal; elsewhere it is a line of its
   * own twice a minute.
   * @param work resolves to the step's result and the words that close its line
   */
  async step<T>(title: string, work: (note: (text: string) => void) => Promise<readonly [T, string]>): Promise<T> {
    const start = this.clock();
    const seconds = (): string => `${((this.clock() - start) / 1000).toFixed(1)} s`;
    let said = start;
    const draw = (text: string): void => {
      const line = `${title.padEnd(TITLE_WIDTH)} ${text} (${seconds()})`;
      if (this.out.isTTY) {
        this.erase();
        this.out.write(line.slice(0, this.out.columns - 1));
      } else if (this.clock() - said >= LOG_EVERY_MS) {
        said = this.clock();
        this.out.write(`${line}\n`);
      }
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
const LOG_EVERY_MS = 30_000;
