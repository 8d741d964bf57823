import type { Connection, WorkspaceEdit } from 'vscode-languageserver/node';
import { inSlices, unlessCancelled } from './cancellation';
import type { ClientFeatures } from './client-features';
import type { Folders } from './folders';
import { checked, member, urisIn } from './params';

type Changes = NonNullable<WorkspaceEdit['documentChanges']>;

/** Changes of files outside of these are no news to anybody; a name without an ending, or with a number, may be a folder. */
const watched = /(?:\.(?:prompt|prompty|ya?ml|md|hbs|handlebars|mustache|j2|jinja2?|txt|\d+)|\/[^./]+)$/i;
/** What may be the target of an environment. */
const target = /^file:.*\.json$/i;
const ignored = /\/(?:node_modules|\.git|\.galley)(?:\/|$)/;

/**
 * Keeps the folders up to date with what the editor says of files: what it watches, and what it creates, renames and deletes
 * itself. Files that move take along what names them.
 */
export function registerFileEvents(
  connection: Connection,
  { client, folders }: { readonly client: ClientFeatures; readonly folders: Folders },
): void {
  const warn = (error: unknown): void => connection.console.warn(String(error));
  const refresh = (uris: readonly string[]): void => {
    const news = uris.filter((uri) => !ignored.test(uri));
    for (const folder of folders.all) {
      const own = news.filter((uri) => folder.workspace.owns(uri));
      if (own.length === 0) continue;
      folder.workspace.refresh(own).catch(warn);
    }
  };
  connection.onDidChangeWatchedFiles((params) => {
    const changed = urisIn(member(params, 'changes'), 'uri');
    refresh(changed.filter((uri) => watched.test(uri)));
    const written = changed.filter((uri) => target.test(uri) && !ignored.test(uri));
    for (const { workspace, operations } of written.length === 0 ? [] : folders.all)
      operations.checkTargets(written.filter((uri) => workspace.owns(uri))).catch(warn);
  });
  connection.workspace.onDidCreateFiles((params) => refresh(urisIn(member(params, 'files'), 'uri')));
  connection.workspace.onDidDeleteFiles((params) => refresh(urisIn(member(params, 'files'), 'uri')));
  connection.workspace.onDidRenameFiles((params) => refresh(urisIn(member(params, 'files'), 'oldUri', 'newUri')));
  connection.workspace.onWillRenameFiles(async (params, token) => {
    const { files } = checked(params, 'files');
    await unlessCancelled(token, folders.ready);
    const changes: Changes = [];
    for (const { workspace, service } of folders.all) {
      const own = files.filter(({ oldUri }) => workspace.owns(oldUri));
      const edit = own.length === 0 ? undefined : await inSlices(token, service.renameFiles(own));
      changes.push(...(edit?.documentChanges ?? []));
    }
    const edit = client.edit({ documentChanges: changes }) ?? client.edit({ documentChanges: staying(changes) });
    return changes.length === 0 ? null : (edit ?? null);
  });
}

/** The edits of files that do not move along, for an editor that cannot move them. */
function staying(changes: Changes): Changes {
  const moving = new Set(changes.flatMap((change) => ('oldUri' in change ? [change.oldUri] : [])));
  return changes.filter((change) => 'textDocument' in change && !moving.has(change.textDocument.uri));
}
