import { Parser, type CST } from 'yaml';
import type { TextRange } from '../../base';

/** A list or map around tokens. */
export interface YamlLevel {
  readonly kind: 'block-map' | 'block-seq' | 'flow-collection';
  /** Undefined for the outermost. */
  readonly parent: YamlLevel | undefined;
  /** The column at which the items of a block start. */
  readonly column: number;
}

/** What a token of YAML is. */
export type YamlTokenKind =
  | 'space'
  | 'newline'
  | 'comment'
  | 'scalar'
  | 'alias'
  /** `|` or `>` with what belongs to it. */
  | 'block-header'
  /** The lines of a block scalar with their indentation and line ends. */
  | 'block-text'
  /** `-` */
  | 'item'
  /** `?` */
  | 'explicit-key'
  | 'colon'
  | 'comma'
  | 'open'
  | 'close'
  /** An anchor or a tag. */
  | 'property'
  /** `---`, `...`, a directive and whatever else does not belong to a value. */
  | 'mark';

/** A piece of YAML. The tokens of a text follow each other without gaps. */
export interface YamlToken {
  readonly kind: YamlTokenKind;
  readonly range: TextRange;
  /** The innermost list or map that holds it; `[`, `{` and their ends are inside of what they make. */
  readonly level: YamlLevel | undefined;
  /** Whether it begins an item or is the key of a pair; else it belongs to a value. */
  readonly leads: boolean;
}

/** The tokens of the YAML between two offsets, in order. Never throws. */
export function yamlTokens(text: string, { start, end }: TextRange): readonly YamlToken[] {
  const tokens: YamlToken[] = [];
  const pending: (Part | YamlToken)[] = [];
  for (const source of new Parser().parse(text.slice(start, end))) {
    pending.push({ source, level: undefined, leads: false });
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if ('kind' in next) tokens.push(next);
      else pending.push(...partsOf(next, start).reverse());
    }
  }
  return tokens;
}

interface Part {
  readonly source: CST.Token;
  readonly level: YamlLevel | undefined;
  readonly leads: boolean;
}

/** What a part consists of, in order. */
function partsOf({ source, level, leads }: Part, base: number): (Part | YamlToken)[] {
  const within = (sources: readonly CST.Token[] = []): Part[] =>
    sources.map((one) => ({ source: one, level, leads: false }));
  const piece = (start: number, text: string, kind: YamlTokenKind): YamlToken[] =>
    text === '' ? [] : [{ kind, range: { start: start + base, end: start + base + text.length }, level, leads }];
  switch (source.type) {
    case 'document':
      return within([...source.start, ...(source.value === undefined ? [] : [source.value]), ...(source.end ?? [])]);
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      return itemsOf(source, level);
    case 'block-scalar': {
      const last = source.props.at(-1);
      const from = last === undefined || !('source' in last) ? source.offset : last.offset + last.source.length;
      return [...within(source.props), ...piece(from, source.source, 'block-text')];
    }
    default: {
      const end = 'end' in source ? source.end : undefined;
      return [...piece(source.offset, source.source, kinds[source.type] ?? 'mark'), ...within(end)];
    }
  }
}

function itemsOf(source: CST.BlockMap | CST.BlockSequence | CST.FlowCollection, parent: YamlLevel | undefined): Part[] {
  const level: YamlLevel = { kind: source.type, parent, column: source.indent };
  const parts: Part[] = [];
  const add = (one: CST.Token, leads: boolean): number => parts.push({ source: one, level, leads });
  if (source.type === 'flow-collection') add(source.start, false);
  for (const { start, key, sep, value } of source.items) {
    let leads = true;
    for (const one of start) {
      add(one, leads);
      // What stands behind the dash belongs to the value.
      if (one.type === 'seq-item-ind') leads = false;
    }
    if (key) add(key, true);
    for (const one of sep ?? []) add(one, false);
    if (value) add(value, false);
  }
  if (source.type === 'flow-collection') for (const one of source.end) add(one, false);
  return parts;
}

const kinds: { readonly [type: string]: YamlTokenKind } = {
  space: 'space',
  newline: 'newline',
  comment: 'comment',
  scalar: 'scalar',
  'single-quoted-scalar': 'scalar',
  'double-quoted-scalar': 'scalar',
  alias: 'alias',
  'block-scalar-header': 'block-header',
  'seq-item-ind': 'item',
  'explicit-key-ind': 'explicit-key',
  'map-value-ind': 'colon',
  comma: 'comma',
  'flow-map-start': 'open',
  'flow-seq-start': 'open',
  'flow-map-end': 'close',
  'flow-seq-end': 'close',
  anchor: 'property',
  tag: 'property',
};
