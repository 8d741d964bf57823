import type { ParsedFile } from '../../documents';
import type { PromptFacts } from '../../facts';
import type { Project } from '../../project';
import type { CompletionOptions } from '../../service';
import type { YamlCursor } from '../../yaml-cursor';

/** Where completion happens in YAML. */
export interface YamlSpot {
  readonly project: Project;
  readonly parsed: ParsedFile;
  /** The prompt whose inputs are meant. */
  readonly facts: PromptFacts | undefined;
  readonly cursor: YamlCursor;
  readonly offset: number;
  readonly options: CompletionOptions;
}
