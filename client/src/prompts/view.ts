import type * as vscode from 'vscode';
import { FolderTree, type FolderNode } from '../folder-tree';
import { folderIn } from '../folders';
import type { Host } from '../host';
import type { Targets } from '../target';
import { TreeProvider } from '../tree';
import { PromptTree, type PromptNode } from './model';

/** Shows the Prompts view and keeps it up to date. */
export function registerPrompts(host: Host, targets: Targets): vscode.Disposable {
  const { vscode, calls, prompts, commands } = host;
  let grouping: 'folder' | 'category' = 'folder';
  const trees = new FolderTree<PromptNode, PromptTree>(
    prompts.folders,
    (folder) =>
      new PromptTree({
        list: () => prompts.loadFolder(folder),
        log: (prompt, limit) => calls.call('log', { prompt, limit }, { folder }),
        now: host.now,
        grouping: () => grouping,
      }),
  );
  const provider = new TreeProvider<PromptNode | FolderNode>(vscode, trees, (...file) => prompts.uriOf(...file));
  const view = vscode.window.createTreeView('galley.prompts', { treeDataProvider: provider, showCollapseAll: true });
  const changes = prompts.onDidChange(() => provider.refresh());
  commands.register('galley.openPrompt', async (...args) => {
    const target = await targets.resolve(args, 'to open');
    const uri = target && prompts.uriOf(target.prompt.file, target.prompt.folder);
    if (uri !== undefined) await vscode.window.showTextDocument(uri);
  });
  const group = async (by: typeof grouping): Promise<void> => {
    grouping = by;
    // Menus ask for it: each offers the other one.
    await vscode.commands.executeCommand('setContext', 'galley.groupedByCategory', by === 'category');
    provider.refresh();
  };
  commands.register('galley.groupByCategory', () => group('category'));
  commands.register('galley.groupByFolder', () => group('folder'));
  commands.register('galley.showMoreVersions', (node) => {
    const { prompt } = Object(node) as { prompt?: { name?: unknown } };
    if (typeof prompt?.name === 'string') trees.of(folderIn(node)).showMore(prompt.name);
    provider.refresh();
  });
  return vscode.Disposable.from(view, changes, provider);
}
