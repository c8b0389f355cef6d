import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../../../api/openapi/document.ts';

type SchemaName = keyof typeof openApiDocument.components.schemas;

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
ajv.addVocabulary(['openapi', 'info', 'servers', 'paths', 'components']);
ajv.addSchema(openApiDocument, 'openapi');

/** What is wrong with a body, by the schema of the OpenAPI document; empty when nothing is. */
export function faultsOf(body: unknown, schema: SchemaName): string[] {
  const fits = ajv.compile({ $ref: `openapi#/components/schemas/${schema}` });
  if (fits(body)) return [];
  return (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
