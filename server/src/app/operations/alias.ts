import { fail, fault, ok, type Result } from '../../base';
import { checkAliasName, type Fact } from '../../domain';
import type { OperationOutput } from '../../protocol';
import { type Context, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import type { Decoded } from './types';

/** Points an alias at a version; nothing is written when it is there already. */
export async function moveAlias(
  context: Context,
  registry: Registry,
  input: Decoded<'alias'>,
): Promise<Result<OperationOutput<'alias'>>> {
  const config = context.config();
  if (!config.ok) return config;
  const name = checkAliasName(
    input.alias,
    config.value.environments.map((one) => one.name),
  );
  if (!name.ok) return name;
  const target = await registry.selectVersion(input.selector);
  if (!target.ok) return target;
  const { prompt, version } = target.value;
  const aliases = await registry.query('aliases', { prompt: prompt.id });
  if (!aliases.ok) return aliases;
  const now = aliases.value.find((candidate) => candidate.alias === input.alias);
  const from = now === undefined ? undefined : await registry.version(now.version);
  if (from !== undefined && !from.ok) return from;
  if (input.expected !== undefined && input.expected !== (from?.value.number ?? 0)) {
    const actual = from === undefined ? 'at nothing' : `at ${from.value.semver} (#${from.value.number})`;
    const message = `${input.alias} of ${prompt.name} was expected at #${input.expected}, but it points ${actual}.`;
    return fail(
      fault('conflict', message, {
        key: 'expected',
        details: { actual: from === undefined ? null : versionRef(from.value) },
      }),
    );
  }
  const output = {
    prompt: prompt.name,
    alias: input.alias,
    ...(from === undefined ? {} : { from: versionRef(from.value) }),
    to: versionRef(version),
  };
  if (from?.value.id === version.id) return ok(output);
  const author = await context.author();
  if (!author.ok) return author;
  const moved: Fact = {
    ...factStarter(context, author.value)(),
    kind: 'alias-moved',
    prompt: prompt.id,
    alias: input.alias,
    ...(now === undefined ? {} : { from: now.version }),
    to: version.id,
    reason: input.reason ?? '',
  };
  const appended = await registry.store.append(
    [moved],
    [{ kind: 'alias', prompt: prompt.id, alias: input.alias, version: now?.version }],
  );
  if (appended.ok) return ok(output);
  if (appended.fault.code !== 'conflict') return appended;
  return fail(
    fault('conflict', `Somebody else has just moved ${input.alias} of ${prompt.name}.`, {
      help: `galley log ${prompt.name} shows where it is now.`,
      details: appended.fault.details,
    }),
  );
}
