import path from 'node:path';
import type * as vscode from 'vscode';

/** The value classes of the editor's API that the client uses, with the behaviour it relies on. */

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => unknown>();

  readonly event = (listener: (value: T) => unknown): vscode.Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class Disposable {
  static from(...items: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => items.forEach((item) => void item.dispose()));
  }

  readonly #dispose: () => unknown;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  dispose(): void {
    this.#dispose();
  }
}

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(...ends: [Position, Position] | [number, number, number, number]) {
    const [start, end] = ends.length === 2 ? ends : [new Position(ends[0], ends[1]), new Position(ends[2], ends[3])];
    this.start = start;
    this.end = end;
  }

  isEqual(other: Range): boolean {
    return String(this) === String(other);
  }

  toString(): string {
    const { start, end } = this;
    return `${start.line}:${start.character}-${end.line}:${end.character}`;
  }
}

export class Location {
  readonly uri: Uri;
  readonly range: Range;

  constructor(uri: Uri, range: Range) {
    this.uri = uri;
    this.range = range;
  }
}

export class Uri {
  static parse(text: string): Uri {
    const { protocol, pathname, search } = new URL(text);
    return new Uri(protocol.slice(0, -1), decodeURIComponent(pathname), decodeURIComponent(search.slice(1)));
  }

  static file(file: string): Uri {
    return new Uri('file', file, '');
  }

  static from({ scheme, path: file = '', query = '' }: { scheme: string; path?: string; query?: string }): Uri {
    return new Uri(scheme, file, query);
  }

  static joinPath(base: Uri, ...segments: readonly string[]): Uri {
    return new Uri(base.scheme, path.posix.join(base.path, ...segments), base.query);
  }

  readonly scheme: string;
  readonly path: string;
  readonly query: string;

  constructor(scheme: string, file: string, query: string) {
    this.scheme = scheme;
    this.path = file;
    this.query = query;
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    const query = this.query === '' ? '' : `?${encodeURIComponent(this.query)}`;
    return `${this.scheme}://${this.path.split('/').map(encodeURIComponent).join('/')}${query}`;
  }
}

export class ThemeColor {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  static readonly File = new ThemeIcon('file');
  readonly id: string;
  readonly color: ThemeColor | undefined;

  constructor(id: string, color?: ThemeColor) {
    this.id = id;
    this.color = color;
  }
}

export class MarkdownString {
  value: string;
  isTrusted = false;
  supportHtml = false;

  constructor(value = '') {
    this.value = value;
  }
}

export class TreeItem {
  label: string;
  collapsibleState: number;

  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export class CancellationTokenSource {
  readonly #emitter = new EventEmitter<void>();
  readonly token = { isCancellationRequested: false, onCancellationRequested: this.#emitter.event };

  cancel(): void {
    if (this.token.isCancellationRequested) return;
    this.token.isCancellationRequested = true;
    this.#emitter.fire();
  }

  dispose(): void {
    this.#emitter.dispose();
  }
}

export class TestMessage {
  static diff(message: string, expected: string, actual: string): TestMessage {
    return Object.assign(new TestMessage(message), { expectedOutput: expected, actualOutput: actual });
  }

  readonly message: string;
  expectedOutput?: string;
  actualOutput?: string;
  location?: Location;

  constructor(message: string) {
    this.message = message;
  }
}

export class TestTag {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class TestRunRequest {
  readonly include: readonly vscode.TestItem[] | undefined;
  readonly exclude: readonly vscode.TestItem[] | undefined;

  constructor(include?: readonly vscode.TestItem[], exclude?: readonly vscode.TestItem[]) {
    this.include = include;
    this.exclude = exclude;
  }
}

export class RelativePattern {
  readonly baseUri: Uri;
  readonly pattern: string;

  constructor(baseUri: Uri, pattern: string) {
    this.baseUri = baseUri;
    this.pattern = pattern;
  }
}

/** Collects edits as lines: `create file` and `replace file`. */
export class WorkspaceEdit {
  /** `text` of a file that moves: the path it moves to. */
  readonly edits: { readonly kind: 'create' | 'replace' | 'rename'; readonly uri: Uri; readonly text: string }[] = [];

  replace(uri: Uri, _range: Range, text: string): void {
    this.edits.push({ kind: 'replace', uri, text });
  }

  createFile(uri: Uri, options: { contents?: Uint8Array } = {}): void {
    this.edits.push({ kind: 'create', uri, text: new TextDecoder().decode(options.contents) });
  }

  renameFile(from: Uri, to: Uri): void {
    this.edits.push({ kind: 'rename', uri: from, text: to.path });
  }
}

export const enums = {
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
  StatusBarAlignment: { Left: 1, Right: 2 },
  LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
  TestRunProfileKind: { Run: 1, Debug: 2, Coverage: 3 },
  CommentMode: { Editing: 0, Preview: 1 },
  CommentThreadState: { Unresolved: 0, Resolved: 1 },
  CommentThreadCollapsibleState: { Collapsed: 0, Expanded: 1 },
  FileType: { Unknown: 0, File: 1, Directory: 2 },
} as const;
