import type { Diagnostic } from 'vscode-languageserver-types';
import type { Disposable } from '../base';
import { partialNameOf, promptNameOf } from '../template';
import { Dependencies } from './dependencies';
import { Documents } from './documents';
import { faceOf, type Face } from './faces';
import { factsOfCases, factsOfPrompt, type Facts } from './facts';
import { FileIndex, type Known } from './file-index';
import { inclusionNames, InclusionIndex } from './inclusion-index';
import { lastWordOf, stemOf } from './paths';
import type { Workspace, WorkspaceFile } from './ports';
import { quotes, unsaved, type SavedFile, type SavedIndex, type SavedIndexSource } from './saved-index';
import { spelledName } from './spelled-name';
import type { Steps } from './steps';

/** When so many files change at once, they are not read at once: all is looked at anew, as at the beginning. */
const manyFiles = 500;

/**
 * The files of a workspace as they were when they were last looked at. It hears of changes as they come, takes them in
 * when it is asked to, and then knows which files they concern.
 */
export class ProjectFiles implements Disposable {
  readonly documents: Documents;
  readonly dependencies = new Dependencies();
  readonly index = new FileIndex();
  readonly inclusions = new InclusionIndex();
  readonly #workspace: Workspace;
  readonly #subscription: Disposable;
  /** Undefined when everything may have changed. */
  #dirty: Set<string> | undefined;
  readonly #affected = new Set<string>();

  /** What was found wrong in files, until what that came from changes. */
  readonly #found = new Map<string, Diagnostic[]>();
  readonly #source: SavedIndexSource | undefined;
  #restored = false;
  #revision = 0;

  constructor(workspace: Workspace, source?: SavedIndexSource) {
    this.#workspace = workspace;
    this.#source = source;
    this.documents = new Documents(workspace);
    this.#subscription = workspace.onDidChange((uris) => {
      if (uris === undefined) this.#dirty = undefined;
      else for (const uri of uris) this.#dirty?.add(uri);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The files whose findings may have changed since this was last asked. */
  takeAffected(): readonly string[] {
    this.sync();
    const affected = [...this.#affected];
    this.#affected.clear();
    return affected;
  }

  /** Marks files as affected by something that is no file. */
  affect(uris: Iterable<string>): void {
    for (const uri of uris) {
      this.dependencies.forget(uri);
      this.#affected.add(uri);
    }
    this.#revision++;
  }

  /** What is found wrong in a file: as it was found before, or worked out now. */
  examine(uri: string, work: () => Diagnostic[]): Diagnostic[] {
    this.sync();
    const before = this.dependencies.usedBy(uri) === undefined ? undefined : this.#found.get(uri);
    if (before !== undefined) return before;
    const { result, used } = this.dependencies.collect(work);
    for (const own of ownKeys(uri)) used.delete(own);
    if (this.index.get(uri) === undefined) return result;
    this.dependencies.set(uri, used);
    this.#found.set(uri, result);
    this.#revision++;
    return result;
  }

  /** Another number whenever {@link save} has something else to say. */
  get revision(): number {
    return this.#revision;
  }

  /** What is worth keeping for the next life of the service. */
  *save(digest: SavedIndexSource['digest']): Steps<SavedIndex> {
    this.sync();
    const files = new Map<string, SavedFile>();
    for (const [uri, known] of this.index.entries()) {
      const file = this.#saveFile(uri, known, digest);
      if (file !== undefined) files.set(uri, file);
      yield;
    }
    const nodes: (readonly [string, readonly string[]])[] = [];
    for (const [node, used] of this.dependencies.nodes())
      if (this.index.get(node) === undefined) nodes.push([node, [...used]]);
    return { files, nodes };
  }

  #saveFile(uri: string, known: Known, digest: SavedIndexSource['digest']): SavedFile | undefined {
    const { file, name } = known;
    const face = knownFace(known);
    if (face === undefined) return undefined;
    const uses = this.dependencies.usedBy(uri);
    const diagnostics = this.#found.get(uri);
    const isKept = uses !== undefined && diagnostics !== undefined && !uses.has(unsaved) && !diagnostics.some(quotes);
    return {
      path: file.path,
      kind: file.kind,
      digest: digest(file.text),
      name,
      face: [face.declared, face.reads],
      includes: [...(this.inclusions.namesIn(uri) ?? [])],
      computed: this.inclusions.isComputed(file),
      ...(isKept ? { found: { uses: [...uses], diagnostics } } : {}),
    };
  }

  /** What is known of a prompt, partial or case file. */
  factsOf(uri: string): Facts | undefined {
    this.sync();
    const known = this.index.get(uri);
    if (known !== undefined && known.facts === undefined) {
      known.facts = this.#read(uri);
      this.inclusions.set(uri, inclusionNames(known.facts));
    }
    return known?.facts;
  }

  #read(uri: string): Facts | undefined {
    const parsed = this.documents.get(uri);
    if (parsed?.kind === 'prompt') return factsOfPrompt(parsed);
    return parsed?.kind === 'cases' ? factsOfCases(parsed) : undefined;
  }

  /** Takes in what has changed. */
  sync(): void {
    if (this.#dirty === undefined) {
      this.#dirty = new Set();
      this.#rebuild();
    } else if (this.#dirty.size > 0) {
      const dirty = this.#dirty;
      this.#dirty = new Set();
      if (dirty.size > manyFiles) this.#rebuild();
      else this.#mark(new Set([...dirty].flatMap((uri) => [...this.#refresh(uri)])));
    }
  }

  #rebuild(): void {
    this.index.clear();
    this.inclusions.clear();
    this.dependencies.clear();
    this.#found.clear();
    this.#revision++;
    if (this.#source !== undefined && !this.#restored && this.#restore(this.#source)) return;
    for (const file of this.#workspace.files()) {
      if (file.kind !== 'config') this.index.add(file.uri, this.#take(file));
      this.#affected.add(file.uri);
    }
  }

  /** Begins with what was saved, and takes in what has changed since. False when that is too much. */
  #restore({ load, digest }: SavedIndexSource): boolean {
    const saved = load();
    if (saved === undefined) return false;
    this.#restored = true;
    const { files, nodes } = saved;
    const changed = new Map<string, WorkspaceFile | undefined>([...files.keys()].map((uri) => [uri, undefined]));
    const same: WorkspaceFile[] = [];
    for (const file of this.#workspace.files()) {
      if (isSaved(file, files.get(file.uri), digest)) {
        same.push(file);
        changed.delete(file.uri);
      } else changed.set(file.uri, file);
    }
    if (changed.size > manyFiles) return false;
    for (const file of same) this.#restoreFile(file, files.get(file.uri));
    for (const uri of changed.keys()) this.#restoreFile(formerFile(uri, files.get(uri)), files.get(uri));
    for (const [node, uses] of nodes) this.dependencies.set(node, new Set(uses));
    this.inclusions.anyComputed(this.index.values());
    for (const uri of [...files.keys(), ...changed.keys()]) this.#affected.add(uri);
    this.#mark(new Set([...changed].flatMap(([uri, file]) => [...this.#change(uri, file)])));
    return true;
  }

  #restoreFile(file: WorkspaceFile | undefined, saved: SavedFile | undefined): void {
    if (file === undefined || saved === undefined) return;
    const { name, face, includes, computed, found } = saved;
    this.index.add(file.uri, { file, name, facts: undefined, face: { declared: face[0], reads: face[1] } });
    this.inclusions.restore(file, includes, computed);
    if (found === undefined) return;
    this.dependencies.set(file.uri, new Set(found.uses));
    this.#found.set(file.uri, found.diagnostics);
  }

  #mark(changed: ReadonlySet<string>): void {
    for (const node of this.dependencies.changed(changed))
      if (this.index.get(node) !== undefined) this.#affected.add(node);
  }

  /** Takes the state of one file as it is now. Gives the keys of what changed by it. */
  #refresh(uri: string): ReadonlySet<string> {
    const found = this.#workspace.file(uri);
    // An editor may spell the uri of a file in another way: then the file is known by that one only.
    const file = found?.uri === uri ? found : undefined;
    this.#affected.add(uri);
    if (file?.kind === 'config') this.affect([...this.index.uris()]);
    return this.#change(uri, file);
  }

  #change(uri: string, file: WorkspaceFile | undefined): ReadonlySet<string> {
    const before = this.index.get(uri);
    const after = file === undefined || file.kind === 'config' ? undefined : this.#take(file, before);
    const isSame = before !== undefined && after !== undefined && isSameText(before.file, after.file);
    if (!isSame) this.dependencies.forget(uri);
    this.#revision++;
    return this.#replace(uri, before, after);
  }

  #replace(uri: string, before: Known | undefined, after: Known | undefined): ReadonlySet<string> {
    const places = this.#move(uri, before, after);
    const face = knownFace(before);
    const words = after === undefined ? this.inclusions.set(uri, undefined) : this.#reread(uri);
    const now = knownFace(after);
    return new Set([
      ...places,
      ...words.map((word) => `includes:${word}`),
      ...(before?.file.text === after?.file.text ? [] : [`text:${uri}`]),
      ...(face?.declared === now?.declared ? [] : [`face:${uri}`]),
      ...(face?.reads === now?.reads ? [] : [`reads:${uri}`]),
      ...(this.inclusions.changed(before?.file, after?.file) ? ['computed'] : []),
    ]);
  }

  /** Puts a file where it can be found now. Gives the keys of the places where something is found otherwise. */
  #move(uri: string, before: Known | undefined, after: Known | undefined): readonly string[] {
    if (before !== undefined && after !== undefined && isSamePlace(before, after)) {
      this.index.replace(uri, after);
      return [];
    }
    if (before !== undefined) this.index.remove(uri, before);
    if (after !== undefined) this.index.add(uri, after);
    return [...placesOf(before), ...placesOf(after)];
  }

  /** Reads the facts of a file that changed. Gives the words by which it includes others from now on, or no longer. */
  #reread(uri: string): readonly string[] {
    const known = this.index.get(uri);
    if (known === undefined) return [];
    known.facts ??= this.#read(uri);
    return this.inclusions.set(uri, inclusionNames(known.facts));
  }

  /** A file as it is now, before it is read. */
  #take(file: WorkspaceFile, before?: Known): Known {
    if (before !== undefined && isSameText(before.file, file)) return { ...before, file };
    return { file, name: this.#nameIn(file), facts: undefined, face: undefined };
  }

  #nameIn(file: WorkspaceFile): string {
    const { roots } = this.#workspace.config;
    if (file.kind === 'cases') return stemOf(file.path);
    if (file.kind === 'partial') return partialNameOf(file.path, roots) ?? file.path;
    const spelled = spelledName(file);
    const name = spelled === 'unclear' ? this.documents.prompt(file.uri)?.document.name : spelled.name;
    return promptNameOf(file.path, roots, name);
  }
}

function knownFace(known: Known | undefined): Face | undefined {
  if (known === undefined) return undefined;
  if (known.facts !== undefined) known.face ??= faceOf(known.facts);
  return known.face;
}

function isSamePlace(one: Known, other: Known): boolean {
  return one.name === other.name && one.file.path === other.file.path && one.file.kind === other.file.kind;
}

function isSameText(one: WorkspaceFile, other: WorkspaceFile): boolean {
  const { text, path, kind, languageId } = one;
  return other.text === text && other.path === path && other.kind === kind && other.languageId === languageId;
}

/** What can be found otherwise when a file comes, goes or gets another name. */
function placesOf(known: Known | undefined): readonly string[] {
  if (known === undefined) return [];
  const { name, file } = known;
  const shared = ['paths', `word:${lastWordOf(file.path)}`, `names:${file.kind}`];
  return file.kind === 'prompt' ? [...shared, `prompt:${name}`] : shared;
}

/** What a file is worked out anew for anyway. */
function ownKeys(uri: string): readonly string[] {
  return [`face:${uri}`, `reads:${uri}`, `text:${uri}`];
}

function isSaved(
  { text, kind, languageId }: WorkspaceFile,
  saved: SavedFile | undefined,
  digest: SavedIndexSource['digest'],
): boolean {
  return saved?.kind === kind && languageId === undefined && saved.digest === digest(text);
}

/** A file as it was when it was saved; nobody knows its text any more. */
function formerFile(uri: string, saved: SavedFile | undefined): WorkspaceFile | undefined {
  return saved && { uri, path: saved.path, kind: saved.kind, text: '\0', version: undefined };
}
