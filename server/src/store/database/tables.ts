import type { Kysely } from 'kysely';

/** Columns are text, integer or real, so that SQLite and PostgreSQL can share them; JSON is text; yes and no are 1 and 0. */
interface By {
  readonly author_name: string;
  readonly author_email: string | null;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** One row: up to where in the journal this database holds everything. */
export interface MetaTable {
  readonly generation: number;
  readonly offset: number;
  /** How many of the migrations have been applied. */
  readonly schema: number;
  /** The form of the facts in the table. */
  readonly fact_schema: number;
}

/** Every fact in the order of all clones; all other tables but `meta` follow from it. */
export interface FactsTable extends By {
  readonly seq: number;
  readonly id: string;
  /** {@link Stamp}: facts are in the order of these and, where they are equal, of their ids. */
  readonly stamp: string;
  readonly kind: string;
  readonly door: string;
  readonly payload: string;
  /** Why the fact could not be applied; then `payload` is the whole of it. */
  readonly skipped: string | null;
  /** Who PostgreSQL says stored it; null when it came another way. */
  readonly db_user: string | null;
}

/** Long texts, stored once. */
export interface BodiesTable {
  readonly hash: string;
  readonly text: string;
}

export interface PromptsTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly name: string;
  readonly file: string;
  /** When, by whom and why it was archived; null while it is in use. */
  readonly archived_time: string | null;
  readonly archived_by: string | null;
  readonly archived_reason: string | null;
}

/** The newest tags. */
export interface TagsTable extends By {
  readonly prompt: string;
  /** Empty: of the prompt itself. */
  readonly version: string;
  readonly key: string;
  readonly value: string | null;
}

export interface VersionsTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly prompt: string;
  readonly number: number;
  readonly semver: string;
  readonly hash: string;
  readonly branch: string;
  readonly message: string;
  readonly bump_reason: string | null;
  readonly door: string;
  /** Hash of a body: the file as it stood. */
  readonly source: string;
  /** Hash of a body: canonical JSON. */
  readonly behaviour: string;
  readonly origin: string | null;
  /** The version that stands in its place. */
  readonly squashed_into: string | null;
  /** When, by whom and why it was deleted; null while it is there. */
  readonly deleted_time: string | null;
  readonly deleted_by: string | null;
  readonly deleted_reason: string | null;
}

export interface VersionParentsTable {
  readonly version: string;
  readonly position: number;
  readonly parent: string;
}

export interface BranchesTable {
  readonly prompt: string;
  readonly name: string;
  readonly head: string;
}

/** The branch that the draft of a prompt is worked on for, where it is not main. */
export interface WorkingBranchesTable {
  readonly prompt: string;
  readonly branch: string;
}

export interface AliasesTable extends By {
  readonly prompt: string;
  readonly alias: string;
  readonly version: string;
  readonly move: string;
}

export interface AliasMovesTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly prompt: string;
  readonly alias: string;
  readonly from_version: string | null;
  readonly to_version: string | null;
  readonly reason: string;
  readonly door: string;
}

export interface EnvironmentsTable {
  readonly name: string;
  readonly revision: number;
  /** The newest deployment. */
  readonly deployment: string;
}

export interface EnvironmentStateTable extends By {
  readonly environment: string;
  readonly prompt: string;
  readonly version: string;
  readonly deployment: string;
}

export interface DeploymentsTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly environment: string;
  readonly revision: number;
  readonly kind: 'deploy' | 'rollback';
  readonly previous: string | null;
  readonly reason: string;
  readonly door: string;
  readonly published: 'pending' | 'done' | 'failed' | 'none';
  readonly publish_error: string | null;
  /** The deployment of another environment whose state was taken over. */
  readonly promotes: string | null;
  /** The earlier deployment whose state a rollback brought back. */
  readonly restores: string | null;
  /** Digest of what was written to the target last. */
  readonly digest: string | null;
}

export interface FreezesTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly environment: string;
  readonly reason: string;
  readonly door: string;
  /** When, by whom and why it was ended; null while it holds. */
  readonly ended_time: string | null;
  readonly ended_by: string | null;
  readonly ended_reason: string | null;
}

export interface DeploymentChangesTable {
  readonly deployment: string;
  readonly position: number;
  readonly prompt: string;
  readonly from_version: string | null;
  readonly to_version: string | null;
}

export interface GateResultsTable {
  readonly deployment: string;
  readonly position: number;
  readonly gate: string;
  readonly prompt: string;
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'overridden';
  readonly summary: string;
  /** JSON. */
  readonly evidence: string;
  /** JSON: who went over the gate and why. */
  readonly override_by: string | null;
}

export interface ThreadsTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly prompt: string;
  readonly version: string | null;
  /** Hash of a body. */
  readonly source: string;
  readonly start_line: number;
  readonly end_line: number;
  /** JSON: the anchored lines. */
  readonly lines: string;
  readonly state: 'open' | 'resolved';
}

export interface CommentsTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly thread: string;
  readonly body: string;
  /** The time of the last edit. */
  readonly edited: string | null;
}

export interface ReviewsTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly prompt: string;
  readonly version: string;
  readonly state: 'open' | 'approved' | 'changes-requested' | 'closed';
  readonly message: string;
}

export interface ReviewDecisionsTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly review: string;
  readonly decision: 'approved' | 'changes-requested' | 'closed' | 'reopened';
  readonly reason: string;
}

export interface RunsTable extends By {
  readonly id: string;
  readonly seq: number;
  readonly prompt: string;
  /** Hash of the behaviour that was run. */
  readonly hash: string;
  readonly provider: string;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
}

export interface ResultsTable {
  readonly run: string;
  readonly position: number;
  readonly case_name: string;
  readonly outcome: 'passed' | 'failed' | 'errored' | 'skipped';
  readonly latency_ms: number;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
}

/** Prompts that clones made for one file at the same time are one: the later ids stand for the first. */
export interface PromptIdsTable {
  readonly id: string;
  readonly prompt: string;
}

/** What two clones did at the same time and is not in force. */
export interface ForksTable {
  /** A deployment, a move of an alias, or a version. */
  readonly id: string;
  readonly seq: number;
  readonly kind: 'environment' | 'alias' | 'branch';
  /** A prompt; empty for an environment. */
  readonly prompt: string;
  /** Of the environment, alias or branch. */
  readonly name: string;
  /** `followed`: the line goes on with another one. */
  readonly state: 'open' | 'followed' | 'resolved';
}

/** Local: files of shared facts that have been taken in or written. */
export interface SegmentsTable {
  /** Of the file. */
  readonly name: string;
  /** Of the file. */
  readonly bytes: number;
  /** JSON: ids of the facts in it. */
  readonly facts: string;
}

/** Every table by its name. */
export interface Tables {
  readonly meta: MetaTable;
  readonly facts: FactsTable;
  readonly bodies: BodiesTable;
  readonly prompts: PromptsTable;
  readonly tags: TagsTable;
  readonly versions: VersionsTable;
  readonly version_parents: VersionParentsTable;
  readonly branches: BranchesTable;
  readonly working_branches: WorkingBranchesTable;
  readonly aliases: AliasesTable;
  readonly alias_moves: AliasMovesTable;
  readonly environments: EnvironmentsTable;
  readonly environment_state: EnvironmentStateTable;
  readonly deployments: DeploymentsTable;
  readonly deployment_changes: DeploymentChangesTable;
  readonly gate_results: GateResultsTable;
  readonly freezes: FreezesTable;
  readonly threads: ThreadsTable;
  readonly comments: CommentsTable;
  readonly reviews: ReviewsTable;
  readonly review_decisions: ReviewDecisionsTable;
  readonly runs: RunsTable;
  readonly results: ResultsTable;
  readonly prompt_ids: PromptIdsTable;
  readonly forks: ForksTable;
  readonly segments: SegmentsTable;
}

/** A database with these tables, whatever engine holds it. */
export type Db = Kysely<Tables>;
