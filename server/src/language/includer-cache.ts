import type { Facts } from './facts';
import { includedName } from './partial-files';
import type { WorkspaceFile } from './ports';

/** A file with its name and, when they were worked out, its facts. */
interface Included {
  readonly file: WorkspaceFile;
  readonly name: string;
  readonly facts: Facts | undefined;
}

/** Remembers who includes whom, for as long as files keep their names and what they include. */
export class IncluderCache {
  readonly #includers = new Map<string, readonly string[]>();
  /** Whether a file includes another by a computed name, for files that were looked at. */
  readonly #computed = new WeakMap<WorkspaceFile, boolean>();
  #anyComputed: boolean | undefined;

  /** The files that include the partial in `uri`, as they were found before. */
  get(uri: string): readonly string[] | undefined {
    return this.#includers.get(uri);
  }

  set(uri: string, includers: readonly string[]): void {
    this.#includers.set(uri, includers);
  }

  clear(): void {
    this.#includers.clear();
    this.#anyComputed = undefined;
  }

  /**
   * Forgets what the change of a file makes wrong; undefined for a file that came or went. True when the file began or
   * ceased to include others by computed names, which counts for every partial.
   */
  changed(before: Included | undefined, after: Included | undefined): boolean {
    this.#anyComputed = undefined;
    const same = before?.name === after?.name && before?.file.path === after?.file.path;
    const inclusions = inclusionsOf(before?.facts);
    if (!same || inclusions === undefined || inclusions !== inclusionsOf(after?.facts)) this.#includers.clear();
    const wasComputed = before !== undefined && this.#isComputed(before.file);
    return wasComputed !== (after !== undefined && this.#isComputed(after.file));
  }

  /** Whether one of the files includes another by a name that is only known when it is rendered. */
  anyComputed(files: Iterable<{ readonly file: WorkspaceFile }>): boolean {
    if (this.#anyComputed !== undefined) return this.#anyComputed;
    this.#anyComputed = false;
    for (const { file } of files) {
      if (!this.#isComputed(file)) continue;
      this.#anyComputed = true;
      break;
    }
    return this.#anyComputed;
  }

  #isComputed(file: WorkspaceFile): boolean {
    const before = this.#computed.get(file);
    const found = before ?? (file.kind !== 'cases' && computedInclusion.test(file.text));
    if (before === undefined) this.#computed.set(file, found);
    return found;
  }
}

/** A partial in parentheses, Mustache's `{{>*name}}`, and the templates of Jinja that are named by a value. */
const computedInclusion = /\{\{~?#?>[ \t]*[(*]|\{%[-+]?[ \t]*(?:include|extends|import|from)[ \t]+(?!["'])/;

/** The names that a file includes, as one text. */
function inclusionsOf(facts: Facts | undefined): string | undefined {
  if (facts?.kind === 'cases') return '';
  return facts?.partials.map((use) => includedName(use) ?? '').join('\n');
}
