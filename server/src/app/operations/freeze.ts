import { fail, fault, ok, type Result } from '../../base';
import type { EnvironmentRecord, Fact } from '../../domain';
import type { WireEnvironment } from '../../protocol';
import { type Context, factStarter, type FactStart } from '../session/context';
import { type EnvironmentState, stateAt, wireEnvironment } from './environments';
import type { Decoded, Implementations } from './types';

export const freezeOperations: Implementations<'freeze' | 'unfreeze'> = {
  async freeze(context, { environment: name, reason }) {
    return record(context, { environment: name, reason }, ({ state }, start) => {
      if (state.frozen !== undefined) return fail(frozenAlready(state));
      return ok({ ...start, kind: 'environment-frozen', freeze: context.ids.next(), environment: name, reason });
    });
  },

  async unfreeze(context, { environment: name, reason }) {
    return record(context, { environment: name, reason }, ({ state }, start) => {
      if (state.frozen === undefined) return fail(fault('unchanged', `${name} is not frozen.`, { key: 'environment' }));
      return ok({ ...start, kind: 'environment-unfrozen', environment: name, reason });
    });
  },
};

async function record(
  context: Context,
  { environment: name, reason }: Decoded<'freeze'>,
  factOf: (found: EnvironmentState, start: FactStart) => Result<Fact>,
): Promise<Result<WireEnvironment>> {
  if (reason.trim() === '') return fail(fault('invalid-input', 'Say why: it is kept for ever.', { key: 'reason' }));
  const found = await stateAt(context, name);
  if (!found.ok) return found;
  const author = await context.author();
  if (!author.ok) return author;
  const fact = factOf(found.value, factStarter(context, author.value)());
  if (!fact.ok) return fact;
  const { registry, environment, state } = found.value;
  const expected = { kind: 'freeze', environment: environment.name, freeze: state.frozen?.id } as const;
  const appended = await registry.store.append([fact.value], [expected]);
  if (!appended.ok) return appended;
  const now = await registry.query('environment', { name: environment.name });
  return now.ok ? wireEnvironment(context, registry, environment, now.value) : now;
}

function frozenAlready({ name, frozen }: EnvironmentRecord): ReturnType<typeof fault> {
  const message = `${name} is frozen already, by ${frozen?.author.name ?? ''}: ${frozen?.reason ?? ''}`;
  return fault('unchanged', message, { key: 'environment' });
}
