import type {
  LogEntry,
  OperationOutput,
  VersionRef,
  WireBranch,
  WireInterfaceChange,
} from '../../../server/src/protocol';
import { counted, listed } from '../words';

export type Proposal = OperationOutput<'proposal'>;
export type Bump = Proposal['bump'];

const bumps: readonly Bump[] = ['major', 'minor', 'patch'];
const shownChanges = 3;

/** A step of the version label a person may choose. */
export interface BumpChoice {
  readonly bump: Bump;
  readonly semver: string;
  readonly proposed: boolean;
  /** Why it is proposed, or what choosing it says. */
  readonly detail: string;
}

/**
 * The steps a commit may take, the proposed one first.
 * @param head the label of the version before
 */
export function bumpChoices(
  head: string,
  proposal: Pick<Proposal, 'branch' | 'bump' | 'semver' | 'changes'>,
): readonly BumpChoice[] {
  const others = bumps.filter((bump) => bump !== proposal.bump);
  return [proposal.bump, ...others].map((bump) => ({
    bump,
    semver: bump === proposal.bump ? proposal.semver : proposal.branch === 'main' ? bumped(head, bump) : '',
    proposed: bump === proposal.bump,
    detail: bump === proposal.bump ? reasonOf(proposal) : meanings[bump],
  }));
}

const meanings: Readonly<Record<Bump, string>> = {
  major: 'Callers must change what they pass or how they read the answer.',
  minor: 'Callers can go on as they are; something was added.',
  patch: 'The inputs and the output are the same.',
};

function reasonOf({ bump, changes }: Pick<Proposal, 'bump' | 'changes'>): string {
  if (changes.length === 0) return meanings.patch;
  const decisive = bump === 'major' ? changes.filter((change) => change.breaking) : changes;
  return listed((decisive.length > 0 ? decisive : changes).map((change) => change.description));
}

/** True when a step promises less change than the interface shows: the person is asked why. */
export function isLower(chosen: Bump, proposed: Bump): boolean {
  return bumps.indexOf(chosen) > bumps.indexOf(proposed);
}

/** The label after a step. A label that is not plain semver gives an empty text: only the server can tell. */
export function bumped(semver: string, bump: Bump): string {
  const numbers = /^(\d+)\.(\d+)\.(\d+)/.exec(semver)?.slice(1).map(Number);
  if (numbers === undefined) return '';
  const [major = 0, minor = 0, patch = 0] = numbers;
  switch (bump) {
    case 'major':
      return `${major + 1}.0.0`;
    case 'minor':
      return `${major}.${minor + 1}.0`;
    case 'patch':
      return `${major}.${minor}.${patch + 1}`;
  }
}

/** A first proposal for the message of a commit. */
export function proposedMessage({ head, changes }: Pick<Proposal, 'head' | 'changes'>): string {
  if (head === undefined) return 'First version';
  if (changes.length === 0) return 'Improve the wording';
  return changes.map((change) => sentenceCase(change.description)).join('; ');
}

/** Why a commit message cannot be taken; undefined when it can. */
export function messageProblem(message: string): string | undefined {
  if (message.trim() === '') return 'Say in a few words what is new.';
  if (message.length > 5000) return `${message.length} characters; at most 5000 fit.`;
  return undefined;
}

/** Why an alias cannot be taken; undefined when it can. */
export function aliasProblem(alias: string): string | undefined {
  if (!/^[A-Za-z][\w.-]*$/.test(alias))
    return 'An alias starts with a letter and holds letters, digits, ".", "_" and "-".';
  if (/^(latest|v\d+)$/i.test(alias)) return `"${alias}" is reserved.`;
  return undefined;
}

/** Why a branch cannot have a name; undefined when it can. */
export function branchProblem(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name))
    return 'A branch starts with a letter and holds letters, digits, "_" and "-".';
  if (/^(latest|main|v\d+)$/i.test(name)) return `"${name}" is reserved.`;
  return undefined;
}

/** How far a branch is from main: `2 versions ahead of main, 1 behind`. */
export function branchDistance({ ahead, behind }: Pick<WireBranch, 'ahead' | 'behind'>): string {
  if (ahead + behind === 0) return 'equal to main';
  if (ahead === 0) return `${counted(behind, 'version')} behind main`;
  return `${counted(ahead, 'version')} ahead of main${behind === 0 ? '' : `, ${behind} behind`}`;
}

/**
 * The title of a comparison, with what it does to the interface:
 * `triage 1.1.0 ↔ draft: breaking, +locale`.
 */
export function diffTitle(
  prompt: string,
  left: string,
  right: string,
  diff: { readonly changes: readonly WireInterfaceChange[]; readonly breaking: boolean },
): string {
  const marks = diff.changes.map(changeMark);
  const shown = marks.slice(0, shownChanges);
  if (marks.length > shownChanges) shown.push(`${marks.length - shownChanges} more`);
  if (diff.breaking) shown.unshift('breaking');
  const summary = shown.length === 0 ? '' : `: ${shown.join(', ')}`;
  return `${prompt} ${left} ↔ ${right}${summary}`;
}

/** What a comparison does to the interface, in sentences; undefined when it does nothing to it. */
export function changesText(changes: readonly WireInterfaceChange[]): string | undefined {
  if (changes.length === 0) return undefined;
  const breaking = changes.filter((change) => change.breaking);
  const compatible = changes.filter((change) => !change.breaking);
  return [
    ...(breaking.length > 0 ? [`${counted(breaking.length, 'breaking change')}: ${describe(breaking)}.`] : []),
    ...(compatible.length > 0 ? [`${counted(compatible.length, 'compatible change')}: ${describe(compatible)}.`] : []),
  ].join(' ');
}

function describe(changes: readonly WireInterfaceChange[]): string {
  return changes.map((change) => change.description).join('; ');
}

function changeMark(change: WireInterfaceChange): string {
  const name = change.input ?? 'output';
  if (change.kind === 'input-added') return `+${name}`;
  if (change.kind === 'input-removed') return `−${name}`;
  return `~${name}`;
}

/** Selects a version of a prompt by its number. */
export function selectorOf(prompt: string, version: Pick<VersionRef, 'number'>): string {
  return `${prompt}@#${version.number}`;
}

/** Where a version is, for a row of a quick pick: `production, champion`. */
export function marksOf(entry: Pick<LogEntry, 'environments' | 'aliases'>): string {
  return [...entry.environments, ...entry.aliases].join(', ');
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
