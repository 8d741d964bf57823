import { randomUUID } from 'node:crypto';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { Folders } from './folders';

/** The findings of one file at one moment. */
export interface Found {
  /** The version of the open document; undefined for a file on disk, and for what is not checked. */
  readonly version: number | undefined;
  readonly diagnostics: Diagnostic[];
  /** The findings as JSON. */
  readonly text: string;
  /** The same exactly as long as the findings are. */
  readonly resultId: string;
}

/**
 * The findings of every file, each worked out once for each state of the workspace, whoever asks for them: what is
 * published and what is pulled come from here.
 */
export class Findings {
  readonly #folders: Pick<Folders, 'of' | 'scopes'>;
  readonly #known = new Map<string, Found>();
  readonly #stale = new Set<string>();
  readonly #affected = new Set<string>();
  /** Ids of another life of the server must not count as ours. */
  readonly #life = randomUUID().slice(0, 8);
  #results = 0;
  /** The id of having no findings. */
  readonly nothing = `${this.#life}.0`;

  constructor(folders: Pick<Folders, 'of' | 'scopes'>) {
    this.#folders = folders;
  }

  /** The files whose findings may have changed since this was last asked. */
  takeAffected(): readonly string[] {
    this.#sync();
    const affected = [...this.#affected];
    this.#affected.clear();
    return affected;
  }

  /** Says that files came to another folder, or went. */
  touch(uris: Iterable<string> = this.#known.keys()): void {
    for (const uri of uris) {
      this.#stale.add(uri);
      this.#affected.add(uri);
    }
  }

  /** The findings of a file as it stands now; none for a file that is not checked. */
  of(uri: string): Found {
    this.#sync();
    const known = this.#known.get(uri);
    const isFresh = !this.#stale.delete(uri);
    if (known !== undefined && isFresh) return known;
    const found = this.#folders.of(uri).service.diagnostics(uri);
    const diagnostics = found?.diagnostics ?? [];
    const text = diagnostics.length === 0 ? '[]' : JSON.stringify(diagnostics);
    const now = { version: found?.version, diagnostics, text, resultId: this.#resultId(text, known) };
    if (found === undefined) this.#known.delete(uri);
    else this.#known.set(uri, now);
    return now;
  }

  #resultId(text: string, before: Found | undefined): string {
    if (text === '[]') return this.nothing;
    return before?.text === text ? before.resultId : `${this.#life}.${++this.#results}`;
  }

  #sync(): void {
    for (const { service } of this.#folders.scopes) this.touch(service.takeAffected());
  }
}
