import { diagnosticRules } from '../../base';

/** What may stand as the value of a header key. */
export type HeaderValueKind = 'string' | 'number' | 'integer' | 'boolean' | 'map' | 'list' | 'schema' | 'any';

/** A key that a format knows. One table serves checking, completion and hover. */
export interface HeaderKey {
  readonly name: string;
  /** One or two sentences, Markdown. */
  readonly documentation: string;
  /** The kinds of value it takes; the first is offered. */
  readonly kinds: readonly HeaderValueKind[];
  /** The words it takes, when they are fixed. */
  readonly values?: readonly string[];
  /** Words that are often meant, where others are right too; of a list, of its items. */
  readonly suggestions?: readonly string[];
  /** What stands behind the keys of its map that are not in `children`, or in the items of its list. */
  readonly member?: HeaderKey;
  /** Keys of its map, or of the maps in its list. */
  readonly children?: readonly HeaderKey[];
  /** True when its map may hold other keys as well. */
  readonly open?: boolean;
}

/** The keys of a format at the top of its header. */
export interface HeaderCatalogue {
  readonly keys: readonly HeaderKey[];
  /** True when unlisted keys are allowed; then only likely misspellings are reported. */
  readonly open: boolean;
}

/** Builds a {@link HeaderKey}. */
export function key(
  name: string,
  kinds: HeaderValueKind | readonly HeaderValueKind[],
  documentation: string,
  more: Omit<HeaderKey, 'name' | 'kinds' | 'documentation'> = {},
): HeaderKey {
  return { name, kinds: typeof kinds === 'string' ? [kinds] : kinds, documentation, ...more };
}

/** What a header says to Galley itself; every format takes it. */
export const galleyKey: HeaderKey = key('galley', 'map', 'What Galley does with this file.', {
  children: [
    key('ignore', ['list', 'string'], 'Codes of findings that are not reported in this file.', {
      suggestions: Object.keys(diagnosticRules),
    }),
  ],
});
