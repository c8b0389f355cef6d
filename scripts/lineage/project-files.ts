import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve, sep } from 'node:path';
import type { Contracts } from './columns.ts';
import type { FeatureContract } from './graph-types.ts';

/** Reads the files that the compiled graph names; one that is gone or lies outside the project has no entry. */
export async function readSources(projectDir: string, fileNames: Iterable<string>): Promise<Map<string, string>> {
  const root = resolve(projectDir) + sep;
  const entries = await Promise.all(
    [...new Set(fileNames)].map(async (fileName): Promise<[string, string] | null> => {
      const path = resolve(projectDir, fileName);
      if (fileName === '' || !path.startsWith(root)) return null;
      try {
        return [fileName, await readFile(path, 'utf8')];
      } catch {
        return null;
      }
    }),
  );
  return new Map(entries.filter((entry) => entry !== null));
}

interface FeaturesModule {
  readonly features?: readonly (FeatureContract & { readonly name: string })[];
}

interface RawTablesModule {
  readonly tables?: readonly {
    readonly name: string;
    readonly description: string;
    readonly columns: readonly { readonly name: string; readonly type: string; readonly description: string }[];
  }[];
}

/** Loads the project's own contracts afresh; a project without them has none. */
export function readContracts(projectDir: string): Contracts {
  const { features = [] } = (loadInclude(projectDir, 'features.js') ?? {}) as FeaturesModule;
  const { tables = [] } = (loadInclude(projectDir, 'raw_tables.js') ?? {}) as RawTablesModule;
  return {
    features: new Map(
      features.map(({ name, unit, source, basis, reason }) => [
        name,
        { unit, source, basis, reason: { code: reason.code, text: reason.text } },
      ]),
    ),
    tables: new Map(tables.map(({ name, description, columns }) => [name, { description, columns }])),
  };
}

function loadInclude(projectDir: string, name: string): unknown {
  const file = resolve(join(projectDir, 'includes', name));
  if (!existsSync(file)) return null;
  const require = createRequire(file);
  return require(file) as unknown;
}
