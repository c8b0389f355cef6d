import { mean, quantiles, type Numbers } from './statistics.ts';

/** A figure of the generated rows beside that of the real ones. */
export interface Fact {
  readonly section: string;
  readonly name: string;
  readonly generated: number;
  readonly real: number;
  /** Widened by what the number of applicants measured leaves to chance. */
  readonly tolerance: number;
  readonly within: boolean;
}

/** Standard errors that chance may take. */
const LUCK = 2;
/** Chance is reckoned with even where the real share is 0 or 100 %. */
const RAREST = 0.0005;
const QUANTILES = [['p5', 0.05], ['p25', 0.25], ['median', 0.5], ['p75', 0.75], ['p95', 0.95]] as const;

/**
 * Collects the facts of one section. Rows of one applicant resemble one another, so that no more than `applicants`
 * count as independent.
 */
export class Facts {
  readonly all: Fact[] = [];

  constructor(
    readonly section: string,
    readonly applicants: number,
  ) {}

  /** @param tolerance in the figure's own unit; @param error standard error of the generated figure */
  value(name: string, real: number, tolerance: number, generated: number, error = 0): void {
    const wide = tolerance + LUCK * error;
    this.all.push({ section: this.section, name, generated, real, tolerance: wide, within: Math.abs(generated - real) <= wide + 1e-9 });
  }

  /** Percent of `rows` for which `test` holds. */
  percent(name: string, real: number, tolerance: number, rows: Iterable<number>, test: (row: number) => boolean): void {
    let [n, hits] = [0, 0];
    for (const row of rows) {
      n++;
      if (test(row)) hits++;
    }
    this.share(name, real, tolerance, hits, n);
  }

  /** Percent that `hits` are of `of`. */
  share(name: string, real: number, tolerance: number, hits: number, of: number): void {
    const p = Math.max(RAREST, Math.min(real, 100 - real) / 100);
    this.value(name, real, tolerance, (100 * hits) / of, 100 * Math.sqrt((p * (1 - p)) / Math.min(of, this.applicants)));
  }

  /** Mean and quantiles, each within a tenth of it or `step`. @param real those that are known, e.g. `{ mean: 5.66, median: 5 }` */
  spread(name: string, real: Partial<Record<'mean' | 'p5' | 'p25' | 'median' | 'p75' | 'p95', number>>, values: Numbers, step = 1, relative = 0.1): void {
    const n = Math.min(values.length, this.applicants);
    const measured = new Map([['mean', mean(values)], ...quantiles(values, QUANTILES.map(([, share]) => share)).map((value, at) => [QUANTILES[at]?.[0] ?? '', value] as const)]);
    for (const [figure, value] of Object.entries(real)) {
      this.value(`${name}: ${figure}`, value, Math.max(relative * Math.abs(value), figure === 'mean' ? 0 : step), measured.get(figure) ?? NaN, Math.abs(value) / Math.sqrt(n));
    }
  }
}

/** The row numbers 0 to `count` − 1. */
export function rowNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, row) => row);
}
