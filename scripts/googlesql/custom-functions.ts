import type { Message } from './client.ts';

/** Functions of today's BigQuery that the engine is too old to know, with BigQuery's signatures. */
const ANY_1 = { kind: 'ARG_TYPE_ANY_1', num_occurrences: 1 };
const orderable = { kind: 'ARG_TYPE_ANY_2', num_occurrences: 1, options: { must_support_ordering: true } };

const byExtreme = (name: string): Message => ({
  name_path: [name],
  group: 'BigQuery',
  mode: 'AGGREGATE',
  signature: [{ argument: [ANY_1, orderable], return_type: ANY_1, context_id: -1 }],
  options: { supports_order_by: false, supports_over_clause: false, supports_having_modifier: false, arguments_are_coercible: true },
});

const FUNCTIONS: readonly Message[] = [byExtreme('max_by'), byExtreme('min_by')];

export function customFunctions(): readonly Message[] {
  return FUNCTIONS;
}
