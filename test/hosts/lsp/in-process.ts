import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type MessageConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { LanguageServer, type ServerTiming } from '../../../server/src/hosts/lsp/server';

/** A server in this process, and the client's end of its streams. */
export interface InProcess {
  readonly connection: MessageConnection;
  readonly published: PublishDiagnosticsParams[];
  /** Methods of requests and notifications that came from the server. */
  readonly heard: { readonly method: string; readonly params: unknown }[];
  readonly uri: (file: string) => string;
  /** Waits until something holds that the server's messages change. */
  until(look: () => boolean): Promise<void>;
}

/** Starts the real server on a folder, in this process, and shuts it down when the test ends. */
export async function startInProcess(
  t: Pick<TestContext, 'after'>,
  folder: string,
  capabilities: ClientCapabilities = {},
  timing?: ServerTiming,
): Promise<InProcess> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const own = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  new LanguageServer(own, timing === undefined ? {} : { timing }).listen();
  const connection = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const published: PublishDiagnosticsParams[] = [];
  const heard: { method: string; params: unknown }[] = [];
  const waiting = new Set<() => void>();
  const hear = (method: string, params: unknown): void => {
    if (method === 'textDocument/publishDiagnostics') published.push(params as PublishDiagnosticsParams);
    heard.push({ method, params });
    for (const check of [...waiting]) check();
  };
  connection.onNotification(hear);
  connection.onUnhandledProgress((params) => hear('$/progress', params));
  connection.onRequest((method, params) => {
    hear(method, params);
    return null;
  });
  connection.listen();
  t.after(async () => {
    await connection.sendRequest('shutdown');
    connection.dispose();
    own.dispose();
  });
  const rootUri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', { processId: null, rootUri, capabilities });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    published,
    heard,
    uri: (file) => `${rootUri}/${file}`,
    until: (look) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const deadline = setTimeout(() => reject(new Error(`waited in vain; heard ${JSON.stringify(heard)}`)), 60_000);
      const check = (): void => {
        if (!look()) return;
        waiting.delete(check);
        clearTimeout(deadline);
        resolve();
      };
      waiting.add(check);
      check();
      return promise;
    },
  };
}
