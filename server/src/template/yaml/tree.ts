import type { TextRange } from '../../base';

/** How a scalar is written; block styles keep their line structure. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A single value. `range` excludes comments and white space around it, includes quotes. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly range: TextRange;
  readonly value: string | number | boolean | null;
  readonly style: ScalarStyle;
}

/** A list. */
export interface YamlSequence {
  readonly kind: 'sequence';
  readonly range: TextRange;
  readonly items: readonly YamlNode[];
}

/** A map. Pairs are in source order; a key given twice is there twice. */
export interface YamlMapping {
  readonly kind: 'mapping';
  readonly range: TextRange;
  readonly flow: boolean;
  readonly pairs: readonly YamlPair[];
}

/** A key with its value. */
export interface YamlPair {
  readonly key: string;
  readonly keyRange: TextRange;
  /** Undefined when nothing is written after the colon. */
  readonly value: YamlNode | undefined;
  /** What to delete to remove the pair: whole lines in a block map, one neighbouring comma in a flow map. */
  readonly range: TextRange;
}

/** A YAML value with places. Aliases are replaced by what they stand for. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

/** The pair of `key`; the last one when the key is there twice, as in JavaScript. */
export function pairOf(node: YamlNode | undefined, key: string): YamlPair | undefined {
  return node?.kind === 'mapping' ? node.pairs.findLast((pair) => pair.key === key) : undefined;
}

/** The value of `key`. */
export function valueOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return pairOf(node, key)?.value;
}

/** The pairs of a map; none for anything else. */
export function pairsOf(node: YamlNode | undefined): readonly YamlPair[] {
  return node?.kind === 'mapping' ? node.pairs : [];
}

/** The items of a list; none for anything else. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'sequence' ? node.items : [];
}

/** The text of a string scalar. Numbers and booleans count as their spelling would be a guess: undefined. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}
