import { Ajv, type ErrorObject } from 'ajv';
import schema from './manifest.schema.json' with { type: 'json' };
import type { ModelManifest } from './manifest.ts';
import { ModelError } from './model-error.ts';

const fitsSchema = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<ModelManifest>(schema);

/**
 * Checks a parsed `model.json` against manifest.schema.json and what a schema cannot say.
 * @param origin names the document in the message
 * @throws ModelError `invalid` that lists every fault
 */
export function checkManifest(document: unknown, origin: string): ModelManifest {
  if (!fitsSchema(document)) {
    throw new ModelError('invalid', `${origin} is no manifest of ours: ${describe(fitsSchema.errors ?? [])}.`);
  }
  const faults = [...thresholdFaults(document), ...bandFaults(document)];
  if (faults.length > 0) throw new ModelError('invalid', `${origin} contradicts itself: ${faults.join('; ')}.`);
  return document;
}

/** @throws ModelError `invalid` */
export function parseManifest(json: string, origin: string): ModelManifest {
  try {
    return checkManifest(JSON.parse(json), origin);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ModelError('invalid', `${origin} is not JSON.`, { cause: error });
  }
}

function describe(errors: readonly ErrorObject[]): string {
  return errors.map(({ instancePath, message }) => `${instancePath || 'it'} ${message ?? 'is wrong'}`).join('; ');
}

function thresholdFaults({ thresholds: { referFrom, declineFrom } }: ModelManifest): string[] {
  if (referFrom < declineFrom) return [];
  return [`referFrom ${referFrom} is not below declineFrom ${declineFrom}`];
}

function bandFaults({ bands }: ModelManifest): string[] {
  const names = bands.map(({ band }) => band);
  const bounds = bands.map(({ from }) => from ?? Number.NEGATIVE_INFINITY);
  const falls = bounds.every((bound, index) => index === 0 || bound < (bounds[index - 1] ?? 0));
  return [
    ...(new Set(names).size === names.length ? [] : ['two bands share a name']),
    ...(falls ? [] : ['the bands do not fall from the best to the worst']),
    ...(bands.at(-1)?.from === null ? [] : ['the last band has a lower bound, so a low score has no band']),
  ];
}
