import { canonicalJson } from '../../base';
import type { Fact } from '../../domain';
import type { RawFact } from '../database/history';
import { factSchema } from '../facts/upcast';
import type { ServerRow } from './connection';
import { lockKey } from './schema';

/** How many facts come in one go. */
export const pageSize = 500;

/** A fact as it is to be stored. */
export interface NewRow {
  readonly fact: Fact;
  readonly stamp: string;
  /** It was accepted in another order than the one it has here. */
  readonly fork?: boolean;
}

/** A fact as it came from the server. */
export interface ReceivedRow extends RawFact {
  readonly seq: number;
  /** The form of the fact. */
  readonly form: number;
}

/** Which branch somebody works on concerns nobody else: such facts are seen in the clone that stored them. */
function isPersonal(kind: string): boolean {
  return kind === 'branch-switched';
}

/** The statement that reads what follows. */
export function selectAfter(seq: number, clone: string): string {
  return `select seq::float8 as seq, id, stamp, form, payload, raw, case when copied then null else db_user end as db_user
    from galley.facts where seq > ${seq} and (clone is null or clone = '${clone}') order by seq limit ${pageSize}`;
}

/** Begins a transaction that keeps other writers out, and reads what they have stored. */
export function beginAfter(seq: number, clone: string): string {
  return `begin; select pg_advisory_xact_lock(${lockKey}); ${selectAfter(seq, clone)}`;
}

/** The fact of a row. What does not fit its own payload was not written by Galley: it is kept and not applied. */
export function receiveRow(row: ServerRow): ReceivedRow {
  const { seq, id, stamp, form, payload, raw: text, db_user: user } = row;
  const raw = typeof text === 'string' ? (parse(text) ?? payload) : payload;
  const fits = text === null || canonicalJson(storable(raw)) === canonicalJson(payload);
  return {
    seq: Number(seq),
    id: String(id),
    stamp: String(stamp),
    form: Number(form),
    raw: fits ? raw : payload,
    problem: fits ? undefined : 'Its text is not what its columns say.',
    dbUser: typeof user === 'string' ? user : undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A statement with its values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statement that stores facts in their order. Only an administrator may store what was accepted elsewhere. */
export function insertRows(rows: readonly NewRow[], clone: string, copied: boolean): Statement {
  const texts = rows.map(({ fact }) => textOf(fact));
  const columns: readonly (readonly [name: string, type: string, values: readonly unknown[]])[] = [
    ['id', 'text', rows.map(({ fact }) => fact.id)],
    ['stamp', 'text', rows.map(({ stamp }) => stamp)],
    ['kind', 'text', rows.map(({ fact }) => fact.kind)],
    ['form', 'int', rows.map(() => factSchema)],
    ['payload', 'jsonb', texts.map(({ payload }) => payload)],
    ['raw', 'text', texts.map(({ raw }) => raw)],
    ['clone', 'text', rows.map(({ fact }) => (isPersonal(fact.kind) ? clone : null))],
    ...(copied
      ? ([
          ['copied', 'boolean', rows.map(() => true)],
          ['fork', 'boolean', rows.map(({ fork = false }) => fork)],
        ] as const)
      : []),
  ];
  const names = columns.map(([name]) => name).join(', ');
  const slots = columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');
  return {
    text: `insert into galley.facts (${names}) select ${names}
      from unnest(${slots}) with ordinality as given (${names}, place) order by place returning seq`,
    values: columns.map(([, , values]) => values),
  };
}

/** Which clone these facts are seen in alone. */
export function needsClone(rows: readonly NewRow[]): boolean {
  return rows.some(({ fact }) => isPersonal(fact.kind));
}

/** NUL and half surrogate pairs, as JSON writes them: jsonb takes neither. */
const awkward = /\\u0000|\\ud[89a-f]/;

function textOf(fact: Fact): { readonly payload: string; readonly raw: string | null } {
  const text = JSON.stringify(fact);
  if (!awkward.test(text)) return { payload: text, raw: null };
  return { payload: JSON.stringify(storable(JSON.parse(text))), raw: text };
}

/** A value with a replacement character for each that jsonb does not take. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\ufffd');
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storable(key), storable(one)]));
}
