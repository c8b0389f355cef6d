import type { Catalogue } from './catalogue.ts';

/** JSON arrives with its own cases; what is not here is refused. */
export const JSON_FUNCTIONS: Catalogue = {};
