import type { Event, Result, Ulid } from '../base';
import type { AuditFilter, AuditRecord } from './audit';
import type { Fact } from './facts';
import type {
  AliasRecord,
  BranchRecord,
  DeploymentRecord,
  EnvironmentRecord,
  FoundVersion,
  ForkRecord,
  PromptRecord,
  ReviewRecord,
  RunRecord,
  TagRecord,
  ThreadRecord,
  VersionContent,
  VersionFilter,
  VersionRecord,
  VersionUses,
} from './records';

/**
 * What must hold when facts are appended; checked against the newest state in the same transaction, whoever else writes.
 * If one does not hold, nothing is appended and the fault is a `conflict` with details `{expectation, actual}`.
 */
export type Expectation =
  | { readonly kind: 'prompt-name-free'; readonly name: string }
  /** The newest version on a branch; undefined when the branch has none. */
  | { readonly kind: 'head'; readonly prompt: Ulid; readonly branch: string; readonly version: Ulid | undefined }
  | { readonly kind: 'branch-free'; readonly prompt: Ulid; readonly branch: string }
  | { readonly kind: 'semver-free'; readonly prompt: Ulid; readonly semver: string }
  | { readonly kind: 'alias'; readonly prompt: Ulid; readonly alias: string; readonly version: Ulid | undefined }
  /** The newest deployment of an environment; undefined before the first. */
  | { readonly kind: 'deployment'; readonly environment: string; readonly deployment: Ulid | undefined }
  /** The newest freeze of an environment that is not ended; undefined when it can be moved. */
  | { readonly kind: 'freeze'; readonly environment: string; readonly freeze: Ulid | undefined }
  /** Nothing points to the version; with `purges`, no other clone can have it either. */
  | { readonly kind: 'unused'; readonly version: Ulid; readonly purges: boolean }
  | {
      readonly kind: 'exists';
      readonly what: 'prompt' | 'version' | 'thread' | 'comment' | 'review' | 'deployment';
      readonly id: Ulid;
    };

/** A fact with its place in the order of all clones: by stamp, and by id where stamps are equal. */
export interface PlacedFact {
  readonly id: Ulid;
  readonly stamp: string;
  readonly fact: Fact;
}

/** Which runs stay: those since a time, and of each prompt the newest. */
export interface RunRetention {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly newest: number;
}

/** What a {@link RunRetention} lets go. */
export interface PrunableRuns {
  readonly runs: readonly {
    readonly id: Ulid;
    /** The name of the prompt. */
    readonly prompt: string;
    readonly results: number;
    /** What the run takes in the store, about. */
    readonly bytes: number;
  }[];
  readonly kept: number;
  /** How many of those stay only because their version was deployed, or is tagged or named by an alias. */
  readonly protected: number;
}

/** A part of the history. */
export interface HistoryPage {
  readonly facts: readonly PlacedFact[];
  /** Where the next part begins; undefined at the end. */
  readonly next: number | undefined;
}

/** Every question the store answers: name -> [input, output]. Inputs and outputs are plain data (they cross threads). */
export interface StoreQueries {
  prompts: [undefined, readonly PromptRecord[]];
  promptByName: [{ readonly name: string }, PromptRecord | undefined];
  promptByFile: [{ readonly file: string }, PromptRecord | undefined];
  /** The prompt that went by a name before, and has another now; of several the last that gave it up. */
  promptByFormerName: [{ readonly name: string }, PromptRecord | undefined];
  /** Newest first. */
  versions: [
    {
      readonly prompt: Ulid;
      readonly branch?: string;
      readonly limit?: number;
      /** False: without those in whose place another stands. */
      readonly squashed?: boolean;
    },
    readonly VersionRecord[],
  ];
  version: [{ readonly id: Ulid }, VersionRecord | undefined];
  versionUses: [{ readonly version: Ulid }, VersionUses];
  /** Of deleted versions none. By prompt, and of each the newest first. */
  findVersions: [VersionFilter, readonly FoundVersion[]];
  /** Undefined when there is no such version, or it was deleted. */
  content: [{ readonly version: Ulid }, VersionContent | undefined];
  /** The branches of a prompt: main first, then by name. */
  branches: [{ readonly prompt: Ulid }, readonly BranchRecord[]];
  /** The current branch of every prompt that has versions, in one query. */
  currentBranches: [undefined, readonly BranchRecord[]];
  /** Of one prompt, or of all. */
  aliases: [{ readonly prompt?: Ulid }, readonly AliasRecord[]];
  /** Of one prompt with its versions, or of all; by key. */
  tags: [{ readonly prompt?: Ulid }, readonly TagRecord[]];
  /** With all that they hold, or only what they hold of one prompt. */
  environments: [{ readonly prompt?: Ulid } | undefined, readonly EnvironmentRecord[]];
  /** What it holds now, or what it held at a revision. */
  environment: [{ readonly name: string; readonly revision?: number }, EnvironmentRecord];
  /** Newest first. */
  deployments: [
    { readonly environment?: string; readonly prompt?: Ulid; readonly limit?: number },
    readonly DeploymentRecord[],
  ];
  deployment: [{ readonly id: Ulid }, DeploymentRecord | undefined];
  deploymentAt: [{ readonly environment: string; readonly revision: number }, DeploymentRecord | undefined];
  threads: [{ readonly prompt: Ulid }, readonly ThreadRecord[]];
  thread: [{ readonly id: Ulid }, ThreadRecord | undefined];
  reviews: [{ readonly prompt?: Ulid; readonly version?: Ulid }, readonly ReviewRecord[]];
  review: [{ readonly id: Ulid }, ReviewRecord | undefined];
  /** What two clones did at the same time. */
  forks: [undefined, readonly ForkRecord[]];
  /** Newest first. */
  runs: [{ readonly prompt?: Ulid; readonly hash?: string; readonly limit?: number }, readonly RunRecord[]];
  statistics: [undefined, StoreStatistics];
  /** The runs that may go, oldest first, and how many stay. */
  prunableRuns: [RunRetention, PrunableRuns];
  /** Everything that was accepted, in its order. */
  history: [{ readonly after?: number; readonly limit: number }, HistoryPage];
  /** Newest first, older than the entry `before`; undefined when there is no such entry. */
  audit: [AuditFilter & { readonly before?: Ulid; readonly limit: number }, readonly AuditRecord[] | undefined];
}

export type QueryName = keyof StoreQueries;

/** How the store is doing. */
export interface StoreStatus {
  readonly path: string;
  /** Why the store cannot be written, for a person; undefined when it can. */
  readonly readOnly: string | undefined;
  /** What to do about it, where that is not a repair. */
  readonly readOnlyHelp?: string | undefined;
  readonly facts: number;
  readonly databaseBytes: number;
  readonly journalBytes: number;
  /** Facts that no reader could apply. */
  readonly skipped: number;
  /** Facts that are in no file for other clones; undefined when nothing is shared. */
  readonly unshared: number | undefined;
  readonly warnings: readonly string[];
  /** Absent when the facts are not in files. */
  readonly files?: {
    /** Journal files. */
    readonly generations: number;
    /** Of all journal files. */
    readonly logBytes: number;
    /** When the database was last written; ISO 8601, UTC; absent before the first time. */
    readonly checkpointed?: string;
  };
}

/** What takes how much. Bytes are those of the values. */
export interface StoreStatistics {
  /** The most frequent first. */
  readonly kinds: readonly { readonly kind: string; readonly facts: number; readonly bytes: number }[];
  /** The largest first; those with rows. */
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly bytes: number }[];
  /** The versions with the longest texts. */
  readonly largest: readonly {
    readonly prompt: string;
    readonly number: number;
    readonly semver: string;
    readonly bytes: number;
  }[];
}

/** What changed, by table of interest, since the last event: for refreshing views. */
export interface StoreChange {
  readonly kinds: readonly Fact['kind'][];
  /** True when another process wrote. */
  readonly foreign: boolean;
}

/** What has been written for other clones. */
export interface ShareReport {
  /** Workspace-relative path of the file; absent when there was nothing to share. */
  readonly file?: string;
  readonly facts: number;
}

/** The door of the store. Every call may fail with `read-only`, `damaged` or `io`. */
export interface Store {
  /**
   * Appends all facts in one transaction or none. Resolves after they are on disk.
   * Fails with `conflict` when an expectation does not hold.
   */
  append(facts: readonly Fact[], expectations?: readonly Expectation[]): Promise<Result<undefined>>;
  /** Answers from the newest state, facts of other processes included. */
  query<Name extends QueryName>(name: Name, input: StoreQueries[Name][0]): Promise<Result<StoreQueries[Name][1]>>;
  status(): Promise<Result<StoreStatus>>;
  /** Writes `store.db`. Never needed for safety. */
  checkpoint(): Promise<Result<undefined>>;
  /** Writes the database anew from the facts, and drops the files of the journal that nobody needs. */
  compact(): Promise<Result<undefined>>;
  /** Recomputes everything from the journal and compares; gives a list of differences, empty when sound. */
  verify(): Promise<Result<readonly string[]>>;
  /** Writes what no other clone may know yet into a new file below `.galley/facts`, for git. */
  share(): Promise<Result<ShareReport>>;
  /**
   * Takes in facts that were accepted in another store, in their order and with their stamps; those that are there are left
   * out. Nothing is checked against what is there: what contradicts it is a fork.
   */
  takeIn(facts: readonly PlacedFact[]): Promise<Result<undefined>>;
  readonly onDidChange: Event<StoreChange>;
  /** Checkpoints if worth it and lets go of the files. */
  close(): Promise<void>;
}
