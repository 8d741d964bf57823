import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { fail, type Json, ok, type Result } from '../../base';
import { diffInterfaces, interfaceOf, type VersionBehaviour } from '../../domain';
import type { LogEntry } from '../../protocol';
import type { Context } from '../session/context';
import type { Registry, Selected } from '../session/registry';
import { casesOfDraft } from './cases';
import { unknownCase } from './test';
import type { Implementations } from './types';
import { logEntry, marksOf } from './log';
import { wireInput } from './wire';

export const showOperations: Implementations<'show' | 'diff' | 'render'> = {
  async show(context, { selector }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const selected = await registry.value.select(selector);
    if (!selected.ok) return selected;
    const side = await sideOf(context, registry.value, selected.value);
    if (!side.ok) return side;
    const entry = await entryOf(registry.value, selected.value);
    if (!entry.ok) return entry;
    const { prompt, file, source, behaviour } = side.value;
    return ok({
      prompt,
      file,
      dialect: behaviour.dialect,
      format: behaviour.format,
      source,
      inputs: behaviour.inputs.map(wireInput),
      ...(behaviour.model === undefined ? {} : { model: behaviour.model }),
      ...(entry.value === undefined ? {} : { version: entry.value }),
    });
  },

  async diff(context, { left, right }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const sides = [];
    for (const selector of [left, right]) {
      const selected = await registry.value.select(selector);
      if (!selected.ok) return selected;
      const side = await sideOf(context, registry.value, selected.value);
      if (!side.ok) return side;
      sides.push({ ...side.value, label: labelOf(selected.value) });
    }
    const [before, after] = sides;
    if (before === undefined || after === undefined) throw new Error('a comparison has two sides');
    const changes = diffInterfaces(interfaceOf(before.behaviour), interfaceOf(after.behaviour));
    return ok({
      left: { label: before.label, source: before.source },
      right: { label: after.label, source: after.source },
      unified:
        before.source === after.source
          ? ''
          : createTwoFilesPatch(before.label, after.label, before.source, after.source, undefined, undefined, {
              headerOptions: FILE_HEADERS_ONLY,
            }),
      changes: [...changes],
      breaking: changes.some((change) => change.breaking),
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

/** A text that can be shown or compared. */
interface Side {
  readonly prompt: string;
  readonly file: string;
  readonly source: string;
  readonly behaviour: VersionBehaviour;
}

/** @param text what the editor has of a draft and has not saved */
async function sideOf(context: Context, registry: Registry, selected: Selected, text?: string): Promise<Result<Side>> {
  if (selected.kind === 'version') {
    const { prompt, version } = selected;
    const content = await registry.content(version.id);
    if (!content.ok) return content;
    return ok({ prompt: prompt.name, file: prompt.file, ...content.value });
  }
  const draft = text === undefined ? selected.draft : context.drafts.withText(selected.draft, text);
  const behaviour = context.drafts.behaviour(draft);
  if (!behaviour.ok) return behaviour;
  return ok({ prompt: draft.name, file: draft.file.path, source: draft.file.text, behaviour: behaviour.value });
}

function labelOf(selected: Selected): string {
  if (selected.kind === 'draft') return `${selected.draft.name} (draft)`;
  const { prompt, version } = selected;
  return `${prompt.name}@${version.semver} (#${version.number})`;
}

function inputsOfCase(context: Context, prompt: string, name: string): Result<{ readonly [name: string]: Json }> {
  const draft = context.drafts.find(prompt);
  if (!draft.ok) return draft;
  const cases = casesOfDraft(context.drafts, draft.value);
  const found = cases.find(({ info }) => info.case === name);
  if (found !== undefined) return ok(Object.fromEntries(found.node.inputs.map((input) => [input.name, input.value])));
  return fail(
    unknownCase(
      prompt,
      name,
      cases.map(({ info }) => info.case),
    ),
  );
}

async function entryOf(registry: Registry, selected: Selected): Promise<Result<LogEntry | undefined>> {
  if (selected.kind === 'draft') return ok(undefined);
  const marks = await marksOf(registry, selected.prompt);
  return marks.ok ? logEntry(registry, selected.version, marks.value) : marks;
}
