import type { Range, SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver-types';
import type { Token } from '../../template';
import type { ParsedPrompt } from '../documents';
import type { Project } from '../project';

/** The names that the numbers of an answer stand for. */
export const tokenTypes = [
  'operator',
  'keyword',
  'variable',
  'parameter',
  'macro',
  'function',
  'method',
  'namespace',
  'string',
  'number',
  'property',
  'comment',
] as const;

const typeOf: { readonly [kind in Token['kind']]: (typeof tokenTypes)[number] } = {
  delimiter: 'operator',
  keyword: 'keyword',
  variable: 'variable',
  local: 'parameter',
  data: 'macro',
  helper: 'function',
  filter: 'method',
  partial: 'namespace',
  string: 'string',
  number: 'number',
  operator: 'operator',
  property: 'property',
  comment: 'comment',
};

const typeNumbers = new Map<Token['kind'], number>(
  (Object.keys(typeOf) as Token['kind'][]).map((kind) => [kind, tokenTypes.indexOf(typeOf[kind])]),
);

/** So many tokens are sent, about 200 KB; the grammar colours the rest. */
const tokenLimit = 14_000;

/** Gives semantic tokens, and the difference to the answer before. */
export class SemanticTokensFeature {
  readonly #project: Project;
  /** The last answer for each file. */
  readonly #last = new Map<string, { readonly resultId: string; readonly data: number[] }>();
  #counter = 0;

  constructor(project: Project) {
    this.#project = project;
  }

  full(uri: string): SemanticTokens | undefined {
    const parsed = this.#project.prompt(uri);
    if (parsed === undefined) return undefined;
    const data = encode(parsed, parsed.document.analysis.tokens);
    return { resultId: this.#remember(uri, data), data };
  }

  range(uri: string, range: Range): SemanticTokens | undefined {
    const parsed = this.#project.prompt(uri);
    if (parsed === undefined) return undefined;
    const start = parsed.lines.offsetAt(range.start);
    const end = parsed.lines.offsetAt(range.end);
    const { tokens } = parsed.document.analysis;
    return {
      data: encode(
        parsed,
        tokens.filter((token) => token.range.end > start && token.range.start < end),
      ),
    };
  }

  delta(uri: string, previousResultId: string): SemanticTokens | SemanticTokensDelta | undefined {
    const before = this.#last.get(uri);
    const now = this.full(uri);
    if (now === undefined || before === undefined || before.resultId !== previousResultId) return now;
    return {
      ...(now.resultId === undefined ? {} : { resultId: now.resultId }),
      edits: difference(before.data, now.data),
    };
  }

  #remember(uri: string, data: number[]): string {
    const resultId = String(++this.#counter);
    this.#last.delete(uri);
    this.#last.set(uri, { resultId, data });
    const [oldest] = this.#last.keys();
    if (this.#last.size > 50 && oldest !== undefined) this.#last.delete(oldest);
    return resultId;
  }
}

/** Five numbers for each token, relative to the one before; a token over several lines is one for each line. */
function encode(parsed: ParsedPrompt, tokens: readonly Token[]): number[] {
  const data: number[] = [];
  const { lines, file } = parsed;
  let lastLine = 0;
  let lastCharacter = 0;
  let line = tokens[0] === undefined ? 0 : lines.positionAt(tokens[0].range.start).line;
  const push = (at: number, character: number, length: number, type: number): void => {
    if (length <= 0) return;
    data.push(at - lastLine, at === lastLine ? character - lastCharacter : character, length, type, 0);
    lastLine = at;
    lastCharacter = character;
  };
  for (const { range, kind } of tokens) {
    if (data.length >= tokenLimit * 5) break;
    while (line + 1 < lines.lineCount && lines.lineStart(line + 1) <= range.start) line++;
    const type = typeNumbers.get(kind) ?? 0;
    let from = range.start;
    for (let at = line; from < range.end; at++) {
      const next = at + 1 < lines.lineCount ? lines.lineStart(at + 1) : file.text.length + 1;
      const to = Math.min(range.end, next);
      push(at, from - lines.lineStart(at), withoutBreak(file.text, from, to) - from, type);
      from = to;
    }
  }
  return data;
}

function withoutBreak(text: string, from: number, to: number): number {
  let end = Math.min(to, text.length);
  while (end > from && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
  return end;
}

/** One edit that turns `before` into `after`: everything between what they share at the start and at the end. */
function difference(before: readonly number[], after: readonly number[]): SemanticTokensDelta['edits'] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  if (start === before.length && start === after.length) return [];
  return [{ start, deleteCount: before.length - start - end, data: after.slice(start, after.length - end) }];
}
