import type { Position, TextEdit } from 'vscode-languageserver-types';
import type { BlockSpan } from '../../template';
import type { ParsedPrompt } from '../documents';
import type { Project } from '../project';

/** Adds the closing tag when the opening tag of a block has just been ended with `}}` or `%}`. */
export function onTypeFormatting(project: Project, uri: string, position: Position, ch: string): TextEdit[] {
  const parsed = project.prompt(uri);
  if (parsed === undefined || ch !== '}') return [];
  const offset = parsed.lines.offsetAt(position);
  const { text } = parsed.file;
  const delimiter = text.slice(offset - 2, offset);
  if (delimiter !== '}}' && delimiter !== '%}') return [];
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
    case 'mustache':
      return open.startsWith('{{{{') ? `{{{{/${name}}}}}` : open.startsWith('{{') ? `{{/${name}}}` : undefined;
    case 'jinja':
      return `{% end${name} %}`;
    default:
      return undefined;
  }
}
