import { AnalysisBuilder, type BodySource } from '../analysis';
import type { Analysis, PathSegment } from '../types';

/**
 * Analyses an f-string template by the format grammar of Python: `{name}`, `{name.attribute[key]!r:spec}`, fields inside
 * a spec, `{{` and `}}` for braces. Braces around what is no name are taken for JSON that needs its braces doubled.
 */
export function analyseFstring(source: BodySource): Analysis {
  return new Scanner(source).run();
}

/** A JSON object in the text: where it opens, and every brace of it that must be doubled. */
interface Json {
  readonly start: number;
  readonly braces: number[];
  depth: number;
}

const nameStart = /[\p{L}_]/u;
const fieldPattern = /([\p{L}_][\p{L}\p{N}_]*)((?:\.[\p{L}_][\p{L}\p{N}_]*|\[[^[\]{}\n]*\])*)(![rsa])?(:)?/uy;

const nestedField =
  /\{([\p{L}_][\p{L}\p{N}_]*)((?:\.[\p{L}_][\p{L}\p{N}_]*|\[[^[\]{}\n]*\])*)(?:![rsa])?(?::[^{}"\n]*)?\}/uy;

class Scanner {
  readonly #builder = new AnalysisBuilder();
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;
  #json: Json | undefined;

  constructor({ text, start, end }: BodySource) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
  }

  run(): Analysis {
    this.#builder.scope({ start: this.#start, end: this.#end }, [], [], false);
    const brace = /[{}]/g;
    brace.lastIndex = this.#start;
    for (
      let match = brace.exec(this.#text);
      match !== null && match.index < this.#end;
      match = brace.exec(this.#text)
    ) {
      brace.lastIndex = match[0] === '{' ? this.#open(match.index) : this.#close(match.index);
    }
    if (this.#json !== undefined) this.#report(this.#json, Math.min(this.#json.start + 1, this.#end));
    return this.#builder.build();
  }

  /** Handles a `{`; returns where to go on. */
  #open(at: number): number {
    const text = this.#text;
    if (this.#json === undefined && text.charCodeAt(at + 1) === 123) {
      this.#builder.token(at, at + 2, 'string');
      return at + 2;
    }
    const field = this.#field(at);
    if (field !== undefined) return field;
    const half = this.#half(at);
    if (half !== undefined) return half;
    this.#json ??= { start: at, braces: [], depth: 0 };
    this.#json.braces.push(at);
    this.#json.depth++;
    return at + 1;
  }

  /** Reads the field at `at`; undefined when there is none. */
  #field(at: number): number | undefined {
    fieldPattern.lastIndex = at + 1;
    const match = fieldPattern.exec(this.#text);
    if (match === null) return undefined;
    const [whole, name = '', access = '', conversion = '', colon] = match;
    const after = at + 1 + whole.length;
    const close = colon === undefined ? after : this.#specEnd(after);
    if (close === undefined || close >= this.#end || this.#text.charCodeAt(close) !== 125) return undefined;
    const builder = this.#builder;
    builder.tags.push({ start: at, end: close + 1 });
    builder.token(at, at + 1, 'delimiter');
    this.#variable(at + 1, name, access);
    const rest = at + 1 + name.length + access.length;
    builder.token(rest, rest + conversion.length, 'operator');
    if (colon !== undefined) this.#spec(after, close);
    builder.token(close, close + 1, 'delimiter');
    return close + 1;
  }

  /** The `}` that ends a field whose spec starts at `from`; fields in the spec nest once. */
  #specEnd(from: number): number | undefined {
    for (let at = from; at < this.#end; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === 10 || code === 13 || code === 34) return undefined;
      if (code === 125) return at;
      if (code !== 123) continue;
      nestedField.lastIndex = at;
      if (!nestedField.test(this.#text)) return undefined;
      at = nestedField.lastIndex - 1;
    }
    return undefined;
  }

  #spec(from: number, to: number): void {
    this.#builder.token(from - 1, from, 'operator');
    for (let at = this.#text.indexOf('{', from); at >= 0 && at < to; at = this.#text.indexOf('{', at + 1)) {
      nestedField.lastIndex = at;
      const match = nestedField.exec(this.#text);
      this.#variable(at + 1, match?.[1] ?? '', match?.[2] ?? '');
    }
  }

  #variable(start: number, name: string, access: string): void {
    const end = start + name.length + access.length;
    const segments: PathSegment[] = [{ text: name, range: { start, end: start + name.length } }];
    const base = start + name.length;
    for (const part of access.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
      const text = part[1] ?? part[2] ?? '';
      const from = base + part.index + 1;
      segments.push({ text, range: { start: from, end: from + text.length } });
    }
    for (const [index, { range }] of segments.entries())
      this.#builder.token(range.start, range.end, index === 0 ? 'variable' : 'property');
    this.#builder.variables.push({
      range: { start, end },
      segments,
      usage: 'output',
      resolution: { kind: 'input', path: segments.map((segment) => segment.text) },
      guarded: false,
    });
  }

  /** A field that is being typed: a name up to the end of the line. Spaces around a name belong to it in Python. */
  #half(at: number): number | undefined {
    const line = this.#text.slice(at + 1, Math.min(this.#end, at + 300));
    const spaced = /^([ \t]*)([\p{L}_][\p{L}\p{N}_.]*)([ \t]*)\}/u.exec(line);
    if (spaced !== null) {
      const [whole, before = '', name = ''] = spaced;
      const range = { start: at, end: at + 1 + whole.length };
      this.#builder.tags.push(range);
      const message = `The spaces are part of the name here. Write {${name}}.`;
      this.#builder.problems.push({ code: 'bad-tag', range, message, data: { replace: `{${name}}` } });
      this.#variable(at + 1 + before.length, name, '');
      return range.end;
    }
    const open = /^[\p{L}_][\p{L}\p{N}_.]*(?=[ \t]*(?:[\r\n]|$))/u.exec(line);
    if (open === null || this.#json !== undefined) return undefined;
    const range = { start: at, end: at + 1 + open[0].length };
    this.#builder.tags.push(range);
    this.#builder.problems.push({
      code: 'unclosed-tag',
      range,
      message: 'This field is not closed: } is missing.',
      data: { insert: '}', at: range.end },
    });
    return range.end;
  }

  /** Handles a `}`; returns where to go on. */
  #close(at: number): number {
    if (this.#json !== undefined) {
      this.#json.braces.push(at);
      if (--this.#json.depth === 0) {
        this.#report(this.#json, at + 1);
        this.#json = undefined;
      }
      return at + 1;
    }
    if (this.#text.charCodeAt(at + 1) === 125) {
      this.#builder.token(at, at + 2, 'string');
      return at + 2;
    }
    const message = 'A single } cannot stand in the text. Write }} for a brace.';
    this.#builder.problems.push({
      code: 'bad-tag',
      range: { start: at, end: at + 1 },
      message,
      data: { double: [at] },
    });
    return at + 1;
  }

  #report({ start, braces }: Json, end: number): void {
    const inside = this.#text.slice(start + 1, Math.min(end, start + 80)).trimStart();
    const json = /^["'[{}]/.test(inside) || !nameStart.test(inside);
    const message = json
      ? 'These braces would be read as a field. Double them: {{ and }} stand for braces of the text.'
      : 'This is no field: a field holds a name, such as {name}. Double the braces when text is meant.';
    this.#builder.problems.push({
      code: 'json-braces',
      range: { start, end },
      message,
      data: { double: braces.slice(0, 500) },
    });
  }
}
