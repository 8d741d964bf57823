import type * as vscode from 'vscode';
import type { Host } from '../host';
import { TreeProvider } from '../tree';
import { EnvironmentTree, type EnvironmentNode } from './model';

/** Shows the Environments view and keeps it up to date. */
export function registerEnvironments(host: Host): vscode.Disposable {
  const { vscode, calls } = host;
  const model = new EnvironmentTree({
    list: () => calls.call('env', {}),
    history: (environment, limit) => calls.call('env.history', { environment, limit }),
    now: host.now,
  });
  const provider = new TreeProvider<EnvironmentNode>(vscode, model, (file) => host.prompts.uriOf(file));
  const view = vscode.window.createTreeView('galley.environments', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  const changes = calls.onDidChange(({ environments }) => {
    if (environments) provider.refresh();
  });
  host.commands.register('galley.showMoreDeployments', (node) => {
    const { environment } = Object(node) as { environment?: { name?: unknown } };
    if (typeof environment?.name === 'string') model.showMore(environment.name);
    provider.refresh();
  });
  return vscode.Disposable.from(view, changes, provider);
}
