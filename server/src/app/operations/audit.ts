import { fail, fault, nearest, ok, type Result } from '../../base';
import { auditKinds, auditText, type AuditFilter, type AuditKind, type AuditRecord } from '../../domain';
import type { AuditEntry } from '../../protocol';
import type { Context } from '../session/context';
import type { Registry } from '../session/registry';
import { environmentNamed } from './environment-lookup';
import { endOf, startOf } from './period';
import type { Decoded, Implementations } from './types';

export const auditOperations: Implementations<'audit'> = {
  async audit(context, input) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const filter = await filterOf(context, registry.value, input);
    if (!filter.ok) return filter;
    const { limit, before } = input;
    const found = await registry.value.query('audit', {
      ...filter.value,
      ...(before === undefined ? {} : { before }),
      limit: limit + 1,
    });
    if (!found.ok) return found;
    if (found.value === undefined)
      return fail(fault('not-found', `There is no entry ${before ?? ''} in the audit log.`, { key: 'before' }));
    const entries = found.value.slice(0, limit).map(entryOf);
    const last = entries.at(-1);
    return ok({ entries, ...(found.value.length > limit && last !== undefined ? { next: last.id } : {}) });
  },
};

async function filterOf(context: Context, registry: Registry, input: Decoded<'audit'>): Promise<Result<AuditFilter>> {
  const { kinds, prompt: name, environment, author, since, until } = input;
  const unknown = kinds?.find((kind) => !isAuditKind(kind));
  if (unknown !== undefined) return fail(unknownKind(unknown));
  const known = await knownEnvironment(context, registry, environment);
  if (!known.ok) return known;
  const prompt = name === undefined ? undefined : await registry.record(name);
  if (prompt?.ok === false) return prompt;
  return ok({
    ...(kinds === undefined ? {} : { kinds: kinds.filter(isAuditKind) }),
    ...(prompt === undefined ? {} : { prompt: prompt.value.id }),
    ...(environment === undefined ? {} : { environment }),
    ...(author === undefined ? {} : { author }),
    ...(since === undefined ? {} : { since: startOf(since) }),
    ...(until === undefined ? {} : { until: endOf(until) }),
  });
}

/** Also one that is not in galley.yaml any more has its history. */
export async function knownEnvironment(
  context: Context,
  registry: Registry,
  name: string | undefined,
): Promise<Result<undefined>> {
  if (name === undefined) return ok(undefined);
  const configured = environmentNamed(context, name);
  if (configured.ok) return ok(undefined);
  const environment = await registry.query('environment', { name });
  if (!environment.ok) return environment;
  return environment.value.revision > 0 ? ok(undefined) : configured;
}

function isAuditKind(kind: string): kind is AuditKind {
  return (auditKinds as readonly string[]).includes(kind);
}

function unknownKind(kind: string): ReturnType<typeof fault> {
  const near = nearest(kind, auditKinds);
  const help = near === undefined ? `There are ${auditKinds.join(', ')}.` : `Did you mean "${near}"?`;
  return fault('invalid-input', `The audit log has no entries of kind "${kind}".`, { key: 'kinds', help });
}

function entryOf(record: AuditRecord): AuditEntry {
  const { parents, changes, gates, ...rest } = record;
  return {
    ...rest,
    text: auditText(record),
    ...(parents === undefined ? {} : { parents: [...parents] }),
    ...(changes === undefined ? {} : { changes: [...changes] }),
    ...(gates === undefined ? {} : { gates: [...gates] }),
  };
}
