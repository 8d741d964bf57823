import type { CompletionItem, CompletionItemKind, CompletionList } from 'vscode-languageserver-types';
import type { TextRange } from '../../../base';
import type { Callable } from '../../../template';
import type { ParsedFile } from '../../documents';
import type { CompletionOptions } from '../../service';

/** The kinds of items, which also tell `resolve` what an item stands for. */
export const kinds = {
  helper: 3,
  member: 5,
  input: 6,
  local: 21,
  key: 10,
  word: 12,
  keyword: 14,
  partial: 17,
  prompt: 18,
  argument: 25,
  assertion: 20,
  data: 24,
} as const satisfies Record<string, CompletionItemKind>;

/** So many items are offered at most. */
const itemLimit = 500;

/** What every item of a list shares, for `resolve`. */
export interface ListData {
  readonly uri: string;
  /** The path of the map or context whose members are offered. */
  readonly path: readonly string[];
}

const snippetFormat = 2;

/** A list whose items all replace `replace`. */
export function listOf(
  parsed: ParsedFile,
  items: readonly CompletionItem[],
  replace: TextRange,
  path: readonly string[] = [],
): CompletionList {
  const data: ListData = { uri: parsed.file.uri, path };
  return {
    isIncomplete: items.length > itemLimit,
    itemDefaults: { editRange: parsed.lines.rangeAt(replace), data },
    items: items.length > itemLimit ? items.slice(0, itemLimit) : [...items],
  };
}

/** An item that inserts its label, or `text` when given. */
export function item(
  label: string,
  kind: CompletionItemKind,
  more: { readonly detail?: string; readonly sort?: string; readonly text?: string; readonly filter?: string } = {},
): CompletionItem {
  const { detail, sort, text, filter } = more;
  return {
    label,
    kind,
    ...(detail === undefined ? {} : { detail }),
    ...(sort === undefined ? {} : { sortText: `${sort}${label}` }),
    ...(text === undefined || text === label ? {} : { textEditText: text }),
    ...(filter === undefined ? {} : { filterText: filter }),
  };
}

/** An item that inserts a snippet, or its label where the editor knows no snippets. */
export function snippet(base: CompletionItem, text: string, { snippets }: CompletionOptions): CompletionItem {
  return snippets && text !== base.label ? { ...base, insertTextFormat: snippetFormat, textEditText: text } : base;
}

/** Text that stands for itself in a snippet. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** The call of a helper with a tab stop for each argument it needs. */
export function callSnippet({ name, parameters }: Callable): string {
  const stops = parameters
    .filter((one) => !one.optional)
    .map((one, index) => ` \${${index + 1}:${escapeSnippet(one.name)}}`);
  return `${escapeSnippet(name)}${stops.join('')}`;
}
