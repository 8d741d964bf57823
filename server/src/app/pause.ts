/** How long work on many files may hold the thread at a time, in milliseconds. */
const slice = 8;

/** A function to await between two files: it gives the thread back when a slice of time is used up. */
export function pauser(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < slice) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}
