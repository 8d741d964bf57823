import { ErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import { fault } from '../../base';
import type { Folder, Folders } from './folders';
import { errorOf } from './operations';

const prefix = 'galley/';

/**
 * Answers `galley/<operation>`. The parameters may name the folder it is about (`folder`, a uri), or hold the `uri` of a
 * document in it; else it is the first one. @throws {ResponseError}
 */
export async function requestOperation(
  folders: Folders,
  method: string,
  params: unknown,
  token: CancellationToken,
): Promise<unknown> {
  if (!method.startsWith(prefix))
    throw new ResponseError(ErrorCodes.MethodNotFound, `There is no method ${method.slice(0, 100)}.`);
  const { folder, input } = route(folders, params);
  if (folder === undefined)
    throw errorOf(fault('not-found', 'No folder is open.', { help: 'Open a folder with prompts.' }));
  return folder.operations.request(method.slice(prefix.length), input, token);
}

function route(folders: Folders, params: unknown): { readonly folder: Folder | undefined; readonly input: unknown } {
  const [first] = folders.all;
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return { folder: first, input: params };
  const { folder: named, ...input } = params as Readonly<Record<string, unknown>>;
  if (typeof named === 'string') {
    const folder = folders.folderNamed(named) ?? folders.folderOf(named);
    if (folder === undefined)
      throw errorOf(fault('not-found', `The folder ${named.slice(0, 200)} is not open.`, { key: 'folder' }));
    return { folder, input };
  }
  const { uri } = input;
  return { folder: (typeof uri === 'string' ? folders.folderOf(uri) : undefined) ?? first, input: params };
}
