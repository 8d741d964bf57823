import { diffArrays } from 'diff';

/** A stretch that both sides changed, each in another way. */
export interface TextConflict {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** A merged text in pieces: plain text, and what a person has to decide. */
export type MergePiece = string | TextConflict;

/**
 * Three-way merge of texts by line; where both sides changed the same lines, by word. Two changes that touch each other are
 * a conflict, as in git. A change that both made is made once.
 */
export function mergeTexts(base: string, ours: string, theirs: string): readonly MergePiece[] {
  return joined(
    mergeLines(base, ours, theirs).flatMap((piece): readonly MergePiece[] =>
      typeof piece === 'string' ? [piece] : mergeWords(piece),
    ),
  );
}

/** Three-way merge by line alone. */
export function mergeLines(base: string, ours: string, theirs: string): readonly MergePiece[] {
  return mergeParts(linesOf(base), linesOf(ours), linesOf(theirs));
}

/** The text without conflicts; undefined when there are some. */
export function mergedText(pieces: readonly MergePiece[]): string | undefined {
  return pieces.every((piece) => typeof piece === 'string') ? pieces.join('') : undefined;
}

/** A stretch of lines is merged by word only when it is short: what was rewritten is for a person to read. */
const wordLimit = 2_000;

function mergeWords(conflict: TextConflict): readonly MergePiece[] {
  const { base, ours, theirs } = conflict;
  if (base === '' || Math.max(base.length, ours.length, theirs.length) > wordLimit) return [conflict];
  const pieces = mergeParts(wordsOf(base), wordsOf(ours), wordsOf(theirs));
  return pieces.every((piece) => typeof piece === 'string') ? pieces : [conflict];
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Words, numbers, runs of blanks, line ends and single other characters: together the whole text. */
function wordsOf(text: string): string[] {
  return text.match(/\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{N}_]+|\n|[^\S\n]+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

/** A stretch of the base that one side replaced. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly parts: readonly string[];
}

/** More differing parts than this are one change: a text that was rewritten is not compared to the end. */
const longestEdit = 4_000;

function hunksOf(base: string[], side: string[]): readonly Hunk[] {
  const changes = diffArrays(base, side, { maxEditLength: longestEdit });
  if (changes === undefined) return [{ start: 0, end: base.length, parts: side }];
  const hunks: Hunk[] = [];
  let at = 0;
  let open: { start: number; parts: string[] } | undefined;
  const close = (): void => {
    if (open !== undefined) hunks.push({ ...open, end: at });
    open = undefined;
  };
  for (const { added, removed, value } of changes) {
    if (!added && !removed) close();
    else open ??= { start: at, parts: [] };
    if (added) for (const part of value) open?.parts.push(part);
    else at += value.length;
  }
  close();
  return hunks;
}

/** One way through both lists of hunks: those that touch make one region, in which each side has its own text. */
function mergeParts(base: string[], ours: string[], theirs: string[]): readonly MergePiece[] {
  const sides = [hunksOf(base, ours), hunksOf(base, theirs)] as const;
  const pieces: MergePiece[] = [];
  const next = [0, 0];
  let at = 0;
  for (;;) {
    const region = regionFrom(sides, next);
    if (region === undefined) break;
    pieces.push(base.slice(at, region.start).join(''), settled(base, sides, region));
    at = region.end;
  }
  pieces.push(base.slice(at).join(''));
  return joined(pieces);
}

interface Region {
  readonly start: number;
  readonly end: number;
  /** Which hunks of each side lie in it. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

function regionFrom(sides: readonly [readonly Hunk[], readonly Hunk[]], next: number[]): Region | undefined {
  const [first, second] = [sides[0][next[0] ?? 0], sides[1][next[1] ?? 0]];
  if (first === undefined && second === undefined) return undefined;
  const from: [number, number] = [next[0] ?? 0, next[1] ?? 0];
  const start = Math.min(first?.start ?? Infinity, second?.start ?? Infinity);
  let end = start;
  for (let grew = true; grew;) {
    grew = false;
    for (const side of [0, 1] as const) {
      const hunk = sides[side][next[side] ?? 0];
      if (hunk === undefined || hunk.start > end) continue;
      end = Math.max(end, hunk.end);
      next[side] = (next[side] ?? 0) + 1;
      grew = true;
    }
  }
  return { start, end, from, to: [next[0] ?? 0, next[1] ?? 0] };
}

function settled(base: string[], sides: readonly [readonly Hunk[], readonly Hunk[]], region: Region): MergePiece {
  const original = base.slice(region.start, region.end).join('');
  const [ours, theirs] = ([0, 1] as const).map((side) =>
    applied(base, sides[side].slice(region.from[side], region.to[side]), region),
  );
  if (ours === undefined || theirs === undefined) throw new Error('a merge has two sides');
  if (ours === theirs || theirs === original) return ours;
  return ours === original ? theirs : { base: original, ours, theirs };
}

function applied(base: string[], hunks: readonly Hunk[], { start, end }: Region): string {
  let text = '';
  let at = start;
  for (const hunk of hunks) {
    text += base.slice(at, hunk.start).join('') + hunk.parts.join('');
    at = hunk.end;
  }
  return text + base.slice(at, end).join('');
}

/** Neighbouring plain texts made one, empty ones left out. */
function joined(pieces: readonly MergePiece[]): readonly MergePiece[] {
  const list: MergePiece[] = [];
  for (const piece of pieces) {
    const last = list.at(-1);
    if (piece === '') continue;
    if (typeof piece === 'string' && typeof last === 'string') list[list.length - 1] = last + piece;
    else list.push(piece);
  }
  return list;
}
