import { fail, fault, ok, type Result, type Ulid } from '../../base';
import { type DeploymentChange, planRollback } from '../../domain';
import type { Registry } from '../session/registry';
import { heldBefore } from './gates/run';
import { enact, planned, siteOf } from './move';
import type { Implementations } from './types';

export const rollbackOperations: Implementations<'rollback'> = {
  async rollback(context, { environment: name, prompts, reason = '', dryRun = false }) {
    const site = await siteOf(context, name);
    if (!site.ok) return site;
    const { registry, environment } = site.value;
    const history = await registry.query('deployments', { environment: name });
    if (!history.ok) return history;
    const ids = await promptIds(registry, prompts);
    if (!ids.ok) return ids;
    const names = await registry.names();
    if (!names.ok) return names;
    const plan = planRollback(history.value, ids.value);
    if (!plan.ok) return fail(nothingBefore(name, prompts, plan.fault.details, names.value));
    const { changes, takenOut } = plan.value;
    const emptied = takenOut.map((id) => names.value.get(id) ?? id);
    if (prompts === undefined && emptied.length > 0) return fail(wouldTakeOut(name, changes, emptied, names.value));
    const gates = changes.flatMap(({ prompt }) =>
      heldBefore(environment.gates, names.value.get(prompt) ?? prompt, { rollback: true }),
    );
    if (dryRun) return planned(registry, site.value, 'rollback', changes, gates);
    return enact(context, site.value, { mode: 'rollback', changes, gates, reason, runs: [] });
  },
};

async function promptIds(
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
