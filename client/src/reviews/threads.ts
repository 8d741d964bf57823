import type * as vscode from 'vscode';
import type { OperationOutput, WireThread } from '../../../server/src/protocol';
import type { Answer } from '../call';
import type { Host } from '../host';
import { threadView, type CommentView, type ThreadView } from './model';

/** A comment in the editor that knows which one of the store it is. */
export interface ThreadComment extends vscode.Comment {
  /** As the store has it now; what is shown may be under edit. */
  view: CommentView;
  readonly thread: string;
  /** The uri of the folder it is of, among several. */
  readonly folder: string | undefined;
}

type Author = OperationOutput<'status'>['author'];

const quietMs = 400;

/** The comment threads of every prompt that is open in an editor, kept as the store has them. */
export class CommentThreads implements vscode.Disposable {
  readonly #host: Host;
  readonly #controller: vscode.CommentController;
  /** By the id of the thread in the store. */
  readonly #threads = new Map<string, vscode.CommentThread>();
  readonly #ids = new WeakMap<vscode.CommentThread, string>();
  readonly #subscriptions: vscode.Disposable[];
  /** One reading or writing at a time, so that an answer never overtakes a later one. */
  #queue: Promise<unknown> = Promise.resolve();
  #self: Author | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.#host = host;
    const { vscode, calls, prompts } = host;
    this.#controller = vscode.comments.createCommentController('galley.reviews', 'Galley reviews');
    this.#controller.options = { prompt: 'Reply…', placeHolder: 'Say what you think of these lines' };
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: (document) =>
        prompts.byUri(document.uri) === undefined ? [] : [new vscode.Range(0, 0, document.lineCount - 1, 0)],
    };
    this.#subscriptions = [
      this.#controller,
      calls.onDidChange(({ reviews }) => reviews && this.refresh()),
      prompts.onDidChange(() => this.#refreshSoon()),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => prompts.byUri(uri) && this.refresh()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => prompts.byUri(uri) && this.refresh()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (prompts.byUri(document.uri) !== undefined) this.#refreshSoon();
      }),
    ];
  }

  /** The thread of the store an editor's thread stands for; undefined for one that was just started. */
  idOf(thread: vscode.CommentThread): string | undefined {
    return this.#ids.get(thread);
  }

  /** Reads the threads of the open prompts again. */
  refresh(): void {
    clearTimeout(this.#timer);
    void this.#enqueue(() => this.#read());
  }

  /** Writes through an operation that gives the thread back, and shows that at once. */
  async write(
    what: string,
    folder: string | undefined,
    operation: () => Promise<Answer<WireThread>>,
    started?: vscode.CommentThread,
  ): Promise<boolean> {
    const answer = await this.#enqueue(async () => {
      const result = await operation();
      if (result.ok) {
        await this.#knowSelf();
        this.#show(result.value, folder, started);
      }
      return result;
    });
    if (!answer.ok) this.#host.messages.fault(what, answer.fault);
    return answer.ok;
  }

  /** Opens a comment for editing, or shows it again as the store has it. */
  setEditing(comment: ThreadComment, editing: boolean): void {
    const thread = this.#threads.get(comment.thread);
    if (thread === undefined) return;
    const { Editing } = this.#host.vscode.CommentMode;
    thread.comments = thread.comments.map((shown) => {
      if (!isThreadComment(shown) || shown.view.id !== comment.view.id) return shown;
      const restored = this.#comment(comment, shown.view);
      return editing ? { ...restored, mode: Editing } : restored;
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), quietMs);
  }

  #enqueue<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(step);
    this.#queue = done.catch((error: unknown) => this.#host.log.error(`comments: ${String(error)}`));
    return done;
  }

  async #read(): Promise<void> {
    const { vscode, prompts, calls } = this.#host;
    const open = vscode.workspace.textDocuments.flatMap(({ uri }) => prompts.byUri(uri) ?? []);
    const gone = new Set(this.#threads.keys());
    for (const { name, folder } of new Set(open)) {
      const answer = await calls.call('threads', { prompt: name }, { folder });
      if (!answer.ok) {
        this.#host.log.warn(`the threads of a prompt cannot be listed: ${answer.fault.code}`);
        return;
      }
      if (answer.value.length > 0) await this.#knowSelf();
      for (const thread of answer.value) {
        gone.delete(thread.id);
        this.#show(thread, folder);
      }
    }
    for (const id of gone) {
      this.#threads.get(id)?.dispose();
      this.#threads.delete(id);
    }
  }

  async #knowSelf(): Promise<void> {
    if (this.#self !== undefined) return;
    const answer = await this.#host.calls.call('status', {});
    if (answer.ok) this.#self = answer.value.author;
  }

  #show(wire: WireThread, folder: string | undefined, started?: vscode.CommentThread): void {
    const { vscode, prompts } = this.#host;
    const view = threadView(wire, this.#self);
    const range = new vscode.Range(view.startLine, 0, view.endLine, 0);
    let thread = this.#threads.get(view.id) ?? started;
    if (thread === undefined) {
      const uri = prompts.uriOf(wire.file, folder);
      if (uri === undefined) return;
      thread = this.#controller.createCommentThread(uri, range, []);
      thread.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
    }
    if (!this.#threads.has(view.id)) {
      this.#threads.set(view.id, thread);
      this.#ids.set(thread, view.id);
    }
    this.#fill(thread, view, range);
  }

  #fill(thread: vscode.CommentThread, view: ThreadView, range: vscode.Range): void {
    const { CommentThreadState, CommentThreadCollapsibleState, CommentMode } = this.#host.vscode;
    if (thread.range?.isEqual(range) !== true) thread.range = range;
    const state = view.resolved ? CommentThreadState.Resolved : CommentThreadState.Unresolved;
    if (thread.state !== state) {
      if (thread.state !== undefined && view.resolved)
        thread.collapsibleState = CommentThreadCollapsibleState.Collapsed;
      thread.state = state;
    }
    // Every assignment is an update on the screen, which may take the focus from what is being typed elsewhere.
    if (thread.label !== view.label) thread.label = view.label;
    if (thread.contextValue !== view.context) thread.contextValue = view.context;
    if (isShown(thread, view)) return;
    const edited = thread.comments.filter(isThreadComment).filter(({ mode }) => mode === CommentMode.Editing);
    const folder = this.#host.prompts.folders.of(thread.uri);
    thread.comments = view.comments.map((comment) => {
      const kept = edited.find((candidate) => candidate.view.id === comment.id);
      return kept === undefined
        ? this.#comment({ thread: view.id, folder }, comment)
        : Object.assign(kept, { view: comment });
    });
  }

  #comment({ thread, folder }: Pick<ThreadComment, 'thread' | 'folder'>, view: CommentView): ThreadComment {
    const { MarkdownString, CommentMode } = this.#host.vscode;
    const body = new MarkdownString(view.body);
    body.isTrusted = false;
    body.supportHtml = false;
    return {
      view,
      thread,
      folder,
      body,
      mode: CommentMode.Preview,
      author: { name: view.author },
      timestamp: new Date(view.time),
      contextValue: view.context,
      ...(view.label === undefined ? {} : { label: view.label }),
    };
  }
}

function isThreadComment(comment: vscode.Comment): comment is ThreadComment {
  return 'view' in comment && 'thread' in comment;
}

/** Whether the editor shows these comments already. */
function isShown(thread: vscode.CommentThread, view: ThreadView): boolean {
  const shown = thread.comments.map((comment) => (isThreadComment(comment) ? comment.view : undefined));
  return JSON.stringify(shown) === JSON.stringify(view.comments);
}
