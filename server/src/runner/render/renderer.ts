import { Worker } from 'node:worker_threads';
import { fail, fault, type Fault, type Result } from '../../base';
import type { VersionBehaviour } from '../../domain';
import type { InputValues, RenderOptions, RenderResult } from './types';
import { type RenderAnswer, type RenderTask, workerReady } from './wire';

/** Renders prompts. It never rejects. */
export interface Renderer {
  render(behaviour: VersionBehaviour, inputs: InputValues, options?: RenderOptions): Promise<Result<RenderResult>>;
  /** Gets ready while there is other work to do; the first prompt then waits less. */
  warm(): void;
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

/** How long a worker may take to start, in milliseconds: time that no prompt answers for. */
const startMs = 60_000;

/** So many prompts are with the worker at once: a thread that is woken once for many costs less. */
const atOnce = 64;

class WorkerRenderer implements Renderer {
  readonly #options: RendererOptions;
  readonly #queue: Waiting[] = [];
  readonly #keys = new WeakMap<VersionBehaviour, number>();
  /** What the worker has, in the order of its answers. The clock runs for the first. */
  readonly #working: Waiting[] = [];
  #sent = new Set<number>();
  #lastKey = 0;
  #worker: Worker | undefined;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped: Promise<unknown> | undefined;
  #disposed = false;

  constructor(options: RendererOptions) {
    this.#options = options;
  }

  render(behaviour: VersionBehaviour, inputs: InputValues, options: RenderOptions = {}): Promise<Result<RenderResult>> {
    if (this.#disposed) return Promise.resolve(fail(fault('cancelled', 'The renderer has been closed.')));
    return new Promise((resolve) => {
      this.#queue.push({ behaviour, inputs, options, resolve });
      this.#fill();
    });
  }

  warm(): void {
    if (!this.#disposed) (this.#worker ??= this.#start()).unref();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const closed = fail(fault('cancelled', 'The renderer has been closed.'));
    for (const waiting of [...this.#drop(), ...this.#queue.splice(0)]) waiting.resolve(closed);
    await this.#stopped;
  }

  #fill(): void {
    while (this.#working.length < atOnce) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      this.#send(next);
    }
    if (this.#working.length === 0) this.#worker?.unref();
  }

  #send(waiting: Waiting): void {
    const worker = (this.#worker ??= this.#start());
    try {
      worker.postMessage(this.#task(waiting));
    } catch {
      this.#sent.clear();
      waiting.resolve(fail(fault('invalid-input', 'The inputs hold something that is not data.')));
      return;
    }
    worker.ref();
    this.#working.push(waiting);
    if (this.#working.length === 1) this.#wind();
  }

  /** Starts the clock for the first prompt that the worker has. */
  #wind(): void {
    clearTimeout(this.#timer);
    const [first] = this.#working;
    if (first === undefined) return;
    const limit = this.#isReady ? (this.#options.timeoutMs ?? 5000) : startMs;
    const check = (): void => {
      if (first === this.#working[0]) this.#giveUp(fault('timeout', `Rendering took longer than ${limit} ms.`));
    };
    // When this thread was busy, the answer may lie there unread.
    this.#timer = setTimeout(() => setImmediate(check), limit);
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
    worker.on('message', (answer: RenderAnswer | typeof workerReady) => {
      if (worker !== this.#worker) return;
      if (answer === workerReady) this.#isReady = true;
      else this.#working.shift()?.resolve(answer);
      this.#wind();
      this.#fill();
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (worker !== this.#worker) return;
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const stopped = `The renderer stopped: ${error.message.slice(0, 200)}`;
      this.#giveUp(memory ? fault('limit', 'Rendering took too much memory.') : fault('render', stopped));
    });
    return worker;
  }

  /** Fails the first prompt the worker has, and hands the others to a new worker. */
  #giveUp(reason: Fault): void {
    const [first, ...others] = this.#drop();
    this.#queue.unshift(...others);
    first?.resolve(fail(reason));
    this.#fill();
  }

  /** Lets go of the worker and gives back what it had. */
  #drop(): readonly Waiting[] {
    clearTimeout(this.#timer);
    this.#stopped = this.#worker?.terminate();
    this.#worker = undefined;
    this.#isReady = false;
    this.#sent = new Set();
    return this.#working.splice(0);
  }
}
