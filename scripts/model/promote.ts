import { readAliases, writeAliases, type Aliases } from '../../api/model/aliases.ts';
import { readArtifact } from '../../api/model/artifact.ts';
import { openScorer } from '../../api/model/load-scorer.ts';
import { versionFolder } from '../../api/model/locations.ts';
import type { ObjectStore } from '../../api/object-store.ts';

/** Former champions that stay at hand. */
const CHALLENGERS = 5;

/**
 * Makes a version the champion, once every file of it was checked and it could be loaded; the one before becomes the
 * first challenger. @throws ModelError
 */
export async function promote(store: ObjectStore, bucket: string, version: string): Promise<Aliases> {
  await requireUsable(store, bucket, version);
  const { champion, challengers } = await readAliases(store, bucket);
  const before = champion === null ? challengers : [champion, ...challengers];
  return replace(store, bucket, { champion: version, challengers: others(before, version) });
}

/** Names a version a challenger, the first of them. @throws ModelError */
export async function addChallenger(store: ObjectStore, bucket: string, version: string): Promise<Aliases> {
  await requireUsable(store, bucket, version);
  const { champion, challengers } = await readAliases(store, bucket);
  if (champion === version) return { champion, challengers };
  return replace(store, bucket, { champion, challengers: [version, ...others(challengers, version)].slice(0, CHALLENGERS) });
}

async function requireUsable(store: ObjectStore, bucket: string, version: string): Promise<void> {
  const scorer = await openScorer(await readArtifact(store, bucket, version), versionFolder(bucket, version));
  await scorer.close();
}

async function replace(store: ObjectStore, bucket: string, aliases: Aliases): Promise<Aliases> {
  await writeAliases(store, bucket, aliases);
  return aliases;
}

function others(versions: readonly string[], version: string): string[] {
  return [...new Set(versions)].filter((other) => other !== version).slice(0, CHALLENGERS);
}
