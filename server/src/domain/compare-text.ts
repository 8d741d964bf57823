import { diffWordsWithSpace, FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';

/** A stretch of a comparison by word. */
export interface WordPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Lines around changes, compared by word. */
export interface WordHunk {
  /** `@@ -7,8 +7,9 @@`, as in the comparison by line. */
  readonly header: string;
  readonly parts: readonly WordPart[];
}

/** How one text differs from another. */
export interface TextComparison {
  /** A unified diff; empty when the texts are equal. */
  readonly unified: string;
  /** How many lines are new. */
  readonly added: number;
  /** How many lines are gone. */
  readonly removed: number;
  readonly hunks: readonly WordHunk[];
}

/** A text with its name. */
export interface NamedText {
  readonly label: string;
  readonly text: string;
}

/** More differing lines than this are one change: a text that was rewritten is not compared to the end. */
const longestEdit = 4_000;

/**
 * Compares two texts by line and, inside of what changed, by word.
 * @param context so many equal lines are shown around each change
 */
export function compareTexts(before: NamedText, after: NamedText, context = 4): TextComparison {
  if (before.text === after.text) return { unified: '', added: 0, removed: 0, hunks: [] };
  const options = { context, maxEditLength: longestEdit };
  const patch =
    structuredPatch(before.label, after.label, before.text, after.text, '', '', options) ?? rewritten(before, after);
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  return {
    unified: formatPatch(patch, FILE_HEADERS_ONLY),
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
    hunks: patch.hunks.map((hunk) => ({ header: headerOf(hunk), parts: partsOf(hunk.lines) })),
  };
}

type Patch = NonNullable<ReturnType<typeof structuredPatch>>;

function rewritten(before: NamedText, after: NamedText): Patch {
  const [old, now] = [linesOf(before.text), linesOf(after.text)];
  return {
    oldFileName: before.label,
    newFileName: after.label,
    oldHeader: '',
    newHeader: '',
    hunks: [
      {
        ...{ oldStart: 1, oldLines: old.length, newStart: 1, newLines: now.length },
        lines: [...old.map((line) => `-${line}`), ...now.map((line) => `+${line}`)],
      },
    ],
    index: undefined,
  };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function headerOf({ oldStart, oldLines, newStart, newLines }: Patch['hunks'][number]): string {
  return `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`;
}

/** Lines of a hunk as stretches: those that follow each other as gone and new are compared by word. */
function partsOf(lines: readonly string[]): readonly WordPart[] {
  const parts: WordPart[] = [];
  let [gone, fresh] = ['', ''];
  const close = (): void => {
    for (const part of wordsOf(gone, fresh)) push(parts, part);
    [gone, fresh] = ['', ''];
  };
  for (const line of lines) {
    const text = `${line.slice(1)}\n`;
    if (line.startsWith('-')) gone += text;
    else if (line.startsWith('+')) fresh += text;
    else if (line.startsWith(' ')) {
      close();
      push(parts, { kind: 'same', text });
    }
  }
  close();
  return parts;
}

/** A stretch is compared by word only when it is short. */
const wordLimit = 20_000;

function wordsOf(gone: string, fresh: string): readonly WordPart[] {
  const whole: readonly WordPart[] = [
    { kind: 'removed', text: gone },
    { kind: 'added', text: fresh },
  ];
  if (gone === '' || fresh === '' || gone.length + fresh.length > wordLimit) return whole;
  const changes = diffWordsWithSpace(gone, fresh, { maxEditLength: longestEdit });
  return (
    changes?.map(({ added, removed, value }) => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    })) ?? whole
  );
}

function push(parts: WordPart[], part: WordPart): void {
  const last = parts.at(-1);
  if (last?.kind === part.kind) parts[parts.length - 1] = { kind: part.kind, text: last.text + part.text };
  else if (part.text !== '') parts.push(part);
}
