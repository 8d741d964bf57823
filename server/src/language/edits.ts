import type { RenameFile, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { LineIndex, type TextRange } from '../base';
import type { WorkspaceFile } from './ports';

/** A file as far as an edit needs to know it. */
export interface EditedFile {
  readonly file: Pick<WorkspaceFile, 'uri' | 'version'>;
  readonly lines: LineIndex;
}

/** Edits in several files, by file, without doubles; and files that move when these are done. */
export class Edits {
  readonly #moves: RenameFile[] = [];
  readonly #files = new Map<
    string,
    { readonly parsed: EditedFile; readonly edits: Map<string, { range: TextRange; text: string }> }
  >();

  /** Puts `text` in the place of `range`. The same edit given twice counts once. */
  replace(parsed: EditedFile, range: TextRange, text: string): this {
    const { uri } = parsed.file;
    const file = this.#files.get(uri) ?? { parsed, edits: new Map() };
    this.#files.set(uri, file);
    file.edits.set(`${range.start}:${range.end}:${range.start === range.end ? text : ''}`, { range, text });
    return this;
  }

  insert(parsed: EditedFile, at: number, text: string): this {
    return this.replace(parsed, { start: at, end: at }, text);
  }

  /** Gives a file another uri, after all edits of texts. */
  move(oldUri: string, newUri: string): this {
    this.#moves.push({ kind: 'rename', oldUri, newUri });
    return this;
  }

  get isEmpty(): boolean {
    return this.#files.size === 0 && this.#moves.length === 0;
  }

  /** The edits as the protocol wants them; open documents are named with their version, so that stale edits fail. */
  build(): WorkspaceEdit {
    const texts = [...this.#files.values()].map(({ parsed, edits }) => ({
      textDocument: { uri: parsed.file.uri, version: parsed.file.version ?? null },
      edits: sorted(edits.values()).map(({ range, text }): TextEdit => ({
        range: parsed.lines.rangeAt(range),
        newText: text,
      })),
    }));
    return { documentChanges: [...texts, ...this.#moves] };
  }
}

function sorted(edits: Iterable<{ range: TextRange; text: string }>): { range: TextRange; text: string }[] {
  return [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** A text after edits of the protocol, which do not overlap. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = new LineIndex(text);
  let result = '';
  let at = 0;
  for (const { range, newText } of [...edits].sort(
    (a, b) => lines.offsetAt(a.range.start) - lines.offsetAt(b.range.start),
  )) {
    result += text.slice(at, lines.offsetAt(range.start)) + newText;
    at = lines.offsetAt(range.end);
  }
  return result + text.slice(at);
}

/** The uri of another path in the same workspace as `file`. */
export function siblingUri({ path, uri }: Pick<WorkspaceFile, 'path' | 'uri'>, other: string): string {
  const folders = uri.split('/').slice(0, -path.split('/').length);
  return [...folders, ...other.split('/').map(encodeURIComponent)].join('/');
}
