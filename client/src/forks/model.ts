import type { OperationOutput } from '../../../server/src/protocol';
import type { Placed } from '../folders';

/** What two clones did at the same time. */
export type Fork = Placed<OperationOutput<'forks'>[number]>;

/** A fork as a row to choose from. */
export interface ForkRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly fork: Fork;
}

/** Forks of labels need no decision: nobody is bothered with them. */
export function openForks(forks: readonly Fork[]): readonly Fork[] {
  return forks.filter(({ kind }) => kind !== 'label');
}

/** Stands for a fork with the lines it has: with another line it is told of again. */
export function forkKey({ kind, prompt, name, others, folder }: Fork): string {
  return JSON.stringify([folder, kind, prompt, name, others]);
}

/** How `forks.resolve` calls a fork; undefined for one that something else ends. */
export function resolvableName({ kind, prompt, name }: Fork): string | undefined {
  if (kind === 'environment') return name;
  return kind === 'alias' ? `${prompt ?? ''}@${name}` : undefined;
}

/** What a fork is of, for a person. */
export function forkLabel({ kind, prompt, name }: Fork): string {
  return `${kind} ${name}${prompt === undefined || kind === 'name' ? '' : ` of ${prompt}`}`;
}

/** The warning about forks nobody has been told of. */
export function forkWarning(forks: readonly Fork[]): string {
  const [first, ...more] = forks;
  const what = first === undefined ? '' : forkLabel(first);
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `Two clones did different things at the same time: ${what}${others}. What was there first stands until you decide.`;
}

export function forkRows(forks: readonly Fork[]): readonly ForkRow[] {
  return forks.map((fork) => ({
    label: forkLabel(fork),
    description: `stands: ${fork.stands ?? 'nothing'}`,
    detail: fork.others.map((other) => `other: ${other}`).join('; '),
    fork,
  }));
}
