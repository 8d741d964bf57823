import { ErrorCodes, LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import { pauser } from '../../app';

/** The editor does not want the answer any more. */
export function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}

/** The parameters of a request are not what the protocol says. */
export function invalidParams(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}

/** @throws {ResponseError} when the request was cancelled */
export function stopIfCancelled(token: CancellationToken): void {
  if (token.isCancellationRequested) throw cancelled();
}

/** What `work` gives, unless the request is cancelled before. @throws {ResponseError} */
export async function unlessCancelled<T>(token: CancellationToken, work: Promise<T>): Promise<T> {
  stopIfCancelled(token);
  let listening: { dispose(): void } | undefined;
  try {
    const stopped = new Promise<never>((_, reject) => {
      listening = token.onCancellationRequested(() => reject(cancelled()));
    });
    return await Promise.race([work, stopped]);
  } finally {
    listening?.dispose();
  }
}

/**
 * Runs work that is done step by step: between slices of some milliseconds the editor is served, and the work ends when the
 * request is cancelled. @throws {ResponseError}
 */
export async function inSlices<T>(token: CancellationToken, steps: Generator<void, T>): Promise<T> {
  const pause = pauser();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
    if (token.isCancellationRequested) {
      steps.return(undefined as never);
      throw cancelled();
    }
  }
}
