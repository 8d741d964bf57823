import type { FormattingOptions, Range, TextEdit } from 'vscode-languageserver-types';
import { contains, type TextRange } from '../../../base';
import { parsePrompt, type PromptDocument } from '../../../template';
import type { ParsedFile, ParsedPrompt } from '../../documents';
import type { Project } from '../../project';
import { yamlRange } from '../../yaml-tree';
import { respace, respaced, type Respacing } from './edit';
import { tagSpacing } from './tags';
import { yamlSpacing, type YamlStyle } from './yaml';

/**
 * The edits that write the white space of a file, or of a range of it, in one way. Only white space changes, and only
 * where it means nothing: what is rendered, and what the header says, stays the same to the letter.
 */
export function formatting(
  project: Project,
  uri: string,
  range?: Range,
  options: Partial<FormattingOptions> = {},
): TextEdit[] {
  const parsed = project.documents.get(uri);
  if (parsed === undefined || isForeign(parsed)) return [];
  const limits = range === undefined ? { start: 0, end: parsed.file.text.length } : offsetsOf(parsed, range);
  return spacingOf(parsed, limits, options).map((edit) => ({
    range: parsed.lines.rangeAt(edit.range),
    newText: edit.text,
  }));
}

function offsetsOf({ lines }: ParsedFile, { start, end }: Range): TextRange {
  return { start: lines.offsetAt(start), end: lines.offsetAt(end) };
}

function isForeign(parsed: ParsedFile): boolean {
  return parsed.kind === 'prompt' && parsed.document.foreignName !== undefined;
}

function spacingOf(parsed: ParsedFile, limits: TextRange, options: Partial<FormattingOptions>): readonly Respacing[] {
  const { text } = parsed.file;
  const yaml = yamlRange(parsed);
  const isWhole = yaml?.end === text.length;
  const header = yaml === undefined ? [] : yamlSpacing(text, yaml, yamlStyle(text, isWhole, options), limits);
  if (parsed.kind !== 'prompt' || parsed.document.format === 'github-models') return header;
  return [...header, ...bodySpacing(parsed, limits)];
}

/** Tabs cannot indent YAML. Whatever an editor does not say is as on the command line. */
function yamlStyle(
  text: string,
  isWhole: boolean,
  {
    tabSize = 2,
    insertSpaces = true,
    trimTrailingWhitespace = true,
    insertFinalNewline = true,
  }: Partial<FormattingOptions>,
): YamlStyle {
  return {
    width: insertSpaces && tabSize >= 2 && tabSize <= 8 ? tabSize : 2,
    trims: trimTrailingWhitespace,
    finalBreak: isWhole && insertFinalNewline ? lineBreakOf(text) : '',
  };
}

function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function bodySpacing({ document, file }: ParsedPrompt, limits: TextRange): readonly Respacing[] {
  const { text, analysis, dialect, problems } = document;
  const tags = apartFrom(analysis.tags, [...analysis.comments, ...problems.map(({ range }) => range)]);
  const edits = [...tagSpacing(text, tags, dialect), ...edgeSpacing(document)]
    .filter((edit) => contains(limits, edit.range))
    .sort((a, b) => a.range.start - b.range.start);
  return readsTheSame(document, file.path, edits) ? edits : [];
}

/** The ranges, in order, that share no place with any of `others`. */
function apartFrom(ranges: readonly TextRange[], others: readonly TextRange[]): readonly TextRange[] {
  const sorted = [...others].sort((a, b) => a.start - b.start);
  let next = 0;
  let reached = 0;
  return ranges.filter(({ start, end }) => {
    for (let other = sorted[next]; other !== undefined && other.start < end; other = sorted[++next])
      reached = Math.max(reached, other.end);
    return reached <= start;
  });
}

/** Dotprompt takes the white space off both ends of a body: there it can be one empty line and one line end. */
function edgeSpacing({ text, format, bodyStart, header }: PromptDocument): readonly Respacing[] {
  if (format !== 'dotprompt' || header === undefined || header.broken) return [];
  const body = text.slice(bodyStart);
  if (body.trim() === '') return [];
  const lineBreak = lineBreakOf(text);
  const leading = /^(?:[ \t]*\r?\n)*/.exec(body)?.[0].length ?? 0;
  const end = bodyStart + body.trimEnd().length;
  return [
    ...(leading > lineBreak.length ? respace(text, bodyStart, bodyStart + leading, lineBreak) : []),
    ...respace(text, end, text.length, lineBreak),
  ];
}

/** A last look: the text with the edits has the same look-ups, calls and problems. */
function readsTheSame(document: PromptDocument, file: string, edits: readonly Respacing[]): boolean {
  const after = parsePrompt(respaced(document.text, edits), { file, dialect: document.dialect });
  return summary(after) === summary(document);
}

function summary({ analysis, problems }: PromptDocument): string {
  return JSON.stringify([
    analysis.variables.map(({ segments }) => segments.map((segment) => segment.text)),
    analysis.calls.map(({ name, argumentCount }) => [name, argumentCount]),
    analysis.partials.map(({ name }) => name ?? null),
    analysis.blocks.map(({ name }) => name),
    analysis.roles.map(({ role }) => role),
    problems.map(({ code }) => code),
  ]);
}
