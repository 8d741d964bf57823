import type { TextRange } from '../../base';

/** Where the header stands in a file. */
export interface HeaderSplit {
  /** With the fences. */
  readonly range: TextRange;
  /** Between the fences. */
  readonly content: TextRange;
  readonly bodyStart: number;
  /** False when no closing fence was found; the header then ends at the first line that is no YAML. */
  readonly closed: boolean;
  /** The opening fence. */
  readonly fence: TextRange;
}

/** What a format allows around its fences. */
export interface SplitRules {
  /** Comment lines starting with `#` may stand before the header (Dotprompt). */
  readonly comments: boolean;
  /** `+++` is a fence as well (Prompty). */
  readonly plus: boolean;
}

/**
 * Finds the YAML header between lines of `---`. Blank lines and a byte order mark may stand before it. Undefined when
 * the file does not start with a fence. One pass over the lines of the header.
 */
export function splitHeader(text: string, rules: SplitRules): HeaderSplit | undefined {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (;;) {
    const end = lineEnd(text, at);
    if (isFence(text, at, end, rules)) return readHeader(text, { start: at, end }, rules);
    const line = text.slice(at, Math.min(end, at + 1_000));
    const skippable = line.trim() === '' || (rules.comments && line.startsWith('#'));
    if (!skippable || end >= text.length) return undefined;
    at = nextLine(text, end);
  }
}

function readHeader(text: string, open: TextRange, rules: SplitRules): HeaderSplit {
  const contentStart = nextLine(text, open.end);
  const fence = { start: open.start, end: open.start + 3 };
  let yamlEnd: number | undefined;
  for (let at = contentStart; at < text.length;) {
    const end = lineEnd(text, at);
    if (isFence(text, at, end, rules)) {
      const bodyStart = nextLine(text, end);
      return {
        range: { start: open.start, end: bodyStart },
        content: { start: contentStart, end: at },
        bodyStart,
        closed: true,
        fence,
      };
    }
    if (yamlEnd === undefined && !looksLikeYaml(text, at, end)) yamlEnd = at;
    at = nextLine(text, end);
  }
  const end = yamlEnd ?? text.length;
  return {
    range: { start: open.start, end },
    content: { start: contentStart, end },
    bodyStart: end,
    closed: false,
    fence,
  };
}

/** A fence is three dashes at the start of a line with nothing but blanks after them. */
function isFence(text: string, start: number, end: number, rules: SplitRules): boolean {
  const mark = text[start];
  if (mark !== '-' && !(rules.plus && mark === '+')) return false;
  if (text[start + 1] !== mark || text[start + 2] !== mark) return false;
  for (let i = start + 3; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 9) return false;
  }
  return true;
}

/** Whether a line could belong to a header: blank, indented, a comment, a list item, or a key with a colon. */
function looksLikeYaml(text: string, start: number, end: number): boolean {
  if (start >= end) return true;
  return /^(?:[ \t#\]}-]|["']?[\w$(][^{}\n]{0,200}:(?:\s|$))/.test(text.slice(start, Math.min(end, start + 300)));
}

/** The offset of the line break at or after `from`, or the end of the text. */
export function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

/** The start of the line after the break at `end`. */
export function nextLine(text: string, end: number): number {
  return text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : Math.min(end + 1, text.length);
}
