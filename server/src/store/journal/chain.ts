import type { Frame } from './frame';

/** `void`: it lost a race and its author retried it. `broken`: frames that were acknowledged before it cannot be read. */
export type Verdict = 'valid' | 'void' | 'broken';

/**
 * Decides which frames of one generation count. A frame is valid if its base is the end of the last valid frame: the
 * first in the order of the file wins. A base that is not the end of any valid frame means that one has been damaged.
 */
export class Chain {
  readonly #start: number;
  readonly #ends: Set<number>;
  #end: number;
  #closed = false;

  /** @param start the end of a valid frame, or 0 at the start of the file */
  constructor(start: number) {
    this.#start = start;
    this.#end = start;
    this.#ends = new Set([start]);
  }

  /** The end of the last valid frame. */
  get end(): number {
    return this.#end;
  }

  /** Whether the generation has been closed: whatever comes after is void. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether a frame would be valid as the next one. */
  follows(frame: Frame): boolean {
    return !this.#closed && frame.base === this.#end;
  }

  /** Judges the frame that ends at `end`; frames are given in the order of the file. */
  judge(frame: Frame, end: number): Verdict {
    if (this.#closed) return 'void';
    if (this.follows(frame)) {
      this.#ends.add(end);
      this.#end = end;
      this.#closed = frame.close;
      return 'valid';
    }
    const known = frame.base < this.#start || this.#ends.has(frame.base);
    return known ? 'void' : 'broken';
  }
}
