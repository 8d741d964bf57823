import { fail, type Fault, fault, ok, type Result } from '../../base';
import type { Fact, VersionRecord, VersionUse } from '../../domain';
import { type Context, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import type { Implementations } from './types';

export const deleteOperations: Implementations<'version.delete'> = {
  async 'version.delete'(context, { selector, reason }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const selected = await registry.value.select(selector);
    if (!selected.ok) return selected;
    if (selected.value.kind === 'draft') {
      const help = `Name it by its number, such as ${selected.value.draft.name}@#3; galley log shows them.`;
      return fail(fault('invalid-input', 'Say which version is to be deleted.', { key: 'selector', help }));
    }
    const { prompt, version } = selected.value;
    const deleted = await append(context, registry.value, version, reason);
    if (!deleted.ok) return deleted;
    return ok({ prompt: prompt.name, version: versionRef(version), purged: deleted.value });
  },
};

/** Appends the deletion, if nothing points to the version. Gives whether its content is gone. */
async function append(
  context: Context,
  registry: Registry,
  version: VersionRecord,
  reason: string,
): Promise<Result<boolean>> {
  const standing = await registry.query('versionUses', { version: version.id });
  if (!standing.ok) return standing;
  if (standing.value.uses.length > 0) return fail(stillUsed(version, standing.value.uses));
  const author = await context.author();
  if (!author.ok) return author;
  const purges = !standing.value.shared;
  const own = { prompt: version.prompt, version: version.id, reason, purges };
  const fact: Fact = { ...factStarter(context, author.value)(), kind: 'version-deleted', ...own };
  const appended = await registry.store.append([fact], [{ kind: 'unused', version: version.id, purges }]);
  return appended.ok ? ok(purges) : appended;
}

const words: { readonly [Kind in VersionUse['kind']]: (name: string) => string } = {
  version: (name) => `${name} was made from it`,
  branch: (name) => `it is the head of ${name}`,
  alias: (name) => `the alias ${name}`,
  environment: (name) => `${name}, which a rollback may bring back`,
  review: (name) => `the review ${name}`,
  thread: (name) => `the comment thread ${name}`,
  tag: (name) => `the tag ${name}`,
  fork: (name) => `an open fork of ${name}`,
};

function stillUsed({ semver, number }: VersionRecord, uses: readonly VersionUse[]): Fault {
  const told = uses.map(({ kind, name }) => words[kind](name)).join('; ');
  const help = 'What points to it has to go first. What was deployed or reviewed stays for ever.';
  return fault('conflict', `${semver} (#${number}) is in use: ${told}.`, { key: 'selector', help, details: { uses } });
}
