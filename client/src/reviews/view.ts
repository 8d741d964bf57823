import type * as vscode from 'vscode';
import { FolderTree, type FolderNode } from '../folder-tree';
import type { Host } from '../host';
import type { Targets } from '../target';
import { TreeProvider } from '../tree';
import type { CompareCommands } from '../versions/compare';
import { ReviewCommands, reviewsOf } from './commands';
import { ReviewTree, type ReviewNode } from './model';
import { CommentThreads, type ThreadComment } from './threads';

/** Shows the Reviews view and the comment threads, and registers what can be done with them. */
export function registerReviews(host: Host, targets: Targets, compare: CompareCommands): vscode.Disposable {
  const { vscode, calls } = host;
  const { folders } = host.prompts;
  const trees = new FolderTree<ReviewNode, ReviewTree>(
    folders,
    (folder) => new ReviewTree({ list: () => reviewsOf(host, folder), now: host.now }),
  );
  const provider = new TreeProvider<ReviewNode | FolderNode>(vscode, trees, (...file) => folders.uriOf(...file));
  const view = vscode.window.createTreeView('galley.reviews', { treeDataProvider: provider });
  const changes = calls.onDidChange(({ reviews }) => reviews && provider.refresh());
  const threads = new CommentThreads(host);
  new ReviewCommands(host, targets, compare).register();
  registerThreadCommands(host, threads);
  return vscode.Disposable.from(view, changes, provider, threads);
}

function registerThreadCommands(host: Host, threads: CommentThreads): void {
  const { calls, commands } = host;
  const { folders } = host.prompts;
  const say = async (argument: unknown): Promise<void> => {
    const { thread, text } = argument as vscode.CommentReply;
    const body = text.trim();
    if (body === '') return;
    const id = threads.idOf(thread);
    if (id === undefined) return startThread(host, threads, thread, body);
    const folder = folders.of(thread.uri);
    await threads.write('Could not reply', folder, () => calls.call('thread.reply', { thread: id, body }, { folder }));
  };
  commands.register('galley.startThread', say);
  commands.register('galley.reply', say);
  for (const [command, state, what] of [
    ['galley.resolveThread', 'resolved', 'Could not resolve the thread'],
    ['galley.reopenThread', 'open', 'Could not reopen the thread'],
  ] as const) {
    commands.register(command, async (argument) => {
      const thread = threadIn(argument);
      const id = threads.idOf(thread);
      if (id === undefined) return;
      const folder = folders.of(thread.uri);
      await threads.write(what, folder, () => calls.call('thread.resolve', { thread: id, state }, { folder }));
    });
  }
  commands.register('galley.editComment', (argument) => threads.setEditing(argument as ThreadComment, true));
  commands.register('galley.cancelEdit', (argument) => threads.setEditing(argument as ThreadComment, false));
  commands.register('galley.saveComment', async (argument) => {
    const comment = argument as ThreadComment;
    const body = (typeof comment.body === 'string' ? comment.body : comment.body.value).trim();
    if (body === '') return host.messages.warn('An empty comment is not saved. Write something, or cancel.');
    const input = { thread: comment.thread, comment: comment.view.id, body };
    const { folder } = comment;
    const saved = await threads.write('Could not save the comment', folder, () =>
      calls.call('thread.edit', input, { folder }),
    );
    if (saved) threads.setEditing(comment, false);
  });
}

async function startThread(
  host: Host,
  threads: CommentThreads,
  thread: vscode.CommentThread,
  body: string,
): Promise<void> {
  const prompt = host.prompts.byUri(thread.uri);
  if (prompt === undefined) return host.messages.error('Comments can be made on prompts only.');
  const startLine = thread.range?.start.line ?? 0;
  const endLine = thread.range?.end.line ?? startLine;
  const input = { prompt: prompt.name, startLine, endLine, body };
  const { folder } = prompt;
  await threads.write(
    'Could not start a thread',
    folder,
    () => host.calls.call('thread.start', input, { folder }),
    thread,
  );
}

/** Menus give the thread itself, or what holds it. */
function threadIn(argument: unknown): vscode.CommentThread {
  const { thread } = Object(argument) as { thread?: vscode.CommentThread };
  return thread ?? (argument as vscode.CommentThread);
}
