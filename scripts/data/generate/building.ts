import type { CsvFile } from './csv-file.ts';
import { Choice, Curve } from './distribution.ts';
import type { Random } from './random.ts';

/** Which of the four blocks of measures is known, and how often: 1 means known. */
const KNOWN = new Choice<Known>([
  [{ apartments: false, built: false, basement: false, total: false }, 48.3],
  [{ apartments: true, built: true, basement: true, total: true }, 33.8],
  [{ apartments: true, built: false, basement: true, total: true }, 9.2],
  [{ apartments: true, built: false, basement: false, total: true }, 6],
  [{ apartments: true, built: true, basement: false, total: true }, 1.4],
  [{ apartments: false, built: false, basement: false, total: true }, 2],
]);

interface Known {
  readonly apartments: boolean;
  readonly built: boolean;
  readonly basement: boolean;
  readonly total: boolean;
}

interface Measure {
  readonly block: keyof Known;
  /** Share of nulls on top of those of the block. */
  readonly missing: number;
  /** Whether it follows the size of the building or its height, and how closely. */
  readonly follows: 'size' | 'height' | 'age';
  readonly loading: number;
  readonly curve: Curve;
  /** Steps per unit of values that are counts (entrances in 29ths, floors in 24ths); null when continuous. */
  readonly steps: number | null;
}

/** @param zero percent of zeros; `percentiles` at 5, 25, 50, 75 and 95 */
function measure(
  block: keyof Known,
  missing: number,
  follows: Measure['follows'],
  loading: number,
  zero: number,
  percentiles: readonly number[],
  steps: number | null = null,
): Measure {
  const start: [number, number][] = zero > 0 ? [[0, 0], [zero, 0]] : [[0, 0]];
  const body = [5, 25, 50, 75, 95].map((percent, index): [number, number] => [percent, percentiles[index] ?? 0]);
  const top = percentiles[4] ?? 0;
  const tail: [number, number][] = [[99, Math.min(1, top * (follows === 'age' ? 1.005 : 1.8))], [100, 1]];
  const points = [...start, ...body.filter(([percent]) => percent > zero), ...tail];
  return { block, missing, follows, loading, curve: new Curve(points), steps };
}

/** In the order of the columns. */
const MEASURES: readonly Measure[] = [
  measure('apartments', 0.01, 'size', 0.96, 0.4, [0.0082, 0.0577, 0.0874, 0.148, 0.328]),
  measure('basement', 0.005, 'size', 0.7, 11.5, [0, 0.0448, 0.0761, 0.112, 0.22]),
  measure('total', 0.01, 'age', 0.3, 0.3, [0.969, 0.977, 0.982, 0.987, 0.996]),
  measure('built', 0.006, 'age', 0.95, 0.1, [0.592, 0.687, 0.755, 0.823, 0.952]),
  measure('built', 0.1, 'size', 0.5, 8.9, [0, 0.0078, 0.0208, 0.0513, 0.159]),
  measure('apartments', 0.06, 'height', 0.85, 59.5, [0, 0, 0, 0.12, 0.36], 25),
  measure('apartments', 0.002, 'size', 0.6, 0.3, [0.0345, 0.069, 0.138, 0.207, 0.31], 29),
  measure('apartments', 0, 'height', 0.97, 1.9, [0.0417, 0.167, 0.167, 0.333, 0.5], 24),
  measure('built', 0.047, 'height', 0.9, 2.3, [0.0417, 0.0833, 0.208, 0.375, 0.5], 24),
  measure('basement', 0.024, 'size', 0.5, 12.3, [0, 0.0186, 0.0485, 0.086, 0.194]),
  measure('built', 0.06, 'size', 0.93, 0.5, [0.0101, 0.0504, 0.0756, 0.121, 0.272]),
  measure('apartments', 0, 'size', 0.955, 0.3, [0.0081, 0.0456, 0.0747, 0.13, 0.32]),
  measure('built', 0.092, 'size', 0.3, 58, [0, 0, 0, 0.0039, 0.0309]),
  measure('apartments', 0.098, 'size', 0.35, 42.5, [0, 0, 0.0036, 0.0272, 0.127]),
];
const TOTAL_AREA = measure('total', 0.002, 'size', 0.97, 0.3, [0.0066, 0.0414, 0.0689, 0.128, 0.303]);

/** How much the most frequent and the median value stray from the average. */
const MODE_NOISE = 0.2;
const MEDIAN_NOISE = 0.08;
/** The most frequent values run a little lower than the averages. */
const MODE_SCALE = 0.97;

const FUND = new Choice([['reg oper account', 76.2], ['reg oper spec account', 12.2], ['org spec account', 6.1], ['not specified', 5.5]]);
const HOUSE = new Choice([['block of flats', 98.3], ['specific housing', 1], ['terraced house', 0.8]]);
const WALLS = new Choice([
  ['Panel', 43.9], ['Stone, brick', 42.5], ['Block', 6.3], ['Wooden', 3.5], ['Mixed', 1.6], ['Monolithic', 1.2], ['Others', 1],
]);
const EMERGENCY = 0.015;
const FUND_MISSING = 0.065;
const DECIMALS = 10_000;
const known = new Uint8Array(MEASURES.length);
const position = new Float64Array(MEASURES.length);

/** Writes the 47 columns from APARTMENTS_AVG to EMERGENCYSTATE_MODE. `size` and `height` are standard normal. */
export function writeBuilding(file: CsvFile, random: Random, size: number, height: number): void {
  const blocks = KNOWN.draw(random);
  const age = random.normal();
  MEASURES.forEach((each, index) => {
    known[index] = blocks[each.block] && !random.chance(each.missing) ? 1 : 0;
    position[index] = blend({ size, height, age }[each.follows], each.loading, random);
  });
  for (const [noise, scale] of [[0, 1], [MODE_NOISE, MODE_SCALE], [MEDIAN_NOISE, 1]] as const) {
    MEASURES.forEach((each, index) => {
      if (known[index] === 0) file.decimal(null, 4);
      else file.decimal(valueOf(each, ((position[index] ?? 0) + noise * random.normal()) / Math.sqrt(1 + noise * noise), each.follows === 'age' ? 1 : scale), 4);
    });
  }
  file.text(blocks.built && !random.chance(FUND_MISSING) ? FUND.draw(random) : null);
  file.text(blocks.apartments ? HOUSE.draw(random) : null);
  file.decimal(blocks.total ? valueOf(TOTAL_AREA, blend(size, TOTAL_AREA.loading, random), 1) : null, 4);
  file.text(blocks.apartments && !random.chance(0.01) ? WALLS.draw(random) : null);
  file.text(blocks.total ? (random.chance(EMERGENCY) ? 'Yes' : 'No') : null);
}

function blend(factor: number, loading: number, random: Random): number {
  return loading * factor + Math.sqrt(1 - loading * loading) * random.normal();
}

/** In ten-thousandths. */
function valueOf({ curve, steps }: Measure, z: number, scale: number): number {
  const value = curve.at(z);
  if (steps !== null) return Math.round((Math.round(value * steps) / steps) * DECIMALS);
  return Math.round(value * scale * DECIMALS);
}
