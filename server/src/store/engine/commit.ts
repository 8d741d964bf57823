import { fault, type Fault } from '../../base';
import type { Expectation, Fact } from '../../domain';
import { firstConflict } from '../database/expectations';
import type { FrameContent, JournalEntry, JournalStop } from '../journal/journal';
import type { Replica } from './replica';

/** One append that waits to be committed. */
export interface CommitRequest extends FrameContent {
  readonly expectations: readonly Expectation[];
  /** Called once: with undefined when the facts are on disk, else with why they are not. */
  readonly settle: (reason: Fault | undefined) => void;
}

/** How a group of commits ended. */
export interface Committed {
  readonly ownKinds: readonly Fact['kind'][];
  readonly foreignKinds: readonly Fact['kind'][];
  /** The journal can be read no further. */
  readonly stop: JournalStop | undefined;
  /** What is to be told to whom: undefined when the facts are on disk, else why they are not. */
  readonly answers: ReadonlyMap<CommitRequest, Fault | undefined>;
  /** The requests that must be tried again after a reload. */
  readonly left: readonly CommitRequest[];
}

/** What became of one request. */
type Placed =
  /** Its frame is at its place in the journal: the first of the entries. */
  | { readonly state: 'placed'; readonly entries: readonly JournalEntry[]; readonly stop: JournalStop | undefined }
  | { readonly state: 'refused'; readonly reason: Fault }
  | { readonly state: 'stopped'; readonly stop: JournalStop };

/** Fewer than this many lost races in a row are normal where writers do not wait for each other. */
const mostRaces = 1000;

/**
 * Commits requests one after the other, each as one frame, checked against the state that the ones before it leave. The
 * tables move only by frames that have been read back at their place. All share one wait for the disk, and the tables take
 * in the last frame meanwhile.
 */
export async function commitGroup(replica: Replica, requests: readonly CommitRequest[]): Promise<Committed> {
  const foreignKinds: Fact['kind'][] = [];
  const ownKinds: Fact['kind'][] = [];
  const answers = new Map<CommitRequest, Fault | undefined>();
  const taken = new Set<CommitRequest>();
  let synced: Promise<Fault | undefined> | undefined;
  let stop: JournalStop | undefined;
  let next = 0;
  for (; next < requests.length && stop === undefined; next++) {
    const request = requests[next] as CommitRequest;
    const placed = await place(replica, request, foreignKinds);
    if (placed.state === 'refused') answers.set(request, placed.reason);
    else stop = placed.stop;
    if (placed.state === 'stopped') break;
    if (placed.state === 'refused') continue;
    if (next === requests.length - 1) synced = replica.journal.sync();
    const [own, ...others] = placed.entries;
    const { kinds, refusal } = await replica.applyFrame(own as JournalEntry);
    (request.segments === undefined ? ownKinds : foreignKinds).push(...kinds);
    foreignKinds.push(...(await replica.apply(others)));
    answers.set(request, refusal && fault(refusal.code, refusal.message));
    taken.add(request);
  }
  const failed = taken.size === 0 ? undefined : await (synced ?? replica.journal.sync());
  if (failed !== undefined) for (const request of taken) answers.set(request, failed);
  return { ownKinds, foreignKinds, stop, answers, left: requests.slice(next) };
}

/** Checks a request and writes its frame, again and again until no other writer comes first. */
async function place(replica: Replica, request: CommitRequest, foreignKinds: Fact['kind'][]): Promise<Placed> {
  const { journal } = replica;
  for (let race = 0; race < mostRaces; race++) {
    const { kinds, stop } = await replica.catchUp();
    foreignKinds.push(...kinds);
    if (stop !== undefined) return { state: 'stopped', stop };
    const reason = (await firstConflict(replica.tables, request.expectations)) ?? journal.syncFailed;
    if (reason !== undefined) return { state: 'refused', reason };
    let number: number;
    try {
      number = journal.append(request);
    } catch (error) {
      return { state: 'refused', reason: writeFault(error) };
    }
    const read = journal.read();
    const [first] = read.entries;
    if (first !== undefined && journal.isOwn(first.frame, number)) return { state: 'placed', ...read };
    foreignKinds.push(...(await replica.apply(read.entries)));
    if (read.stop !== undefined) return { state: 'stopped', stop: read.stop };
  }
  return {
    state: 'refused',
    reason: fault('io', 'Other processes keep writing to the store.', { help: 'Try again.' }),
  };
}

/** The disk did not take a frame: nothing was stored, and a later append may succeed. */
export function writeFault(error: unknown): Fault {
  const message = error instanceof Error ? error.message : 'unknown error';
  const help = 'Nothing was stored. Free some disk space or check the permissions of .galley, then try again.';
  return fault('io', `The journal could not be written: ${message}.`, { help });
}
