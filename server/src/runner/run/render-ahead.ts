import type { Result } from '../../base';
import type { Renderer, RenderResult } from '../render';
import type { PreparedCase } from './prepare';
import type { RunCase } from './types';

/** So many cases are rendered at once: few enough to keep in memory, enough that a thread is woken once for many. */
const stretch = 32;

/** Renders the cases of a run in stretches, each when its first case is asked for. */
export class RenderAhead {
  readonly #cases: readonly RunCase[];
  readonly #prepared: readonly PreparedCase[];
  readonly #renderer: Renderer;
  readonly #rendered = new Map<number, Promise<Result<RenderResult>>>();
  #next = 0;

  constructor(cases: readonly RunCase[], prepared: readonly PreparedCase[], renderer: Renderer) {
    this.#cases = cases;
    this.#prepared = prepared;
    this.#renderer = renderer;
  }

  /** The rendered prompt of the case at `index`. Cases are asked for in order, each once. */
  take(index: number): Promise<Result<RenderResult>> | undefined {
    if (index >= this.#next) {
      this.#next = index + stretch;
      for (let ahead = index; ahead < this.#next; ahead++) {
        const testCase = this.#cases[ahead];
        if (testCase === undefined || this.#prepared[ahead]?.kind !== 'ready') continue;
        const { behaviour, inputs, source } = testCase;
        this.#rendered.set(ahead, this.#renderer.render(behaviour, inputs, source === undefined ? {} : { source }));
      }
    }
    const rendered = this.#rendered.get(index);
    this.#rendered.delete(index);
    return rendered;
  }
}
