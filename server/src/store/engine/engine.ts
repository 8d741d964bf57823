import { ulid } from 'ulid';
import { Emitter, fail, fault, FaultError, ok, type Clock, type Disposable, type Fault, type Result } from '../../base';
import type {
  Expectation,
  Fact,
  PlacedFact,
  QueryName,
  ShareReport,
  Store,
  StoreChange,
  StoreQueries,
  StoreStatus,
} from '../../domain';
import { countFacts } from '../database/history';
import { queries } from '../database/queries';
import { nodeDisk, prepareFolder, storeFiles } from '../disk';
import { takeFacts } from '../facts/intake';
import type { FrameContent } from '../journal/journal';
import { LockFile, type HeldLock } from '../lock';
import { defaultTuning, type StoreOptions, type StoreTuning } from '../options';
import { defaultWasm } from '../sqlite/memory-database';
import { moveAside } from './aside';
import { publish, rotate, takeImage, type CheckpointImage } from './checkpoint';
import { commitGroup, type CommitRequest } from './commit';
import { faultOf, lockedFault } from './faults';
import { filesOf } from './files';
import { Follower } from './follower';
import type { Source } from './load';
import { salvage } from './salvage';
import {
  findSegments,
  framesOf,
  segmentNames,
  segmentsSeen,
  unsharedFacts,
  writeSegment,
  type WrittenSegment,
} from './sharing';
import { Serial } from './serial';
import { surroundingsOf } from './surroundings';
import { verify } from './verify';
import { watchStore } from './watch';

/** Above this the store should be pruned or moved. Bytes. */
const largeDatabase = 50 * 1024 * 1024;

/** What an engine is made of. */
interface EngineParts {
  readonly source: Source;
  readonly tuning: StoreTuning;
  readonly clock: Clock;
  readonly lock: LockFile;
  readonly changes: Emitter<StoreChange>;
  readonly watch: boolean;
}

/** The store of one workspace in this process. */
export class Engine implements Store {
  readonly #follower: Follower;
  readonly #tuning: StoreTuning;
  readonly #clock: Clock;
  readonly #lock: LockFile;
  /** Appending is not atomic here: commits need the lock too. */
  readonly #lockIsMust: boolean;
  readonly #changes: Emitter<StoreChange>;
  /** Commits and checkpoints, one at a time; questions are answered meanwhile. */
  readonly #writers = new Serial();
  readonly #watch: Disposable | undefined;
  readonly #requests: CommitRequest[] = [];
  /** Reads and writes files of shared facts, one at a time. */
  readonly #sharing = new Serial();
  /** The files of shared facts as they were when they were last looked at. */
  #segments = '';
  #segmentProblems: readonly string[] = [];
  #looking = false;
  #prepared = false;
  #idle: NodeJS.Timeout | undefined;
  /** The lock, while a checkpoint has it. */
  #held: HeldLock | undefined;
  /** Bytes of journal at which the next checkpoint is due. */
  #checkpointAt: number;
  #closed: Promise<void> | undefined;

  /** @throws FaultError when there is nothing that can be opened */
  static async open(options: StoreOptions): Promise<Engine> {
    const { directory, disk = nodeDisk, wasm = defaultWasm } = options;
    const source = { disk, directory, wasm, writer: options.ids?.next() ?? ulid() };
    const tuning = { ...defaultTuning, ...options.tuning };
    const parts: EngineParts = {
      source,
      tuning,
      clock: options.clock ?? Date,
      lock: new LockFile(disk, storeFiles(directory).lock, source.writer, tuning.lock),
      changes: new Emitter<StoreChange>(),
      watch: options.watch !== false,
    };
    await asideFirst(parts, options.setAside);
    const engine = new Engine(parts, options.salvage === true ? await openSalvaged(parts) : await openFollower(parts));
    const taken = await guard(() => engine.#takeIn());
    if (!taken.ok) engine.#segmentProblems = [notTakenIn(taken.fault)];
    return engine;
  }

  private constructor({ source, tuning, clock, lock, changes, watch }: EngineParts, follower: Follower) {
    this.#follower = follower;
    this.#tuning = tuning;
    this.#checkpointAt = tuning.checkpointBytes;
    this.#clock = clock;
    this.#lock = lock;
    this.#changes = changes;
    const surroundings = surroundingsOf(source.directory);
    this.#lockIsMust = surroundings.lockIsMust;
    for (const warning of surroundings.warnings) follower.warnings.add(warning);
    if (watch) this.#watch = watchStore(source.directory, tuning.pollMs, () => this.#look());
  }

  get onDidChange(): Store['onDidChange'] {
    return this.#changes.event;
  }

  append(facts: readonly Fact[], expectations: readonly Expectation[] = []): Promise<Result<undefined>> {
    if (this.#closed !== undefined) return Promise.resolve(fail(closedFault()));
    const taken = takeFacts(facts);
    return taken.ok ? this.#submit(taken.value, expectations) : Promise.resolve(taken);
  }

  async takeIn(facts: readonly PlacedFact[]): Promise<Result<undefined>> {
    for (const frame of framesOf(facts, [])) {
      if (this.#closed !== undefined) return fail(closedFault());
      const taken = await this.#submit(frame);
      if (!taken.ok) return taken;
    }
    return ok(undefined);
  }

  #submit(content: FrameContent, expectations: readonly Expectation[] = []): Promise<Result<undefined>> {
    return new Promise((resolve) => {
      const settle = (reason: Fault | undefined): void => resolve(reason === undefined ? ok(undefined) : fail(reason));
      this.#requests.push({ ...content, expectations, settle });
      // Appends that arrive together share one wait for the disk.
      if (this.#requests.length === 1) setImmediate(() => void this.#writers.run(() => this.#commit()));
    });
  }

  share(): Promise<Result<ShareReport>> {
    if (this.#closed !== undefined) return Promise.resolve(fail(closedFault()));
    const shared = this.#sharing.run(async () => {
      await this.#takeInNow();
      if (this.#follower.readOnly !== undefined) throw new FaultError(this.#follower.readOnly);
      this.#prepareFolder();
      const written = await this.#follower.exclusive.run(() => this.#writeSegment());
      if (written === undefined) return { facts: 0 };
      const noted = await this.#submit(written.frame);
      if (!noted.ok) throw new FaultError(noted.fault);
      const file = `.galley/facts/${written.note.name}`;
      return { file, facts: written.note.facts.length };
    });
    return guard(() => shared);
  }

  async #writeSegment(): Promise<WrittenSegment | undefined> {
    const { source } = this.#follower;
    await this.#follower.catchUp();
    const { tables } = this.#follower.replica;
    const ids = await unsharedFacts(source, tables);
    if (ids.size === 0) return undefined;
    return writeSegment(source, tables, { ids, name: `${ulid()}.jsonl` });
  }

  /** Takes in what other clones shared. What cannot be read is a warning until it can. */
  #takeIn(): Promise<void> {
    return this.#sharing.run(() => this.#takeInNow());
  }

  async #takeInNow(): Promise<void> {
    const { source } = this.#follower;
    const seen = segmentsSeen(source);
    if (this.#closed !== undefined || (seen === '' && this.#segments === '')) return;
    const { frames, problems } = await this.#follower.exclusive.run(async () => {
      await this.#follower.catchUp();
      return findSegments(source, this.#follower.replica.tables);
    });
    this.#segments = seen;
    this.#segmentProblems = problems;
    for (const frame of frames) {
      const taken = await this.#submit(frame);
      if (taken.ok) continue;
      this.#segments = '';
      this.#segmentProblems = [...problems, notTakenIn(taken.fault)];
      return;
    }
  }

  query<Name extends QueryName>(name: Name, input: StoreQueries[Name][0]): Promise<Result<StoreQueries[Name][1]>> {
    return this.#answer(() => queries[name](this.#follower.replica.tables, input));
  }

  status(): Promise<Result<StoreStatus>> {
    return this.#answer(async () => {
      const { tables, journalBytes } = this.#follower.replica;
      const counts = await countFacts(tables);
      const { disk, directory } = this.#follower.source;
      const databaseBytes = disk.stat(storeFiles(directory).database)?.size ?? 0;
      const warnings = [...this.#follower.warnings, ...this.#segmentProblems];
      if (databaseBytes > largeDatabase) warnings.push(largeWarning(databaseBytes));
      const readOnly = this.#follower.readOnly?.message;
      const isShared = segmentNames(this.#follower.source).length > 0;
      const unshared = isShared ? (await unsharedFacts(this.#follower.source, tables)).size : undefined;
      return {
        path: directory,
        readOnly,
        ...counts,
        databaseBytes,
        journalBytes,
        unshared,
        warnings,
        files: filesOf(disk, directory),
      };
    });
  }

  async checkpoint(): Promise<Result<undefined>> {
    return guard(() => this.#checkpoint(this.#tuning.lockPatienceMs));
  }

  async compact(): Promise<Result<undefined>> {
    return guard(() => this.#withLock(this.#tuning.lockPatienceMs, (held) => this.#compactWith(held)));
  }

  verify(): Promise<Result<readonly string[]>> {
    return this.#answer(() => verify(this.#follower.replica, this.#follower.source));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#watch?.dispose();
    clearTimeout(this.#idle);
    await this.#sharing.run(async () => undefined);
    await new Promise(setImmediate); // appends that were given just before are committed
    await this.#writers.run(async () => undefined);
    if (this.#wantsLastCheckpoint()) await guard(() => this.#checkpoint(this.#tuning.commitPatienceMs));
    await this.#writers.run(async () => undefined);
    await this.#follower.exclusive.run(async () => this.#follower.close());
    this.#changes.dispose();
  }

  /** A checkpoint is never needed for safety, but the next start is faster, and any SQLite viewer can read it. */
  #wantsLastCheckpoint(): boolean {
    const { readOnly, known, journalBytes } = this.#follower;
    if (readOnly !== undefined || journalBytes === 0) return false;
    return known === undefined || known.size < this.#tuning.closeCheckpointBytes;
  }

  /** Answers from the newest state, by whoever it was written. */
  #answer<T>(ask: () => Promise<T>): Promise<Result<T>> {
    if (this.#closed !== undefined) return Promise.resolve(fail(closedFault()));
    const answer = this.#follower.exclusive.run(async () => {
      await this.#follower.catchUp();
      return ask();
    });
    return guard(() => answer);
  }

  async #commit(): Promise<void> {
    const requests = this.#requests.splice(0);
    const refused = await guard(() => this.#commitLocked(requests));
    if (!refused.ok) for (const request of requests) request.settle(refused.fault);
    this.#planCheckpoint();
  }

  async #commitLocked(requests: readonly CommitRequest[]): Promise<void> {
    if (this.#follower.readOnly !== undefined) throw new FaultError(this.#follower.readOnly);
    this.#prepareFolder();
    const held = await this.#lockForCommit();
    try {
      await this.#follower.exclusive.run(() => this.#commitAll(requests));
    } finally {
      held?.release();
    }
  }

  /** Commits compare and append, so a lone writer needs no lock; where others write too, it keeps them from racing. */
  async #lockForCommit(): Promise<HeldLock | undefined> {
    const { lockPatienceMs, commitPatienceMs, companyMs } = this.#tuning;
    if (this.#held !== undefined) return undefined; // a checkpoint of this process that comes next has it
    if (this.#lockIsMust) {
      const held = await this.#lock.acquire(lockPatienceMs);
      if (held === undefined) throw new FaultError(lockedFault());
      return held;
    }
    const alone = performance.now() - this.#follower.metOthers > companyMs && !this.#lock.isTaken();
    return alone ? undefined : this.#lock.acquire(commitPatienceMs);
  }

  async #commitAll(requests: readonly CommitRequest[]): Promise<void> {
    for (let left = requests; left.length > 0;) {
      const done = await this.#follower.guarded((replica) => commitGroup(replica, left)).catch(unsure);
      left = done.left;
      this.#follower.announce(done.foreignKinds, true);
      this.#follower.announce(done.ownKinds, false);
      for (const [request, reason] of done.answers) request.settle(reason);
      if (done.stop !== undefined) await this.#follower.handle(done.stop);
      if (left.length > 0 && this.#follower.readOnly !== undefined) throw new FaultError(this.#follower.readOnly);
    }
  }

  /** A checkpoint is due when the journal has grown, or after a while without commits. */
  #planCheckpoint(): void {
    clearTimeout(this.#idle);
    if (this.#closed !== undefined || this.#follower.readOnly !== undefined) return;
    const { journalBytes } = this.#follower;
    const { checkpointBytes, idleMs } = this.#tuning;
    if (journalBytes < checkpointBytes) this.#checkpointAt = checkpointBytes;
    if (journalBytes >= this.#checkpointAt) {
      // If this one fails nothing is lost; the next is due when the journal has grown as much again.
      this.#checkpointAt = journalBytes + checkpointBytes;
      void this.#checkpointSoon();
      return;
    }
    this.#idle = setTimeout(() => void this.#checkpointSoon(), idleMs);
    this.#idle.unref();
  }

  /** Nobody waits for it, so it does not wait for others either. */
  async #checkpointSoon(): Promise<void> {
    const written = await guard(() => this.#checkpoint(this.#tuning.commitPatienceMs));
    if (written.ok) this.#checkpointAt = this.#tuning.checkpointBytes;
  }

  #checkpoint(patience: number): Promise<undefined> {
    return this.#withLock(patience, (held) => this.#checkpointWith(held));
  }

  /**
   * Twice, so that the checkpoint before it is small as well, and no generation before the last two is needed. Journal files
   * stay as long as after any checkpoint: others may still read them.
   */
  async #compactWith(held: HeldLock): Promise<undefined> {
    await this.#follower.exclusive.run(async () => {
      await this.#follower.catchUp();
      if (this.#follower.readOnly !== undefined) throw new FaultError(this.#follower.readOnly);
      await this.#follower.guarded((replica) => replica.rebuild());
    });
    for (let round = 0; round < 2; round++) await this.#checkpointWith(held, { checkpointBytes: 0, thorough: true });
    return undefined;
  }

  /** Keeps other processes from checkpoints, and this one from commits. */
  async #withLock(patience: number, work: (held: HeldLock) => Promise<undefined>): Promise<undefined> {
    const { disk, directory } = this.#follower.source;
    if (disk.stat(directory) === undefined) return undefined; // nothing has been stored yet
    const held = await this.#lock.acquire(patience);
    if (held === undefined) throw new FaultError(lockedFault());
    this.#held = held;
    try {
      return await this.#writers.run(() => work(held));
    } finally {
      this.#held = undefined;
      held.release();
    }
  }

  async #checkpointWith(
    held: HeldLock,
    { checkpointBytes, thorough = false }: { readonly checkpointBytes: number; readonly thorough?: boolean } = this
      .#tuning,
  ): Promise<undefined> {
    const { source, exclusive } = this.#follower;
    const { keepLogsMs } = this.#tuning;
    const image = await exclusive.run(() => this.#takeImage(checkpointBytes));
    const { known } = this.#follower;
    const published = await publish(image, held, { ...source, clock: this.#clock, keepLogsMs, thorough, known });
    this.#follower.known = published.known;
    this.#follower.replica.checkpointed = image.position;
    if (published.warning !== undefined) this.#follower.warnings.add(published.warning);
    return undefined;
  }

  async #takeImage(rotateAt: number): Promise<CheckpointImage> {
    const follower = this.#follower;
    await follower.catchUp();
    if (follower.readOnly === undefined && follower.replica.journal.position.offset >= rotateAt) {
      const stop = await follower.guarded(rotate);
      if (stop !== undefined) await follower.handle(stop);
    }
    if (follower.readOnly !== undefined) throw new FaultError(follower.readOnly);
    return takeImage(follower.replica);
  }

  /** Looks for what others wrote, while nobody asks. Looks that come too fast are one. */
  #look(): void {
    if (this.#looking || this.#closed !== undefined) return;
    this.#looking = true;
    const look = this.#follower.exclusive.run(async () => {
      this.#looking = false;
      await this.#follower.catchUp();
    });
    void guard(async () => {
      await look;
      if (this.#closed !== undefined) return;
      if (segmentsSeen(this.#follower.source) !== this.#segments) await this.#takeIn();
    });
  }

  #prepareFolder(): void {
    if (this.#prepared) return;
    const { disk, directory } = this.#follower.source;
    prepareFolder(disk, directory);
    this.#prepared = true;
  }
}

function openFollower({ source, changes }: EngineParts): Promise<Follower> {
  return Follower.open(source, (kinds, foreign) => changes.fire({ kinds, foreign }));
}

async function asideFirst({ source, lock, tuning }: EngineParts, name: string | undefined): Promise<void> {
  if (name !== undefined) await moveAside({ ...source, lock, patience: tuning.lockPatienceMs, name });
}

/** A store that is sound is opened as it is. */
async function openSalvaged(parts: EngineParts): Promise<Follower> {
  const asItIs = await guard(() => openFollower(parts));
  if (asItIs.ok && asItIs.value.readOnly?.code !== 'damaged') return asItIs.value;
  if (asItIs.ok) asItIs.value.close();
  else if (asItIs.fault.code !== 'damaged') throw new FaultError(asItIs.fault);
  const { source, lock, clock, tuning } = parts;
  const warnings = await salvage({ source, lock, clock, patience: tuning.lockPatienceMs });
  const follower = await openFollower(parts);
  for (const warning of warnings) follower.warnings.add(warning);
  return follower;
}

async function guard<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    return fail(faultOf(error));
  }
}

/** A commit that ended before its frame was read back and confirmed. */
function unsure(error: unknown): never {
  const reason = faultOf(error);
  if (reason.code !== 'io') throw new FaultError(reason);
  throw new FaultError({ ...reason, message: `${reason.message} What was being written may or may not be stored.` });
}

function notTakenIn({ message }: Fault): string {
  return `What others shared could not be taken in: ${message}`;
}

function closedFault(): Fault {
  return fault('io', 'The store has been closed.');
}

function largeWarning(bytes: number): string {
  const megabytes = Math.round(bytes / 1024 / 1024);
  return `The store holds ${megabytes} MB, all of it in memory while it is open. Let old runs go (galley store prune), or use PostgreSQL.`;
}
