import { BigQueryError } from '../errors.ts';
import type { Routine } from '../storage/catalog.ts';
import { textOf } from '../wire/members.ts';
import { isRecord, typeText } from '../wire/schema.ts';
import { readFields, readStandardType } from '../wire/standard-type.ts';

type Body = Readonly<Record<string, unknown>>;

/** What a client may leave unsaid; everything else that it sends must be known. */
const MEMBERS = new Set(['kind', 'etag', 'routineReference', 'routineType', 'language', 'arguments', 'returnType', 'returnTableType', 'definitionBody', 'description', 'creationTime', 'lastModifiedTime', 'strictMode', 'determinismLevel', 'projectId']);

/** A routine that a client sent, as the statement that makes it. @throws BigQueryError naming the member at fault */
export function routineStatement(body: Body, { projectId, datasetId, routineId }: Routine['ref'], replace: boolean): string {
  for (const [name, value] of Object.entries(body)) {
    if (!MEMBERS.has(name) && value !== undefined && value !== null) throw new BigQueryError('notImplemented', `The local BigQuery does not support ${name} of a routine.`, name);
  }
  const language = (textOf(body, 'language') ?? 'SQL').toUpperCase();
  if (language !== 'SQL') throw new BigQueryError('notImplemented', `The local BigQuery does not support routines in ${language}. Write the routine in SQL.`, 'language');
  const definition = textOf(body, 'definitionBody');
  if (definition === null) throw new BigQueryError('invalid', 'Required parameter is missing: definitionBody', 'definitionBody');
  const type = textOf(body, 'routineType');
  const head = `CREATE ${replace ? 'OR REPLACE ' : ''}`;
  const path = `\`${projectId}.${datasetId}.${routineId}\``;
  const description = textOf(body, 'description');
  const given = [
    ...(description === null ? [] : [`description = ${JSON.stringify(description)}`]),
    ...(type === 'PROCEDURE' && typeof body['strictMode'] === 'boolean' ? [`strict_mode = ${String(body['strictMode'])}`] : []),
  ];
  const options = given.length === 0 ? '' : ` OPTIONS (${given.join(', ')})`;
  const parameters = `(${parameterList(body['arguments'], type)})`;
  switch (type) {
    case 'SCALAR_FUNCTION':
    case 'AGGREGATE_FUNCTION':
      return `${head}${type === 'AGGREGATE_FUNCTION' ? 'AGGREGATE ' : ''}FUNCTION ${path}${parameters}${returns(body)} AS (${definition}\n)${options}`;
    case 'TABLE_VALUED_FUNCTION':
      return `${head}TABLE FUNCTION ${path}${parameters}${returnsTable(body)}${options} AS (${definition}\n)`;
    case 'PROCEDURE':
      return `${head}PROCEDURE ${path}${parameters}${options} ${/^\s*begin\b/i.test(definition) ? definition : `BEGIN ${definition}\nEND`}`;
    default:
      throw new BigQueryError('invalid', `Invalid value for routineType: "${String(type)}"`, 'routineType');
  }
}

function parameterList(list: unknown, routineType: string | null): string {
  const given: readonly unknown[] = Array.isArray(list) ? list : [];
  return given
    .map((argument, index) => {
      const place = `arguments[${index}]`;
      const name = isRecord(argument) ? textOf(argument, 'name') : null;
      if (!isRecord(argument) || name === null) throw new BigQueryError('invalid', `Required parameter is missing: ${place}.name`, place);
      const mode = textOf(argument, 'mode');
      const type = argument['argumentKind'] === 'ANY_TYPE' ? 'ANY TYPE' : typeText(readStandardType(argument['dataType'], `${place}.dataType`));
      if (routineType === 'AGGREGATE_FUNCTION' && argument['isAggregate'] === false) return `\`${name}\` ${type} NOT AGGREGATE`;
      return `${routineType === 'PROCEDURE' && mode !== null && mode !== 'MODE_UNSPECIFIED' ? `${mode} ` : ''}\`${name}\` ${type}`;
    })
    .join(', ');
}

function returns(body: Body): string {
  return isRecord(body['returnType']) ? ` RETURNS ${typeText(readStandardType(body['returnType'], 'returnType'))}` : '';
}

function returnsTable(body: Body): string {
  const table = body['returnTableType'];
  if (!isRecord(table) || !Array.isArray(table['columns'])) return '';
  const columns = readFields(table['columns'], 'returnTableType.columns').map(({ name, type }) => `\`${name}\` ${typeText(type)}`);
  return ` RETURNS TABLE<${columns.join(', ')}>`;
}
