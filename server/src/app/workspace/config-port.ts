import type { LanguageConfig } from '../../language';
import type { Problem } from '../../template';
import type { WorkspaceSettings } from '../types';
import type { FileRules } from './kinds';

/** What a workspace takes from galley.yaml and the settings. */
export interface WorkspaceConfig {
  readonly rules: FileRules;
  readonly language: LanguageConfig;
  /** The folders of recorded answers. */
  readonly recordings: readonly string[];
  readonly problems: readonly Problem[];
}

/** Turns the text of galley.yaml (undefined when there is none) and the settings into the rules of a workspace. */
export type ReadWorkspaceConfig = (text: string | undefined, settings: WorkspaceSettings) => Promise<WorkspaceConfig>;
