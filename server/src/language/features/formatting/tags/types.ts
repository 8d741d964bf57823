import type { TextRange } from '../../../../base';
import type { Respacing } from '../edit';

/** A tag parted into its delimiters and what stands between them. */
export interface Tag {
  readonly inner: TextRange;
  /** Whether it is a plain output such as `{{name}}`: only there the author chooses between `{{name}}` and `{{ name }}`. */
  readonly output: boolean;
  /** Whether a blank stands behind its sign: `{{> name}}`, `{{& name}}`. */
  readonly spaced: boolean;
  /** Whether it is a statement of Jinja. */
  readonly statement: boolean;
}

/** What stands beside a delimiter. */
export type Padding = '' | ' ';

/** How the tags of a dialect are written. */
export interface TagStyle {
  readonly open: RegExp;
  readonly close: RegExp;
  /** What begins an output tag; tags that begin otherwise are statements or blocks. */
  readonly output: RegExp;
  /** The padding of statements. */
  readonly statement: Padding;
  /** The padding of outputs when as many are written with it as without. */
  readonly usual: Padding;
  /** Respaces what stands between the delimiters of the tags. */
  readonly gaps: (text: string, tags: readonly Tag[]) => readonly Respacing[];
}
