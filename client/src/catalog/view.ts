import type * as vscode from 'vscode';
import type { Host } from '../host';
import type { Targets } from '../target';
import type { DocumentContent } from '../versions/content';
import { archivePrompt, unarchivePrompt } from './archive';
import { importHistory } from './import-history';
import { RenameCommands } from './rename';
import { SearchCommand } from './search';
import { addTag, removeTag } from './tags';

/** Registers the commands that keep the catalogue of prompts in order. */
export function registerCatalog(host: Host, targets: Targets, documents: DocumentContent): vscode.Disposable {
  const { commands, vscode } = host;
  const renames = new RenameCommands(host, targets);
  const search = new SearchCommand(host);
  commands.register('galley.addTag', (...args) => addTag(host, targets, args));
  commands.register('galley.removeTag', (...args) => removeTag(host, targets, args));
  commands.register('galley.archive', (...args) => archivePrompt(host, targets, args));
  commands.register('galley.unarchive', () => unarchivePrompt(host));
  commands.register('galley.renamePrompt', (...args) => renames.rename(args));
  commands.register('galley.keepHistory', (...args) => renames.keepHistory(args));
  commands.register('galley.importHistory', (...args) => importHistory(host, targets, documents, args));
  commands.register('galley.searchPrompts', () => search.run());
  return vscode.workspace.onDidRenameFiles(({ files }) => {
    renames.follow(files).catch((error: unknown) => host.messages.bug('Following moved files failed', error));
  });
}
