import { fault, type Fault } from '../../base';
import type { Expectation, Fact } from '../../domain';
import { checkExpectation } from '../database/expectations';
import { recordOwn } from '../database/recorder';
import { Unappliable } from '../database/unappliable';
import type { JournalRead, JournalStop } from '../journal/journal';
import type { Replica } from './replica';

/** One append that waits to be committed. */
export interface CommitRequest {
  /** As they will be read back from JSON. */
  readonly facts: readonly unknown[];
  readonly expectations: readonly Expectation[];
  /** Called once: with undefined when the facts are on disk, else with why they are not. */
  readonly settle: (reason: Fault | undefined) => void;
}

/** How a commit group ended. */
export interface Committed {
  readonly ownKinds: readonly Fact['kind'][];
  readonly foreignKinds: readonly Fact['kind'][];
  /** The journal can be read no further. */
  readonly stop: JournalStop | undefined;
  /** False when the requests must be tried again after a reload. */
  readonly settled: boolean;
}

/** A group as it fits the newest state: what is to be written, and who is refused why. */
interface Judged {
  readonly accepted: readonly CommitRequest[];
  readonly facts: readonly Fact[];
  readonly refused: ReadonlyMap<CommitRequest, Fault>;
}

/** What became of the frame of a group. */
type Placed =
  | { readonly state: 'placed'; readonly rest: JournalRead; readonly syncFailed: Fault | undefined }
  /** Another writer's frame came first. */
  | { readonly state: 'lost'; readonly rest: JournalRead }
  | { readonly state: 'unwritten'; readonly reason: Fault };

/** Fewer than this many lost races in a row are normal where writers do not wait for each other. */
const mostRaces = 1000;

/**
 * Appends the facts of all requests as one frame. Each request is checked against the state that the ones before it leave,
 * and refused on its own if it does not fit. The transaction stays open until the frame has been read back at its place.
 */
export async function commitGroup(replica: Replica, requests: readonly CommitRequest[]): Promise<Committed> {
  const foreignKinds: Fact['kind'][] = [];
  for (let race = 0; race < mostRaces; race++) {
    const { kinds, stop } = await replica.catchUp();
    foreignKinds.push(...kinds);
    if (stop !== undefined) return { ownKinds: [], foreignKinds, stop, settled: false };
    const { judged, placed } = await attempt(replica, requests);
    if (placed === undefined || placed.state === 'unwritten') {
      settle(judged, placed?.reason);
      return { ownKinds: [], foreignKinds, stop: undefined, settled: true };
    }
    foreignKinds.push(...(await replica.apply(placed.rest.entries)));
    if (placed.state === 'placed') {
      settle(judged, placed.syncFailed);
      const ownKinds = judged.facts.map(({ kind }) => kind);
      return { ownKinds, foreignKinds, stop: placed.rest.stop, settled: true };
    }
    if (placed.rest.stop !== undefined) return { ownKinds: [], foreignKinds, stop: placed.rest.stop, settled: false };
  }
  const busy = fault('io', 'Other processes keep writing to the store.', { help: 'Try again.' });
  for (const request of requests) request.settle(busy);
  return { ownKinds: [], foreignKinds, stop: undefined, settled: true };
}

function settle({ accepted, refused }: Judged, reason: Fault | undefined): void {
  for (const request of accepted) request.settle(reason);
  for (const [request, refusal] of refused) request.settle(refusal);
}

/** One try: `placed` is undefined when nothing was to be written. The tables keep the facts if their frame is at its place. */
async function attempt(
  replica: Replica,
  requests: readonly CommitRequest[],
): Promise<{ readonly judged: Judged; readonly placed: Placed | undefined }> {
  return replica.transaction(async () => {
    const judged = await judge(replica, requests);
    const placed = judged.accepted.length > 0 ? place(replica, judged.facts) : undefined;
    return { keep: placed?.state === 'placed', result: { judged, placed } };
  });
}

async function judge(replica: Replica, requests: readonly CommitRequest[]): Promise<Judged> {
  const accepted: CommitRequest[] = [];
  const facts: Fact[] = [];
  const refused = new Map<CommitRequest, Fault>();
  for (const request of requests) {
    replica.memory.run('savepoint request');
    const outcome = await applyRequest(replica, request);
    if (outcome.refusal === undefined) {
      accepted.push(request);
      facts.push(...outcome.fresh);
    } else {
      replica.memory.run('rollback to request');
      refused.set(request, outcome.refusal);
    }
    replica.memory.run('release request');
  }
  return { accepted, facts, refused };
}

async function applyRequest(
  { tables }: Replica,
  { facts, expectations }: CommitRequest,
): Promise<{ readonly refusal: Fault } | { readonly refusal: undefined; readonly fresh: readonly Fact[] }> {
  for (const expectation of expectations) {
    const refusal = await checkExpectation(tables, expectation);
    if (refusal !== undefined) return { refusal };
  }
  try {
    return { refusal: undefined, fresh: await recordOwn(tables, facts) };
  } catch (error) {
    if (error instanceof Unappliable) return { refusal: fault(error.code, error.message) };
    throw error;
  }
}

/** Writes the frame, sees where it came to lie, and waits until it is on disk. Facts that are all there need no frame. */
function place({ journal }: Replica, facts: readonly Fact[]): Placed {
  let rest: JournalRead = { entries: [], stop: undefined };
  if (facts.length > 0) {
    let number: number;
    try {
      number = journal.append({ facts });
    } catch (error) {
      return { state: 'unwritten', reason: writeFault(error) };
    }
    const { entries, stop } = journal.read();
    const [first, ...others] = entries;
    if (first === undefined || !journal.isOwn(first.frame, number)) return { state: 'lost', rest: { entries, stop } };
    rest = { entries: others, stop };
  }
  return { state: 'placed', rest, syncFailed: journal.sync() };
}

/** The disk did not take a frame: nothing was stored, and a later append may succeed. */
export function writeFault(error: unknown): Fault {
  const message = error instanceof Error ? error.message : 'unknown error';
  const help = 'Nothing was stored. Free some disk space or check the permissions of .galley, then try again.';
  return fault('io', `The journal could not be written: ${message}`, { help });
}
