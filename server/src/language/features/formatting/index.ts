import type { Range, TextEdit } from 'vscode-languageserver-types';
import { contains, overlaps, type TextRange } from '../../../base';
import { parsePrompt, type PromptDocument } from '../../../template';
import type { ParsedFile, ParsedPrompt } from '../../documents';
import type { Project } from '../../project';
import { yamlRange } from '../../yaml-tree';
import { respace, respaced, type Respacing } from './edit';
import { tagSpacing } from './tags';
import { yamlSpacing } from './yaml';

/**
 * The edits that write the white space of a file, or of a range of it, in one way. Only white space changes, and only
 * where it means nothing: what is rendered, and what the header says, stays the same to the letter.
 */
export function formatting(project: Project, uri: string, range?: Range): TextEdit[] {
  const parsed = project.documents.get(uri);
  if (parsed === undefined || isForeign(parsed)) return [];
  const limits = range === undefined ? undefined : offsetsOf(parsed, range);
  return spacingOf(parsed)
    .filter((edit) => limits === undefined || contains(limits, edit.range))
    .map((edit) => ({ range: parsed.lines.rangeAt(edit.range), newText: edit.text }));
}

function offsetsOf({ lines }: ParsedFile, { start, end }: Range): TextRange {
  return { start: lines.offsetAt(start), end: lines.offsetAt(end) };
}

function isForeign(parsed: ParsedFile): boolean {
  return parsed.kind === 'prompt' && parsed.document.foreignName !== undefined;
}

function spacingOf(parsed: ParsedFile): readonly Respacing[] {
  const yaml = yamlRange(parsed);
  const header = yaml === undefined ? [] : yamlSpacing(parsed.file.text, yaml);
  if (parsed.kind !== 'prompt') return header;
  return parsed.document.format === 'github-models' ? header : [...header, ...bodySpacing(parsed)];
}

function bodySpacing({ document, file }: ParsedPrompt): readonly Respacing[] {
  const { text, analysis, dialect, problems } = document;
  const tags = analysis.tags.filter(
    (tag) =>
      !analysis.comments.some((comment) => overlaps(comment, tag)) &&
      !problems.some((problem) => problem.range.start < tag.end && problem.range.end > tag.start),
  );
  const edits = [...tagSpacing(text, tags, dialect), ...edgeSpacing(document)].sort(
    (a, b) => a.range.start - b.range.start,
  );
  return readsTheSame(document, file.path, edits) ? edits : [];
}

/** Dotprompt takes the white space off both ends of a body: there it can be one empty line and one line end. */
function edgeSpacing({ text, format, bodyStart, header }: PromptDocument): readonly Respacing[] {
  if (format !== 'dotprompt' || header === undefined || header.broken) return [];
  const body = text.slice(bodyStart);
  if (body.trim() === '') return [];
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
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
