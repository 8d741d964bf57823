import type * as vscode from 'vscode';
import {
  methodOf,
  type ChangedEvent,
  type Fault,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  type RunEvent,
} from '../../server/src/protocol';
import { faultOf } from './faults';

/** What an operation gave: its output, or why there is none. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export interface CallOptions {
  /** Stops the operation when it is cancelled. */
  readonly token?: vscode.CancellationToken;
  /** Hears what the operation is doing. */
  readonly onProgress?: (message: string) => void;
  /** The uri of the folder it is about; the first when absent. */
  readonly folder?: string | undefined;
}

/** The operations of the server. */
export interface Calls {
  call<Name extends OperationName>(
    name: Name,
    input: OperationInput<Name>,
    options?: CallOptions,
  ): Promise<Answer<OperationOutput<Name>>>;
  /** What views show has changed; everything has when the server came up anew. */
  readonly onDidChange: vscode.Event<ChangedEvent>;
  readonly onRunEvent: vscode.Event<RunEvent>;
}

/** A running language server, as far as operations need it. */
export interface Connection {
  request(method: string, params: unknown, token: vscode.CancellationToken | undefined): Promise<unknown>;
  /** Hears the reports of a request that was sent with this `workDoneToken`. */
  onProgress(workDoneToken: string, listener: (message: string) => void): vscode.Disposable;
}

/**
 * Calls operations over the connection of the moment. An error of the server becomes a fault; nothing is thrown.
 * @param connected waits for a server that is starting; a fault when there is none
 */
export async function callOperation<Name extends OperationName>(
  connected: () => Promise<Answer<Connection>>,
  name: Name,
  input: OperationInput<Name>,
  options: CallOptions,
): Promise<Answer<OperationOutput<Name>>> {
  const connection = await connected();
  if (!connection.ok) return connection;
  if (options.token?.isCancellationRequested === true)
    return { ok: false, fault: { code: 'cancelled', message: 'The request was cancelled.' } };
  const { onProgress, folder } = options;
  const workDoneToken = onProgress === undefined ? undefined : crypto.randomUUID();
  const reports =
    workDoneToken === undefined || onProgress === undefined
      ? undefined
      : connection.value.onProgress(workDoneToken, onProgress);
  try {
    const params = {
      ...input,
      ...(folder === undefined ? {} : { folder }),
      ...(workDoneToken === undefined ? {} : { workDoneToken }),
    };
    const value = await connection.value.request(methodOf(name), params, options.token);
    // The server encodes its output by the schema this type comes from.
    return { ok: true, value: value as OperationOutput<Name> };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  } finally {
    reports?.dispose();
  }
}
