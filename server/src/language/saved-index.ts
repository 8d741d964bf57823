import type { Diagnostic } from 'vscode-languageserver-types';
import type { WorkspaceFile } from './ports';

/**
 * What is kept of a file from one life of the service to the next: what others can see of it, and what was found wrong. Its
 * text is never among it.
 */
export interface SavedFile {
  /** Workspace-relative. */
  readonly path: string;
  readonly kind: WorkspaceFile['kind'];
  /** Stands for the text. */
  readonly digest: string;
  readonly name: string;
  /** Digests of what it declares, and of what it reads. */
  readonly face: readonly [declared: string, reads: string];
  /** The names of what it includes. */
  readonly includes: readonly string[];
  /** Whether it includes something by a name that is only known when it is rendered. */
  readonly computed: boolean;
  /** Its findings with what they were worked out from; absent when they must be worked out anew. */
  readonly found?: { readonly uses: readonly string[]; readonly diagnostics: Diagnostic[] };
}

/** What is kept of a workspace. */
export interface SavedIndex {
  /** By uri. */
  readonly files: ReadonlyMap<string, SavedFile>;
  /** What else was worked out, and from what. */
  readonly nodes: readonly (readonly [node: string, uses: readonly string[]])[];
}

/** Where a language service keeps what it knows for its next life. */
export interface SavedIndexSource {
  /** What was saved of a workspace with these rules; undefined when there is nothing, or when the files are not known yet. */
  readonly load: () => SavedIndex | undefined;
  /** What stands for a text: the same for the same text, another for every other. */
  readonly digest: (text: string) => string;
}

/** Findings that depend on what is not saved carry this key. */
export const unsaved = 'unsaved';

/** A message that quotes something may quote the text of the file. */
export function quotes({ message }: Diagnostic): boolean {
  return /["“`']/.test(typeof message === 'string' ? message : message.value);
}
