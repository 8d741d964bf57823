/**
 * Work that looks at many files, one at a step. Whoever runs it may do something else between two steps, or stop; the
 * workspace may have changed then.
 */
export type Steps<T> = Generator<void, T>;

/** Does all the work at once. */
export function allAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
