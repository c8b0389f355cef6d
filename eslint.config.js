import tseslint from 'typescript-eslint';

/** The rooms' borders: who may import what. The message says where the code belongs. */
const sdk = (name, files) => ({ name, allowTypeImports: true, message: `Only ${files.join(' and ')} imports ${name}: extend its interface instead.` });
/** One file in each room that needs it. */
const SDKS = {
  '@google-cloud/bigquery': ['api/warehouse.ts'],
  '@google-cloud/storage': ['api/object-store.ts'],
  'google-auth-library': ['api/warehouse.ts'],
  'onnxruntime-node': ['api/model/onnx-session.ts', 'scripts/local-bigquery/engine/onnx.ts'],
  '@duckdb/node-api': ['scripts/local-bigquery/storage/duckdb.ts'],
  'koffi': ['scripts/model/xgboost.ts'],
  '@grpc/grpc-js': ['scripts/googlesql/client.ts'],
  '@grpc/proto-loader': ['scripts/googlesql/client.ts'],
};
const paths = Object.entries(SDKS).map(([name, files]) => sdk(name, files));
const noTest = { regex: '(^|/)test/', message: 'Nobody imports test: move what is shared into the room that owns it.' };
const noScripts = { regex: '(^|/)scripts/', message: 'api never imports scripts: what both need lives in api or includes.' };
const noLocalBigQuery = {
  group: ['**/local-bigquery/**', '!**/local-bigquery/lifecycle.ts'],
  message: 'Talk to the local BigQuery through its REST API (api/warehouse.ts) or its lifecycle (scripts/local-bigquery/lifecycle.ts).',
};
const noUpperRooms = {
  group: ['**/generator/**', '**/engine/**', '**/script/**', '**/load/**', '**/jobs/**', '**/rest/**'],
  message: 'values, wire and storage stand below the rooms that use them: what both need lives in values.',
};
const border = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths, patterns }] },
});

export default tseslint.config(
  { ignores: ['node_modules/', '.local/', 'definitions/', 'scripts/lineage/site/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-expressions': 'off',
      'max-lines': ['warn', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  border(['api/**/*.ts'], [noTest, noScripts]),
  border(['scripts/**/*.ts'], [noTest, noLocalBigQuery], ['scripts/local-bigquery/**']),
  border(['scripts/local-bigquery/**/*.ts'], [noTest]),
  border(['scripts/local-bigquery/{values,wire,storage}/**/*.ts'], [noTest, noUpperRooms]),
  // Benchmarks compare with the engine itself.
  border(['scripts/bench/**/*.ts'], [noTest, { ...noLocalBigQuery, group: [...noLocalBigQuery.group, '!**/local-bigquery/storage', '**/local-bigquery/storage/*', '!**/local-bigquery/storage/storage.ts', '!**/local-bigquery/engine', '**/local-bigquery/engine/*', '!**/local-bigquery/engine/engine.ts', '!**/local-bigquery/engine/folders.ts'] }]),
  ...[...new Set(Object.values(SDKS).flat())].map((file) => ({
    files: [file],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: paths.filter((path) => !SDKS[path.name].includes(file)),
          patterns: file.startsWith('api/') ? [noTest, noScripts] : file.startsWith('scripts/local-bigquery/storage/') ? [noTest, noUpperRooms] : [noTest],
        },
      ],
    },
  })),
  {
    files: ['includes/*.js'],
    extends: [tseslint.configs.base],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['dataform', 'ref', 'publish', 'operate', 'declare', 'process'].map((name) => ({
          name,
          message: 'includes are pure: definitions, api and scripts all read them.',
        })),
      ],
    },
  },
);
