import type { YamlMapping, YamlScalar } from './tree';

/** The parts of the tree while it is being built. */
interface Span {
  start: number;
  end: number;
}
interface OpenPair {
  readonly key: string;
  readonly keyRange: Span;
  value: OpenMapping | YamlScalar | undefined;
  readonly range: Span;
}
interface OpenMapping {
  readonly kind: 'mapping';
  readonly range: Span;
  readonly flow: false;
  readonly pairs: OpenPair[];
}

/** A map whose end was not reached yet. */
interface Level {
  readonly indent: number;
  readonly mapping: OpenMapping;
}

/** Indentation, a plain key, and what stands behind its colon without the spaces around it. */
const keyLine = /^( *)([A-Za-z_$][\w$./-]*\??(?:\([^()'"#:{}[\]&*!|>%@`\p{Cc}]*\))?):(?: +(\S(?:.*[^ ])?))? *$/u;
const skipped = /^ *$/;
/** What makes a plain value something else, or may do so. */
const special = /[\p{Cc}\ufeff\u2028\u2029]|:(?: |$)| #/u;
const plainStart = /^[A-Za-z_$(/\u00a0-\ud7ff]/;
const nullWord = /^(?:null|Null|NULL)$/;
const booleanWord = /^(?:true|True|TRUE|false|False|FALSE)$/;
const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/;
const quoted = /^(?:"[^"\\]*"|'[^']*')$/;
const control = /[\p{Cc}\ufeff\u2028\u2029]/u;

/** Longer keys, and maps within more maps, are left to the full reader: it has limits of its own. */
const longestKey = 200;
const deepest = 20;

/**
 * Reads the YAML that most headers are made of: block maps of plain keys with plain or simply quoted values of one line.
 * Gives exactly what the full reader gives, at a small part of its cost; undefined for everything else.
 */
export function readPlainYaml(text: string, start: number, end: number): YamlMapping | undefined {
  const reader = new PlainReader();
  for (let at = start; at < end;) {
    const found = text.indexOf('\n', at);
    const stop = found < 0 || found >= end ? end : found;
    const next = Math.min(stop + 1, end);
    const line = text.slice(at, stop > at && stop < end && text[stop - 1] === '\r' ? stop - 1 : stop);
    if (!skipped.test(line) && !reader.line(line, at, next)) return undefined;
    at = next;
  }
  return reader.end();
}

class PlainReader {
  readonly #levels: Level[] = [];
  /** Where a map ends whose last line was read, and where that line ends. */
  #mapEnd = 0;
  #lineEnd = 0;

  /** Takes one line; false when it is not plain. */
  line(line: string, at: number, next: number): boolean {
    const [, spaces, key, written] = keyLine.exec(line) ?? [];
    if (spaces === undefined || key === undefined || key.length > longestKey) return false;
    const keyStart = at + spaces.length;
    const mapping = this.#mappingAt(spaces.length, keyStart);
    if (mapping === undefined) return false;
    const keyRange = { start: keyStart, end: keyStart + key.length };
    const value = written === undefined ? undefined : scalar(written, at + line.lastIndexOf(written));
    if (written !== undefined && value === undefined) return false;
    mapping.pairs.push({ key, keyRange, value, range: { start: at, end: next } });
    this.#mapEnd = value === undefined ? at + line.length : next;
    this.#lineEnd = next;
    return true;
  }

  end(): YamlMapping | undefined {
    const root = this.#levels[0]?.mapping;
    while (this.#levels.length > 0) this.#close();
    return root;
  }

  /** The map that a line of this indentation belongs to; it is opened, and others are closed, where need be. */
  #mappingAt(indent: number, start: number): OpenMapping | undefined {
    let top = this.#levels.at(-1);
    while (top !== undefined && top.indent > indent && this.#levels.length > 1) {
      this.#close();
      top = this.#levels.at(-1);
    }
    if (top?.indent === indent) return top.mapping;
    if ((top !== undefined && top.indent > indent) || this.#levels.length >= deepest) return undefined;
    const pair = top?.mapping.pairs.at(-1);
    if (pair?.value !== undefined) return undefined;
    const mapping: OpenMapping = { kind: 'mapping', range: { start, end: start }, flow: false, pairs: [] };
    if (pair !== undefined) pair.value = mapping;
    this.#levels.push({ indent, mapping });
    return mapping;
  }

  #close(): void {
    const mapping = this.#levels.pop()?.mapping;
    if (mapping !== undefined) mapping.range.end = this.#mapEnd;
    const owner = this.#levels.at(-1)?.mapping.pairs.at(-1);
    if (owner !== undefined) owner.range.end = this.#lineEnd;
  }
}

/** A value of one line; undefined when it may be more than that. */
function scalar(written: string, start: number): YamlScalar | undefined {
  const range = { start, end: start + written.length };
  if (written.startsWith('"') || written.startsWith("'")) {
    if (!quoted.test(written) || control.test(written)) return undefined;
    const style = written.startsWith('"') ? 'double' : 'single';
    return { kind: 'scalar', range, value: written.slice(1, -1), style };
  }
  if (plainNumber.test(written)) return { kind: 'scalar', range, value: Number(written), style: 'plain' };
  if (!plainStart.test(written) || special.test(written) || nullWord.test(written)) return undefined;
  const value = booleanWord.test(written) ? written.toLowerCase() === 'true' : written;
  return { kind: 'scalar', range, value, style: 'plain' };
}
