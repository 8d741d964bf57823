import { ok, type Result } from '../../base';
import type { Author } from '../../domain';
import type { OperationOutput } from '../../protocol';
import { identityHelp } from '../session/author';
import type { Context } from '../session/context';
import { driftOperations } from './drift';
import { listOperations } from './list';
import { lostPrompts } from './relocate/moved-files';
import type { Implementations } from './types';

export const statusOperations: Implementations<'status' | 'providers'> = {
  async status(context) {
    const store = await context.store();
    if (!store.ok) return store;
    const status = await store.value.status();
    if (!status.ok) return status;
    const author = await context.author();
    const { path, readOnly, facts, databaseBytes, journalBytes, skipped, unshared = 0, warnings } = status.value;
    const drifting = await driftWarnings(context);
    const forks = await store.value.query('forks', undefined);
    return ok({
      store: path,
      ...(readOnly === undefined ? {} : { readOnly }),
      facts,
      databaseBytes,
      journalBytes,
      warnings: [
        ...warnings,
        ...context.workspace.warnings,
        ...(skipped === 0 ? [] : [`${skipped} entries of the store could not be understood and were skipped.`]),
        ...sharingWarnings(forks.ok ? forks.value.filter(({ kind }) => kind !== 'label').length : 0, unshared),
        ...drifting,
        ...identityWarnings(author),
      ],
      ...(await movedPrompts(context)),
      ...(author.ok ? { author: author.value } : {}),
    });
  },

  async providers(context) {
    const config = context.config();
    if (!config.ok) return config;
    const { providers, defaultProvider } = config.value;
    return ok([...providers].map(([name, { type }]) => ({ name, type, default: name === defaultProvider })));
  },
};

async function driftWarnings(context: Context): Promise<readonly string[]> {
  const found = await driftOperations['env.drift'](context, {});
  if (!found.ok) return [];
  return found.value.flatMap(({ environment, drift }) =>
    drift === undefined ? [] : [`${environment}: ${drift.message} galley publish ${environment} writes it.`],
  );
}

/** Prompts whose files have another place by now, most likely. The rest is looked at only when a file is gone. */
async function movedPrompts(context: Context): Promise<Pick<OperationOutput<'status'>, 'moved'>> {
  const registry = await context.registry();
  const lost = registry.ok ? await lostPrompts(context, registry.value) : registry;
  if (!lost.ok || lost.value.length === 0) return {};
  const listed = await listOperations.list(context, {});
  if (!listed.ok) return {};
  const moved = listed.value.flatMap(({ name, movedFrom }) => (movedFrom ? [{ ...movedFrom, now: name }] : []));
  return moved.length === 0 ? {} : { moved };
}

function identityWarnings(author: Result<Author>): readonly string[] {
  if (!author.ok) return [`${author.fault.message} ${author.fault.help ?? ''}`.trim()];
  if (author.value.email !== undefined) return [];
  return [`You act as ${author.value.name}, without a mail address. ${identityHelp}`];
}

function sharingWarnings(forks: number, unshared: number): readonly string[] {
  const them =
    unshared === 1
      ? 'fact is not shared yet: galley share writes it'
      : 'facts are not shared yet: galley share writes them';
  return [
    ...(forks === 0 ? [] : ['Two clones did different things at the same time: galley forks shows them.']),
    ...(unshared === 0 ? [] : [`${unshared} ${them} for git.`]),
  ];
}
