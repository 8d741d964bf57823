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
import { spelledName } from './spelled-name';

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

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
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

  /** Marks every prompt as affected. */
  affectPrompts(): void {
    this.sync();
    for (const [uri, { file }] of this.index.entries()) if (file.kind === 'prompt') this.#affected.add(uri);
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
    for (const file of this.#workspace.files()) {
      if (file.kind !== 'config') this.index.add(file.uri, this.#take(file));
      this.#affected.add(file.uri);
    }
  }

  #mark(changed: ReadonlySet<string>): void {
    for (const node of this.dependencies.changed(changed))
      if (this.index.get(node) !== undefined) this.#affected.add(node);
  }

  /** Takes the state of one file as it is now. Gives the keys of what changed by it. */
  #refresh(uri: string): ReadonlySet<string> {
    const before = this.index.get(uri);
    const found = this.#workspace.file(uri);
    // An editor may spell the uri of a file in another way: then the file is known by that one only.
    const file = found?.uri === uri ? found : undefined;
    this.#affected.add(uri);
    if (file?.kind === 'config') for (const known of this.index.uris()) this.#affected.add(known);
    const after = file === undefined || file.kind === 'config' ? undefined : this.#take(file, before);
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
