import type { Facts } from './facts';
import type { Face } from './faces';
import type { PartialFiles } from './partial-files';
import { lastPart, stemOf } from './paths';
import type { WorkspaceFile } from './ports';

/** A file as it was when it was last looked at. */
export interface Known {
  readonly file: WorkspaceFile;
  /** The name of a prompt, the name under which a partial is included, or the path without ending of a case file. */
  readonly name: string;
  facts: Facts | undefined;
  face: Face | undefined;
}

/** The files of a workspace by uri, path and name. */
export class FileIndex implements PartialFiles {
  readonly #known = new Map<string, Known>();
  readonly #byName = new Map<string, Set<string>>();
  readonly #byPath = new Map<string, string>();
  readonly #names = new Map<string, readonly string[]>();

  get(uri: string): Known | undefined {
    return this.#known.get(uri);
  }

  /** Every file with its uri; files may change while this is read. */
  entries(): readonly (readonly [uri: string, known: Known])[] {
    return [...this.#known];
  }

  values(): Iterable<Known> {
    return this.#known.values();
  }

  /** The paths of all files, in order. */
  paths(): readonly string[] {
    return [...this.#byPath.keys()].sort();
  }

  uris(): Iterable<string> {
    return this.#known.keys();
  }

  add(uri: string, known: Known): void {
    this.#known.set(uri, known);
    this.#byPath.set(known.file.path, uri);
    for (const key of keysOf(known)) {
      const uris = this.#byName.get(key);
      if (uris === undefined) this.#byName.set(key, new Set([uri]));
      else uris.add(uri);
    }
    this.#names.clear();
  }

  remove(uri: string, known: Known): void {
    const { path } = known.file;
    this.#known.delete(uri);
    if (this.#byPath.get(path) === uri) this.#byPath.delete(path);
    for (const key of keysOf(known)) {
      const uris = this.#byName.get(key);
      uris?.delete(uri);
      if (uris?.size === 0) this.#byName.delete(key);
    }
    this.#names.clear();
  }

  /** Puts another state of a file in the place of one with the same path and name. */
  replace(uri: string, known: Known): void {
    this.#known.set(uri, known);
  }

  clear(): void {
    for (const map of [this.#known, this.#byName, this.#byPath, this.#names]) map.clear();
  }

  /** The files of prompts with this name, in order of their paths. */
  promptsNamed(name: string): readonly string[] {
    return this.byPath(this.#byName.get(`prompt:${name}`) ?? []);
  }

  /** All names of a kind, in order. */
  namesOf(kind: 'prompt' | 'partial'): readonly string[] {
    const before = this.#names.get(kind);
    if (before !== undefined) return before;
    const prefix = `${kind}:`;
    const names: string[] = [];
    for (const key of this.#byName.keys()) if (key.startsWith(prefix)) names.push(key.slice(prefix.length));
    this.#names.set(kind, names.sort());
    return names;
  }

  /** Files in order of their paths. */
  byPath(uris: Iterable<string>): string[] {
    const found = [...uris];
    return found.length < 2 ? found : found.sort((a, b) => compare(this.pathOf(a), this.pathOf(b)));
  }

  named(name: string): ReadonlySet<string> | undefined {
    return this.#byName.get(`partial:${name}`);
  }

  namedAlone(name: string): ReadonlySet<string> | undefined {
    return this.#byName.get(`partial-file:${name}`);
  }

  at(path: string): string | undefined {
    return this.#byPath.get(path);
  }

  pathOf(uri: string): string {
    return this.#known.get(uri)?.file.path ?? '';
  }

  /** The prompt that stands beside a file of cases. */
  promptBeside(casesPath: string): string | undefined {
    const stem = stemOf(casesPath);
    for (const ending of promptEndings) {
      const uri = this.#byPath.get(stem + ending);
      if (uri !== undefined) return uri;
    }
    return undefined;
  }
}

const promptEndings = [
  '.prompt',
  '.prompty',
  '.prompt.yml',
  '.prompt.yaml',
  '.prompt.md',
  '.hbs',
  '.handlebars',
  '.mustache',
  '.j2',
  '.jinja',
  '.jinja2',
  '.txt',
];

/** The names by which a file can be found. */
function keysOf({ file, name }: Known): readonly string[] {
  if (file.kind === 'cases') return [];
  const key = `${file.kind}:${name}`;
  return file.kind === 'partial' ? [key, `partial-file:${lastPart(name)}`] : [key];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
