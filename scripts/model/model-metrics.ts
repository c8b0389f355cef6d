import type { ModelManifest } from '../../api/model/manifest.ts';
import type { Share } from './decision-policy.ts';
import type { Estimates, Metrics } from './metrics.ts';
import type { TrainingParameters } from './parameters.ts';
import type { Parity } from './verify-artifact.ts';

/** `metrics` of the manifests that this room writes. */
export interface ModelMetrics {
  /** Of the training rows, each predicted by a booster and calibrated by a regression that had not seen its fold. */
  readonly crossValidation: Estimates;
  /** AUC within each fold; null where it holds one outcome only. */
  readonly foldAuc: readonly (number | null)[];
  /** Of the rows that no step of the training saw, by the finished graph; null if they hold one outcome only. */
  readonly holdout: Estimates | null;
  readonly holdoutRows: number;
  /** Both together: every labelled applicant, by a model that had not seen them. */
  readonly labelled: Estimates;
  readonly rounds: number;
  readonly parameters: TrainingParameters;
  readonly bands: readonly Share[];
  readonly decisions: readonly Share[];
  readonly parity: Parity;
}

/** @returns null for a manifest whose metrics someone else wrote */
export function metricsOf({ metrics }: ModelManifest): ModelMetrics | null {
  return 'crossValidation' in metrics && 'holdout' in metrics ? (metrics as unknown as ModelMetrics) : null;
}

const LABELS: Readonly<Record<keyof Metrics, string>> = {
  auc: 'AUC',
  prAuc: 'PR-AUC',
  logLoss: 'log-loss',
  ks: 'KS',
  brier: 'Brier',
  calibrationSlope: 'calibration slope',
  calibrationIntercept: 'calibration intercept',
};
const METRIC_NAMES = Object.keys(LABELS) as (keyof Metrics)[];

/** One line per metric: label, then per column the value and its 95 % interval. */
export function metricsRows(columns: readonly (Estimates | null)[]): string[][] {
  return METRIC_NAMES.map((name) => [LABELS[name], ...columns.map((column) => (column === null ? '–' : figure(column, name)))]);
}

/** What `npm run train` and `npm run models` print of one model. */
export function printMetrics(metrics: ModelMetrics): string {
  const { crossValidation, holdout, labelled, foldAuc, bands, decisions } = metrics;
  const all = bands.reduce((sum, { applicants }) => sum + applicants, 0);
  const shares = [...decisions, ...bands].map(({ name, applicants, defaults }) => [
    name,
    String(applicants),
    percent(applicants, all),
    percent(defaults, applicants),
  ]);
  return [
    textTable(['', 'cross-validation', `holdout (${metrics.holdoutRows} rows)`, 'both'], metricsRows([crossValidation, holdout, labelled])),
    `AUC by fold: ${foldAuc.map((auc) => auc?.toFixed(4) ?? '–').join(', ')}`,
    '',
    textTable(['decision or band', 'applicants', 'share', 'defaults'], shares),
  ].join('\n');
}

/** Aligned text with a header line. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
  return [header, widths.map((width) => '─'.repeat(width)), ...rows].map(line).join('\n');
}

function figure(estimates: Estimates, name: keyof Metrics): string {
  const { value, low, high } = estimates[name];
  return `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`;
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
