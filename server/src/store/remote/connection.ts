import { Worker } from 'node:worker_threads';
import { fail, fault, type Result } from '../../base';
import type { StoreChange } from '../../domain';
import type { StoreMessage, StoreMethod, StoreRequest, WorkerOptions } from './protocol';

/** A worker that serves one store. */
export class Connection {
  /** Whether the store could be opened. */
  readonly opened: Promise<Result<undefined>>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (result: Result<unknown>) => void>();
  #calls = 0;
  #ended = false;

  constructor(workerPath: string, options: WorkerOptions, onChange: (change: StoreChange) => void) {
    this.#worker = new Worker(workerPath, { workerData: options });
    this.opened = new Promise((resolve) => {
      this.#worker.on('message', (message: StoreMessage) => {
        if (message.kind === 'opened') resolve(message.result);
        else if (message.kind === 'changed') onChange(message.change);
        else this.#settle(message.id, message.result);
      });
      const end = (why: string): void => {
        this.#end(why);
        resolve(fail(endedFault(why)));
      };
      this.#worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
      this.#worker.on('exit', (code) => end(`exit code ${code}`));
    });
  }

  /** The worker is gone: no call will be answered any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Makes a call; when the worker ends before it answers, the result is a fault. */
  call(method: StoreMethod, parameters: readonly unknown[]): Promise<Result<unknown>> {
    if (this.#ended) return Promise.resolve(fail(endedFault('it has been closed')));
    const request: StoreRequest = { id: ++this.#calls, method, parameters };
    return new Promise((resolve) => {
      this.#waiting.set(request.id, resolve);
      this.#worker.postMessage(request);
    });
  }

  /** Resolves when the thread has ended. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(id: number, result: Result<unknown>): void {
    this.#waiting.get(id)?.(result);
    this.#waiting.delete(id);
  }

  #end(why: string): void {
    this.#ended = true;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, fail(endedFault(why)));
  }
}

function endedFault(why: string) {
  const message = `The store's thread ended (${why}). What it was asked to write may or may not be stored.`;
  return fault('io', message, { help: 'Look at the present state and try again: the store is opened anew.' });
}
