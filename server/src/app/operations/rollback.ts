import { fail, fault, ok, type Result, type Ulid } from '../../base';
import { type DeploymentChange, diffStates, holdingsOf, planRollback } from '../../domain';
import type { Registry } from '../session/registry';
import { heldBefore } from './gates/run';
import { enact, planned, type Site, siteOf } from './move';
import type { Implementations } from './types';

export const rollbackOperations: Implementations<'rollback'> = {
  async rollback(context, { environment: name, prompts, to, reason = '', dryRun = false }) {
    const site = await siteOf(context, name);
    if (!site.ok) return site;
    const { registry, environment } = site.value;
    const ids = await promptIds(registry, prompts);
    if (!ids.ok) return ids;
    const names = await registry.names();
    if (!names.ok) return names;
    const going = { prompts, ids: ids.value, names: names.value };
    const plan = to === undefined ? await oneStep(site.value, going) : await toRevision(site.value, to, going);
    if (!plan.ok) return plan;
    const { changes, restores } = plan.value;
    const gates = changes.flatMap(({ prompt }) =>
      heldBefore(environment.gates, names.value.get(prompt) ?? prompt, { rollback: true }),
    );
    if (dryRun) return planned(registry, site.value, 'rollback', changes, gates);
    return enact(context, site.value, { mode: 'rollback', changes, gates, reason, runs: [], restores });
  },
};

/** The prompts that go back. */
interface Going {
  readonly prompts: readonly string[] | undefined;
  readonly ids: readonly Ulid[] | undefined;
  readonly names: ReadonlyMap<Ulid, string>;
}

/** What goes back, and the deployment whose state that is. */
interface Way {
  readonly changes: readonly DeploymentChange[];
  readonly restores?: Ulid;
}

/** To what was there before what is there now. */
async function oneStep(
  { registry, environment: { name } }: Site,
  { prompts, ids, names }: Going,
): Promise<Result<Way>> {
  const history = await registry.query('deployments', { environment: name });
  if (!history.ok) return history;
  const plan = planRollback(history.value, ids);
  if (!plan.ok) return fail(nothingBefore(name, prompts, plan.fault.details, names));
  const { changes, takenOut } = plan.value;
  const emptied = takenOut.map((id) => names.get(id) ?? id);
  if (prompts === undefined && emptied.length > 0) return fail(wouldTakeOut(name, changes, emptied, names));
  return ok({ changes });
}

/** To what was there at a revision: all of it, or the prompts that are named. */
async function toRevision(
  { registry, environment: { name }, state }: Site,
  revision: number,
  { ids }: Going,
): Promise<Result<Way>> {
  if (revision >= state.revision) return fail(notEarlier(name, revision, state.revision));
  const deployment = await registry.query('deploymentAt', { environment: name, revision });
  if (!deployment.ok) return deployment;
  if (deployment.value === undefined) return fail(notEarlier(name, revision, state.revision));
  const then = await registry.query('environment', { name, revision });
  if (!then.ok) return then;
  const changes = diffStates(holdingsOf(state), holdingsOf(then.value), ids);
  if (changes.length > 0) return ok({ changes, restores: deployment.value.id });
  const help = 'There is nothing to roll back.';
  return fail(fault('unchanged', `${name} holds what it held at revision ${revision}.`, { key: 'to', help }));
}

function notEarlier(name: string, asked: number, now: number): ReturnType<typeof fault> {
  return fault('not-found', `${name} has no earlier revision ${asked}: it is at ${now}.`, {
    key: 'to',
    help: `galley env history ${name} lists its revisions.`,
  });
}

/** The ids of prompts by name; undefined when none are named. */
export async function promptIds(
  registry: Registry,
  names: readonly string[] | undefined,
): Promise<Result<readonly Ulid[] | undefined>> {
  if (names === undefined) return ok(undefined);
  const ids = new Set<Ulid>();
  for (const name of names) {
    const prompt = await registry.record(name);
    if (!prompt.ok) return prompt;
    ids.add(prompt.value.id);
  }
  return ok([...ids]);
}

function nothingBefore(
  environment: string,
  prompts: readonly string[] | undefined,
  details: unknown,
  names: ReadonlyMap<Ulid, string>,
): ReturnType<typeof fault> {
  const id = (details as { readonly prompt?: string } | undefined)?.prompt;
  const name = id === undefined ? prompts?.[0] : names.get(id);
  const message =
    name === undefined
      ? `There is nothing to roll back in ${environment}: no deployment is in force.`
      : `There is nothing to roll back: ${environment} does not hold ${name}.`;
  return fault('not-found', message, { key: name === undefined ? 'environment' : 'prompts' });
}

function wouldTakeOut(
  environment: string,
  changes: readonly DeploymentChange[],
  emptied: readonly string[],
  names: ReadonlyMap<Ulid, string>,
): ReturnType<typeof fault> {
  const all = changes.map(({ prompt }) => names.get(prompt) ?? prompt).join(' ');
  return fault(
    'refused',
    `${environment} held nothing of ${emptied.join(', ')} before: a rollback would take it out.`,
    {
      help: `If that is what you want, name it: galley rollback ${environment} ${all}`,
      details: { takenOut: emptied },
    },
  );
}
