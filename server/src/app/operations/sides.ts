import { fail, type Json, ok, type Result } from '../../base';
import type { VersionBehaviour } from '../../domain';
import type { Context } from '../session/context';
import type { Registry, Selected } from '../session/registry';
import { casesOfDraft } from './cases';
import { unknownCase } from './test';

/** A text that can be shown or compared. */
export interface Side {
  readonly prompt: string;
  readonly file: string;
  readonly source: string;
  readonly behaviour: VersionBehaviour;
}

/**
 * The text that a selector stands for.
 * @param text what the editor has of a draft and has not saved
 */
export async function sideOf(
  context: Context,
  registry: Registry,
  selected: Selected,
  text?: string,
): Promise<Result<Side>> {
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

/** What a side is called in a comparison. */
export function labelOf(selected: Selected): string {
  if (selected.kind === 'draft') return `${selected.draft.name} (draft)`;
  const { prompt, version } = selected;
  return `${prompt.name}@${version.semver} (#${version.number})`;
}

/** The inputs of a case of a prompt. */
export function inputsOfCase(
  context: Context,
  prompt: string,
  name: string,
): Result<{ readonly [name: string]: Json }> {
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
