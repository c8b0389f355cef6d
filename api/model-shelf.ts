import { features as contract } from '../includes/features.js';
import { championVersion } from './model/aliases.ts';
import { loadVersion } from './model/load-scorer.ts';
import { createReasons, type FindReasons } from './model/reasons.ts';
import type { Scorer } from './model/scorer.ts';
import type { ObjectStore } from './object-store.ts';

/** A model with all that an answer needs of it. */
export interface ServingModel {
  readonly scorer: Scorer;
  readonly findReasons: FindReasons;
}

/** Where models come from. Both calls read the object store anew. */
export interface ModelShelf {
  /** @throws when there is no champion or the shelf cannot be reached */
  championVersion(): Promise<string>;
  /** Loads and verifies one version. @throws when a file is missing or altered, or the contract lacks a feature */
  load(version: string): Promise<ServingModel>;
}

export function openModelShelf(store: ObjectStore, bucket: string): ModelShelf {
  return {
    championVersion: () => championVersion(store, bucket),
    async load(version) {
      const scorer = await loadVersion(store, bucket, version);
      try {
        return { scorer, findReasons: createReasons(scorer.manifest.features, contract) };
      } catch (error) {
        await scorer.close().catch(() => undefined);
        throw error;
      }
    },
  };
}
