import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { TextRange } from '../../../base';
import { scopesAt } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { Edits, siblingUri } from '../../edits';
import type { Project } from '../../project';
import { newFile, partialPath } from './create-partial';

/**
 * The edit that moves the selected part of a body to a partial of its own and includes it there, so that the same is
 * rendered. Undefined where that cannot be said: half a tag or block, names of a block around it, messages.
 */
export function extractPartial(
  project: Project,
  parsed: ParsedPrompt,
  selection: TextRange,
): { readonly path: string; readonly edit: WorkspaceEdit } | undefined {
  const { document, file } = parsed;
  const { dialect, format, text } = document;
  const ending = /\.(?:prompt|hbs|handlebars|mustache)$/i.exec(file.path)?.[0];
  const fits = dialect === 'handlebars' || (dialect === 'mustache' && format === 'bare');
  const range = fits && ending !== undefined ? wholeLines(text, selection) : undefined;
  if (range === undefined || ending === undefined || !isMovable(parsed, range)) return undefined;
  const name = freeName(project);
  const path = partialPath(project, parsed, name, ending);
  const uri = siblingUri(file, path);
  if (project.workspace.file(uri) !== undefined) return undefined;
  const moved = text.slice(range.start, range.end);
  const lineBreak = /\r?\n$/.exec(moved)?.[0] ?? '';
  const { documentChanges = [] } = new Edits().replace(parsed, range, `{{> ${name}}}${lineBreak}`).build();
  return { path, edit: { documentChanges: [...newFile(uri, moved), ...documentChanges] } };
}

/**
 * A tag alone on its line takes the line break with it. So whole lines move whole, and of a part of a line nothing moves
 * but text and variables.
 */
function wholeLines(text: string, { start, end }: TextRange): TextRange | undefined {
  if (text.slice(start, end).trim() === '') return undefined;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isAtEnd = text.charAt(end - 1) === '\n';
  const found = text.indexOf('\n', isAtEnd ? end - 1 : end);
  const lineEnd = found < 0 ? text.length : found + 1;
  const isAlone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  if (isAlone) return { start: lineStart, end: lineEnd };
  const inside = text.slice(start, end);
  return /[\r\n]|\{\{~?[#^/!>]|\{\{~?\s*else\b/.test(inside) ? undefined : { start, end };
}

function isMovable(parsed: ParsedPrompt, range: TextRange): boolean {
  const { document } = parsed;
  const { analysis, bodyStart, problems, text } = document;
  const inside = text.slice(range.start, range.end);
  const cuts = (one: TextRange): boolean =>
    (one.start < range.start && one.end > range.start) || (one.start < range.end && one.end > range.end);
  const within = (offset: number): boolean => offset >= range.start && offset < range.end;
  if (range.start < bodyStart || /^\s*---/.test(inside) || problems.some(({ code }) => code.startsWith('unclosed')))
    return false;
  if (analysis.tags.some(cuts) || analysis.roles.some((mark) => within(mark.range.start))) return false;
  const cutsBlock = analysis.blocks.some(
    (block) => cuts(block.range) && !(block.innerRange.start <= range.start && range.end <= block.innerRange.end),
  );
  const hasBranch = analysis.blocks.some(
    ({ range: whole, branches }) => !within(whole.start) && branches?.some((branch) => within(branch.start)),
  );
  if (cutsBlock || hasBranch || analysis.partials.some(({ definition }) => definition !== undefined)) return false;
  // Inside of a block, names of that block are not there in the partial, and its own loop is not known.
  if (scopesAt(document, range.start).length > 1 && /\.\.\/|@/.test(inside)) return false;
  return !analysis.variables.some(
    ({ resolution, range: use }) =>
      within(use.start) && resolution.kind === 'local' && !within(resolution.binding.nameRange.start),
  );
}

function freeName(project: Project): string {
  const taken = new Set(project.partialNames());
  let name = 'part';
  for (let number = 2; taken.has(name); number++) name = `part${number}`;
  return name;
}
