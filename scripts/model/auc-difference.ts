/**
 * Standard error of the difference between two AUCs of the same rows, after DeLong, DeLong and Clarke-Pearson (1988). The
 * rows being the same, it is far smaller than the error of either AUC.
 * @param one  scores of any scale; higher is riskier
 * @param labels  1 for a default; both classes must be there, with two rows each
 */
export function differenceError(one: Float32Array, other: Float32Array, labels: Uint8Array): number {
  const [first, second] = [placements(one, labels), placements(other, labels)];
  const share = (label: number): number => {
    const differences = [...labels.keys()].filter((row) => labels[row] === label).map((row) => (first[row] ?? 0) - (second[row] ?? 0));
    return variance(differences) / differences.length;
  };
  return Math.sqrt(share(1) + share(0));
}

/** Of each row, the share of the other class that it is ranked right against; ties count half. */
function placements(scores: Float32Array, labels: Uint8Array): Float64Array {
  const order = Int32Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const defaults = labels.reduce((sum, label) => sum + label, 0);
  const total = [labels.length - defaults, defaults] as const;
  const placed = new Float64Array(scores.length);
  const below: [number, number] = [0, 0];
  for (let from = 0; from < order.length; ) {
    const score = scores[order[from] ?? 0];
    let to = from;
    const tied: [number, number] = [0, 0];
    for (; to < order.length && scores[order[to] ?? 0] === score; to += 1) tied[labels[order[to] ?? 0] === 1 ? 1 : 0] += 1;
    for (; from < to; from += 1) {
      const row = order[from] ?? 0;
      placed[row] = labels[row] === 1 ? (below[0] + tied[0] / 2) / total[0] : (total[1] - below[1] - tied[1] / 2) / total[1];
    }
    below[0] += tied[0];
    below[1] += tied[1];
  }
  return placed;
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
