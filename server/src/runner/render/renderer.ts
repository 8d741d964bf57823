import { Worker } from 'node:worker_threads';
import { fail, fault, type Fault, type Result } from '../../base';
import type { VersionBehaviour } from '../../domain';
import { renderPrompt } from './prompt';
import type { InputValues, RenderOptions, RenderResult } from './types';
import type { RenderAnswer, RenderTask } from './wire';

/** Renders prompts. */
export interface Renderer {
  render(behaviour: VersionBehaviour, inputs: InputValues, options?: RenderOptions): Promise<Result<RenderResult>>;
  dispose(): Promise<void>;
}

/** How {@link createRenderer} works. */
export interface RendererOptions {
  /** The bundled `runner-worker.js`. */
  readonly workerPath: string;
  /** How long one prompt may take, in milliseconds; 5,000 when absent. */
  readonly timeoutMs?: number;
  /** How much memory the templates may use, in MB; 256 when absent. */
  readonly memoryMb?: number;
}

/** Renders in this thread, without a limit of time: for tests and for programs that end soon. */
export const inlineRenderer: Renderer = Object.freeze({
  render: (behaviour: VersionBehaviour, inputs: InputValues, options?: RenderOptions) =>
    Promise.resolve(renderPrompt(behaviour, inputs, options)),
  dispose: () => Promise.resolve(),
});

/**
 * Renders in a worker thread that starts with the first prompt. A prompt that takes too long fails with `timeout`, one
 * that takes too much memory with `limit`; the worker is then replaced and the next prompt goes on.
 */
export function createRenderer(options: RendererOptions): Renderer {
  return new WorkerRenderer(options);
}

interface Waiting {
  readonly behaviour: VersionBehaviour;
  readonly inputs: InputValues;
  readonly options: RenderOptions;
  readonly resolve: (result: Result<RenderResult>) => void;
}

/** The worker forgets all behaviours after this many. */
const keptBehaviours = 256;

class WorkerRenderer implements Renderer {
  readonly #options: RendererOptions;
  readonly #queue: Waiting[] = [];
  readonly #keys = new WeakMap<VersionBehaviour, number>();
  #sent = new Set<number>();
  #lastKey = 0;
  #worker: Worker | undefined;
  #current: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: RendererOptions) {
    this.#options = options;
  }

  render(behaviour: VersionBehaviour, inputs: InputValues, options: RenderOptions = {}): Promise<Result<RenderResult>> {
    if (this.#disposed) return Promise.resolve(fail(fault('cancelled', 'The renderer has been closed.')));
    return new Promise((resolve) => {
      this.#queue.push({ behaviour, inputs, options, resolve });
      this.#next();
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const closed = fault('cancelled', 'The renderer has been closed.');
    for (const waiting of this.#queue.splice(0)) waiting.resolve(fail(closed));
    this.#finish(fail(closed));
    await this.#drop();
  }

  #next(): void {
    if (this.#current !== undefined) return;
    this.#current = this.#queue.shift();
    if (this.#current === undefined) {
      this.#worker?.unref();
      return;
    }
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    const limit = this.#options.timeoutMs ?? 5000;
    this.#timer = setTimeout(() => void this.#give(fault('timeout', `Rendering took longer than ${limit} ms.`)), limit);
    try {
      worker.postMessage(this.#task(this.#current));
    } catch {
      this.#finish(fail(fault('invalid-input', 'The inputs hold something that is not data.')));
    }
  }

  #task({ behaviour, inputs, options }: Waiting): RenderTask {
    const key = this.#keys.get(behaviour) ?? ++this.#lastKey;
    this.#keys.set(behaviour, key);
    if (this.#sent.has(key)) return { key, inputs, options };
    const reset = this.#sent.size >= keptBehaviours;
    if (reset) this.#sent = new Set();
    this.#sent.add(key);
    return { key, behaviour, reset, inputs, options };
  }

  #start(): Worker {
    const worker = new Worker(this.#options.workerPath, {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memoryMb ?? 256 },
      env: {},
    });
    worker.on('message', (answer: RenderAnswer) => {
      if (worker === this.#worker) this.#finish(answer);
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (worker !== this.#worker) return;
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const reason = memory
        ? fault('limit', 'Rendering took too much memory.')
        : fault('render', `The renderer stopped: ${error.message.slice(0, 200)}`);
      void this.#give(reason);
    });
    return worker;
  }

  /** Fails the current prompt and starts over with a new worker. */
  async #give(reason: Fault): Promise<void> {
    const gone = this.#drop();
    this.#finish(fail(reason));
    await gone;
  }

  async #drop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#sent = new Set();
    await worker?.terminate();
  }

  #finish(result: Result<RenderResult>): void {
    clearTimeout(this.#timer);
    const current = this.#current;
    this.#current = undefined;
    current?.resolve(result);
    if (!this.#disposed) this.#next();
  }
}
