import { mergeKeyed, type MergePiece, mergeTexts, type ResolvedPartial } from '../../domain';
import { parsePrompt } from '../../template';

/** The three texts of a merge. */
export interface MergeSides<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

/**
 * Three-way merge of a prompt file: its header by key, its body by line and word. `file` says which format it is.
 * @see mergeKeyed, mergeTexts
 */
export function mergePromptTexts(file: string, { base, ours, theirs }: MergeSides<string>): readonly MergePiece[] {
  const [b, o, t] = [partsOf(file, base), partsOf(file, ours), partsOf(file, theirs)];
  return [
    ...mergeTexts(b.open, o.open, t.open),
    ...mergeKeyed(b.header, o.header, t.header),
    ...mergeTexts(b.body, o.body, t.body),
  ];
}

interface Parts {
  /** The fence above the header. */
  readonly open: string;
  readonly header: string;
  /** The fence below the header and what follows it. */
  readonly body: string;
}

function partsOf(file: string, text: string): Parts {
  const { header } = parsePrompt(text, { file });
  if (header === undefined) return { open: '', header: '', body: text };
  const { start, end } = header.contentRange;
  return { open: text.slice(0, start), header: text.slice(start, end), body: text.slice(end) };
}

/** The merged text; in it what is to be decided, between marks as git writes them. */
export function withMarks(pieces: readonly MergePiece[], labels: MergeSides<string>): string {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else {
      const start = text === '' || text.endsWith('\n') ? '' : '\n';
      const sides = [
        [`<<<<<<< ${labels.ours}`, piece.ours],
        [`||||||| ${labels.base}`, piece.base],
        ['=======', piece.theirs],
      ];
      text += `${start}${sides.map(([mark, side]) => `${mark}\n${closed(side ?? '')}`).join('')}>>>>>>> ${labels.theirs}\n`;
    }
  }
  return text;
}

function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/**
 * The partials of a merge: where one side left a partial alone, the other's; where both changed it, merged.
 * @returns the names that cannot be merged, when there are some
 */
export function mergePartials(sides: MergeSides<readonly ResolvedPartial[]>): {
  readonly partials: readonly ResolvedPartial[];
  readonly conflicts: readonly string[];
} {
  const [base, ours, theirs] = [textsOf(sides.base), textsOf(sides.ours), textsOf(sides.theirs)];
  const partials: ResolvedPartial[] = [];
  const conflicts: string[] = [];
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    // A partial that only one side includes is needed if the merged text still includes it.
    const one = ours.get(name) ?? theirs.get(name) ?? '';
    const pieces = mergeTexts(base.get(name) ?? one, ours.get(name) ?? one, theirs.get(name) ?? one);
    if (pieces.every((piece) => typeof piece === 'string')) partials.push({ name, text: pieces.join('') });
    else conflicts.push(name);
  }
  return { partials, conflicts };
}

function textsOf(partials: readonly ResolvedPartial[]): ReadonlyMap<string, string> {
  return new Map(partials.map(({ name, text }) => [name, text]));
}
