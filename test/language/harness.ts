import assert from 'node:assert/strict';
import type { Diagnostic, Position, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { LineIndex } from '../../server/src/base';
import { createLanguageService, type Catalog, type LanguageService } from '../../server/src/language';
import { drawRanges, parseMarks } from '../support/markers';
import { MemoryWorkspace, pathOf, uriOf, type MemoryConfig } from '../support/memory-workspace';

/** Files by path; one of them may hold one `‸`, and any of them `⟦ ⟧`. */
export interface SampleFiles {
  readonly [path: string]: string;
}

/** A language service over sample files, and the places that were marked in them. */
export interface Sample {
  readonly workspace: MemoryWorkspace;
  readonly service: LanguageService;
  /** The file with the cursor, else the first. */
  readonly path: string;
  readonly uri: string;
  readonly position: Position;
  /** The text of a file without marks. */
  text(path: string): string;
}

export interface SampleOptions {
  readonly config?: MemoryConfig;
  readonly catalog?: Catalog;
  readonly documentation?: string;
}

/** Makes a {@link Sample}. */
export function sample(files: SampleFiles | string, options: SampleOptions = {}): Sample {
  const given = typeof files === 'string' ? { 'a.prompt': files } : files;
  const marked = Object.entries(given).map(([path, text]) => ({ path, ...parseMarks(text) }));
  const texts = new Map(marked.map(({ path, text }) => [path, text]));
  const workspace = new MemoryWorkspace(Object.fromEntries(texts), options.config);
  const service = createLanguageService({ workspace, ...options });
  const at = marked.find(({ cursors }) => cursors.length > 0) ?? marked[0];
  assert.ok(at !== undefined, 'a sample has files');
  const position = new LineIndex(at.text).positionAt(at.cursors[0] ?? 0);
  return { workspace, service, path: at.path, uri: uriOf(at.path), position, text: (path) => texts.get(path) ?? '' };
}

/** The header of a prompt whose inputs are these, in Picoschema. */
export function head(schema: string): string {
  return `---\ninput:\n  schema:\n${schema.replace(/^/gm, '    ')}\n---\n`;
}

/** The marked texts of sample files, without the cursor; files without marks are left out. */
export function marked(files: SampleFiles): Record<string, string> {
  const withMarks = Object.entries(files).filter(([, text]) => text.includes('⟦'));
  return Object.fromEntries(withMarks.map(([path, text]) => [path, text.replace('‸', '')]));
}

/** Draws places into the files they are in; files without any are left out. */
export function draw(
  one: Sample,
  places: readonly { readonly uri: string; readonly range: Range }[],
): Record<string, string> {
  const byPath = new Map<string, { start: number; end: number }[]>();
  for (const { uri, range } of places) {
    const path = pathOf(uri);
    byPath.set(path, [...(byPath.get(path) ?? []), offsets(one.text(path), range)]);
  }
  return Object.fromEntries([...byPath].map(([path, ranges]) => [path, drawRanges(one.text(path), ranges)]));
}

/** A range of a sample as offsets. */
export function offsets(text: string, range: Range): { start: number; end: number } {
  const lines = new LineIndex(text);
  return { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
}

/** The findings of a file as lines `code: marked text`, and the text with the ranges drawn into it. */
export function findings(
  one: Sample,
  path = one.path,
): { codes: string[]; messages: string[]; drawn: string; all: Diagnostic[] } {
  const all = one.service.diagnostics(uriOf(path))?.diagnostics ?? [];
  const text = one.text(path);
  return {
    all,
    messages: all.map(({ message }) => (typeof message === 'string' ? message : message.value)),
    codes: all.map(({ code }) => String(code).replace('galley/', '')),
    drawn: drawRanges(
      text,
      all.map(({ range }) => offsets(text, range)),
    ),
  };
}

/** Applies the edits of one file. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = new LineIndex(text);
  const sorted = edits
    .map((edit, index) => ({
      start: lines.offsetAt(edit.range.start),
      end: lines.offsetAt(edit.range.end),
      text: edit.newText,
      index,
    }))
    .sort((a, b) => b.start - a.start || b.index - a.index);
  let result = text;
  for (const { start, end, text: inserted } of sorted) result = result.slice(0, start) + inserted + result.slice(end);
  return result;
}

/** The texts that a workspace edit leaves, by path; only of files it changes or makes. */
export function applied(one: Sample, edit: WorkspaceEdit | undefined): Record<string, string> {
  const result: Record<string, string> = {};
  for (const change of edit?.documentChanges ?? []) {
    if ('textDocument' in change) {
      const path = pathOf(change.textDocument.uri);
      result[path] = applyEdits(result[path] ?? one.text(path), change.edits as TextEdit[]);
    } else if (change.kind === 'create') result[pathOf(change.uri)] = '';
    else if (change.kind === 'rename') {
      const path = pathOf(change.oldUri);
      result[pathOf(change.newUri)] = result[path] ?? one.text(path);
      delete result[path];
    }
  }
  return result;
}
