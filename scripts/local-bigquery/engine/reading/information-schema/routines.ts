import type { Routine } from '../../../storage/catalog.ts';
import { typeText } from '../../../wire/schema.ts';
import { optionValues } from './option-values.ts';
import { columns, routinesIn, strings, type Row, type View } from './view.ts';

const TYPES = { PROCEDURE: 'PROCEDURE', SCALAR_FUNCTION: 'FUNCTION', AGGREGATE_FUNCTION: 'AGGREGATE FUNCTION', TABLE_VALUED_FUNCTION: 'TABLE FUNCTION' } as const;
const SPECIFIC = strings('specific_catalog', 'specific_schema', 'specific_name');

function specific({ ref }: Routine): Row {
  return { specific_catalog: ref.projectId, specific_schema: ref.datasetId, specific_name: ref.routineId };
}

/** https://cloud.google.com/bigquery/docs/information-schema-routines */
export const ROUTINES: View = {
  columns: columns({
    ...SPECIFIC,
    ...strings('routine_catalog', 'routine_schema', 'routine_name', 'routine_type', 'data_type', 'routine_body', 'routine_definition', 'external_language', 'is_deterministic', 'security_type'),
    created: 'TIMESTAMP',
    last_altered: 'TIMESTAMP',
    ddl: 'STRING',
  }),
  rows: (state, scope) =>
    routinesIn(state, scope).map((routine) => {
      const { ref, type, details, definition } = routine;
      return {
        ...specific(routine),
        routine_catalog: ref.projectId,
        routine_schema: ref.datasetId,
        routine_name: ref.routineId,
        routine_type: TYPES[type],
        data_type: details?.returns == null || type === 'TABLE_VALUED_FUNCTION' ? null : typeText(details.returns),
        routine_body: 'SQL',
        routine_definition: details === null ? procedureBody(definition) : definition,
        created: routine.created,
        last_altered: routine.modified,
        ddl: routineDdl(routine),
      };
    }),
};

/** https://cloud.google.com/bigquery/docs/information-schema-parameters */
export const PARAMETERS: View = {
  columns: columns({
    ...SPECIFIC,
    ordinal_position: 'INT64',
    ...strings('parameter_mode', 'is_result', 'parameter_name', 'data_type', 'parameter_default', 'is_aggregate'),
  }),
  rows: (state, scope) =>
    routinesIn(state, scope).flatMap((routine) => {
      const { details, definition, type } = routine;
      const row = (position: number, mode: string | null, name: string | null, dataType: string | null): Row => ({
        ...specific(routine),
        ordinal_position: position,
        parameter_mode: mode,
        is_result: position === 0 ? 'YES' : 'NO',
        parameter_name: name,
        data_type: dataType,
      });
      if (details === null) return procedureParameters(definition).map(({ mode, name, type: text }, index) => row(index + 1, mode, name, text));
      const result = details.returns === null || type === 'TABLE_VALUED_FUNCTION' ? [] : [row(0, null, null, typeText(details.returns))];
      return [...result, ...details.parameters.map((parameter, index) => row(index + 1, null, parameter.name, parameter.type === null ? 'ANY TYPE' : typeText(parameter.type)))];
    }),
};

/** https://cloud.google.com/bigquery/docs/information-schema-routine-options */
export const ROUTINE_OPTIONS: View = {
  columns: columns({ ...SPECIFIC, ...strings('option_name', 'option_type', 'option_value') }),
  rows: (state, scope) =>
    routinesIn(state, scope).flatMap((routine) =>
      optionValues(routine.info, 'FUNCTION').map(({ name, type, value }) => ({ ...specific(routine), option_name: name, option_type: type, option_value: value }))),
};

function routineDdl({ ref, type, details, definition }: Routine): string {
  if (details === null) return definition;
  const parameters = details.parameters.map(({ name, type: of }) => `${name} ${of === null ? 'ANY TYPE' : typeText(of)}`).join(', ');
  const name = `\`${ref.projectId}.${ref.datasetId}.${ref.routineId}\``;
  if (type === 'TABLE_VALUED_FUNCTION') return `CREATE TABLE FUNCTION ${name}(${parameters})\nAS (\n${definition}\n);`;
  const returns = details.returns === null ? '' : ` RETURNS ${typeText(details.returns)}`;
  return `CREATE ${type === 'AGGREGATE_FUNCTION' ? 'AGGREGATE ' : ''}FUNCTION ${name}(${parameters})${returns}\nAS (\n${definition}\n);`;
}

const COMMENTS_AND_TEXT = /--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g;

/** BEGIN … END of CREATE PROCEDURE. */
function procedureBody(definition: string): string {
  return /\bbegin\b[\s\S]*$/i.exec(definition.slice(parametersEnd(definition)))?.[0] ?? definition;
}

function parametersEnd(definition: string): number {
  let depth = 0;
  for (let index = 0; index < definition.length; index += 1) {
    if (definition[index] === '(') depth += 1;
    else if (definition[index] === ')') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return 0;
}

/** The parameters of CREATE PROCEDURE as written. */
function procedureParameters(definition: string): { readonly mode: string; readonly name: string; readonly type: string }[] {
  const end = parametersEnd(definition);
  const list = definition.slice(definition.indexOf('(') + 1, end - 1).replace(COMMENTS_AND_TEXT, ' ');
  return splitOutside(list).map((text) => {
    const [, mode, quotedName, plainName, type = ''] = /^\s*(?:(INOUT|IN|OUT)\s+(?=\S+\s+\S))?(?:`([^`]+)`|(\w+))\s+([\s\S]*?)\s*$/i.exec(text) ?? [];
    return { mode: (mode ?? 'IN').toUpperCase(), name: quotedName ?? plainName ?? '', type: type.toUpperCase() };
  });
}

/** Splits at the commas outside brackets. */
function splitOutside(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < list.length; index += 1) {
    const character = list[index] ?? '';
    if ('(<'.includes(character)) depth += 1;
    else if (')>'.includes(character)) depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(list.slice(start, index));
      start = index + 1;
    }
  }
  return list.trim() === '' ? [] : [...parts, list.slice(start)];
}
