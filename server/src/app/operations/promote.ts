import { fail, fault, ok, type Result, type Ulid } from '../../base';
import { type DeploymentChange, diffStates, type Holdings, holdingsOf } from '../../domain';
import type { Registry } from '../session/registry';
import { deployChanges, unexpectedRevision } from './deploy';
import { stateAt } from './environments';
import { siteOf } from './move';
import { promptIds } from './rollback';
import type { Decoded, Implementations } from './types';

export const promoteOperations: Implementations<'promote'> = {
  async promote(context, wish) {
    const { from, to, reason = '', dryRun = false, revision, override } = wish;
    const source = await stateAt(context, from);
    if (!source.ok) return source;
    const site = await siteOf(context, to);
    if (!site.ok) return site;
    const moved = unexpectedRevision(site.value, revision);
    if (moved !== undefined) return fail(moved);
    const { environment, state, deployment } = source.value;
    if (deployment === undefined) return fail(nothingThere(environment.name));
    const { registry, state: target } = site.value;
    const changes = await changesOf(registry, holdingsOf(target), holdingsOf(state), wish);
    if (!changes.ok) return changes;
    if (changes.value.length === 0) return fail(nothingNew(wish));
    return deployChanges(context, site.value, changes.value, { reason, dryRun, override, promotes: deployment.id });
  },
};

/** What has to change; prompts that are named must be there. */
async function changesOf(
  registry: Registry,
  target: Holdings,
  source: Holdings,
  { from, prompts, removals = false }: Decoded<'promote'>,
): Promise<Result<readonly DeploymentChange[]>> {
  const ids: Result<readonly Ulid[] | undefined> = await promptIds(registry, prompts);
  if (!ids.ok) return ids;
  const missing = ids.value?.findIndex((id) => !source.has(id)) ?? -1;
  if (missing >= 0 && !removals) {
    const help = `galley env show ${from} says what it holds. With --remove it is taken out.`;
    return fail(fault('not-found', `${from} does not hold ${prompts?.[missing] ?? ''}.`, { key: 'prompts', help }));
  }
  const all = diffStates(target, source, ids.value);
  return ok(removals ? all : all.filter(({ to }) => to !== undefined));
}

function nothingThere(name: string): ReturnType<typeof fault> {
  return fault('not-found', `Nothing has been deployed to ${name} yet.`, { key: 'from' });
}

function nothingNew({ from, to, prompts }: Decoded<'promote'>): ReturnType<typeof fault> {
  const what = prompts === undefined ? 'everything that' : `${prompts.join(', ')} as`;
  return fault('unchanged', `${to} already holds ${what} ${from} holds.`, { help: 'There is nothing to promote.' });
}
