import type { CursorContext } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import type { PromptFacts } from '../../facts';
import type { Project } from '../../project';
import type { CompletionOptions } from '../../service';

/** A cursor where a name is written. */
export type NameContext = Extract<CursorContext, { kind: 'name' }>;

/** Where completion happens: a file, what is known of it, the cursor, and what the editor can show. */
export interface BodyPlace {
  readonly project: Project;
  readonly parsed: ParsedPrompt;
  readonly facts: PromptFacts;
  readonly offset: number;
  readonly context: NameContext;
  readonly options: CompletionOptions;
}
