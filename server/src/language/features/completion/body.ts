import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import { cursorContext, helperCatalogue, roles, type Callable } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import type { PromptFacts } from '../../facts';
import type { Project } from '../../project';
import type { CompletionOptions } from '../../service';
import type { BodyPlace, NameContext } from './body-place';
import { callSnippet, escapeSnippet, item, kinds, listOf, snippet } from './items';
import { argumentItems, dataItems, loopMemberItems, templateItems, wordItems } from './places';
import { blockLabelItems, importItems, moduleItems, partialItems } from './templates';
import { statementItems } from './statements';
import { inputItems, memberItems, qualifiedPath, variableItems } from './variables';

/** What can stand in a template tag at an offset. */
export function bodyCompletion(
  project: Project,
  parsed: ParsedPrompt,
  facts: PromptFacts,
  offset: number,
  options: CompletionOptions,
): CompletionList | undefined {
  const context = cursorContext(parsed.document, offset);
  if (context.kind !== 'name') return undefined;
  const { replace } = context;
  const place: BodyPlace = { project, parsed, facts, offset, context, options };
  if (context.qualifier.length > 0 && context.position !== 'data') {
    const path = qualifiedPath(parsed, offset, context.qualifier);
    return listOf(parsed, membersAt(place, path), replace, path);
  }
  return listOf(parsed, plainItems(place), replace, context.scope.context);
}

function membersAt(place: BodyPlace, path: readonly string[] | undefined): readonly CompletionItem[] {
  const { project, facts } = place;
  const found = loopMemberItems(place) ?? moduleItems(place);
  if (found !== undefined || path === undefined) return found ?? [];
  return path.length === 0 ? inputItems(project, facts, '', '1') : memberItems(facts, path, '1');
}

function plainItems(place: BodyPlace): readonly CompletionItem[] {
  const { project, parsed, facts, offset, context, options } = place;
  const { document } = parsed;
  const callables = (wanted: (one: Callable) => boolean): readonly Callable[] =>
    helperCatalogue(document.dialect, document.format).filter(wanted);
  switch (context.position) {
    case 'call':
      return [
        ...argumentItems(place),
        ...variableItems(project, parsed, facts, offset),
        ...templateItems(place),
        ...callables((one) => one.block !== 'always' && (one.kind === 'helper' || one.kind === 'function')).map((one) =>
          callItem(one, options),
        ),
      ];
    case 'argument':
      return [...argumentItems(place), ...variableItems(project, parsed, facts, offset)];
    case 'block':
      return [
        ...callables((one) => one.kind === 'helper' && one.block !== 'never').map((one) =>
          blockItem(one, context, options),
        ),
        ...variableItems(project, parsed, facts, offset),
      ];
    case 'close':
      if (context.block === undefined) return [];
      return [item(document.dialect === 'jinja' ? `end${context.block}` : context.block, kinds.keyword)];
    case 'partial':
      return partialItems(place);
    case 'data':
      return dataItems(place);
    case 'filter':
    case 'test':
      return callables((one) => one.kind === context.position).map((one) => filterItem(one, options));
    case 'statement':
      return statementItems(context, options);
    case 'role':
      return roles(document.format).map((role) => item(role, kinds.word));
    case 'input':
      return variableItems(project, parsed, facts, offset);
    case 'import':
      return importItems(place);
    case 'label':
      return blockLabelItems(place);
    case 'word':
      return wordItems(context);
  }
}

function callItem(callable: Callable, options: CompletionOptions): CompletionItem {
  const base = item(callable.name, kinds.helper, { detail: callable.signature, sort: '5' });
  if (callable.kind === 'helper') return snippet(base, callSnippet(callable), options);
  return snippet(base, `${escapeSnippet(callable.name)}($0)`, options);
}

/** A filter or test; where it needs arguments, with their brackets. */
function filterItem(callable: Callable, options: CompletionOptions): CompletionItem {
  const base = item(callable.name, kinds.helper, { detail: callable.signature });
  const needed = callable.parameters.filter(({ optional }) => !optional);
  if (needed.length === 0) return base;
  const stops = needed.map(({ name }, index) => `\${${index + 1}:${escapeSnippet(name)}}`).join(', ');
  return snippet(base, `${escapeSnippet(callable.name)}(${stops})`, options);
}

/** A block helper; where the tag is not closed yet, with its closing tag. */
function blockItem(callable: Callable, { unterminated }: NameContext, options: CompletionOptions): CompletionItem {
  const base = item(callable.name, kinds.helper, { detail: callable.signature, sort: '1' });
  const call = callSnippet(callable);
  return snippet(base, unterminated ? `${call}\\}\\}\n$0\n{{/${escapeSnippet(callable.name)}\\}\\}` : call, options);
}
