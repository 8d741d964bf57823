import { diffArrays } from 'diff';
import type { ThreadAnchor } from './records';

/** Where a thread stands in a text. Lines are zero-based, end inclusive. */
export interface AnchorPlace {
  readonly startLine: number;
  readonly endLine: number;
  /** True when none of its lines is left; the place is then the nearest that is. */
  readonly outdated: boolean;
}

/** More changed lines than this are not followed one by one. */
const maxEdits = 2000;

/** The lines of a text, without their ends. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

/** Anchors a thread to lines of a text, clamped to it. */
export function anchorAt(text: string, startLine: number, endLine: number): ThreadAnchor {
  const lines = linesOf(text);
  const start = Math.min(startLine, lines.length - 1);
  const end = Math.min(Math.max(start, endLine), lines.length - 1);
  return { startLine: start, endLine: end, lines: lines.slice(start, end + 1) };
}

/**
 * Finds the lines of an anchor again in a later text: by a line difference from the text they were taken from, then, when
 * none is left at its place, as a block that moved elsewhere.
 */
export function placeAnchor(source: string, anchor: ThreadAnchor, text: string): AnchorPlace {
  const { startLine, endLine } = anchor;
  if (source === text) return { startLine, endLine, outdated: false };
  const now = linesOf(text);
  const map = mapLines(linesOf(source), now);
  const kept = range(startLine, endLine).flatMap((line) => map[line] ?? []);
  const [first] = kept;
  if (first !== undefined) return { startLine: first, endLine: kept.at(-1) ?? first, outdated: false };
  const moved = findBlock(now, anchor.lines);
  if (moved !== undefined) return { startLine: moved, endLine: moved + anchor.lines.length - 1, outdated: false };
  const nearest = nearestLine(map, startLine, now.length);
  return { startLine: nearest, endLine: nearest, outdated: true };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** For each line of the old text its line in the new one; undefined where it is gone. */
function mapLines(before: readonly string[], after: readonly string[]): readonly (number | undefined)[] {
  const changes = diffArrays([...before], [...after], { maxEditLength: maxEdits });
  const map: (number | undefined)[] = [];
  let line = 0;
  for (const { added, removed, count } of changes ?? []) {
    if (removed) map.push(...Array<undefined>(count).fill(undefined));
    else {
      if (!added) map.push(...range(line, line + count - 1));
      line += count;
    }
  }
  return map;
}

/** The only place where `block` stands in `lines`; undefined when there is none or more than one, or nothing to find. */
function findBlock(lines: readonly string[], block: readonly string[]): number | undefined {
  if (block.every((line) => line.trim() === '')) return undefined;
  const starts = lines.flatMap((_, start) => (block.every((line, i) => lines[start + i] === line) ? [start] : []));
  return starts.length === 1 ? starts[0] : undefined;
}

/** As far below the last kept line above as before, but not past the first kept line below. */
function nearestLine(map: readonly (number | undefined)[], line: number, count: number): number {
  const index = map.slice(0, line).findLastIndex((mapped) => mapped !== undefined);
  const above = index < 0 ? -1 : (map[index] ?? -1);
  const below = map.slice(line + 1).find((mapped) => mapped !== undefined) ?? count;
  const between = below - above > 1 ? below - 1 : below;
  const place = map.length === 0 ? line : Math.min(above + line - index, between);
  return Math.max(0, Math.min(place, count - 1));
}
