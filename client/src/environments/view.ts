import type * as vscode from 'vscode';
import type { Answer } from '../call';
import { FolderTree, type FolderNode } from '../folder-tree';
import { folderIn, placedAll, type Environment } from '../folders';
import type { Host } from '../host';
import { TreeProvider } from '../tree';
import { registerEnvironmentCommands } from './commands';
import { EnvironmentTree, type EnvironmentNode } from './model';

/** Shows the Environments view and keeps it up to date. */
export function registerEnvironments(host: Host): vscode.Disposable {
  const { vscode, calls } = host;
  const { folders } = host.prompts;
  const trees = new FolderTree<EnvironmentNode, EnvironmentTree>(
    folders,
    (folder) =>
      new EnvironmentTree({
        list: () => environmentsOf(host, folder),
        history: async (environment, limit) =>
          placedAll(await calls.call('env.history', { environment, limit }, { folder }), folder),
        now: host.now,
      }),
  );
  const provider = new TreeProvider<EnvironmentNode | FolderNode>(vscode, trees, (...file) => folders.uriOf(...file));
  const view = vscode.window.createTreeView('galley.environments', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  registerEnvironmentCommands(host);
  const changes = calls.onDidChange(({ environments }) => {
    if (environments) provider.refresh();
  });
  // Which folders have prompts decides which of several are shown.
  const listed = host.prompts.onDidChange(() => folders.all.length > 1 && provider.refresh());
  host.commands.register('galley.showMoreDeployments', (node) => {
    const { environment } = Object(node) as { environment?: { name?: unknown } };
    if (typeof environment?.name === 'string') trees.of(folderIn(node)).showMore(environment.name);
    provider.refresh();
  });
  return vscode.Disposable.from(view, changes, listed, provider);
}

/** Every folder has environments by default: among several, only those count that have prompts. */
async function environmentsOf(host: Host, folder: string | undefined): Promise<Answer<readonly Environment[]>> {
  const prompts = folder === undefined ? undefined : await host.prompts.loadFolder(folder);
  if (prompts?.ok === true && prompts.value.length === 0) return { ok: true, value: [] };
  return placedAll(await host.calls.call('env', {}, { folder }), folder);
}
