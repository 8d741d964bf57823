import { fail, fault, ok, type Result } from '../../base';
import { checkAliasName, type Fact, type PromptRecord, type VersionRecord } from '../../domain';
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
  const environments = config.value.environments.map((one) => one.name);
  const name = checkAliasName(input.alias, environments);
  if (!name.ok) return name;
  const target = await registry.selectVersion(input.selector);
  if (!target.ok) return target;
  const { prompt, version } = target.value;
  const now = await holderOf(registry, prompt, input.alias);
  if (!now.ok) return now;
  const from = now.value?.version;
  if (input.expected !== undefined && input.expected !== (from?.number ?? 0)) {
    return fail(elsewhere(input.alias, prompt, input.expected, from));
  }
  if (from?.id !== version.id) {
    const moved = await append(context, registry, {
      prompt,
      now: now.value,
      to: version,
      alias: input.alias,
      reason: input.reason ?? '',
    });
    if (!moved.ok) return moved;
  }
  return ok({
    prompt: prompt.name,
    alias: input.alias,
    ...(from === undefined ? {} : { from: versionRef(from) }),
    to: versionRef(version),
  });
}

/** Where an alias is, and by which move. */
interface AliasHolder {
  readonly version: VersionRecord;
  readonly move: string;
}

/** The version that an alias points at now. */
async function holderOf(
  registry: Registry,
  prompt: PromptRecord,
  alias: string,
): Promise<Result<AliasHolder | undefined>> {
  const aliases = await registry.query('aliases', { prompt: prompt.id });
  if (!aliases.ok) return aliases;
  const now = aliases.value.find((candidate) => candidate.alias === alias);
  if (now === undefined) return ok(undefined);
  const version = await registry.version(now.version);
  return version.ok ? ok({ version: version.value, move: now.move }) : version;
}

function elsewhere(
  alias: string,
  prompt: PromptRecord,
  expected: number,
  now: VersionRecord | undefined,
): ReturnType<typeof fault> {
  const actual = now === undefined ? 'at nothing' : `at ${now.semver} (#${now.number})`;
  const message = `${alias} of ${prompt.name} was expected at #${expected}, but it points ${actual}.`;
  return fault('conflict', message, {
    key: 'expected',
    help: `galley log ${prompt.name} shows the versions and their aliases.`,
    details: { expected, actual: now === undefined ? null : versionRef(now) },
  });
}

interface AliasMove {
  readonly prompt: PromptRecord;
  readonly alias: string;
  readonly now: AliasHolder | undefined;
  readonly to: VersionRecord;
  readonly reason: string;
}

async function append(context: Context, registry: Registry, move: AliasMove): Promise<Result<undefined>> {
  const author = await context.author();
  if (!author.ok) return author;
  const { prompt, alias, now, to, reason } = move;
  const moved: Fact = {
    ...factStarter(context, author.value)(),
    kind: 'alias-moved',
    prompt: prompt.id,
    alias,
    ...(now === undefined ? {} : { from: now.version.id, previous: now.move }),
    to: to.id,
    reason,
  };
  const appended = await registry.store.append(
    [moved],
    [{ kind: 'alias', prompt: prompt.id, alias, version: now?.version.id }],
  );
  if (appended.ok || appended.fault.code !== 'conflict') return appended;
  const help = `galley log ${prompt.name} shows where it is now.`;
  const message = `Somebody else has just moved ${alias} of ${prompt.name}.`;
  return fail(fault('conflict', message, { help, details: appended.fault.details }));
}
