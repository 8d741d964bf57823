import type { TextRange } from '../../base';

/** A defect of the YAML itself. */
export interface YamlIssue {
  readonly range: TextRange;
  /** Says what is wrong and how to write it. */
  readonly message: string;
  /** True when the text could not be read as YAML; false for a value that was read but cannot be meant. */
  readonly fatal: boolean;
  /** Text that mends it when put at `at`. */
  readonly insert?: { readonly at: number; readonly text: string };
  /** Quotes around this range mend it. */
  readonly quote?: TextRange;
}
