import { fail, ok, type Result } from '../../base';
import type { Tag } from '../../domain';
import type { LogEntry } from '../../protocol';
import type { Registry, Selected } from '../session/registry';
import { logEntry, marksOf } from './log';
import { inputsOfCase, sideOf } from './sides';
import { tagsOf, wireTag } from './tags';
import type { Implementations } from './types';
import { wireInput } from './wire';

export const showOperations: Implementations<'show' | 'render'> = {
  async show(context, { selector }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const selected = await registry.value.select(selector);
    if (!selected.ok) return selected;
    const side = await sideOf(context, registry.value, selected.value);
    if (!side.ok) return side;
    const entry = await entryOf(registry.value, selected.value);
    if (!entry.ok) return entry;
    const tags = await promptTags(registry.value, selected.value);
    if (!tags.ok) return tags;
    const { prompt, file, source, behaviour } = side.value;
    return ok({
      prompt,
      file,
      dialect: behaviour.dialect,
      format: behaviour.format,
      source,
      inputs: behaviour.inputs.map(wireInput),
      ...(behaviour.model === undefined ? {} : { model: behaviour.model }),
      ...(tags.value.length === 0 ? {} : { tags: tags.value.map(wireTag) }),
      ...(entry.value === undefined ? {} : { version: entry.value }),
    });
  },

  async render(context, { selector, inputs, case: caseName, text }) {
    void context.renderer().then((renderer) => renderer.warm());
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const selected = await registry.value.select(selector);
    if (!selected.ok) return selected;
    const side = await sideOf(context, registry.value, selected.value, text);
    if (!side.ok) return side;
    const given = caseName === undefined ? ok({}) : inputsOfCase(context, side.value.prompt, caseName);
    if (!given.ok) return given;
    const renderer = await context.renderer();
    const rendered = await renderer.render(side.value.behaviour, { ...given.value, ...inputs });
    if (!rendered.ok) return fail({ ...rendered.fault, file: rendered.fault.file ?? side.value.file });
    const { messages, missing } = rendered.value;
    return ok({ messages: messages.map(({ role, content }) => ({ role, content })), missing: [...missing] });
  },
};

async function promptTags(registry: Registry, { prompt }: Selected): Promise<Result<readonly Tag[]>> {
  return prompt === undefined ? ok([]) : tagsOf(registry, prompt.id, undefined);
}

async function entryOf(registry: Registry, selected: Selected): Promise<Result<LogEntry | undefined>> {
  if (selected.kind === 'draft') return ok(undefined);
  const marks = await marksOf(registry, selected.prompt);
  return marks.ok ? logEntry(registry, selected.version, marks.value) : marks;
}
