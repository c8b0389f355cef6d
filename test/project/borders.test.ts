import { ESLint } from 'eslint';
import { expect } from 'chai';

/** What may not be imported where; each of these must be refused, or the border is not there. */
const REFUSED: readonly (readonly [file: string, specifier: string])[] = [
  ['api/app.ts', '../scripts/model/train.ts'],
  ['api/warehouse.ts', '../scripts/model/train.ts'],
  ['api/app.ts', '@google-cloud/bigquery'],
  ['api/app.ts', 'onnxruntime-node'],
  ['scripts/model/train.ts', '../local-bigquery/storage/duckdb.ts'],
  ['scripts/model/train.ts', '@duckdb/node-api'],
  ['scripts/model/train.ts', 'koffi'],
  ['scripts/local-bigquery/errors.ts', '@duckdb/node-api'],
  ['scripts/data/load.ts', '../../test/support/x.ts'],
];
const ALLOWED: readonly (readonly [file: string, specifier: string])[] = [
  ['api/warehouse.ts', '@google-cloud/bigquery'],
  ['scripts/model/train.ts', '../../api/config.ts'],
  ['scripts/start/main.ts', '../local-bigquery/lifecycle.ts'],
  ['scripts/local-bigquery/main.ts', './rest/app.ts'],
];

describe('the borders of the rooms', () => {
  const eslint = new ESLint({
    overrideConfig: { languageOptions: { parserOptions: { projectService: false, program: null } } },
    ruleFilter: ({ ruleId }) => ruleId === '@typescript-eslint/no-restricted-imports',
  });
  async function complaints(file: string, specifier: string): Promise<string[]> {
    const [result] = await eslint.lintText(`import { x } from '${specifier}';\nx();\n`, { filePath: file });
    return (result?.messages ?? []).map(({ message }) => message);
  }

  for (const [file, specifier] of REFUSED) {
    it(`keep ${specifier} out of ${file}`, async () => {
      expect(await complaints(file, specifier)).to.have.lengthOf(1);
    });
  }
  for (const [file, specifier] of ALLOWED) {
    it(`let ${specifier} into ${file}`, async () => {
      expect(await complaints(file, specifier)).to.deep.equal([]);
    });
  }
});
