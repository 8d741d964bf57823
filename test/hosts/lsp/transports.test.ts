import assert from 'node:assert/strict';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  SocketMessageReader,
  SocketMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  type InitializeResult,
  type MessageConnection,
} from 'vscode-languageserver/node';
import { built } from '../../support/repo';

/** Initializes, shuts down and ends a server; its exit code. */
async function live(connection: MessageConnection, child: ChildProcess): Promise<number | null> {
  connection.listen();
  const { serverInfo } = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {},
  });
  assert.equal(serverInfo?.name, 'galley');
  await connection.sendNotification('initialized', {});
  await connection.sendRequest('shutdown');
  const exited = once(child, 'exit') as Promise<[number | null]>;
  await connection.sendNotification('exit');
  const [code] = await exited;
  connection.dispose();
  return code;
}

describe('transports', () => {
  test('a channel between processes, as VS Code uses it', async () => {
    const child = fork(built.cli, ['lsp', '--node-ipc', `--clientProcessId=${process.pid}`], { silent: true });
    assert.equal(
      await live(createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child)), child),
      0,
    );
  });

  test('when that channel closes, the server ends', async () => {
    const child = fork(built.cli, ['lsp', '--node-ipc'], { silent: true });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.listen();
    await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
    connection.dispose();
  });

  test('a socket that the editor listens on', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const child = spawn(process.execPath, [built.cli, 'lsp', `--socket=${port}`], { stdio: 'ignore' });
    const [socket] = (await once(server, 'connection')) as [Socket];
    assert.equal(
      await live(createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket)), child),
      0,
    );
    server.close();
  });

  test('without a word, standard input and output', async () => {
    const child = spawn(process.execPath, [built.cli, 'lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
    assert.ok(child.stdout !== null && child.stdin !== null);
    assert.equal(
      await live(
        createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)),
        child,
      ),
      0,
    );
  });
});
