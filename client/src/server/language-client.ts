import type * as vscode from 'vscode';
import {
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  WorkDoneProgress,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';
import type { ServerClient } from './view';

export interface LanguageClientSettings {
  /** Absolute path of the server's bundle. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  /** False in Restricted Mode: the server then runs no prompt and deploys nothing. */
  readonly trusted: boolean;
  /** The files the server hears of. */
  readonly documentSelector: NonNullable<LanguageClientOptions['documentSelector']>;
}

/** Makes the client that starts the bundled server as a child process and speaks to it over its channel. */
export function createLanguageClient({ module, log, trusted, documentSelector }: LanguageClientSettings): ServerClient {
  const options: LanguageClientOptions = {
    documentSelector,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: { trusted, storeSecret: true },
    // What is pulled is not pushed: without this, an open file would keep the findings it was opened with.
    diagnosticPullOptions: { onChange: true },
    markdown: { isTrusted: false, supportHtml: false },
  };
  const server = { module, args: ['lsp'], transport: TransportKind.ipc };
  const client = new LanguageClient('galley', 'Galley', { run: server, debug: server }, options);
  return {
    start: () => client.start(),
    stop: () => (client.needsStop() ? client.stop() : Promise.resolve()),
    // An absent token must not be handed over: it would be sent as a second parameter.
    request: (method, params, token): Promise<unknown> =>
      token === undefined
        ? client.sendRequest<unknown>(method, params)
        : client.sendRequest<unknown>(method, params, token),
    onNotification: (method, listener) => client.onNotification(method, listener),
    onRequest: (method, answer) => client.onRequest(method, answer),
    onProgress: (workDoneToken, listener) =>
      client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        if ('message' in value && value.message !== undefined) listener(value.message);
      }),
    onDidChangeState: (listener) =>
      client.onDidChangeState(({ newState }) => {
        listener(stateNames[newState]);
      }),
  };
}

const stateNames = {
  [State.Stopped]: 'stopped',
  [State.Starting]: 'starting',
  [State.StartFailed]: 'stopped',
  [State.Running]: 'running',
} as const;
