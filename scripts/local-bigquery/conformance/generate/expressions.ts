import type { BuiltinFunction, BuiltinSignature } from '../../../googlesql/builtin-functions.ts';
import type { ScalarKind, SqlType } from '../../../googlesql/types.ts';
import { typeText } from '../../wire/schema.ts';
import type { Choose } from './choose.ts';
import { CASTABLE_TEXTS, CASTS, EXCLUDED, FORMAT_SPECIFIERS } from './constraints.ts';
import { callOf, unify, type Scope } from './makers.ts';
import { isWritable } from './syntax.ts';
import { compound, leaf, parameterLeaf, type Term } from './term.ts';
import { literal, SCALAR_KINDS } from './values.ts';

/** Makes one kind of expression; null when it cannot give the type that is asked for (any, if null). */
interface Maker {
  readonly id: string;
  make(target: SqlType | null, depth: number, scope: Scope, choose: Choose): Term | null;
}

const LEAF_PERCENT = 25;
const COLUMN_PERCENT = 55;
const GENERIC_PERCENT = 35;
const PARAMETER_PERCENT = 10;
const ATTEMPTS = 6;

/** Typed expressions of all the signatures that the catalogue has. */
export class Expressions {
  private readonly makers: Maker[] = [];
  private readonly byType = new Map<string, Maker[]>();
  private readonly generic: Maker[] = [];

  /** @param keys signatures that the catalogue has @param options `calm`: no casts, and common values only */
  constructor(functions: readonly BuiltinFunction[], keys: ReadonlySet<string>, private readonly options: { readonly calm?: boolean } = {}) {
    for (const fn of functions) {
      if (fn.mode !== 'SCALAR' || fn.name in EXCLUDED || !isWritable(fn.name)) continue;
      for (const signature of fn.signatures) if (keys.has(signature.key)) this.addSignature(fn, signature);
    }
    if (options.calm === true) return;
    for (const from of SCALAR_KINDS) for (const to of CASTS[from]) this.addCast(from, to);
    for (const kind of SCALAR_KINDS) this.addField(kind);
  }

  /** An expression whose outermost call is any one that can be made, each as likely. */
  any(depth: number, scope: Scope, choose: Choose): Term {
    for (;;) {
      const made = choose.of(this.makers).make(null, depth, scope, choose);
      if (made !== null) return made;
    }
  }

  /** An expression of the given type, nested at most `depth` deep. */
  of(type: SqlType, depth: number, scope: Scope, choose: Choose): Term {
    if (depth <= 0 || choose.percent(LEAF_PERCENT)) return this.leafOf(type, scope, choose);
    const own = this.byType.get(typeText(type)) ?? [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const makers = own.length === 0 || choose.percent(GENERIC_PERCENT) ? this.generic : own;
      const made = makers.length === 0 ? null : choose.of(makers).make(type, depth, scope, choose);
      if (made !== null) return made;
    }
    return this.leafOf(type, scope, choose);
  }

  leafOf(type: SqlType, scope: Scope, choose: Choose): Term {
    const columns = scope.filter((column) => typeText(column.type) === typeText(type));
    if (columns.length > 0 && choose.percent(COLUMN_PERCENT)) return leaf(type, choose.of(columns).sql);
    const made = literal(type, choose, this.options.calm === true ? 0 : undefined);
    return choose.percent(PARAMETER_PERCENT) ? parameterLeaf(type, made.sql) : made;
  }

  /** A literal that is neither NULL nor a parameter. */
  plainLiteral(type: SqlType, choose: Choose): string {
    for (;;) {
      const { sql } = literal(type, choose, 0);
      if (!sql.startsWith('CAST(NULL')) return sql;
    }
  }

  private add(maker: Maker, gives: SqlType | null): void {
    this.makers.push(maker);
    if (gives === null) {
      this.generic.push(maker);
      return;
    }
    const key = typeText(gives);
    this.byType.set(key, [...(this.byType.get(key) ?? []), maker]);
  }

  private addSignature(fn: BuiltinFunction, signature: BuiltinSignature): void {
    const maker: Maker = {
      id: signature.key,
      make: (target, depth, scope, choose) => {
        const bindings = new Map<number, SqlType>();
        if (target !== null && !unify(signature.returns, target, bindings)) return null;
        if (fn.name === 'format') return this.format(depth, scope, choose);
        return callOf(fn, signature, bindings, depth, scope, choose, (type, left, inner) => this.of(type, left, inner, choose));
      },
    };
    const { returns } = signature;
    if (returns.kind !== 'fixed') this.add(maker, null);
    else if (returns.type.kind !== 'ENUM') this.add(maker, returns.type);
  }

  private addCast(from: ScalarKind, to: ScalarKind): void {
    const type: SqlType = { kind: to };
    this.add({
      id: `CAST ${from}>${to}`,
      make: (_, depth, scope, choose) => {
        const texts = from === 'STRING' ? CASTABLE_TEXTS[to] : undefined;
        const inner = texts !== undefined && choose.percent(75) ? leaf({ kind: 'STRING' }, choose.of(texts)) : this.of({ kind: from }, depth - 1, scope, choose);
        return compound(type, [choose.percent(40) ? 'SAFE_CAST(' : 'CAST(', ` AS ${to})`], [inner]);
      },
    }, type);
  }

  /** A field of a struct that is made on the spot. */
  private addField(kind: ScalarKind): void {
    const type: SqlType = { kind };
    this.add({
      id: `FIELD ${kind}`,
      make: (_, depth, scope, choose) => {
        const other = this.of({ kind: choose.of(SCALAR_KINDS) }, depth - 1, scope, choose);
        return compound(type, ['STRUCT(', ' AS f0, ', ' AS f1).f0'], [this.of(type, depth - 1, scope, choose), other]);
      },
    }, type);
  }

  /** FORMAT takes as many values as its specifiers ask for. */
  private format(depth: number, scope: Scope, choose: Choose): Term {
    const specifiers = choose.list(1, 2, () => choose.of(FORMAT_SPECIFIERS));
    const values = specifiers.map(([, kind]) => this.of({ kind }, depth - 1, scope, choose));
    const text = specifiers.map(([specifier]) => specifier).join(' ').replaceAll("'", "\\'");
    return compound({ kind: 'STRING' }, [`FORMAT('${text}', `, ...values.slice(1).map(() => ', '), ')'], values);
  }

  get ids(): readonly string[] {
    return this.makers.map(({ id }) => id);
  }
}
