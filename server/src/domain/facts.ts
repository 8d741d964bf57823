import type { Ulid } from '../base';
import type {
  Author,
  DeploymentChange,
  Door,
  GateResult,
  ResultRecord,
  ReviewDecision,
  ThreadAnchor,
  VersionContent,
  VersionOrigin,
} from './records';

/** What every fact carries. Facts are immutable; their values are given, never computed while they are replayed. */
interface FactBase {
  readonly id: Ulid;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly author: Author;
  readonly door: Door;
}

export interface PromptCreated extends FactBase {
  readonly kind: 'prompt-created';
  readonly prompt: Ulid;
  readonly name: string;
  readonly file: string;
}

/** The prompt has a new name or file. */
export interface PromptMoved extends FactBase {
  readonly kind: 'prompt-moved';
  readonly prompt: Ulid;
  readonly name: string;
  readonly file: string;
}

export interface VersionCommitted extends FactBase {
  readonly kind: 'version-committed';
  readonly version: Ulid;
  readonly prompt: Ulid;
  readonly semver: string;
  readonly hash: string;
  /** Absent when the version was deleted, and its content with it, before anybody else could have it. */
  readonly content?: VersionContent;
  readonly parents: readonly Ulid[];
  readonly branch: string;
  readonly message: string;
  /** Why the bump differs from the proposed one. */
  readonly bumpReason?: string;
  /** Of a version that was imported. */
  readonly origin?: VersionOrigin;
  /** Versions of the branch in whose place it stands: it has their changes and follows what came before them. */
  readonly squashes?: readonly Ulid[];
}

/** The version is not used any more, by nobody: its number and its label stay taken. */
export interface VersionDeleted extends FactBase {
  readonly kind: 'version-deleted';
  readonly prompt: Ulid;
  readonly version: Ulid;
  readonly reason: string;
  /** Whether its content goes for good: true only while no other clone can have it. */
  readonly purges: boolean;
}

/** A prompt, or one of its versions, is marked with a key and perhaps a value; what stood there before is replaced. */
export interface TagSet extends FactBase {
  readonly kind: 'tag-set';
  readonly prompt: Ulid;
  /** Absent: the prompt itself. */
  readonly version?: Ulid;
  readonly key: string;
  readonly value?: string;
}

/** The mark is taken away again. */
export interface TagRemoved extends FactBase {
  readonly kind: 'tag-removed';
  readonly prompt: Ulid;
  readonly version?: Ulid;
  readonly key: string;
}

/** The prompt is out of use: it is not listed, and gets no versions. */
export interface PromptArchived extends FactBase {
  readonly kind: 'prompt-archived';
  readonly prompt: Ulid;
  readonly reason: string;
}

/** The prompt is in use again. */
export interface PromptUnarchived extends FactBase {
  readonly kind: 'prompt-unarchived';
  readonly prompt: Ulid;
  readonly reason: string;
}

/** A line of versions beside main, from a version on. */
export interface BranchCreated extends FactBase {
  readonly kind: 'branch-created';
  readonly prompt: Ulid;
  readonly branch: string;
  /** Its head until something is committed to it. */
  readonly from: Ulid;
}

/** The branch is not shown any more; its versions stay. */
export interface BranchDeleted extends FactBase {
  readonly kind: 'branch-deleted';
  readonly prompt: Ulid;
  readonly branch: string;
}

/** Local: the branch that the draft of a prompt is worked on for. */
export interface BranchSwitched extends FactBase {
  readonly kind: 'branch-switched';
  readonly prompt: Ulid;
  readonly branch: string;
}

export interface AliasMoved extends FactBase {
  readonly kind: 'alias-moved';
  readonly prompt: Ulid;
  readonly alias: string;
  /** The move that this one follows; absent when the alias pointed at nothing. */
  readonly previous?: Ulid;
  readonly from?: Ulid;
  /** Absent when the alias is removed. */
  readonly to?: Ulid;
  readonly reason: string;
}

/** Stands for the move before in facts of a time when that was not kept. */
export const unrecordedMove = 'unrecorded';

export interface EnvironmentDeployed extends FactBase {
  readonly kind: 'environment-deployed';
  readonly deployment: Ulid;
  readonly environment: string;
  /** The deployment this one follows; undefined for the first. */
  readonly previous?: Ulid;
  /** The deployment of another environment whose state was taken over. */
  readonly promotes?: Ulid;
  /** The earlier deployment of this environment whose state a rollback brings back; undefined when it goes back by steps. */
  readonly restores?: Ulid;
  readonly mode: 'deploy' | 'rollback';
  readonly changes: readonly DeploymentChange[];
  readonly gates: readonly GateResult[];
  readonly reason: string;
  /** Whether the environment has a target that is to be written. */
  readonly publishes: boolean;
}

export interface DeploymentPublished extends FactBase {
  readonly kind: 'deployment-published';
  readonly deployment: Ulid;
  readonly outcome: 'done' | 'failed';
  readonly error?: string;
  /** Hex SHA-256 of what was written, in canonical form: whether the target still says so is told by it. */
  readonly digest?: string;
}

/** Nothing is moved in the environment until the freeze is ended. */
export interface EnvironmentFrozen extends FactBase {
  readonly kind: 'environment-frozen';
  readonly freeze: Ulid;
  readonly environment: string;
  readonly reason: string;
}

/** Ends every freeze of the environment. */
export interface EnvironmentUnfrozen extends FactBase {
  readonly kind: 'environment-unfrozen';
  readonly environment: string;
  readonly reason: string;
}

export interface ReviewRequested extends FactBase {
  readonly kind: 'review-requested';
  readonly review: Ulid;
  readonly prompt: Ulid;
  readonly version: Ulid;
  readonly message: string;
}

export interface ReviewDecided extends FactBase {
  readonly kind: 'review-decided';
  readonly review: Ulid;
  readonly decision: ReviewDecision;
  readonly reason: string;
}

export interface ThreadStarted extends FactBase {
  readonly kind: 'thread-started';
  readonly thread: Ulid;
  readonly prompt: Ulid;
  readonly version?: Ulid;
  /** The source text the anchor counts in; stored once by content. */
  readonly source: string;
  readonly anchor: ThreadAnchor;
}

export interface CommentAdded extends FactBase {
  readonly kind: 'comment-added';
  readonly comment: Ulid;
  readonly thread: Ulid;
  readonly body: string;
}

export interface CommentEdited extends FactBase {
  readonly kind: 'comment-edited';
  readonly comment: Ulid;
  readonly body: string;
}

export interface ThreadStateSet extends FactBase {
  readonly kind: 'thread-state-set';
  readonly thread: Ulid;
  readonly state: 'open' | 'resolved';
}

/** A person has decided about lines that two clones went on with at the same time: they are shown no more. */
export interface ForkResolved extends FactBase {
  readonly kind: 'fork-resolved';
  /** The ends of the lines that are not in force: deployments, or moves of an alias. */
  readonly closes: readonly Ulid[];
  readonly reason: string;
}

/** Local: not shared through git, prunable. */
export interface RunRecorded extends FactBase {
  readonly kind: 'run-recorded';
  readonly run: Ulid;
  readonly prompt: Ulid;
  readonly hash: string;
  readonly provider: string;
  readonly results: readonly ResultRecord[];
}

/** Runs were let go: their results are dropped. Local, as the runs are. */
export interface RunsPruned extends FactBase {
  readonly kind: 'runs-pruned';
  readonly runs: readonly Ulid[];
}

/** A row of the journal: the truth everything else is derived from. */
export type Fact =
  | PromptCreated
  | PromptMoved
  | PromptArchived
  | PromptUnarchived
  | TagSet
  | TagRemoved
  | VersionCommitted
  | VersionDeleted
  | BranchCreated
  | BranchDeleted
  | BranchSwitched
  | AliasMoved
  | EnvironmentDeployed
  | DeploymentPublished
  | EnvironmentFrozen
  | EnvironmentUnfrozen
  | ReviewRequested
  | ReviewDecided
  | ThreadStarted
  | CommentAdded
  | CommentEdited
  | ThreadStateSet
  | ForkResolved
  | RunRecorded
  | RunsPruned;

export type FactKind = Fact['kind'];

/** Kinds that stay on this machine and may be pruned. */
export const localFactKinds: ReadonlySet<FactKind> = new Set(['run-recorded', 'runs-pruned', 'branch-switched']);
