import { ObjectNotFoundError, type ObjectStore } from '../object-store.ts';
import { aliasesUri } from './locations.ts';
import { ModelError } from './model-error.ts';

/** `aliases.json`: which versions serve, and which stand by. */
export interface Aliases {
  readonly champion: string | null;
  readonly challengers: readonly string[];
}

const NONE: Aliases = { champion: null, challengers: [] };

/** No file yet means that nothing was promoted. @throws ModelError `invalid` */
export async function readAliases(store: ObjectStore, bucket: string): Promise<Aliases> {
  const uri = aliasesUri(bucket);
  try {
    return parseAliases((await store.read(uri)).toString('utf8'), uri);
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return NONE;
    throw error;
  }
}

/** Replaces the alias file at once: a reader sees the old names or the new ones. */
export async function writeAliases(store: ObjectStore, bucket: string, aliases: Aliases): Promise<void> {
  await store.write(aliasesUri(bucket), `${JSON.stringify(aliases, null, 2)}\n`);
}

/** @throws ModelError `absent` if nothing was promoted yet */
export async function championVersion(store: ObjectStore, bucket: string): Promise<string> {
  const { champion } = await readAliases(store, bucket);
  if (champion !== null) return champion;
  throw new ModelError('absent', `${aliasesUri(bucket)} names no champion: train a model (npm run train) or promote one.`);
}

function parseAliases(json: string, uri: string): Aliases {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    throw new ModelError('invalid', `${uri} is not JSON: promote a version anew.`, { cause: error });
  }
  if (!isAliases(document)) throw new ModelError('invalid', `${uri} must be {champion, challengers}: promote a version anew.`);
  return document;
}

function isAliases(document: unknown): document is Aliases {
  if (typeof document !== 'object' || document === null) return false;
  const { champion, challengers } = document as Partial<Record<keyof Aliases, unknown>>;
  if (champion !== null && typeof champion !== 'string') return false;
  return Array.isArray(challengers) && challengers.every((version) => typeof version === 'string');
}
