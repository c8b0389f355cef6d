import type { ModelManifest } from '../../api/model/manifest.ts';
import { barChart, escapeHtml, linePlot } from './charts.ts';
import type { Share } from './decision-policy.ts';
import { metricsRows, percent, type ModelMetrics } from './model-metrics.ts';

/** What the report draws beyond the manifest. */
export interface ReportFacts {
  readonly manifest: Pick<ModelManifest, 'features' | 'policy' | 'thresholds' | 'bands' | 'training' | 'commit' | 'createdAt'>;
  readonly metrics: ModelMetrics;
  /** Out-of-fold probability and label of every training row. */
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
  /** Held-out log-loss after 1, 2, … trees. */
  readonly curve: readonly number[];
  /** Loss saved by each feature's splits, in the order of the features. */
  readonly gain: Float64Array;
  readonly sourceOf: (feature: string) => string;
}

const BEST_FEATURES = 30;
const CALIBRATION_BINS = 10;

/** A page that needs no network and no script. */
export function printReport(facts: ReportFacts): string {
  const { manifest, metrics } = facts;
  const { training } = manifest;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>default-risk, ${escapeHtml(manifest.createdAt)}</title>
<style>${STYLE}</style>
<h1>Default risk</h1>
<p>Trained ${escapeHtml(manifest.createdAt)} on ${training.rows} applicants, of whom ${training.defaults} defaulted
(${percent(training.defaults, training.rows)}), with ${manifest.features.length} features (policy: ${manifest.policy}) from
<code>${escapeHtml(training.table)}</code>, snapshot ${escapeHtml(training.snapshot)}; commit ${escapeHtml(manifest.commit ?? 'unknown')}.</p>
<h2>How good it is</h2>
<p>With 95 % bootstrap intervals. Cross-validation: each applicant predicted by trees and a calibration that had not
seen their fold. Holdout: ${metrics.holdoutRows} applicants whom no step of the training saw. Both: every labelled applicant.</p>
${table(['', 'Cross-validation', 'Holdout', 'Both'], metricsRows([metrics.crossValidation, metrics.holdout, metrics.labelled]))}
<p>AUC by fold: ${metrics.foldAuc.map((auc) => auc?.toFixed(4) ?? '–').join(', ')}.</p>
<h2>Are the probabilities true?</h2>
${calibration(facts)}
<h2>Bands and decisions</h2>
${bands(facts)}
<h2>What it looks at</h2>
${importance(facts)}
<h2>How it was trained</h2>
<p>${metrics.rounds} trees; held-out log-loss by their number, until it no longer fell:</p>
${linePlot('Held-out log-loss by number of trees', { x: 'trees', y: 'log-loss' }, facts.curve.map((y, at) => ({ x: at + 1, y })))}
${table(['Parameter', 'Value'], Object.entries(metrics.parameters).map(([name, value]) => [name, String(value)]))}
<p>On ${metrics.parity.rows} rows the served graph's probabilities differ from XGBoost's by at most
${metrics.parity.probability.toExponential(1)}, on ${metrics.parity.explained} rows the contributions by ${metrics.parity.contribution.toExponential(1)}.</p>
</html>
`;
}

function calibration({ probabilities, labels }: ReportFacts): string {
  const bins = calibrationBins(probabilities, labels, CALIBRATION_BINS);
  const points = bins.map(({ predicted, observed }) => ({ x: predicted, y: observed }));
  const rows = bins.map(({ applicants, predicted, observed }, at) => [String(at + 1), String(applicants), predicted.toFixed(4), observed.toFixed(4)]);
  return [
    linePlot('Observed against predicted default rate', { x: 'predicted', y: 'observed' }, points, { diagonal: true, dots: true }),
    table(['Tenth', 'Applicants', 'Predicted', 'Observed'], rows),
  ].join('\n');
}

function bands({ manifest, metrics }: ReportFacts): string {
  const { referFrom, declineFrom } = manifest.thresholds;
  const all = metrics.bands.reduce((sum, { applicants }) => sum + applicants, 0);
  const bars = metrics.bands.map(({ name, applicants, defaults }) => {
    const from = manifest.bands.find(({ band }) => band === name)?.from ?? null;
    const range = from === null ? 'below' : `from ${from}`;
    return { label: `${name} (${range})`, value: applicants, note: `${percent(applicants, all)}, ${percent(defaults, applicants)} default` };
  });
  return [
    barChart('Applicants by band', bars),
    `<p>Referred from a probability of ${referFrom}, declined from ${declineFrom}:</p>`,
    table(
      ['Decision', 'Applicants', 'Share', 'Defaults'],
      metrics.decisions.map(({ name, applicants, defaults }: Share) => [name, String(applicants), percent(applicants, all), percent(defaults, applicants)]),
    ),
  ].join('\n');
}

function importance({ manifest, gain, sourceOf }: ReportFacts): string {
  const total = gain.reduce((sum, value) => sum + value, 0);
  const features = manifest.features.map((label, at) => ({ label, value: gain[at] ?? 0 }));
  const sources = new Map<string, number>();
  for (const { label, value } of features) sources.set(sourceOf(label), (sources.get(sourceOf(label)) ?? 0) + value);
  const bars = (values: readonly { label: string; value: number }[]) =>
    [...values].sort((one, other) => other.value - one.value).map((bar) => ({ ...bar, note: percent(bar.value, total) }));
  const unused = features.filter(({ value }) => value === 0).length;
  return [
    '<p>Share of the loss that splits on it saved, by source:</p>',
    barChart('Gain by source', bars([...sources].map(([label, value]) => ({ label, value })))),
    `<p>and by feature, the best ${Math.min(BEST_FEATURES, features.length)} (${unused} of ${features.length} are not used):</p>`,
    barChart('Gain by feature', bars(features).slice(0, BEST_FEATURES)),
  ].join('\n');
}

export interface CalibrationBin {
  readonly applicants: number;
  readonly predicted: number;
  readonly observed: number;
}

/** Mean prediction and share of defaults in bins of equally many applicants, lowest risk first. */
function calibrationBins(probabilities: Float64Array, labels: Uint8Array, count: number): CalibrationBin[] {
  const order = Int32Array.from(probabilities.keys()).sort((one, other) => (probabilities[one] ?? 0) - (probabilities[other] ?? 0));
  const edge = (bin: number): number => Math.round((bin * order.length) / count);
  const bins = Array.from({ length: count }, (_, bin) => [...order.subarray(edge(bin), edge(bin + 1))]);
  const mean = (rows: readonly number[], values: ArrayLike<number>): number => rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length;
  return bins
    .filter((rows) => rows.length > 0)
    .map((rows) => ({ applicants: rows.length, predicted: mean(rows, probabilities), observed: mean(rows, labels) }));
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, values: readonly string[]): string => `<tr>${values.map((value) => `<${tag}>${escapeHtml(value)}</${tag}>`).join('')}</tr>`;
  return `<table>\n${[cells('th', header), ...rows.map((row) => cells('td', row))].join('\n')}\n</table>`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b2733, #e4e9ee); --soft: light-dark(#5b6b7a, #9fb0c0); --hue: light-dark(#1f6f8b, #6cc3dd); --line: light-dark(#d9e0e6, #35424d); --paper: light-dark(#fff, #151c22); }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 800px; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .25rem 1.25rem .25rem 0; border-bottom: 1px solid var(--line); }
svg { width: 100%; height: auto; margin: .5rem 0; font-size: 12px; }
text { fill: var(--ink); } .note { fill: var(--soft); } .bar, .dot { fill: var(--hue); }
.line { fill: none; stroke: var(--hue); stroke-width: 2; } .grid { stroke: var(--line); } .ideal { stroke: var(--soft); stroke-dasharray: 4 4; }
`;
