import { sql, type Compilable, type CompiledQuery, type RawBuilder } from 'kysely';
import type { Db } from './tables';

/** A parameter of a prepared statement: stands where the value will be. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Text that may be long: engines may take it faster than other values. */
export class LongText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Places a slot in a statement. */
export interface Slots<Values> {
  <Name extends keyof Values & string>(name: Name): RawBuilder<Values[Name]>;
}

/** Places a slot whose value is a {@link LongText}. */
export function longText<Values extends { readonly [key in Name]: LongText }, Name extends keyof Values & string>(
  slot: Slots<Values>,
  name: Name,
): RawBuilder<string> {
  return sql<string>`cast(${slot(name)} as text)`;
}

/** Answers a statement at once. */
export type AtOnce = (statement: string, parameters: readonly unknown[]) => readonly unknown[];

const atOnce = new WeakMap<Db, AtOnce>();

/** Prepared statements on this database need not go the long way through Kysely. */
export function answersAtOnce(db: Db, answer: AtOnce): void {
  atOnce.set(db, answer);
}

/**
 * A statement that is built and compiled once for each database and then run with values, for the paths that every commit
 * takes. `build` is called once and sees slots in the place of values.
 */
export function prepared<Values extends object, Row>(
  build: (db: Db, slot: Slots<Values>) => Compilable<Row>,
): (db: Db, values: Values) => Promise<readonly Row[]> {
  const compiled = new WeakMap<Db, CompiledQuery<Row>>();
  const slot: Slots<Values> = (name) => sql`${new Slot(name)}`;
  return async (db, values) => {
    let query = compiled.get(db);
    if (query === undefined) compiled.set(db, (query = build(db, slot).compile()));
    const given = values as { readonly [name: string]: unknown };
    const parameters = query.parameters.map((value) => (value instanceof Slot ? given[value.name] : value));
    const rows = atOnce.get(db)?.(query.sql, parameters) ?? (await db.executeQuery({ ...query, parameters })).rows;
    return rows as readonly Row[];
  };
}

/** Slots for the columns of a row, each named as its column. */
export function slotsFor<Values extends object, Name extends keyof Values & string>(
  slot: Slots<Values>,
  columns: readonly Name[],
): { readonly [Column in Name]: RawBuilder<Values[Column]> } {
  const entries = columns.map((column) => [column, slot(column)] as const);
  return Object.fromEntries(entries) as { readonly [Column in Name]: RawBuilder<Values[Column]> };
}

/** A prepared statement without values or rows, in SQL. */
export function command(text: string): (db: Db, values: Record<never, never>) => Promise<unknown> {
  return prepared((db) => ({ compile: () => sql.raw(text).compile(db) }));
}
