import type * as vscode from 'vscode';
import { enums, type Range, type Uri } from './values';

/** The comment UI without its screen. */
export class FakeCommentController {
  readonly threads = new Set<FakeThread>();
  options: vscode.CommentOptions | undefined;
  commentingRangeProvider: vscode.CommentingRangeProvider | undefined;

  createCommentThread(uri: Uri, range: Range, comments: readonly vscode.Comment[]): FakeThread {
    const thread = new FakeThread(uri, range, comments, () => this.threads.delete(thread));
    this.threads.add(thread);
    return thread;
  }

  /** What the editor makes of a click on the plus sign in the margin. */
  startOnLines(uri: Uri, range: Range): FakeThread {
    return this.createCommentThread(uri, range, []);
  }

  dispose(): void {
    this.threads.clear();
  }

  /** The threads as text: where, label, state, and each comment with its author. */
  draw(): string {
    return [...this.threads].flatMap(drawThread).join('\n');
  }
}

const watched = ['range', 'comments', 'collapsibleState', 'state', 'label', 'contextValue'] as const;

export class FakeThread {
  readonly uri: Uri;
  /** The names of the properties that were assigned: each is an update on the screen. */
  readonly updates: string[] = [];
  range: Range;
  comments: readonly vscode.Comment[];
  collapsibleState: number = enums.CommentThreadCollapsibleState.Expanded;
  state: number | undefined;
  label: string | undefined;
  contextValue: string | undefined;
  readonly #dispose: () => void;

  constructor(uri: Uri, range: Range, comments: readonly vscode.Comment[], dispose: () => void) {
    this.uri = uri;
    this.range = range;
    this.comments = comments;
    this.#dispose = dispose;
    for (const name of watched) this.#watch(name);
  }

  dispose(): void {
    this.#dispose();
  }

  #watch(name: (typeof watched)[number]): void {
    let value: unknown = this[name];
    Object.defineProperty(this, name, {
      get: () => value,
      set: (next: unknown) => {
        value = next;
        this.updates.push(name);
      },
    });
  }
}

function drawThread(thread: FakeThread): readonly string[] {
  const { uri, range, label, contextValue, comments } = thread;
  const place = `${uri.path.split('/').at(-1)}:${range.start.line}-${range.end.line}`;
  return [
    `${place} | ${label} | ${contextValue}`,
    ...comments.map(({ author, body, label: mark, contextValue: whose, mode }) => {
      const text = typeof body === 'string' ? body : body.value;
      const marks = [mark, whose, Number(mode) === enums.CommentMode.Editing ? 'editing' : undefined];
      return `  ${author.name}: ${text} (${marks.filter(Boolean).join(', ')})`;
    }),
  ];
}
