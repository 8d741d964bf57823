import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import { cursorContext, helperCatalogue, roles, type Callable, type CursorContext } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import type { PromptFacts } from '../../facts';
import type { Project } from '../../project';
import type { CompletionOptions } from '../../service';
import { callSnippet, escapeSnippet, item, kinds, listOf, snippet } from './items';
import { statementItems } from './statements';
import { inputItems, memberItems, qualifiedPath, variableItems } from './variables';

type NameContext = Extract<CursorContext, { kind: 'name' }>;

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
  if (context.qualifier.length > 0) {
    const path = qualifiedPath(parsed, offset, context.qualifier);
    return listOf(parsed, path === undefined ? [] : membersAt(project, facts, path, context), replace, path);
  }
  return listOf(parsed, plainItems(project, parsed, facts, offset, context, options), replace, context.scope.context);
}

function membersAt(
  project: Project,
  facts: PromptFacts,
  path: readonly string[],
  { position }: NameContext,
): CompletionItem[] {
  if (position === 'data') return [];
  return path.length === 0 ? inputItems(project, facts, '', '1') : memberItems(facts, path, '1');
}

function plainItems(
  project: Project,
  parsed: ParsedPrompt,
  facts: PromptFacts,
  offset: number,
  context: NameContext,
  options: CompletionOptions,
): CompletionItem[] {
  const { document } = parsed;
  const callables = (wanted: (one: Callable) => boolean): readonly Callable[] =>
    helperCatalogue(document.dialect, document.format).filter(wanted);
  switch (context.position) {
    case 'call':
      return [
        ...variableItems(project, parsed, facts, offset),
        ...callables((one) => one.block !== 'always' && (one.kind === 'helper' || one.kind === 'function')).map((one) =>
          callItem(one, options),
        ),
      ];
    case 'argument':
      return [
        ...variableItems(project, parsed, facts, offset),
        ...callables((one) => one.kind === 'function').map((one) => callItem(one, options)),
      ];
    case 'block':
      return [
        ...callables((one) => one.kind === 'helper' && one.block !== 'never').map((one) =>
          blockItem(one, context, options),
        ),
        ...variableItems(project, parsed, facts, offset),
      ];
    case 'close':
      return context.block === undefined ? [] : [item(context.block, kinds.keyword)];
    case 'partial':
      return project.partialNames().map((name) => item(name, kinds.partial));
    case 'data':
      return dataItems(context);
    case 'filter':
    case 'test':
      return callables((one) => one.kind === context.position).map((one) =>
        item(one.name, kinds.helper, { detail: one.signature }),
      );
    case 'statement':
      return statementItems(options);
    case 'role':
      return roles(document.format).map((role) => item(role, kinds.word));
    case 'input':
      return inputItems(project, facts, '', '1');
  }
}

function callItem(callable: Callable, options: CompletionOptions): CompletionItem {
  return snippet(
    item(callable.name, kinds.helper, { detail: callable.signature, sort: '5' }),
    callSnippet(callable),
    options,
  );
}

/** A block helper; where the tag is not closed yet, with its closing tag. */
function blockItem(callable: Callable, { unterminated }: NameContext, options: CompletionOptions): CompletionItem {
  const base = item(callable.name, kinds.helper, { detail: callable.signature, sort: '1' });
  const call = callSnippet(callable);
  return snippet(base, unterminated ? `${call}\\}\\}\n$0\n{{/${escapeSnippet(callable.name)}\\}\\}` : call, options);
}

const loopData = ['index', 'key', 'first', 'last'];

function dataItems({ scope }: NameContext): CompletionItem[] {
  const names = scope.loop ? [...loopData, 'root'] : ['root'];
  return names.map((name) => item(name, kinds.data, { detail: `@${name}` }));
}
