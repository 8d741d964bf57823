import type { Diagnostic } from 'vscode-languageserver-types';
import type { Disposable } from '../base';
import type { PartialUse } from '../template';
import type { Dependencies, Derived } from './dependencies';
import type { Documents, ParsedCases, ParsedPrompt } from './documents';
import type { CasesFacts, Facts, PromptFacts } from './facts';
import type { FileIndex, Known } from './file-index';
import { findPartial, includedName, inclusionWord, type FoundPartial } from './partial-files';
import { lastWordOf, stemOf } from './paths';
import type { Catalog, Workspace } from './ports';
import { ProjectFiles } from './project-files';
import { unsaved, type SavedIndex, type SavedIndexSource } from './saved-index';
import type { Steps } from './steps';

const catalogKey = 'catalog';

/**
 * What the files of a workspace know of each other: prompts by name, partials by name, cases of prompts. Kept up to date
 * by events, worked out when asked for. Whatever is asked while something is worked out is remembered, so that a change
 * concerns only what came from what it changed.
 */
export class Project implements Disposable {
  readonly workspace: Workspace;
  readonly documents: Documents;
  readonly dependencies: Dependencies;
  readonly #files: ProjectFiles;
  readonly #includers: Derived<readonly string[]>;

  constructor(workspace: Workspace, saved?: SavedIndexSource) {
    this.workspace = workspace;
    this.#files = new ProjectFiles(workspace, saved);
    this.documents = this.#files.documents;
    this.dependencies = this.#files.dependencies;
    this.#includers = this.dependencies.derive('includers');
  }

  dispose(): void {
    this.#files.dispose();
  }

  /** What is found wrong in a file: as it was found before, as long as nothing that it came from has changed. */
  examine(uri: string, work: () => Diagnostic[]): Diagnostic[] {
    return this.#files.examine(uri, work);
  }

  /** The files whose findings may have changed since this was last asked. */
  takeAffected(): readonly string[] {
    return this.#files.takeAffected();
  }

  /** Says that the catalog changed: prompts that are, or were, in an environment are affected. */
  recheck(catalog: Catalog): void {
    const deployed = this.#current.entries().flatMap(([uri, { file, name }]) => {
      const isDeployed = file.kind === 'prompt' && (catalog.entry(name)?.environments.length ?? 0) > 0;
      return isDeployed ? [uri] : [];
    });
    this.#files.affect([...this.dependencies.changed([catalogKey]), ...deployed]);
  }

  /** Says that what is being worked out depends on the catalog. */
  useCatalog(): void {
    this.dependencies.use(catalogKey);
    this.dependencies.use(unsaved);
  }

  /** Another number whenever {@link save} has something else to say. */
  get revision(): number {
    return this.#files.revision;
  }

  /** What is worth keeping for the next life of the service. */
  save(digest: SavedIndexSource['digest']): Steps<SavedIndex> {
    return this.#files.save(digest);
  }

  /** What is known of a prompt, partial or case file. */
  facts(uri: string): Facts | undefined {
    const facts = this.#files.factsOf(uri);
    this.dependencies.use(`face:${uri}`);
    return facts;
  }

  promptFacts(uri: string): PromptFacts | undefined {
    const facts = this.facts(uri);
    return facts?.kind === 'prompt' ? facts : undefined;
  }

  /** What the body of a file reads. Who looks at that depends on more than the rest of its facts. */
  readsOf(facts: PromptFacts): PromptFacts['reads'] {
    this.dependencies.use(`reads:${facts.uri}`);
    return facts.reads;
  }

  /** The name of the prompt or partial in a file. */
  nameOf(uri: string): string | undefined {
    return this.#current.get(uri)?.name;
  }

  /** The workspace-relative path of a prompt, partial or case file. */
  pathOf(uri: string): string | undefined {
    return this.#current.get(uri)?.file.path;
  }

  /** The files of prompts with this name, in order of their paths. More than one is a mistake. */
  promptsNamed(name: string): readonly string[] {
    this.dependencies.use(`prompt:${name}`);
    return this.#current.promptsNamed(name);
  }

  /** Names of all prompts, in order. */
  promptNames(): string[] {
    return this.#names('prompt');
  }

  /** Names of all partials, in order. */
  partialNames(): string[] {
    return this.#names('partial');
  }

  /** Every prompt, partial and case file. Their order is that of the workspace. */
  uris(): Iterable<string> {
    return this.#current.uris();
  }

  /** The paths of all files, in order. */
  paths(): readonly string[] {
    this.dependencies.use('paths');
    return this.#current.paths();
  }

  /** The facts that have been worked out so far. */
  *knownFacts(): Iterable<Facts> {
    for (const [, { facts }] of this.#current.entries()) if (facts !== undefined) yield facts;
  }

  /** The prompts, partials and case files whose text holds `word`. */
  *filesWith(word: string): Iterable<Facts> {
    for (const [uri, { file }] of this.#current.entries()) {
      const facts = file.text.includes(word) ? this.facts(uri) : undefined;
      if (facts !== undefined) yield facts;
    }
  }

  /** Works out the facts of the files whose text holds `word`, so that they are at hand afterwards. */
  *look(word: string): Steps<void> {
    for (const [uri, { file }] of this.#current.entries()) {
      if (file.text.includes(word)) this.facts(uri);
      yield;
    }
  }

  /** The file that a partial named `name` in the file at `fromPath` is, if there is one. */
  partialFile(fromPath: string, name: string): string | undefined {
    return this.findPartial(fromPath, name)?.id;
  }

  /** The same with the way in which the name leads there. */
  findPartial(fromPath: string, name: string): FoundPartial | undefined {
    this.dependencies.use(`word:${lastWordOf(name)}`);
    return findPartial(this.#current, this.workspace.config.roots, fromPath, name);
  }

  /** The file that a tag in the file at `fromPath` includes. */
  includedFile(fromPath: string, use: PartialUse): string | undefined {
    const name = includedName(use);
    return name === undefined ? undefined : this.partialFile(fromPath, name);
  }

  /** The files that include the partial in `uri`, in order of their paths. */
  includers(uri: string): PromptFacts[] {
    return this.includerUris(uri).flatMap((includer) => this.promptFacts(includer) ?? []);
  }

  /** Where the files are that include the partial in `uri`, in order of their paths. */
  includerUris(uri: string): readonly string[] {
    const known = this.#current.get(uri);
    return known === undefined ? [] : this.#includers.get(uri, () => this.#findIncluders(uri, known));
  }

  /** True when some file includes another by a name that is only known when it is rendered: it may be any partial. */
  get includesByComputedName(): boolean {
    this.dependencies.use('computed');
    return this.#files.inclusions.anyComputed(this.#current.values());
  }

  /** The prompt that a file of cases is about: the one it names, else the one beside it. */
  promptOfCases({ path, prompt }: Pick<CasesFacts, 'path' | 'prompt'>): PromptFacts | undefined {
    if (prompt !== undefined) {
      const [uri] = this.promptsNamed(prompt);
      return uri === undefined ? undefined : this.promptFacts(uri);
    }
    this.dependencies.use(`word:${lastWordOf(path)}`);
    const uri = this.#current.promptBeside(path);
    return uri === undefined ? undefined : this.promptFacts(uri);
  }

  /** The files of cases about the prompt in `uri`. */
  casesOf(uri: string): ParsedCases[] {
    const known = this.#current.get(uri);
    if (known === undefined) return [];
    const beside = stemOf(known.file.path);
    const found: ParsedCases[] = [];
    for (const [casesUri, { file, name }] of this.#current.entries()) {
      if (file.kind !== 'cases' || (name !== beside && !file.text.includes(known.name))) continue;
      const facts = this.facts(casesUri);
      if (facts?.kind !== 'cases' || this.promptOfCases(facts)?.uri !== uri) continue;
      const parsed = this.documents.get(casesUri);
      if (parsed?.kind === 'cases') found.push(parsed);
    }
    return found;
  }

  /** The parsed file of a prompt or partial. */
  prompt(uri: string): ParsedPrompt | undefined {
    this.dependencies.use(`text:${uri}`);
    return this.documents.prompt(uri);
  }

  #names(kind: 'prompt' | 'partial'): string[] {
    this.dependencies.use(`names:${kind}`);
    return [...this.#current.namesOf(kind)];
  }

  #findIncluders(uri: string, { file }: Known): readonly string[] {
    const word = lastWordOf(file.path);
    this.dependencies.use(`includes:${word}`);
    // A file that was not read yet may include it only if it spells the name.
    const spelled = inclusionWord(file.path);
    for (const [other, known] of this.#current.entries()) {
      if (!this.#files.inclusions.knows(other) && known.file.text.includes(spelled)) this.#files.factsOf(other);
    }
    const found = [...this.#files.inclusions.with(word)].filter((other) => this.#includes(other, uri));
    return this.#current.byPath(found);
  }

  #includes(other: string, uri: string): boolean {
    const facts = this.#files.factsOf(other);
    if (facts?.kind !== 'prompt') return false;
    return facts.partials.some((use) => this.includedFile(facts.path, use) === uri);
  }

  /** The files, with what has changed taken in. */
  get #current(): FileIndex {
    this.#files.sync();
    return this.#files.index;
  }
}
