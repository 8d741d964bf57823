import type { Json, TextRange } from '../base';
import type { Problem } from './types';

/** An assertion of a case as written, with its places. */
export interface AssertionNode {
  /** The type without `not-`. */
  readonly type: string;
  readonly negated: boolean;
  readonly value: Json | undefined;
  /** The remaining keys: flags, threshold, weight, metric. */
  readonly options: { readonly [key: string]: Json };
  readonly typeRange: TextRange;
  readonly range: TextRange;
  readonly valueRange: TextRange | undefined;
}

/** A named value of a case with its place. */
export interface CaseInput {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly value: Json;
  readonly valueRange: TextRange;
}

/** One test case. */
export interface CaseNode {
  /** The `name`, else `case 3`. Unique in its file. */
  readonly name: string;
  readonly nameRange: TextRange;
  readonly range: TextRange;
  /** Its own inputs over the defaults of the file; defaults have the range of the default. */
  readonly inputs: readonly CaseInput[];
  readonly assertions: readonly AssertionNode[];
  readonly tags: readonly string[];
  /** The reason when the case is skipped. */
  readonly skip: string | undefined;
  /** True when only cases so marked shall run. */
  readonly only?: boolean;
  readonly description?: string;
  /** Free settings for providers and runners. */
  readonly options?: { readonly [key: string]: Json };
}

/** A file of cases, or the cases in a prompt's own header. Parsing never fails. */
export interface CasesDocument {
  /** The prompt it names, with the place of the name; undefined means the prompt beside it. */
  readonly prompt: { readonly name: string; readonly range: TextRange } | undefined;
  readonly provider: string | undefined;
  /** The place of the provider's name. */
  readonly providerRange?: TextRange;
  readonly cases: readonly CaseNode[];
  /** True when the YAML is broken: then values may be missing or cut off. */
  readonly broken?: boolean;
  readonly problems: readonly Problem[];
}
