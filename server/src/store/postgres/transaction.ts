import { fault, type Fault } from '../../base';
import type { Expectation, Fact } from '../../domain';
import { firstConflict } from '../database/expectations';
import { Unappliable } from '../database/unappliable';
import { knownFacts } from '../engine/apply';
import type { Db } from '../database/tables';
import type { Connection } from './connection';
import { isServerError, type ServerError } from './faults';
import type { LocalCopy } from './local-copy';
import type { ServerReplica } from './replica';
import { insertRows, needsClone, type NewRow } from './rows';

/** What is to be stored in one transaction. */
export interface Entry {
  /** Of the facts. */
  readonly ids: readonly string[];
  /** For a person who may not store them. */
  readonly kinds: readonly string[];
  readonly expectations: readonly Expectation[];
  /** The facts were accepted elsewhere, and come with their stamps. */
  readonly copied: boolean;
  /** Applies the facts to the tables and gives those that are new. @throws Unappliable when one does not fit */
  readonly record: (db: Db, user: string) => Promise<readonly NewRow[]>;
}

/** How a transaction ended. */
export interface Stored {
  readonly ownKinds: readonly Fact['kind'][];
  readonly foreignKinds: readonly Fact['kind'][];
  /** Why nothing was stored. */
  readonly reason: Fault | undefined;
}

/** An attempt to store an entry. */
export interface Attempt {
  readonly entry: Entry;
  /** Set once the commit has been asked for: whether it was done is not known if the connection is lost then. */
  commitSent: boolean;
}

/** What storing needs beside the connection. */
export interface StoringParts {
  readonly replica: ServerReplica;
  readonly copy: LocalCopy;
  /** What the server's refusal means. */
  readonly refused: (error: ServerError) => Fault;
}

/**
 * Stores an entry: keeps other writers out, takes in what they have stored, checks, stores. The tables move with it or not
 * at all. An entry that turns out to have been stored by an attempt before is as good as stored by this one.
 * @throws ConnectionLost
 */
export async function store(attempt: Attempt, connection: Connection, parts: StoringParts): Promise<Stored> {
  const foreignKinds: Fact['kind'][] = [];
  try {
    await begin(connection, parts.replica, foreignKinds);
    const checked = await check(attempt, parts.replica);
    if (checked.go) return { ownKinds: await insert(attempt, connection, parts), foreignKinds, reason: undefined };
    await connection.run('rollback');
    return { ownKinds: [], foreignKinds, reason: checked.reason };
  } catch (error) {
    if (!(error instanceof Unappliable) && !isServerError(error)) throw error;
    await connection.run('rollback');
    const reason = error instanceof Unappliable ? fault(error.code, error.message) : parts.refused(error);
    return { ownKinds: [], foreignKinds, reason };
  }
}

/** Begins the transaction. Whoever has much to read does so without keeping others waiting. */
async function begin(connection: Connection, replica: ServerReplica, foreignKinds: Fact['kind'][]): Promise<void> {
  for (let more = true; more;) {
    const received = await replica.receive(connection, true);
    foreignKinds.push(...received.kinds);
    more = received.more;
    if (!more) return;
    await connection.run('rollback');
    foreignKinds.push(...(await replica.receiveAll(connection)));
  }
}

/** Whether the entry is to be stored; if not, why, or undefined when it has been already. */
async function check(
  { entry, commitSent }: Attempt,
  { tables, newer }: ServerReplica,
): Promise<{ readonly go: boolean; readonly reason: Fault | undefined }> {
  if (newer) return { go: false, reason: newerFault() };
  if (commitSent && (await knownFacts(tables, entry.ids)).size === new Set(entry.ids).size)
    return { go: false, reason: undefined };
  const reason = await firstConflict(tables, entry.expectations);
  return { go: reason === undefined, reason };
}

/** Why nothing may be written where a newer program has. */
export function newerFault(): Fault {
  return fault('read-only', 'A newer Galley wrote to this store: it can be read but not written.', {
    help: 'Update Galley and reload the window.',
  });
}

async function insert(
  attempt: Attempt,
  connection: Connection,
  { replica, copy }: StoringParts,
): Promise<readonly Fact['kind'][]> {
  const { entry } = attempt;
  return replica.memory.transaction(async () => {
    const rows = await entry.record(replica.tables, connection.user);
    let last: unknown;
    if (rows.length > 0) {
      if (needsClone(rows)) copy.keepClone();
      const { text, values } = insertRows(rows, copy.clone, entry.copied);
      last = (await connection.run(text, values)).at(-1)?.['seq'];
    }
    attempt.commitSent = true;
    await connection.run('commit');
    if (last !== undefined) replica.advance(Number(last));
    return { keep: true, result: rows.map(({ fact }) => fact.kind) };
  });
}
