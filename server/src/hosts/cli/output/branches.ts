import type { OperationOutput, WireBranch, WireDraftChange } from '../../../protocol';
import type { Style } from './style';
import { aligned } from './table';
import { changesText, versionText } from './versions';

/** Branches as lines: the current one marked, how far each is from main. */
export function branchesText(branches: readonly WireBranch[], style: Style): string {
  const rows = branches.map(({ name, head, current, ahead, behind }) => [
    current ? style.green('*') : ' ',
    current ? style.green(name) : name,
    versionText(head),
    name === 'main' ? '' : style.dim(distance(ahead, behind)),
  ]);
  return aligned(rows);
}

function distance(ahead: number, behind: number): string {
  if (ahead + behind === 0) return 'as main';
  return [ahead === 0 ? '' : `${ahead} ahead`, behind === 0 ? '' : `${behind} behind`].filter(Boolean).join(', ');
}

/** What became of the file of a draft. */
export function draftText({ file, state }: WireDraftChange): string {
  return state === 'written' ? `wrote ${file}` : `${file} is as it was`;
}

/** A merge: the new version, or what is to be decided. */
export function mergeText(
  { prompt, branch, version, conflicts, draft }: OperationOutput<'merge'>,
  style: Style,
): string {
  if (version !== undefined) {
    return `${style.bold(prompt)} ${style.green(versionText(version))} on ${branch}\n${draftText(draft)}\n`;
  }
  const places = conflicts === 1 ? '1 place' : `${conflicts} places`;
  const shown = draft.state === 'written' ? `they are marked in ${draft.file}` : draft.text.trimEnd();
  return `${style.red(`${places} to decide`)}, nothing is committed${draft.state === 'written' ? ': ' : '\n\n'}${shown}\n`;
}

/** The versions that became one. */
export function squashText(made: OperationOutput<'squash'>, style: Style): string {
  const { prompt, branch, semver, version, squashed, changes } = made;
  const label = version === undefined ? `${semver} (dry run)` : versionText(version);
  const places = squashed.map(({ number }) => `#${number}`).join(', ');
  const told = `${style.bold(prompt)} ${style.green(label)} on ${branch}, in the place of ${places}\n`;
  return told + changesText(changes, style);
}
