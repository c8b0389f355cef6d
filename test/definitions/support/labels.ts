import { readConfig } from '../../../api/config.ts';
import { openObjectStore } from '../../../api/object-store.ts';
import { crossValidate } from '../../../scripts/model/cross-validate.ts';
import { exportExamples } from '../../../scripts/model/export-examples.ts';
import { sigmoid } from '../../../scripts/model/logistic.ts';
import { measure } from '../../../scripts/model/metrics.ts';
import { parametersFor, type TrainingParameters } from '../../../scripts/model/parameters.ts';
import { featuresFor } from '../../../scripts/model/policy.ts';
import { readExamples } from '../../../scripts/model/read-examples.ts';
import { takeRows, trainingRows, type TrainingSet } from '../../../scripts/model/training-set.ts';
import type { Lineage } from './lineage.ts';

/** The training rows with the permitted features, as `npm run train` takes them from the warehouse. @param snapshot names the export */
export async function trainingSet({ warehouse, localDir }: Lineage, snapshot: string): Promise<TrainingSet> {
  const config = readConfig({ LOCAL_DIR: localDir });
  const features = featuresFor('permitted');
  const examples = await readExamples(openObjectStore(config), await exportExamples({ warehouse, bucket: config.bucket, snapshot, features }), features);
  return takeRows(examples, trainingRows(examples));
}

/** Cross-validated AUC by the project's own training. @param rounds number of trees; null lets the rows choose it, as in training */
export async function aucOf(set: TrainingSet, parameters: Partial<TrainingParameters>, rounds: number | null): Promise<number> {
  const { margins } = await crossValidate(set, { ...parametersFor(set.labels.length), ...parameters }, () => undefined, rounds);
  return measure(Float64Array.from(margins, sigmoid), set.labels)?.auc ?? NaN;
}

/** The same labels, dealt out by chance. */
export function shuffled(labels: Uint8Array, random: () => number): Uint8Array {
  const dealt = labels.slice();
  for (let at = dealt.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [dealt[at], dealt[other]] = [dealt[other] ?? 0, dealt[at] ?? 0];
  }
  return dealt;
}
