import type { Json, Ulid } from '../base';

/** A person or machine that did something. */
export interface Author {
  readonly name: string;
  readonly email?: string;
}

/** The way by which an operation came in. */
export type Door = 'editor' | 'cli' | 'http' | 'mcp';

/** A typed input of an interface. `schema` is JSON Schema. */
export interface InterfaceInput {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly schema: Json;
  readonly default?: Json;
  readonly description?: string;
}

/** What callers of a version depend on. */
export interface PromptInterface {
  readonly inputs: readonly InterfaceInput[];
  /** JSON Schema of the output, when declared. */
  readonly output?: Json;
}

/** A partial as it was when the version was made. */
export interface ResolvedPartial {
  readonly name: string;
  readonly text: string;
}

/** One message of a prompt before rendering; plain bodies have one without a role. */
export interface TemplateMessage {
  readonly role?: string;
  readonly text: string;
}

/** Everything that changes behaviour (the content hash is taken over it), less the source text. */
export interface VersionBehaviour {
  readonly format: string;
  readonly dialect: string;
  readonly type: 'text' | 'chat';
  readonly messages: readonly TemplateMessage[];
  readonly model?: string;
  readonly parameters: { readonly [key: string]: Json };
  readonly tools: readonly Json[];
  readonly inputs: readonly InterfaceInput[];
  readonly output?: Json;
  readonly partials: readonly ResolvedPartial[];
}

/** A snapshot of a prompt: its behaviour and the file it was written in. */
export interface VersionContent {
  readonly behaviour: VersionBehaviour;
  /** The whole file as it stood, for diff and restore. */
  readonly source: string;
}

/** Why a prompt is out of use. */
export interface ArchiveRecord {
  readonly reason: string;
  /** The name of a person. */
  readonly by: string;
  readonly time: string;
}

/** A prompt as the store knows it. */
export interface PromptRecord {
  readonly id: Ulid;
  readonly name: string;
  /** Workspace-relative path with `/`. */
  readonly file: string;
  /** Absent while it is in use. */
  readonly archived?: ArchiveRecord;
}

/** A mark of a prompt or of one of its versions. */
export interface TagRecord {
  readonly prompt: Ulid;
  /** Absent: of the prompt itself. */
  readonly version?: Ulid;
  readonly key: string;
  readonly value?: string;
}

/** Where a version was imported from, and who made it there; who imported it is the author of the fact. */
export interface VersionOrigin {
  /** Such as `git:<commit>`. */
  readonly source: string;
  readonly author: Author;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** A version without its content. */
export interface VersionRecord {
  readonly id: Ulid;
  readonly prompt: Ulid;
  /** `#12`: counts from 1 in each prompt, in the order of the journal. */
  readonly number: number;
  readonly semver: string;
  /** Hex SHA-256 of the canonical behaviour. */
  readonly hash: string;
  readonly parents: readonly Ulid[];
  readonly branch: string;
  readonly message: string;
  readonly author: Author;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Where it was imported from, such as `git:<commit>`; author and time are those of there. */
  readonly origin?: string;
  /** The version of the branch that stands in its place. */
  readonly squashedInto?: Ulid;
  /** Absent while it is there; else nothing can be done with it, and its content is not told. */
  readonly deleted?: DeletionRecord;
}

/** Who deleted a version, when and why. */
export type DeletionRecord = ArchiveRecord;

/** Something for which a version has to stay. */
export interface VersionUse {
  readonly kind: 'version' | 'branch' | 'alias' | 'environment' | 'review' | 'thread' | 'tag' | 'fork';
  /** As a person knows it: a label with its number, a name, an environment with its revisions, the id of a review or thread. */
  readonly name: string;
}

/** What keeps a version from being deleted. */
export interface VersionUses {
  readonly uses: readonly VersionUse[];
  /** Whether other clones can have its content. */
  readonly shared: boolean;
}

/** Which versions are searched for; what is absent does not matter. */
export interface VersionFilter {
  readonly prompts: readonly Ulid[];
  /** Only among these. */
  readonly versions?: readonly Ulid[];
  /** A name or a mail address. */
  readonly author?: string;
  /** ISO 8601, UTC: from here on. */
  readonly since?: string;
  /** ISO 8601, UTC: before this. */
  readonly until?: string;
  /** ASCII letters that the file has to hold in this order, upper or lower case. */
  readonly containing?: string;
  /** Whether the files are wanted. */
  readonly sources: boolean;
  /** Whether the inputs are wanted. */
  readonly inputs: boolean;
}

/** A version that was searched for. */
export interface FoundVersion extends Omit<VersionRecord, 'parents' | 'origin'> {
  /** The file as it stood, when it was wanted. */
  readonly source?: string;
  /** The names of its inputs, when they were wanted. */
  readonly inputs?: readonly string[];
}

/** A line of versions of a prompt. */
export interface BranchRecord {
  readonly name: string;
  readonly head: VersionRecord;
  /** Whether the draft is worked on for it on this machine. */
  readonly current: boolean;
}

/** A movable name for one version. */
export interface AliasRecord {
  readonly prompt: Ulid;
  readonly alias: string;
  readonly version: Ulid;
  /** The fact that moved it there. */
  readonly move: Ulid;
  readonly time: string;
  readonly author: Author;
}

/**
 * A line that two clones went on with at the same time, or a name that both took. What was there first stays in force until
 * a person decides; a second version of a label is only told of.
 */
export interface ForkRecord {
  /** What the fork is of: an environment, an alias, a branch, the label of a version, or the name of a prompt. */
  readonly kind: 'environment' | 'alias' | 'branch' | 'label' | 'name';
  /** The prompt it is about; absent for an environment. */
  readonly prompt?: Ulid;
  /** Name of the environment, alias, branch, label or prompt. */
  readonly name: string;
  /** What is in force: a deployment, the move of an alias, a version or a prompt; absent when the alias was removed. */
  readonly stands?: Ulid;
  /** The ends of the other lines, oldest first. */
  readonly others: readonly Ulid[];
}

/** The outcome of one gate with what shows it. */
export interface GateResult {
  readonly gate: string;
  readonly prompt: string;
  /** `overridden`: it failed, and somebody who may had the deployment go on. */
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'overridden';
  /** One line for a person. */
  readonly summary: string;
  /** Structured proof: findings, counts, approvals. */
  readonly evidence: Json;
  /** Who went over the gate and why; there when it is overridden. */
  readonly override?: GateOverride;
}

/** Who went over a gate that had failed, and why. */
export interface GateOverride {
  readonly author: Author;
  readonly reason: string;
}

/** One prompt moved by a deployment. `to` is absent when the prompt was taken out. */
export interface DeploymentChange {
  readonly prompt: Ulid;
  readonly from?: Ulid;
  readonly to?: Ulid;
}

/** One revision of an environment. */
export interface DeploymentRecord {
  readonly id: Ulid;
  readonly environment: string;
  /** Counts from 1 in each environment. */
  readonly revision: number;
  readonly kind: 'deploy' | 'rollback';
  /** The deployment of another environment whose state was taken over. */
  readonly promotes?: Ulid;
  /** The earlier deployment of this environment whose state a rollback brought back. */
  readonly restores?: Ulid;
  readonly changes: readonly DeploymentChange[];
  readonly gates: readonly GateResult[];
  readonly reason: string;
  readonly author: Author;
  readonly door: Door;
  readonly time: string;
  /** Whether the target of the environment has been written. */
  readonly published: 'pending' | 'done' | 'failed' | 'none';
  /** Why publishing failed. */
  readonly publishError?: string;
  /** Digest of what was written last. */
  readonly digest?: string;
}

/** Why nothing is moved in an environment for the time being. */
export interface FreezeRecord {
  readonly id: Ulid;
  readonly reason: string;
  readonly author: Author;
  readonly time: string;
}

/** What an environment holds, now or at one of its revisions. */
export interface EnvironmentRecord {
  readonly name: string;
  /** 0 before the first deployment. */
  readonly revision: number;
  /** The newest freeze that is not ended. */
  readonly frozen?: FreezeRecord;
  readonly holds: readonly {
    readonly prompt: Ulid;
    readonly version: Ulid;
    readonly deployment: Ulid;
    readonly author: Author;
    readonly time: string;
  }[];
}

/** Where a thread stands in the source text of the version it was started on. Lines are zero-based, end inclusive. */
export interface ThreadAnchor {
  readonly startLine: number;
  readonly endLine: number;
  /** The anchored lines themselves: they are found again in the draft. */
  readonly lines: readonly string[];
}

/** One comment of a thread. */
export interface CommentRecord {
  readonly id: Ulid;
  readonly thread: Ulid;
  readonly body: string;
  readonly author: Author;
  readonly time: string;
  /** The time of the last edit. */
  readonly edited?: string;
}

/** A thread of comments on lines of a prompt. */
export interface ThreadRecord {
  readonly id: Ulid;
  readonly prompt: Ulid;
  /** The version it is anchored to; undefined when the prompt had none. */
  readonly version?: Ulid;
  /** The source text the anchor's line numbers count in. */
  readonly source: string;
  readonly anchor: ThreadAnchor;
  readonly state: 'open' | 'resolved';
  readonly comments: readonly CommentRecord[];
}

/** A request to approve a version. */
export interface ReviewRecord {
  readonly id: Ulid;
  readonly prompt: Ulid;
  readonly version: Ulid;
  readonly state: 'open' | 'approved' | 'changes-requested' | 'closed';
  readonly message: string;
  readonly author: Author;
  readonly time: string;
  readonly decisions: readonly {
    readonly decision: ReviewDecision;
    readonly reason: string;
    readonly author: Author;
    readonly time: string;
  }[];
}

/** What a reviewer can say. */
export type ReviewDecision = 'approved' | 'changes-requested' | 'closed' | 'reopened';

/** The result of one case in one run, as kept in the store. */
export interface ResultRecord {
  readonly case: string;
  readonly outcome: 'passed' | 'failed' | 'errored' | 'skipped';
  readonly latencyMs: number;
  /** What the model counted, where it says so. */
  readonly tokens?: { readonly input: number; readonly output: number };
}

/** One execution of cases. Local and prunable. */
export interface RunRecord {
  readonly id: Ulid;
  readonly prompt: Ulid;
  /** The behaviour hash that was run. */
  readonly hash: string;
  readonly provider: string;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly results: readonly ResultRecord[];
  readonly time: string;
}
