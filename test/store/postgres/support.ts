import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { Fact, Store, StoreChange } from '../../../server/src/domain';
import type { ServerLogin, ServerTuning } from '../../../server/src/store';
import { promptCreated, threadStarted } from '../support/facts';
import { unwrap } from '../support/store-folder';
import type { Database } from '../../support/postgres';

/** What most tests of a server start with. */
export const setUp: readonly Fact[] = [promptCreated({ prompt: 'p' }), threadStarted({ thread: 't', prompt: 'p' })];

/** Nobody waits long for a server that comes back. */
export const eager: Partial<ServerTuning> = { freshMs: 0, firstPauseMs: 10, longestPauseMs: 50 };

/** Ids of the comments in the thread, oldest first. */
export async function heard(store: Store): Promise<readonly string[]> {
  return unwrap(await store.query('thread', { id: 't' }))?.comments.map(({ id }) => id) ?? [];
}

/** The next change of a store that fits. The process stays alive until then. */
export function nextChange(store: Store, fits: (change: StoreChange) => boolean): Promise<StoreChange> {
  const keepAlive = setInterval(() => undefined, 1000);
  return new Promise((resolve) => {
    const listening = store.onDidChange((change) => {
      if (!fits(change)) return;
      listening.dispose();
      clearInterval(keepAlive);
      resolve(change);
    });
  });
}

/** What a wire between a client and a server may do with what is sent. */
export interface Wire {
  readonly login: ServerLogin;
  /** The answer to the next message that holds this text is swallowed, and the connection cut. */
  loseAnswerTo(text: string): void;
  /** The next message that holds this text does not arrive, and the connection is cut. */
  loseMessage(text: string): void;
}

/** A wire to a database that can be cut at a chosen moment. */
export async function wireTo(t: TestContext, database: Database): Promise<Wire> {
  const { url } = database.login();
  let answerTo: string | undefined;
  let message: string | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const far = connect(path.join(url.host, `.s.PGSQL.${url.port}`));
    let swallow = false;
    const cut = (): void => {
      client.destroy();
      far.destroy();
    };
    for (const socket of [client, far]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', cut);
    }
    client.on('data', (bytes) => {
      if (message !== undefined && bytes.includes(message)) {
        message = undefined;
        return cut();
      }
      if (answerTo !== undefined && bytes.includes(answerTo)) {
        answerTo = undefined;
        swallow = true;
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => (swallow ? cut() : client.write(bytes)));
  });
  t.after(() => {
    for (const one of sockets) one.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    login: { ...database.login(), url: { ...url, host: '127.0.0.1', port } },
    loseAnswerTo: (text) => void (answerTo = text),
    loseMessage: (text) => void (message = text),
  };
}
