import type { LanguageService, Workspace } from '../../language';

/** Files that see each other, and what is said of them. */
export interface Scope {
  readonly service: LanguageService;
  readonly files: Workspace['files'];
  /** Resolves when all of its files are known. */
  readonly ready: Promise<void>;
}

/** A document as the editor holds it. */
export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}
