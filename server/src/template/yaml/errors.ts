import type { YAMLParseError } from 'yaml';
import type { YamlIssue } from './issue';

/** Puts a YAML error where its cause is, in words that say how to mend it. `start` and `end` bound the YAML in `text`. */
export function describeYamlError(error: YAMLParseError, text: string, start: number, end: number): YamlIssue {
  const from = Math.min(error.pos[0] + start, end);
  const to = Math.max(from, Math.min(error.pos[1] + start, end));
  const range = { start: from, end: Math.max(to, from) };
  switch (error.code) {
    case 'MULTILINE_IMPLICIT_KEY':
      return missingColon(text, from, to);
    case 'MISSING_CHAR':
      return missingCharacter(error.message, text, start, from, to, end);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nestedMapping(text, from, end);
    case 'TAB_AS_INDENT':
      return {
        range: { start: from, end: from + 1 },
        message: 'YAML is indented with spaces, not with tabs.',
        fatal: true,
      };
    case 'BAD_SCALAR_START': {
      const line = { start: from, end: lineEnd(text, from, end) };
      const message = `A plain value cannot start with ${text[from] ?? 'this character'}. Put the value in quotes.`;
      return { range: line, message, fatal: true, quote: line };
    }
    case 'BAD_INDENT':
      return badIndent(error.message, text, start, from, end);
    case 'BAD_DQ_ESCAPE': {
      const message = 'This escape does not exist in double quotes. Write \\\\ for a backslash, or use single quotes.';
      return { range: { start: from, end: Math.min(from + 2, end) }, message, fatal: true };
    }
    case 'RESOURCE_EXHAUSTION':
      return { range, message: 'This is nested too deeply to be read.', fatal: true };
    default:
      return { range, message: `This cannot be read as YAML: ${firstSentence(error.message)}.`, fatal: true };
  }
}

/** Two lines were taken for one key: the first of them has no colon. */
function missingColon(text: string, from: number, to: number): YamlIssue {
  const end = lineEnd(text, from, to);
  const line = text.slice(from, end).trimEnd();
  const gap = /^([\w.-]+)([ \t]+)\S/.exec(line);
  const range = { start: from, end: from + line.length };
  if (gap === null) {
    const message = `The line “${shorten(line)}” has no colon. Write it as “${shorten(line)}: value”.`;
    return { range, message, fatal: true, insert: { at: range.end, text: ':' } };
  }
  const key = gap[1] ?? '';
  const message = `The colon after “${shorten(key)}” is missing. Write “${shorten(key)}: ${shorten(line.slice(key.length).trim())}”.`;
  return { range, message, fatal: true, insert: { at: from + key.length, text: ':' } };
}

function missingCharacter(
  message: string,
  text: string,
  start: number,
  from: number,
  to: number,
  end: number,
): YamlIssue {
  if (message.startsWith('Implicit map keys')) return missingColon(text, from, to);
  const quote = /Missing closing ['"]/.test(message);
  if (quote) {
    const open = unclosedQuote(text, start, end);
    return {
      range: { start: open, end: lineEnd(text, open, end) },
      message: `The quote that opens here is not closed.`,
      fatal: true,
    };
  }
  return {
    range: { start: from, end: to },
    message: `This cannot be read as YAML: ${firstSentence(message)}.`,
    fatal: true,
  };
}

/** `a: b: c`, or a value that holds a colon and a space. */
function nestedMapping(text: string, from: number, end: number): YamlIssue {
  const stop = lineEnd(text, from, end);
  const line = text.slice(from, stop).trimEnd();
  const range = { start: from, end: from + line.length };
  if (/:(\s|$)/.test(line)) {
    const message = 'This value holds a colon followed by a space, which starts a new key. Put the value in quotes.';
    return { range, message, fatal: true, quote: range };
  }
  const message =
    'The line below is indented deeper, but this key already has a value. Use the same indentation, or remove the value.';
  return { range, message, fatal: true };
}

function badIndent(message: string, text: string, start: number, from: number, end: number): YamlIssue {
  const bracket = /end with a ([\]}])/.exec(message)?.[1];
  if (bracket !== undefined) {
    const open = lastUnclosed(text, start, from, bracket === ']' ? '[' : '{', bracket);
    const range = { start: open, end: lineEnd(text, open, end) };
    return {
      range,
      message: `The ${bracket === ']' ? 'list' : 'map'} that opens here is not closed with ${bracket}.`,
      fatal: true,
    };
  }
  const range = { start: from, end: Math.max(from, lineEnd(text, from, end)) };
  return {
    range,
    message: 'This line is indented unlike its neighbours. Keys of one map start in the same column.',
    fatal: true,
  };
}

function lastUnclosed(text: string, start: number, from: number, open: string, close: string): number {
  let depth = 0;
  for (let i = Math.min(from, text.length) - 1; i >= start; i--) {
    if (text[i] === close) depth++;
    else if (text[i] === open && depth-- === 0) return i;
  }
  return start;
}

/** Where the last quoted scalar opens: the quote that follows a colon, comma, bracket or dash and never ends. */
function unclosedQuote(text: string, start: number, end: number): number {
  let found = start;
  const opening = /(?:^|[:,[{-])[ \t]*(["'])/gm;
  opening.lastIndex = start;
  for (let match = opening.exec(text); match !== null && match.index < end; match = opening.exec(text)) {
    found = opening.lastIndex - 1;
    const close = closingQuote(text, opening.lastIndex, end, match[1] ?? '"');
    if (close === undefined) return found;
    opening.lastIndex = close + 1;
  }
  return found;
}

function closingQuote(text: string, from: number, end: number, quote: string): number | undefined {
  for (let i = from; i < end; i++) {
    if (quote === '"' && text[i] === '\\') i++;
    else if (text[i] === quote) {
      if (quote === "'" && text[i + 1] === "'") i++;
      else return i;
    }
  }
  return undefined;
}

function lineEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
  return at;
}

function firstSentence(message: string): string {
  const text = message.split('\n', 1)[0] ?? message;
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
