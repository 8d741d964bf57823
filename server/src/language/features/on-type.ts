import type { Position, TextEdit } from 'vscode-languageserver-types';
import type { BlockSpan, Dialect } from '../../template';
import type { ParsedPrompt } from '../documents';
import type { Project } from '../project';

/** What can end the opening tag of a block. In Mustache, delimiters of its own choice may end with `>`. */
export const closingCharacters = ['}', '>'] as const;

/**
 * Adds the closing tag when the opening tag of a block has just been ended with `}}`, `%}` or a delimiter of Mustache, and
 * the name of the open block to a closing tag without one: `{{/}}`, `{% end %}`.
 */
export function onTypeFormatting(project: Project, uri: string, position: Position, ch: string): TextEdit[] {
  const parsed = project.prompt(uri);
  if (parsed === undefined || !closingCharacters.some((character) => character === ch)) return [];
  const offset = parsed.lines.offsetAt(position);
  const { blocks } = parsed.document.analysis;
  const block = blocks.find(({ innerRange }) => innerRange.start === offset);
  const close = block === undefined || !lacksClose(block, blocks) ? undefined : closingTag(parsed, block);
  if (close !== undefined) return insertion(parsed, offset, close);
  const nameless = namelessClose(parsed, offset);
  return nameless === undefined ? [] : insertion(parsed, nameless.at, nameless.name);
}

function insertion({ lines }: ParsedPrompt, offset: number, newText: string): TextEdit[] {
  const at = lines.positionAt(offset);
  return [{ range: { start: at, end: at }, newText }];
}

/** Whether a block has no end, or has taken that of the block of the same name right around it. */
function lacksClose(block: BlockSpan, blocks: readonly BlockSpan[]): boolean {
  let inner = block;
  for (const outer of blocks.slice(0, blocks.indexOf(block)).reverse()) {
    if (inner.closeNameRange === undefined) break;
    if (outer.range.end < block.range.end) continue;
    if (outer.name !== block.name) break;
    inner = outer;
  }
  return inner.closeNameRange === undefined;
}

/** Where the name is missing in the closing tag that ends at `offset`, and what the block around it is called. */
function namelessClose({ document }: ParsedPrompt, offset: number): { at: number; name: string } | undefined {
  const { text, analysis, dialect } = document;
  const before = text.slice(Math.max(0, offset - longestClose), offset);
  const [tag, head = ''] = namelessCloses[dialect]?.exec(before) ?? [];
  if (tag === undefined) return undefined;
  const start = offset - tag.length;
  if (!analysis.tags.some((one) => one.start === start && one.end === offset)) return undefined;
  const around = analysis.blocks.findLast(({ innerRange }) => innerRange.start <= start && innerRange.end >= start);
  if (around === undefined || around.name === '') return undefined;
  const { innerRange, closeNameRange } = around;
  // A tag that closes nothing by its name may still count as the end of the block.
  const isEnd = closeNameRange !== undefined && innerRange.end === start;
  return isEnd || lacksClose(around, analysis.blocks) ? { at: start + head.length, name: around.name } : undefined;
}

const longestClose = 40;

/** A closing tag without a name, and what of it stands before the name. */
const namelessCloses: { readonly [dialect in Dialect]?: RegExp } = {
  handlebars: /(\{\{~?\/[ \t]*)~?\}\}$/,
  mustache: /(\{\{\/[ \t]*)\}\}$/,
  jinja: /(\{%[-+]?[ \t]*end)[ \t]*[-+]?%\}$/,
};

/** The closing tag in the style of the opening one. Undefined where text stands behind it: that may be what it closes. */
function closingTag(parsed: ParsedPrompt, { name, range, innerRange }: BlockSpan): string | undefined {
  const { text } = parsed.file;
  const rest = text.slice(innerRange.start).split(/[\r\n]/, 1)[0] ?? '';
  if (name === '' || rest.trim() !== '') return undefined;
  const open = text.slice(range.start, innerRange.start);
  switch (parsed.document.dialect) {
    case 'handlebars':
      if (!open.startsWith('{{') || !open.endsWith('}}')) return undefined;
      return open.startsWith('{{{{') ? `{{{{/${name}}}}}` : `{{/${name}}}`;
    case 'mustache': {
      const [, start = '', end = ''] = /^(\S{2,20}?)[ \t]*[#^<$][^]*?([^\w\s.]{2,20})$/.exec(open) ?? [];
      return start === '' || end === '' ? undefined : `${start}/${name}${end}`;
    }
    case 'jinja':
      return open.endsWith('%}') ? `{% end${name} %}` : undefined;
    default:
      return undefined;
  }
}
