import { AnalysisBuilder, type BodySource } from '../analysis';
import type { Analysis, PathSegment } from '../types';
import { addVariable } from './braces';

/**
 * Analyses a Semantic Kernel template: `{{$name}}` is an input, `{{plugin.function $a name='v'}}` a call, `{{'text'}}`
 * a literal.
 */
export function analyseSemanticKernel({ text, start, end }: BodySource): Analysis {
  const builder = new AnalysisBuilder();
  builder.scope({ start, end }, [], [], false);
  for (let at = text.indexOf('{{', start); at >= 0 && at + 1 < end;)
    at = text.indexOf('{{', readTag(builder, text, at, end));
  return builder.build();
}

const token = /\s+|\$[A-Za-z_]\w*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*|=|\}\}|[\s\S]/y;

function readTag(builder: AnalysisBuilder, text: string, open: number, end: number): number {
  const tokens = lex(text, open + 2, end);
  const close = tokens.at(-1);
  const closed = close?.text === '}}';
  const stop = close === undefined ? open + 2 : close.range.end;
  // Braces around anything else are text.
  const [first] = tokens;
  if (first === undefined || !/^[$'"A-Za-z_]/.test(first.text)) return open + 2;
  const range = { start: open, end: stop };
  builder.tags.push(range);
  builder.token(open, open + 2, 'delimiter');
  readInside(builder, closed ? tokens.slice(0, -1) : tokens, !closed);
  if (closed) builder.token(stop - 2, stop, 'delimiter');
  else
    builder.problems.push({
      code: 'unclosed-tag',
      range,
      message: 'This tag is not closed: }} is missing.',
      data: { insert: '}}', at: stop },
    });
  return stop;
}

/** The tokens to the end of the tag, its line, or the next tag. */
function lex(text: string, from: number, end: number): readonly PathSegment[] {
  const tokens: PathSegment[] = [];
  token.lastIndex = from;
  for (let match = token.exec(text); match !== null && token.lastIndex <= end; match = token.exec(text)) {
    const [word] = match;
    if (word.trim() === '') {
      if (/[\r\n]/.test(word) && !closesSoon(text, token.lastIndex, end)) break;
      continue;
    }
    if (word === '{' || word === '}') break;
    tokens.push({ text: word, range: { start: match.index, end: match.index + word.length } });
    if (word === '}}' || tokens.length > 200) break;
  }
  return tokens;
}

function closesSoon(text: string, from: number, end: number): boolean {
  return /^[^{}]{0,300}\}\}/.test(text.slice(from, Math.min(end, from + 400)));
}

function readInside(builder: AnalysisBuilder, tokens: readonly PathSegment[], half: boolean): void {
  const [first] = tokens;
  const call = first !== undefined && /^[A-Za-z_]/.test(first.text);
  const named: PathSegment[] = [];
  const positional: PathSegment[] = [];
  for (const [index, item] of tokens.entries()) {
    const { start, end } = item.range;
    if (item.text.startsWith('$')) {
      builder.token(start, start + 1, 'operator');
      addVariable(builder, item.text.slice(1), start + 1, half);
    } else if (/^['"]/.test(item.text)) builder.token(start, end, 'string');
    else if (item.text === '=') builder.token(start, end, 'operator');
    else if (index === 0) builder.token(start, end, 'helper');
    else if (tokens[index + 1]?.text === '=') {
      named.push(item);
      builder.token(start, end, 'property');
    }
    if (index > 0 && item.text !== '=' && tokens[index + 1]?.text !== '=' && tokens[index - 1]?.text !== '=')
      positional.push(item);
  }
  const last = tokens.at(-1);
  if (!call || first === undefined || last === undefined || half) return;
  builder.calls.push({
    name: first.text,
    nameRange: first.range,
    kind: 'function',
    range: { start: first.range.start, end: last.range.end },
    argumentCount: positional.length,
    argumentRanges: positional.map((item) => item.range),
    namedArguments: named,
  });
}
