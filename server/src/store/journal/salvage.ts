import { journalLines, type Frame } from './frame';

/** What can be read of a generation, damaged or not. */
export interface Salvaged {
  /** Frames that count, with the offset after each. */
  readonly frames: readonly { readonly frame: Frame; readonly end: number }[];
  /** Where the chain of valid frames ends. */
  readonly end: number;
  /** Places where at least one valid frame cannot be read. */
  readonly gaps: number;
}

/**
 * Reads the frames of a whole generation past damage. An unreadable line whose end is the base of a frame was a valid frame
 * itself, and so was whatever a frame of unknown base follows.
 * @param bytes the whole file
 * @param from the end of a valid frame, where reading starts
 */
export function salvageFrames(bytes: Buffer, from: number): Salvaged {
  const lines = [...journalLines(bytes.subarray(from), from)];
  const bases = new Set(lines.map(({ frame }) => frame?.base));
  const ends = new Set([from]);
  const frames: { frame: Frame; end: number }[] = [];
  let end = from;
  let gaps = 0;
  for (const line of lines) {
    const { frame } = line;
    const lost = frame === undefined && bases.has(line.end);
    const follows = frame !== undefined && frame.base === end;
    const afterGap = frame !== undefined && frame.base > from && !ends.has(frame.base);
    if (!lost && !follows && !afterGap) continue;
    if (lost || afterGap) gaps++;
    if (frame !== undefined) frames.push({ frame, end: line.end });
    end = line.end;
    ends.add(end);
    if (frame?.close === true) break;
  }
  return { frames, end, gaps };
}

/**
 * Whether every frame of a whole generation can be read.
 * @param isLast no generation has followed, so that it need not be closed
 */
export function isIntact(bytes: Buffer, isLast: boolean): boolean {
  const { frames, gaps } = salvageFrames(bytes, 0);
  return gaps === 0 && (isLast || frames.at(-1)?.frame.close === true);
}
