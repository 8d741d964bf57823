import { type Fault, fail, fault, ok, type Result } from '../../base';
import type { PromptRecord } from '../../domain';
import { type Context, factStarter } from '../session/context';
import type { Registry } from '../session/registry';
import type { Implementations } from './types';

export const archiveOperations: Implementations<'archive' | 'unarchive'> = {
  async archive(context, { prompt: name, reason, force = false }) {
    const found = await recordIn(context, name);
    if (!found.ok) return found;
    const { registry, record } = found.value;
    if (record.archived !== undefined) {
      return fail(fault('unchanged', `${record.name} is archived already, by ${record.archived.by}.`));
    }
    const held = await holdersOf(registry, record);
    if (!held.ok) return held;
    if (held.value.length > 0 && !force) return fail(stillHeld(record, held.value));
    if (held.value.length > 0 && reason === undefined) {
      const help = 'Say why it is archived all the same.';
      return fail(fault('invalid-input', 'Archiving what environments hold needs a reason.', { key: 'reason', help }));
    }
    const appended = await append(context, found.value, 'prompt-archived', reason);
    return appended.ok ? ok({ prompt: record.name, held: [...held.value] }) : appended;
  },

  async unarchive(context, { prompt: name, reason }) {
    const found = await recordIn(context, name);
    if (!found.ok) return found;
    const { record } = found.value;
    if (record.archived === undefined) return fail(fault('unchanged', `${record.name} is not archived.`));
    const appended = await append(context, found.value, 'prompt-unarchived', reason);
    return appended.ok ? ok({ prompt: record.name }) : appended;
  },
};

/** The fault when something new is to be made of an archived prompt; undefined when the prompt is in use. */
export function archivedFault({ name, archived }: PromptRecord): Fault | undefined {
  if (archived === undefined) return undefined;
  const why = archived.reason === '' ? '' : `: ${archived.reason}`;
  const help = `galley unarchive ${name} takes it into use again.`;
  return fault('refused', `${name} was archived by ${archived.by}${why}.`, { key: 'prompt', help });
}

interface Known {
  readonly registry: Registry;
  readonly record: PromptRecord;
}

async function recordIn(context: Context, name: string): Promise<Result<Known>> {
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const record = await registry.value.record(name);
  return record.ok ? ok({ registry: registry.value, record: record.value }) : record;
}

/** The environments that hold a prompt now. */
export async function holdersOf(registry: Registry, { id }: PromptRecord): Promise<Result<readonly string[]>> {
  const environments = await registry.query('environments', { prompt: id });
  if (!environments.ok) return environments;
  return ok(environments.value.filter(({ holds }) => holds.length > 0).map(({ name }) => name));
}

function stillHeld({ name }: PromptRecord, environments: readonly string[]): Fault {
  const message = `${name} is deployed to ${environments.join(', ')}.`;
  const help = 'Archive it all the same with --force and a --reason: it stays deployed.';
  return fault('conflict', message, { key: 'prompt', help, details: { environments } });
}

async function append(
  context: Context,
  { registry, record }: Known,
  kind: 'prompt-archived' | 'prompt-unarchived',
  reason = '',
): Promise<Result<undefined>> {
  const author = await context.author();
  if (!author.ok) return author;
  const start = factStarter(context, author.value)();
  const exists = { kind: 'exists', what: 'prompt', id: record.id } as const;
  return registry.store.append([{ ...start, kind, prompt: record.id, reason }], [exists]);
}
