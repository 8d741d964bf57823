import { type Json, ok, type Result } from '../../base';
import {
  compareKeys,
  compareTexts,
  contentHash,
  diffInterfaces,
  formatSelector,
  interfaceOf,
  proposeBump,
  type VersionBehaviour,
} from '../../domain';
import type { OperationOutput } from '../../protocol';
import { parsePrompt } from '../../template';
import type { Context } from '../session/context';
import { type Registry, type Selected, versionRef } from '../session/registry';
import { compareRendered } from './rendered-diff';
import { labelOf, type Side, sideOf } from './sides';
import type { Decoded, Implementations } from './types';

type Output = OperationOutput<'diff'>;

export const diffOperations: Implementations<'diff'> = {
  async diff(context, input) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const selected = await selectSides(registry.value, input);
    if (!selected.ok) return selected;
    const before = await comparedSide(context, registry.value, selected.value.left);
    if (!before.ok) return before;
    const after = await comparedSide(context, registry.value, selected.value.right);
    if (!after.ok) return after;
    const compared = compareSides(before.value, after.value, input);
    if (input.rendered !== true && input.case === undefined && input.inputs === undefined) return ok(compared);
    const rendered = await compareRendered(context, before.value, after.value, input);
    return rendered.ok ? ok({ ...compared, rendered: rendered.value }) : rendered;
  },
};

/** One side is compared with the draft, and the draft with the head of its branch. */
async function selectSides(
  registry: Registry,
  { left, right }: Decoded<'diff'>,
): Promise<Result<{ readonly left: Selected; readonly right: Selected }>> {
  const first = await registry.select(left);
  if (!first.ok) return first;
  const one = first.value;
  if (right === undefined && one.kind === 'draft') {
    const head = await headOf(registry, one);
    return head.ok ? ok({ left: head.value, right: one }) : head;
  }
  const other = right ?? formatSelector({ prompt: one.prompt?.name ?? left, choice: { kind: 'draft' } });
  const second = await registry.select(other);
  return second.ok ? ok({ left: one, right: second.value }) : second;
}

async function headOf(
  registry: Registry,
  { draft, prompt }: Extract<Selected, { kind: 'draft' }>,
): Promise<Result<Selected>> {
  const branches = prompt === undefined ? ok([]) : await registry.query('branches', { prompt: prompt.id });
  if (!branches.ok) return branches;
  const head = branches.value.find(({ current }) => current)?.head;
  return prompt === undefined || head === undefined
    ? registry.select(formatSelector({ prompt: draft.name, choice: { kind: 'latest' } }))
    : ok({ kind: 'version', prompt, version: head });
}

/** A side with its name. */
interface ComparedSide extends Side {
  readonly wire: Output['left'];
}

async function comparedSide(context: Context, registry: Registry, selected: Selected): Promise<Result<ComparedSide>> {
  const side = await sideOf(context, registry, selected);
  if (!side.ok) return side;
  const { prompt, source } = side.value;
  const version = selected.kind === 'version' ? { version: versionRef(selected.version) } : {};
  return ok({ ...side.value, wire: { label: labelOf(selected), prompt, source, ...version } });
}

function compareSides(before: ComparedSide, after: ComparedSide, { context, words }: Decoded<'diff'>): Output {
  const text = compareTexts(named(before), named(after), context);
  const changes = diffInterfaces(interfaceOf(before.behaviour), interfaceOf(after.behaviour));
  const isSame = contentHash(before.behaviour) === contentHash(after.behaviour);
  return {
    left: before.wire,
    right: after.wire,
    different: text.unified !== '' || !isSame,
    unified: text.unified,
    stat: { added: text.added, removed: text.removed },
    ...(words === true ? { words: text.hunks.map(({ header, parts }) => ({ header, parts: [...parts] })) } : {}),
    header: [...compareKeys(headerOf(before), headerOf(after))] as Output['header'],
    partials: partialChanges(before.behaviour, after.behaviour),
    changes: [...changes],
    breaking: changes.some((change) => change.breaking),
    ...(isSame ? {} : { bump: proposeBump(changes) }),
  };
}

function named({ wire: { label, source } }: ComparedSide): { readonly label: string; readonly text: string } {
  return { label, text: source };
}

/** The keys of a header; of a prompt that is all YAML, those beside its messages. */
function headerOf({ file, source }: Side): { readonly [key: string]: Json } {
  const { header, format } = parsePrompt(source, { file });
  const entries = (header?.entries ?? []).flatMap(({ key, value }): readonly (readonly [string, Json])[] =>
    value === undefined || (format === 'github-models' && key === 'messages') ? [] : [[key, value]],
  );
  return Object.fromEntries(entries);
}

function partialChanges(before: VersionBehaviour, after: VersionBehaviour): Output['partials'] {
  const [was, is] = [before, after].map(({ partials }) => new Map(partials.map(({ name, text }) => [name, text])));
  const names = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].sort();
  return names.flatMap((name) => {
    const side = (text = ''): { readonly label: string; readonly text: string } => ({ label: name, text });
    const { unified } = compareTexts(side(was?.get(name)), side(is?.get(name)));
    return unified === '' ? [] : [{ name, unified }];
  });
}
