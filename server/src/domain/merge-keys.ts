import { mergeLines, type MergePiece, mergeTexts } from './merge-text';

/** A key of a YAML mapping with its comment lines above and everything below it. */
interface Entry {
  readonly key: string;
  readonly text: string;
}

/**
 * Three-way merge of YAML by key: what one side did with a key and the other with another key never collide, whatever the
 * order. A key that both changed is merged key by key below it; lists by line, texts as {@link mergeTexts} does.
 */
export function mergeKeyed(base: string, ours: string, theirs: string): readonly MergePiece[] {
  const sides = [base, ours, theirs].map(closed) as unknown as Sides<string>;
  return mergeLevel(sides, 0) ?? mergeTexts(base, ours, theirs);
}

/** With an end to its last line: another key may follow it. */
function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

type Sides<T> = readonly [base: T, ours: T, theirs: T];

/** Deeper than this keys are merged as text. */
const deepest = 40;

/** @returns undefined when one side is no plain block mapping */
function mergeLevel(texts: Sides<string>, depth: number): readonly MergePiece[] | undefined {
  const [base, ours, theirs] = texts.map(entriesOf);
  if (base === undefined || ours === undefined || theirs === undefined || depth > deepest) return undefined;
  const [inBase, inOurs, inTheirs] = [base, ours, theirs].map(
    (entries) => new Map(entries.map(({ key, text }) => [key, text])),
  );
  return orderedKeys(ours, theirs).flatMap((key) => {
    const sides: Sides<string> = [inBase?.get(key) ?? '', inOurs?.get(key) ?? '', inTheirs?.get(key) ?? ''];
    return mergeEntry(sides, depth);
  });
}

function mergeEntry(sides: Sides<string>, depth: number): readonly MergePiece[] {
  const [base, ours, theirs] = sides;
  if (ours === theirs || theirs === base) return [ours];
  if (ours === base) return [theirs];
  const parts = sides.map(headOf);
  const heads = new Set(parts.slice(base === '' ? 1 : 0).map(({ head }) => head));
  const below = parts.map((part) => part.below) as unknown as Sides<string>;
  const [head = ''] = heads;
  // Half of a value of one side and half of the other's would be a value that nobody wrote.
  if (heads.size !== 1 || below[1] === '' || below[2] === '') return [{ base, ours, theirs }];
  const isText = /[|>][-+\d]*\s*$/.test(head);
  const nested = isText ? mergeTexts(...below) : (mergeLevel(below, depth + 1) ?? mergeLines(...below));
  return [head, ...nested];
}

/** The key's own line (with the comments above it), and what stands below it. */
function headOf(text: string): { readonly head: string; readonly below: string } {
  const [head = ''] = /^(?:\s*(?:#[^\n]*)?\n)*[^\n]*(?:\n|$)/.exec(text) ?? [];
  return { head, below: text.slice(head.length) };
}

/** The keys of our side in its order; each key that only the other side has follows the one it follows there. */
function orderedKeys(ours: readonly Entry[], theirs: readonly Entry[]): readonly string[] {
  const keys = ours.map(({ key }) => key);
  const known = new Set(keys);
  const added = new Map<string | undefined, string[]>();
  let before: string | undefined;
  for (const { key } of theirs) {
    if (known.has(key)) before = key;
    else if (added.has(before)) added.get(before)?.push(key);
    else added.set(before, [key]);
  }
  return [...(added.get(undefined) ?? []), ...keys.flatMap((key) => [key, ...(added.get(key) ?? [])])];
}

const keyLine = /^ *("[^"\n]*" *|'[^'\n]*' *|(?:[^\s#'"[\]{}&*!|>%@`,?:-]|[?-][^\s])[^\n:#]*):(?=\s|$)/;

/** @returns undefined for what is no block mapping with every key once; the empty text has no keys */
function entriesOf(text: string): readonly Entry[] | undefined {
  const entries: { key: string; text: string }[] = [];
  let indent: number | undefined;
  let pending = '';
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const isBlank = /^\s*(?:#.*)?$/.test(line.trimEnd());
    const found = isBlank ? null : keyLine.exec(line);
    const depth = line.length - line.trimStart().length;
    indent ??= isBlank ? undefined : depth;
    const last = entries.at(-1);
    if (isBlank) pending += line;
    else if (depth === indent && found !== null) {
      entries.push({ key: (found[1] ?? '').trimEnd(), text: pending + line });
      pending = '';
    } else if (last !== undefined && (depth > (indent ?? 0) || /^\s*- /.test(line))) {
      last.text += pending + line;
      pending = '';
    } else return undefined;
  }
  const last = entries.at(-1);
  if (last !== undefined) last.text += pending;
  else if (pending.trim() !== '') return undefined;
  return new Set(entries.map(({ key }) => key)).size === entries.length ? entries : undefined;
}
