import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestContext } from 'node:test';
import {
  createWorkspace,
  openSession,
  type HostWorkspace,
  type Session,
  type SessionOptions,
  type StoreOpening,
} from '../../server/src/app';
import type { Fault, Result } from '../../server/src/base';
import type { Author, Store } from '../../server/src/domain';
import type { OperationInput, OperationName, OperationOutput } from '../../server/src/protocol';
import { openStore } from '../../server/src/store';
import { serverFor } from './engines';
import { valueOf } from './result';
import { temporaryWorkspace, writeFiles, type Files } from './workspace';

export { valueOf } from './result';

/** Two people of the tests. */
export const ada: Author = { name: 'Ada Writer', email: 'ada@example.com' };
export const grace: Author = { name: 'Grace Reviewer', email: 'grace@example.com' };

/** A session on a real folder with a real store. */
export interface TestSession {
  readonly root: string;
  readonly workspace: HostWorkspace;
  readonly session: Session;
  /** The output of an operation; its fault fails the test. */
  readonly must: <Name extends OperationName>(
    name: Name,
    input: OperationInput<Name>,
  ) => Promise<OperationOutput<Name>>;
  /** The fault of an operation; its success fails the test. */
  readonly fault: <Name extends OperationName>(name: Name, input: OperationInput<Name>) => Promise<Fault>;
  /** Writes a file as another program would, and has the workspace look at it. */
  readonly write: (file: string, text: string) => Promise<void>;
  /** Opens the same store once more, as another process would. Whoever asks closes it. */
  readonly anotherStore: () => Promise<Store>;
  readonly dispose: () => Promise<void>;
}

/** Opens a session, closed when the test ends; then its folder goes. Several may be open on one folder. */
export async function openTestSession(
  t: Pick<TestContext, 'after'> & Partial<Pick<TestContext, 'fullName'>>,
  root: string,
  author: Author = ada,
  more: Partial<SessionOptions> = {},
): Promise<TestSession> {
  const server = await serverFor(t, root);
  const onServer = server === undefined ? {} : { server, serverTuning: { freshMs: 0 } };
  const open = (options: StoreOpening): Promise<Result<Store>> =>
    openStore({ directory: path.join(root, '.galley'), ...onServer, ...options });
  const workspace = createWorkspace({ root });
  await workspace.ready;
  const session = openSession({
    workspace,
    door: 'cli',
    author,
    environment: {},
    runnerWorker: path.join(__dirname, 'runner-worker.js'),
    openStore: open,
    ...more,
  });
  const dispose = async (): Promise<void> => {
    await session.dispose();
    workspace.dispose();
  };
  t.after(async () => {
    await dispose();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 }); // closing a store may write
  });
  return {
    root,
    workspace,
    session,
    must: async (name, input) => valueOf(await session.call(name, input), name),
    fault: async (name, input) => {
      const result = await session.call(name, input);
      assert.ok(!result.ok, `${name} succeeded`);
      return result.fault;
    },
    write: async (file, text) => {
      writeFiles(root, { [file]: text });
      await workspace.refresh([pathToFileURL(path.join(root, file)).href]);
    },
    anotherStore: async () => valueOf(await open({})),
    dispose,
  };
}

/** A folder with files and a session on it. */
export async function sessionWith(
  t: Pick<TestContext, 'after'> & Partial<Pick<TestContext, 'fullName'>>,
  files: Files,
  author?: Author,
  more?: Partial<SessionOptions>,
): Promise<TestSession> {
  return openTestSession(t, temporaryWorkspace(t, files), author, more);
}
