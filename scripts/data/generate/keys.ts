/** Kaggle's ranges of ids, and how many customers they are shared by. */
export const FIRST_CUSTOMER = 100_001;
const KAGGLE_CUSTOMERS = 356_255;
const FIRST_PREVIOUS = 1_000_002;
const PREVIOUS_IDS = 1_845_377;
const FIRST_BUREAU = 5_000_000;
const BUREAU_IDS = 1_843_458;
/** Bureau ids run on for this many credits before they jump: 95.7 % of neighbours differ by one. */
const BUREAU_RUN = 23;
/** Steps that are coprime to the ranges they walk; chosen near the golden ratio so that neighbours land far apart. */
const GOLDEN = 0.6180339887;

/** Hands out ids of earlier loans and bureau credits: each once, scattered over Kaggle's range, the same every time. */
export class Keys {
  private readonly previousIds: Scatter;
  private readonly bureauRuns: Scatter;
  private previousCount = 0;
  private bureauCount = 0;

  constructor(applicants: number) {
    const scale = Math.max(1, applicants / KAGGLE_CUSTOMERS);
    this.previousIds = new Scatter(Math.ceil(PREVIOUS_IDS * scale));
    this.bureauRuns = new Scatter(Math.ceil((BUREAU_IDS / BUREAU_RUN) * scale));
  }

  nextPrevious(): number {
    return FIRST_PREVIOUS + this.previousIds.at(this.previousCount++);
  }

  nextBureau(): number {
    const count = this.bureauCount++;
    return FIRST_BUREAU + this.bureauRuns.at(Math.floor(count / BUREAU_RUN)) * BUREAU_RUN + (count % BUREAU_RUN);
  }
}

/** A permutation of 0 … size-1 that needs no table. */
class Scatter {
  private readonly step: number;

  constructor(private readonly size: number) {
    let step = Math.floor(size * GOLDEN);
    while (greatestCommonDivisor(step, size) !== 1) step++;
    this.step = step;
  }

  /** @param index products stay below 2^53 for ranges up to 90 million */
  at(index: number): number {
    if (index >= this.size) throw new RangeError(`All ${this.size} ids are taken.`);
    return (index * this.step) % this.size;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
