import { hash } from 'node:crypto';
import { canonicalJson } from '../../base';
import type { Fact } from '../../domain';

/** A long text that is stored once, by its content. */
export interface Body {
  /** Hex SHA-256 of the text. */
  readonly hash: string;
  readonly text: string;
}

/** Names a body by its text. */
export function bodyOf(text: string): Body {
  return { hash: hash('sha256', text), text };
}

/** The columns that the table of facts has for what every fact carries. */
const columns: ReadonlySet<string> = new Set(['id', 'kind', 'time', 'author', 'door']);

/** A fact as the table of facts keeps it. */
export interface PackedFact {
  /** JSON of what the columns do not hold; a long text is replaced by the hash of its body, in the same place. */
  readonly payload: string;
  /** The source text of a version or of a thread. */
  readonly source?: Body;
  /** The behaviour of a version, as canonical JSON. */
  readonly behaviour?: Body;
}

/** Takes the long texts out of a fact. */
export function packFact(fact: Fact): PackedFact {
  const rest = Object.fromEntries(Object.entries(fact).filter(([key]) => !columns.has(key)));
  if (fact.kind === 'version-committed' && fact.content !== undefined) {
    const source = bodyOf(fact.content.source);
    const behaviour = bodyOf(canonicalJson(fact.content.behaviour));
    const content = { source: source.hash, behaviour: behaviour.hash };
    return { payload: JSON.stringify({ ...rest, content }), source, behaviour };
  }
  if (fact.kind === 'thread-started') {
    const source = bodyOf(fact.source);
    return { payload: JSON.stringify({ ...rest, source: source.hash }), source };
  }
  return { payload: JSON.stringify(rest) };
}

/** What the columns of the table of facts say. */
export interface FactColumns {
  readonly id: string;
  readonly kind: string;
  readonly time: string;
  readonly author_name: string;
  readonly author_email: string | null;
  readonly door: string;
}

/** The fact that {@link packFact} packed, as JSON of unknown shape. `textOf` gives a body by its hash. */
export async function unpackFact(
  row: FactColumns,
  payload: string,
  textOf: (hash: string) => Promise<string>,
): Promise<unknown> {
  const { id, kind, time, door } = row;
  const author = { name: row.author_name, ...(row.author_email === null ? {} : { email: row.author_email }) };
  const packed = JSON.parse(payload) as PackedPayload;
  const fact = { id, kind, time, author, door, ...packed };
  if (packed.content !== undefined) {
    const behaviour = JSON.parse(await textOf(packed.content.behaviour)) as unknown;
    return { ...fact, content: { source: await textOf(packed.content.source), behaviour } };
  }
  return packed.source === undefined ? fact : { ...fact, source: await textOf(packed.source) };
}

/** Where the hashes of bodies stand. */
interface PackedPayload {
  readonly content?: { readonly source: string; readonly behaviour: string };
  readonly source?: string;
}
