import { ok, type Result, type Ulid } from '../../base';
import { diffInterfaces, diffStates, holdingsOf, type InterfaceChange, interfaceOf } from '../../domain';
import type { OperationOutput } from '../../protocol';
import type { Registry } from '../session/registry';
import { type EnvironmentState, stateAt } from './environments';
import type { Implementations } from './types';
import { wireChanges } from './wire';

export const environmentDiffOperations: Implementations<'env.diff'> = {
  async 'env.diff'(context, { from, to }) {
    const left = await stateAt(context, from);
    if (!left.ok) return left;
    const right = await stateAt(context, to);
    if (!right.ok) return right;
    const { registry } = left.value;
    const prompts: OperationOutput<'env.diff'>['prompts'] = [];
    for (const change of diffStates(holdingsOf(left.value.state), holdingsOf(right.value.state))) {
      const named = await wireChanges(registry, [change]);
      if (!named.ok) return named;
      const changes = await interfaceChanges(registry, change.from, change.to);
      if (!changes.ok) return changes;
      const breaking = changes.value.some((one) => one.breaking);
      for (const one of named.value)
        prompts.push({ ...one, breaking, interface: changes.value.map((each) => ({ ...each })) });
    }
    prompts.sort((a, b) => (a.prompt < b.prompt ? -1 : 1));
    return ok({ from: placeOf(left.value), to: placeOf(right.value), prompts });
  },
};

function placeOf({ state: { name, revision } }: EnvironmentState): OperationOutput<'env.diff'>['from'] {
  return { environment: name, revision };
}

async function interfaceChanges(
  registry: Registry,
  from: Ulid | undefined,
  to: Ulid | undefined,
): Promise<Result<readonly InterfaceChange[]>> {
  if (from === undefined || to === undefined) return ok([]);
  const before = await registry.content(from);
  if (!before.ok) return before;
  const after = await registry.content(to);
  return after.ok ? ok(diffInterfaces(interfaceOf(before.value.behaviour), interfaceOf(after.value.behaviour))) : after;
}
