import { fail, fault, ok, type Result } from '../../base';
import type { Fact, ForkRecord } from '../../domain';
import type { OperationOutput } from '../../protocol';
import { type Context, factStarter } from '../session/context';
import type { Registry } from '../session/registry';
import type { Implementations } from './types';

type WireFork = OperationOutput<'forks'>[number];

export const forkOperations: Implementations<'share' | 'forks' | 'forks.resolve'> = {
  async share(context) {
    const store = await context.store();
    return store.ok ? store.value.share() : store;
  },

  async forks(context) {
    const registry = await context.registry();
    return registry.ok ? wireForks(registry.value) : registry;
  },

  async 'forks.resolve'(context, { name, reason = '' }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const forks = await registry.value.query('forks', undefined);
    if (!forks.ok) return forks;
    const names = await registry.value.names();
    if (!names.ok) return names;
    const open = forks.value.filter(({ kind }) => kind === 'environment' || kind === 'alias');
    const fork = open.find((one) => callName(one, names.value) === name);
    if (fork === undefined)
      return fail(
        noFork(
          name,
          open.map((one) => callName(one, names.value)),
        ),
      );
    const resolved = await resolve(context, registry.value, fork, reason);
    return resolved.ok ? wireForks(registry.value) : resolved;
  },
};

async function resolve(
  context: Context,
  registry: Registry,
  fork: ForkRecord,
  reason: string,
): Promise<Result<undefined>> {
  const author = await context.author();
  if (!author.ok) return author;
  const start = factStarter(context, author.value);
  const fact: Fact = { ...start(), kind: 'fork-resolved', closes: fork.others, reason };
  return registry.store.append([fact]);
}

/** How a person calls a fork: an environment by its name, an alias as `prompt@alias`. */
function callName({ kind, prompt, name }: ForkRecord, names: ReadonlyMap<string, string>): string {
  return kind === 'environment' || prompt === undefined ? name : `${names.get(prompt) ?? prompt}@${name}`;
}

function noFork(name: string, known: readonly string[]): ReturnType<typeof fault> {
  const help = known.length === 0 ? 'galley forks shows what there is.' : `There is a fork of ${known.join(', ')}.`;
  return fault('not-found', `There is no open fork of an environment or alias called ${name}.`, { key: 'name', help });
}

async function wireForks(registry: Registry): Promise<Result<OperationOutput<'forks'>>> {
  const forks = await registry.query('forks', undefined);
  if (!forks.ok) return forks;
  const names = await registry.names();
  if (!names.ok) return names;
  const found: WireFork[] = [];
  for (const fork of forks.value) {
    const { kind, prompt, name } = fork;
    const stands = fork.stands === undefined ? undefined : await describe(registry, kind, fork.stands);
    const others: string[] = [];
    for (const id of fork.others) others.push(await describe(registry, kind, id));
    found.push({
      ...{ kind, name },
      ...(prompt === undefined ? {} : { prompt: names.value.get(prompt) ?? prompt }),
      ...(stands === undefined ? {} : { stands }),
      others,
      next: nextStep(fork, callName(fork, names.value)),
    });
  }
  return ok(found);
}

/** One end of a fork, for a person. */
async function describe(registry: Registry, kind: ForkRecord['kind'], id: string): Promise<string> {
  if (kind === 'environment') {
    const found = await registry.query('deployment', { id });
    if (found.ok && found.value !== undefined)
      return `revision ${found.value.revision} by ${found.value.author.name} at ${found.value.time}`;
  }
  if (kind === 'branch' || kind === 'label') {
    const found = await registry.query('version', { id });
    if (found.ok && found.value !== undefined)
      return `#${found.value.number} ${found.value.semver} by ${found.value.author.name}`;
  }
  if (kind === 'name') {
    const found = await registry.query('prompts', undefined);
    const prompt = found.ok ? found.value.find((one) => one.id === id) : undefined;
    if (prompt !== undefined) return prompt.file;
  }
  return id;
}

function nextStep({ kind }: ForkRecord, called: string): string {
  switch (kind) {
    case 'environment':
      return `galley forks resolve ${called} keeps what stands; deploy the other version afterwards if that is the one.`;
    case 'alias':
      return `galley forks resolve ${called} keeps what stands; move the alias afterwards if the other is the one.`;
    case 'branch':
      return 'The next commit to the branch joins both lines, with the text that git merged.';
    case 'label':
      return 'Name these versions by their numbers.';
    case 'name':
      return 'Give one of the two another name.';
  }
}
