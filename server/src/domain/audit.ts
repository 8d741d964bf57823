import type { Ulid } from '../base';
import type { Fact, FactKind } from './facts';
import type { Author, Door, GateResult, VersionRecord } from './records';
import { formatTag } from './tag';

/** A version as the audit log names it. */
export type AuditVersion = Pick<VersionRecord, 'number' | 'semver' | 'hash'>;

/** One revision of an environment. */
export interface AuditRevision {
  readonly environment: string;
  readonly revision: number;
}

/** What became of a gate, without what it had found. */
export type AuditGate = Pick<GateResult, 'gate' | 'prompt' | 'outcome' | 'override'>;

/**
 * What the audit log may tell of a fact. No text of a prompt, value of an input or comment has a place here; what is not
 * named is not told.
 */
export interface AuditDetails {
  readonly prompt?: string;
  readonly file?: string;
  readonly branch?: string;
  readonly alias?: string;
  /** `key` or `key=value`. */
  readonly tag?: string;
  readonly version?: AuditVersion;
  /** The numbers of the versions that a version was made from. */
  readonly parents?: readonly number[];
  /** The numbers of the versions in whose place it stands. */
  readonly squashes?: readonly number[];
  readonly from?: AuditVersion;
  readonly to?: AuditVersion;
  readonly environment?: string;
  readonly revision?: number;
  readonly mode?: 'deploy' | 'rollback';
  readonly promotes?: AuditRevision;
  readonly restores?: AuditRevision;
  readonly changes?: readonly {
    readonly prompt: string;
    readonly from?: AuditVersion;
    readonly to?: AuditVersion;
  }[];
  readonly gates?: readonly AuditGate[];
  /** Of the target of a deployment. */
  readonly outcome?: 'done' | 'failed';
  readonly decision?: string;
  /** Of a thread. */
  readonly state?: 'open' | 'resolved';
  /** One-based, of a thread when it was started. */
  readonly lines?: { readonly first: number; readonly last: number };
  readonly reason?: string;
}

/** One entry of the audit log, in names instead of identifiers. */
export interface AuditRecord extends AuditDetails {
  readonly id: Ulid;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly kind: AuditKind;
  readonly author: Author;
  readonly door: Door;
  /** Who PostgreSQL says stored it, where it does. */
  readonly databaseUser?: string;
}

/** Which entries of the audit log are asked for. */
export interface AuditFilter {
  readonly kinds?: readonly AuditKind[];
  readonly prompt?: Ulid;
  readonly environment?: string;
  /** A name or a mail address. */
  readonly author?: string;
  /** ISO 8601, UTC: from here on. */
  readonly since?: string;
  /** ISO 8601, UTC: before this. */
  readonly until?: string;
}

/** Gives names for the identifiers in facts; undefined for what the store does not hold. */
export interface AuditNames {
  prompt(id: Ulid): string | undefined;
  version(id: Ulid): AuditVersion | undefined;
  deployment(id: Ulid): AuditRevision | undefined;
  review(id: Ulid): { readonly prompt: string; readonly version?: AuditVersion } | undefined;
  /** The name of the prompt that it is about. */
  thread(id: Ulid): string | undefined;
  /** The name of the prompt that it is about. */
  comment(id: Ulid): string | undefined;
}

type FactOf<Kind extends FactKind> = Extract<Fact, { readonly kind: Kind }>;

/** Facts of these kinds stay on one machine and are nobody else's business. */
type UnauditedKind = 'run-recorded' | 'runs-pruned' | 'branch-switched';

/** A kind of entry in the audit log. */
export type AuditKind = Exclude<FactKind, UnauditedKind>;

/** A fact of a kind that is audited; its long texts may be left out. */
export type AuditedFact = FactOf<AuditKind>;

/** What is told of each kind. A kind without a row here does not compile. */
const details: { readonly [Kind in AuditKind]: (fact: FactOf<Kind>, names: AuditNames) => AuditDetails } = {
  'prompt-created': ({ name, file }) => ({ prompt: name, file }),
  'prompt-moved': ({ name, file }) => ({ prompt: name, file }),
  'prompt-archived': ({ prompt, reason }, names) => ({ ...named(names.prompt(prompt)), reason }),
  'prompt-unarchived': ({ prompt, reason }, names) => ({ ...named(names.prompt(prompt)), reason }),
  'tag-set': (fact, names) => tagged(fact, names),
  'tag-removed': (fact, names) => tagged(fact, names),
  'version-committed': ({ prompt, version, parents, branch, message, bumpReason, squashes }, names) => ({
    ...named(names.prompt(prompt)),
    ...given('version', names.version(version)),
    ...given('squashes', squashes && numbers(squashes, names)),
    parents: numbers(parents, names),
    branch,
    reason: bumpReason === undefined ? message : `${message} (${bumpReason})`,
  }),
  'version-deleted': ({ prompt, version, reason }, names) => ({
    ...named(names.prompt(prompt)),
    ...given('version', names.version(version)),
    reason,
  }),
  'branch-created': ({ prompt, branch, from }, names) => ({
    ...named(names.prompt(prompt)),
    branch,
    ...given('from', names.version(from)),
  }),
  'branch-deleted': ({ prompt, branch }, names) => ({ ...named(names.prompt(prompt)), branch }),
  'alias-moved': ({ prompt, alias, from, to, reason }, names) => ({
    ...named(names.prompt(prompt)),
    alias,
    ...step(names, from, to),
    reason,
  }),
  'environment-deployed': ({ deployment, environment, mode, promotes, restores, changes, gates, reason }, names) => ({
    environment,
    ...given('revision', names.deployment(deployment)?.revision),
    mode,
    ...given('promotes', promotes === undefined ? undefined : names.deployment(promotes)),
    ...given('restores', restores === undefined ? undefined : names.deployment(restores)),
    changes: changes.map(({ prompt, from, to }) => ({
      prompt: names.prompt(prompt) ?? prompt,
      ...step(names, from, to),
    })),
    gates: gates.map(({ gate, prompt, outcome, override }) => ({
      ...{ gate, prompt, outcome },
      ...given('override', override),
    })),
    reason,
  }),
  'deployment-published': ({ deployment, outcome, error }, names) => ({
    ...names.deployment(deployment),
    outcome,
    ...given('reason', error),
  }),
  'environment-frozen': ({ environment, reason }) => ({ environment, reason }),
  'environment-unfrozen': ({ environment, reason }) => ({ environment, reason }),
  'review-requested': ({ prompt, version, message }, names) => ({
    ...named(names.prompt(prompt)),
    ...given('version', names.version(version)),
    reason: message,
  }),
  'review-decided': ({ review, decision, reason }, names) => ({ ...names.review(review), decision, reason }),
  'thread-started': ({ prompt, version, anchor }, names) => ({
    ...named(names.prompt(prompt)),
    ...given('version', version === undefined ? undefined : names.version(version)),
    lines: { first: anchor.startLine + 1, last: anchor.endLine + 1 },
  }),
  'comment-added': ({ thread }, names) => named(names.thread(thread)),
  'comment-edited': ({ comment }, names) => named(names.comment(comment)),
  'thread-state-set': ({ thread, state }, names) => ({ ...named(names.thread(thread)), state }),
  'fork-resolved': ({ closes, reason }, names) => ({
    ...given(
      'environment',
      closes.map((id) => names.deployment(id)?.environment).find((name) => name !== undefined),
    ),
    reason,
  }),
};

/** Every kind of entry in the audit log. */
export const auditKinds = Object.keys(details) as readonly AuditKind[];

/** The entry of a fact. */
export function auditRecord(fact: AuditedFact, names: AuditNames): AuditRecord {
  const { id, time, kind, author, door } = fact;
  return { id, time, kind, author, door, ...detailsOf(kind, fact, names) };
}

function detailsOf<Kind extends AuditKind>(kind: Kind, fact: AuditedFact, names: AuditNames): AuditDetails {
  return details[kind](fact as FactOf<Kind>, names);
}

function numbers(versions: readonly Ulid[], names: AuditNames): readonly number[] {
  return versions.flatMap((version) => names.version(version)?.number ?? []);
}

function tagged(fact: FactOf<'tag-set' | 'tag-removed'>, names: AuditNames): AuditDetails {
  return {
    ...named(names.prompt(fact.prompt)),
    ...given('version', fact.version === undefined ? undefined : names.version(fact.version)),
    tag: formatTag(fact),
  };
}

function step(names: AuditNames, from: Ulid | undefined, to: Ulid | undefined): Pick<AuditDetails, 'from' | 'to'> {
  return {
    ...given('from', from === undefined ? undefined : names.version(from)),
    ...given('to', to === undefined ? undefined : names.version(to)),
  };
}

function named(prompt: string | undefined): { readonly prompt?: string } {
  return given('prompt', prompt);
}

function given<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [key in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in Key]?: Value };
}
