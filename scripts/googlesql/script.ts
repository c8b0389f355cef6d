/** Placeholder types replaced below. */
export interface Script { readonly statements: readonly unknown[] }
export function readScript(sql: string, node: Record<string, unknown>): Script { return { statements: [sql, node] }; }
