import type * as vscode from 'vscode';
import { requests, type StoreSecretRequest } from '../../../server/src/protocol';
import type { Host } from '../host';
import type { GalleyServer } from '../server/view';
import { formatSecret, parseSecret, secretKey } from './model';

type Secrets = Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;

/** Keeps passwords of stores on PostgreSQL in the editor's secret storage, and tells them to the server when it asks. */
export function registerStoreSecret(host: Host, server: GalleyServer, secrets: Secrets): void {
  /** The stores that the server has asked for: those of the folders that are open. */
  const asked = new Set<string>();
  server.answer(requests.storeSecret, async (params) => {
    const { store } = params as StoreSecretRequest; // it comes from our own server
    asked.add(store);
    return parseSecret(await secrets.get(secretKey(store))) ?? null;
  });
  host.commands.registerTrusted('galley.setStorePassword', 'Opening a store on a server', async () => {
    const store = await chosenStore(host, [...asked]);
    if (store === undefined || !(await ask(host, secrets, store))) return;
    host.messages.info(`What you entered for ${store} is kept in the secret storage of the editor.`);
    await server.restart();
  });
}

async function chosenStore({ vscode, messages }: Host, stores: readonly string[]): Promise<string | undefined> {
  if (stores.length > 1) return vscode.window.showQuickPick(stores, { placeHolder: 'The store to set a password for' });
  if (stores.length === 0)
    messages.info('No folder here keeps its versions on PostgreSQL: galley.yaml names no store there.');
  return stores[0];
}

/** False when the person went away. */
async function ask({ vscode }: Host, secrets: Secrets, store: string): Promise<boolean> {
  const known = parseSecret(await secrets.get(secretKey(store)));
  const user = await vscode.window.showInputBox({
    title: store,
    prompt: 'Database user. Leave it empty to come under the name of your account, or the one in galley.yaml.',
    value: known?.user ?? '',
    ignoreFocusOut: true,
  });
  if (user === undefined) return false;
  const password = await vscode.window.showInputBox({
    title: store,
    prompt: 'Password. Leave it empty to forget the one that is kept.',
    password: true,
    ignoreFocusOut: true,
  });
  if (password === undefined) return false;
  if (user === '' && password === '') await secrets.delete(secretKey(store));
  else await secrets.store(secretKey(store), formatSecret(user.trim(), password));
  return true;
}
