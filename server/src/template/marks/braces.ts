import { AnalysisBuilder, reportJinja, type BodySource } from '../analysis';
import type { Analysis, PathSegment } from '../types';

/** A name between double braces: letters, digits, `_`, `-` and `.`, not starting with a digit. */
const namePattern = /[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*/uy;

/**
 * Analyses text with bare `{{name}}` marks (MLflow, Langfuse, GitHub Models). There are no blocks, helpers or escapes;
 * braces around anything but a name are text. Marks of Handlebars are reported once.
 */
export function analyseBraces({ text, start, end }: BodySource): Analysis {
  const builder = new AnalysisBuilder();
  builder.scope({ start, end }, [], [], false);
  let mixed = false;
  for (let at = text.indexOf('{{', start); at >= 0 && at + 1 < end;) {
    const open = lastOpening(text, at, end);
    const next = readMark(builder, text, open, end);
    if (next === undefined && !mixed) mixed = reportBlock(builder, text, open, end);
    at = text.indexOf('{{', next ?? open + 2);
  }
  reportJinja(builder, { text, start, end }, 'Only {{name}} is replaced.');
  return builder.build();
}

/** In `{{{name}}}` the innermost braces make the mark. */
function lastOpening(text: string, at: number, end: number): number {
  let open = at;
  while (open + 2 < end && text.charCodeAt(open + 2) === 123) open++;
  return open;
}

/** Reads the mark at `open`; returns its end, or undefined when it is text. */
function readMark(builder: AnalysisBuilder, text: string, open: number, end: number): number | undefined {
  const nameStart = skipBlanks(text, open + 2, end);
  const name = nameAt(text, nameStart, end);
  if (name === undefined) return undefined;
  const nameEnd = nameStart + name.length;
  const close = skipBlanks(text, nameEnd, end);
  if (text.startsWith('}}', close) && close + 2 <= end) {
    const range = { start: open, end: close + 2 };
    builder.tags.push(range);
    builder.token(open, open + 2, 'delimiter');
    addVariable(builder, name, nameStart, false);
    builder.token(close, close + 2, 'delimiter');
    return close + 2;
  }
  const single = text.charCodeAt(close) === 125 && close < end;
  if (!single && close < end && !isBreak(text.charCodeAt(close))) return undefined;
  const stop = single ? close + 1 : nameEnd;
  builder.tags.push({ start: open, end: stop });
  const message = single ? 'This mark is closed with one brace: write }}.' : 'This mark is not closed: }} is missing.';
  builder.problems.push({
    code: 'unclosed-tag',
    range: { start: open, end: stop },
    message,
    data: { insert: single ? '}' : '}}', at: stop },
  });
  addVariable(builder, name, nameStart, true);
  return stop;
}

/** The name at `at`, when there is one. */
export function nameAt(text: string, at: number, end: number): string | undefined {
  namePattern.lastIndex = at;
  const [name] = namePattern.exec(text) ?? [];
  return name === undefined || at + name.length > end ? undefined : name;
}

/** Adds the use of a dotted name. A half-typed one is not taken for what it says. */
export function addVariable(builder: AnalysisBuilder, name: string, start: number, half: boolean): void {
  const segments: PathSegment[] = [];
  let at = start;
  for (const part of name.split('.')) {
    const range = { start: at, end: at + part.length };
    builder.token(range.start, range.end, segments.length === 0 ? 'variable' : 'property');
    segments.push({ text: part, range });
    at = range.end + 1;
  }
  const path = segments.map((segment) => segment.text);
  builder.variables.push({
    range: { start, end: start + name.length },
    segments,
    usage: 'output',
    resolution: half ? { kind: 'unknown' } : { kind: 'input', path },
    guarded: false,
  });
}

/** Reports the first tag that only Handlebars knows. */
function reportBlock(builder: AnalysisBuilder, text: string, open: number, end: number): boolean {
  const tag = /^\{\{~?(?:[#/^]\s*[a-zA-Z][\w-]*|>\s*[\w-]+|else)[^{}\n]{0,200}\}\}/.exec(
    text.slice(open, Math.min(end, open + 250)),
  )?.[0];
  if (tag === undefined) return false;
  const message = 'This is a Handlebars tag. Here {{name}} is replaced and everything else is text.';
  builder.problems.push({ code: 'mixed-dialect', range: { start: open, end: open + tag.length }, message });
  return true;
}

/** Skips blanks, not line breaks. */
export function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at;
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}
