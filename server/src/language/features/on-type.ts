import type { Position, TextEdit } from 'vscode-languageserver-types';
import type { BlockSpan } from '../../template';
import type { ParsedPrompt } from '../documents';
import type { Project } from '../project';

/** What can end the opening tag of a block. In Mustache, delimiters of its own choice may end with `>`. */
export const closingCharacters = ['}', '>'] as const;

/** Adds the closing tag when the opening tag of a block has just been ended with `}}`, `%}` or a delimiter of Mustache. */
export function onTypeFormatting(project: Project, uri: string, position: Position, ch: string): TextEdit[] {
  const parsed = project.prompt(uri);
  if (parsed === undefined || !closingCharacters.some((character) => character === ch)) return [];
  const offset = parsed.lines.offsetAt(position);
  const block = parsed.document.analysis.blocks.find(
    ({ innerRange, closeNameRange }) => innerRange.start === offset && closeNameRange === undefined,
  );
  const close = block === undefined ? undefined : closingTag(parsed, block);
  if (close === undefined) return [];
  const { line, character } = parsed.lines.positionAt(offset);
  const at = { line, character };
  return [{ range: { start: at, end: at }, newText: close }];
}

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
