/** Half-open range of UTF-16 offsets. */
export interface MarkedRange {
  readonly start: number;
  readonly end: number;
}

/** A sample text without its marks, and where the marks stood in it. */
export interface Marked {
  readonly text: string;
  /** Offsets of each `‸`, in order. */
  readonly cursors: readonly number[];
  /** Ranges of each `⟦…⟧`, ordered by start; they may nest. */
  readonly ranges: readonly MarkedRange[];
}

const marks = /[‸⟦⟧]/g;

/**
 * Takes the marks out of a sample: `‸` is a cursor, `⟦` and `⟧` enclose a range. No template language uses them.
 * @throws when the brackets do not pair up
 */
export function parseMarks(sample: string): Marked {
  const cursors: number[] = [];
  const ranges: MarkedRange[] = [];
  const open: number[] = [];
  let taken = 0;
  for (const { 0: mark, index } of sample.matchAll(marks)) {
    const offset = index - taken++;
    if (mark === '‸') cursors.push(offset);
    else if (mark === '⟦') open.push(offset);
    else ranges.push({ start: popOpen(open, sample), end: offset });
  }
  if (open.length > 0) throw new Error(`⟦ without ⟧ in ${JSON.stringify(sample)}`);
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  return { text: sample.replace(marks, ''), cursors, ranges };
}

/** The text and offset of a sample with exactly one `‸`. */
export function cursorIn(sample: string): { readonly text: string; readonly offset: number } {
  const { text, cursors } = parseMarks(sample);
  const [offset] = cursors;
  if (offset === undefined || cursors.length > 1) throw new Error(`expected one ‸ in ${JSON.stringify(sample)}`);
  return { text, offset };
}

/** Draws ranges back into a text, so that an expectation can be written and compared as one literal. */
export function drawRanges(text: string, ranges: readonly MarkedRange[]): string {
  const drawn = ranges.flatMap(marksOf).sort((a, b) => a.at - b.at || a.order - b.order || b.far - a.far);
  let result = '';
  let from = 0;
  for (const { at, mark } of drawn) {
    result += text.slice(from, at) + mark;
    from = at;
  }
  return result + text.slice(from);
}

interface DrawnMark {
  readonly at: number;
  readonly mark: string;
  /** At one offset: ends first, then empty ranges, then starts. */
  readonly order: number;
  /** Where the range's other end lies: the wider of two ranges encloses the other. */
  readonly far: number;
}

function marksOf({ start, end }: MarkedRange): readonly DrawnMark[] {
  if (start === end) return [{ at: start, mark: '⟦⟧', order: 1, far: end }];
  return [
    { at: start, mark: '⟦', order: 2, far: end },
    { at: end, mark: '⟧', order: 0, far: start },
  ];
}

function popOpen(open: number[], sample: string): number {
  const start = open.pop();
  if (start === undefined) throw new Error(`⟧ without ⟦ in ${JSON.stringify(sample)}`);
  return start;
}
