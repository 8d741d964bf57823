/** One measured figure of a bench, held against a yardstick measured in the same run. */
export interface Figure {
  /** What was measured, e.g. `store commit, 10 MB`. */
  readonly what: string;
  /** The measured value. */
  readonly value: number;
  /** Unit of the value and the yardstick, e.g. `ms`. */
  readonly unit: string;
  /** The same work done by something known, e.g. node:sqlite or a null language server. */
  readonly yardstick?: { readonly what: string; readonly value: number };
  /** Largest allowed value. */
  readonly maxValue?: number;
  /** Largest allowed ratio of the value to the yardstick. */
  readonly maxRatio?: number;
}

/** Starts a line that holds a figure; `npm run bench` collects such lines into one table. */
const figureMark = '@figure ';

/** Hands a figure of a bench file (test/bench/*.bench.ts) to `npm run bench`. */
export function reportFigure(figure: Figure): void {
  process.stdout.write(`${figureMark}${JSON.stringify(figure)}\n`);
}

/** The median of a sample; the mean of the middle two for an even number. @throws on an empty sample */
export function median(sample: readonly number[]): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new Error('the median of nothing');
  return (lower + upper) / 2;
}
