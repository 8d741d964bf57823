import type { Facts } from './facts';
import { includedName } from './partial-files';
import { lastWordOf } from './paths';
import type { WorkspaceFile } from './ports';

/** Which files include something by which name, as far as they were read, and which do so by a computed name. */
export class InclusionIndex {
  readonly #byWord = new Map<string, Set<string>>();
  readonly #namesOf = new Map<string, ReadonlySet<string>>();
  /** Whether a file includes another by a computed name, for texts that were looked at. */
  readonly #computed = new WeakMap<WorkspaceFile, boolean>();
  #countComputed: number | undefined;

  /** Whether it is known what a file includes. */
  knows(uri: string): boolean {
    return this.#namesOf.has(uri);
  }

  /** The files that include something by a name whose last word is `word`. */
  with(word: string): Iterable<string> {
    return this.#byWord.get(word) ?? [];
  }

  /**
   * Takes the names of what a file includes; undefined forgets them. Gives the last words of the names by which it includes
   * something from now on, or no longer.
   */
  set(uri: string, names: ReadonlySet<string> | undefined): readonly string[] {
    const before = this.#namesOf.get(uri) ?? nothing;
    const after = names ?? nothing;
    if (names === undefined) this.#namesOf.delete(uri);
    else this.#namesOf.set(uri, names);
    const gone = [...before].filter((name) => !after.has(name));
    const come = [...after].filter((name) => !before.has(name));
    const changed = [...gone, ...come].map(lastWordOf);
    if (changed.length === 0) return changed;
    for (const name of before) this.#byWord.get(lastWordOf(name))?.delete(uri);
    for (const word of new Set([...after].map(lastWordOf))) {
      const uris = this.#byWord.get(word);
      if (uris === undefined) this.#byWord.set(word, new Set([uri]));
      else uris.add(uri);
    }
    return changed;
  }

  clear(): void {
    this.#byWord.clear();
    this.#namesOf.clear();
    this.#countComputed = undefined;
  }

  /** Whether one of the files includes another by a name that is only known when it is rendered. */
  anyComputed(files: Iterable<{ readonly file: WorkspaceFile }>): boolean {
    if (this.#countComputed === undefined) {
      this.#countComputed = 0;
      for (const { file } of files) if (this.isComputed(file)) this.#countComputed++;
    }
    return this.#countComputed > 0;
  }

  /** Takes another state of a file; undefined for one that is not there. True when {@link anyComputed} is another now. */
  changed(before: WorkspaceFile | undefined, after: WorkspaceFile | undefined): boolean {
    const count = this.#countComputed;
    if (count === undefined) return false;
    const was = before !== undefined && this.isComputed(before) ? 1 : 0;
    const is = after !== undefined && this.isComputed(after) ? 1 : 0;
    this.#countComputed = count - was + is;
    return count > 0 !== this.#countComputed > 0;
  }

  /** Takes what is known of a file without looking at its text. */
  restore(file: WorkspaceFile, includes: readonly string[], computed: boolean): void {
    this.set(file.uri, new Set(includes));
    this.#computed.set(file, computed);
  }

  /** The names of what a file includes; undefined when that is not known. */
  namesIn(uri: string): ReadonlySet<string> | undefined {
    return this.#namesOf.get(uri);
  }

  /** Whether a file includes another by a computed name. */
  isComputed(file: WorkspaceFile): boolean {
    const before = this.#computed.get(file);
    const found = before ?? (file.kind !== 'cases' && computedInclusion.test(file.text));
    if (before === undefined) this.#computed.set(file, found);
    return found;
  }
}

/** A partial in parentheses, Mustache's `{{>*name}}`, and the templates of Jinja that are named by a value. */
const computedInclusion = /\{\{~?#?>[ \t]*[(*]|\{%[-+]?[ \t]*(?:include|extends|import|from)[ \t]+(?!["'])/;

const nothing: ReadonlySet<string> = new Set();

/** The names of what a file includes, as far as it spells them. */
export function inclusionNames(facts: Facts | undefined): ReadonlySet<string> {
  if (facts?.kind !== 'prompt' || facts.partials.length === 0) return nothing;
  return new Set(facts.partials.flatMap((use) => includedName(use) ?? []));
}
