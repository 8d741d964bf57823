import type { Disposable } from '../base';
import { partialNameOf, promptNameOf, type PartialUse } from '../template';
import { Documents, type ParsedCases, type ParsedPrompt } from './documents';
import { factsOfCases, factsOfPrompt, type CasesFacts, sameFace, type Facts, type PromptFacts } from './facts';
import { IncluderCache } from './includer-cache';
import { findPartial, includedName, inclusionWord, type FoundPartial, type PartialFiles } from './partial-files';
import { lastPart } from './paths';
import type { Workspace, WorkspaceFile } from './ports';
import type { Steps } from './steps';

/** A file as it was when it was last looked at. */
interface Known {
  readonly file: WorkspaceFile;
  /** The name of a prompt, the name under which a partial is included, or the path without ending of a case file. */
  readonly name: string;
  facts: Facts | undefined;
}

/**
 * What the files of a workspace know of each other: prompts by name, partials by name, cases of prompts. Kept up to date
 * by events, worked out when asked for.
 */
export class Project implements Disposable {
  readonly workspace: Workspace;
  readonly documents: Documents;
  readonly #known = new Map<string, Known>();
  readonly #byName = new Map<string, Set<string>>();
  readonly #byPath = new Map<string, string>();
  readonly #subscription: Disposable;
  #dirty: Set<string> | undefined;
  readonly #affected = new Set<string>();
  #generation = 0;
  readonly #includers = new IncluderCache();
  readonly #partialFiles: PartialFiles = {
    named: (name) => this.#byName.get(`partial:${name}`),
    namedAlone: (name) => this.#byName.get(`partial-file:${name}`),
    at: (path) => this.#byPath.get(path),
    pathOf: (uri) => this.#known.get(uri)?.file.path ?? '',
  };

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.documents = new Documents(workspace);
    this.#subscription = workspace.onDidChange((uris) => {
      this.#generation++;
      if (uris === undefined) this.#dirty = undefined;
      else for (const uri of uris) this.#dirty?.add(uri);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Changes with every change of the workspace. */
  get generation(): number {
    return this.#generation;
  }

  /** The files whose findings may have changed since this was last asked. */
  takeAffected(): readonly string[] {
    this.#sync();
    const affected = [...this.#affected];
    this.#affected.clear();
    return affected;
  }

  /** Marks every prompt as affected. */
  affectPrompts(): void {
    this.#sync();
    for (const [uri, { file }] of this.#known) if (file.kind === 'prompt') this.#affected.add(uri);
  }

  /** What is known of a prompt, partial or case file. */
  facts(uri: string): Facts | undefined {
    this.#sync();
    const known = this.#known.get(uri);
    if (known === undefined) return undefined;
    if (known.facts === undefined) known.facts = this.#read(uri);
    return known.facts;
  }

  promptFacts(uri: string): PromptFacts | undefined {
    const facts = this.facts(uri);
    return facts?.kind === 'prompt' ? facts : undefined;
  }

  /** The name of the prompt or partial in a file. */
  nameOf(uri: string): string | undefined {
    this.#sync();
    return this.#known.get(uri)?.name;
  }

  /** The workspace-relative path of a prompt, partial or case file. */
  pathOf(uri: string): string | undefined {
    this.#sync();
    return this.#known.get(uri)?.file.path;
  }

  /** The files of prompts with this name, in order of their paths. More than one is a mistake. */
  promptsNamed(name: string): readonly string[] {
    this.#sync();
    const uris = [...(this.#byName.get(`prompt:${name}`) ?? [])];
    return uris.length < 2 ? uris : uris.sort((a, b) => compare(this.pathOf(a) ?? '', this.pathOf(b) ?? ''));
  }

  /** Names of all prompts. */
  promptNames(): string[] {
    return this.#names('prompt:');
  }

  /** Names of all partials. */
  partialNames(): string[] {
    return this.#names('partial:');
  }

  /** Every prompt, partial and case file. Their order is that of the workspace. */
  uris(): Iterable<string> {
    this.#sync();
    return this.#known.keys();
  }

  /** The facts that have been worked out so far. */
  *knownFacts(): Iterable<Facts> {
    this.#sync();
    for (const { facts } of this.#known.values()) if (facts !== undefined) yield facts;
  }

  /** The prompts, partials and case files whose text holds `word`. */
  *filesWith(word: string): Iterable<Facts> {
    this.#sync();
    for (const [uri, { file }] of [...this.#known]) {
      const facts = file.text.includes(word) ? this.facts(uri) : undefined;
      if (facts !== undefined) yield facts;
    }
  }

  /** Works out the facts of the files whose text holds `word`, so that they are at hand afterwards. */
  *look(word: string): Steps<void> {
    this.#sync();
    for (const [uri, { file }] of [...this.#known]) {
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
    this.#sync();
    return findPartial(this.#partialFiles, this.workspace.config.roots, fromPath, name);
  }

  /** The file that a tag in the file at `fromPath` includes. */
  includedFile(fromPath: string, use: PartialUse): string | undefined {
    const name = includedName(use);
    return name === undefined ? undefined : this.partialFile(fromPath, name);
  }

  /** The files that include the partial in `uri`. */
  includers(uri: string): PromptFacts[] {
    this.#sync();
    const known = this.#known.get(uri);
    if (known === undefined) return [];
    const before = this.#includers.get(uri);
    if (before !== undefined) return before.flatMap((includer) => this.promptFacts(includer) ?? []);
    const found: PromptFacts[] = [];
    for (const facts of this.filesWith(inclusionWord(known.file.path))) {
      if (facts.kind === 'prompt' && this.#includes(facts, uri)) found.push(facts);
    }
    this.#includers.set(
      uri,
      found.map((facts) => facts.uri),
    );
    return found;
  }

  /** True when some file includes another by a name that is only known when it is rendered: it may be any partial. */
  get includesByComputedName(): boolean {
    this.#sync();
    return this.#includers.anyComputed(this.#known.values());
  }

  /** The prompt that a file of cases is about: the one it names, else the one beside it. */
  promptOfCases(facts: Pick<CasesFacts, 'path' | 'prompt'>): PromptFacts | undefined {
    this.#sync();
    if (facts.prompt !== undefined) {
      const [uri] = this.promptsNamed(facts.prompt);
      return uri === undefined ? undefined : this.promptFacts(uri);
    }
    const stem = stemOf(facts.path);
    for (const ending of promptEndings) {
      const uri = this.#byPath.get(stem + ending);
      if (uri !== undefined) return this.promptFacts(uri);
    }
    return undefined;
  }

  /** The files of cases about the prompt in `uri`. */
  casesOf(uri: string): ParsedCases[] {
    this.#sync();
    const known = this.#known.get(uri);
    if (known === undefined) return [];
    const beside = stemOf(known.file.path);
    const found: ParsedCases[] = [];
    for (const [casesUri, { file, name }] of [...this.#known]) {
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
    return this.documents.prompt(uri);
  }

  #includes(facts: PromptFacts, uri: string): boolean {
    return facts.partials.some((use) => this.includedFile(facts.path, use) === uri);
  }

  #names(prefix: string): string[] {
    this.#sync();
    const names: string[] = [];
    for (const key of this.#byName.keys()) if (key.startsWith(prefix)) names.push(key.slice(prefix.length));
    return names;
  }

  #read(uri: string): Facts | undefined {
    const parsed = this.documents.get(uri);
    if (parsed?.kind === 'prompt') return factsOfPrompt(parsed);
    return parsed?.kind === 'cases' ? factsOfCases(parsed) : undefined;
  }

  #sync(): void {
    if (this.#dirty === undefined) {
      this.#dirty = new Set();
      this.#rebuild();
    } else if (this.#dirty.size > 0) {
      const dirty = [...this.#dirty];
      this.#dirty.clear();
      for (const uri of dirty) this.#refresh(uri);
    }
  }

  #rebuild(): void {
    this.#known.clear();
    this.#byName.clear();
    this.#byPath.clear();
    this.#includers.clear();
    for (const file of this.workspace.files()) {
      this.#add(file.uri, file, undefined);
      this.#affected.add(file.uri);
    }
  }

  #refresh(uri: string): void {
    const before = this.#known.get(uri);
    const found = this.workspace.file(uri);
    // An editor may spell the uri of a file in another way: then the file is known by that one only.
    const file = found?.uri === uri ? found : undefined;
    this.#affected.add(uri);
    if (file?.kind === 'config') {
      for (const known of this.#known.keys()) this.#affected.add(known);
    }
    if (before !== undefined) this.#remove(uri, before);
    const after = file === undefined ? undefined : this.#add(uri, file, before);
    if (after !== undefined) after.facts = this.#read(uri);
    this.#affectOthers(uri, before, after);
    if (this.#includers.changed(before, after)) {
      for (const [other, { file: partial }] of this.#known) if (partial.kind === 'partial') this.#affected.add(other);
    }
  }

  /** Marks the files whose findings the change of one makes others. */
  #affectOthers(uri: string, before: Known | undefined, after: Known | undefined): void {
    if (before?.name !== after?.name || before?.file.path !== after?.file.path) {
      this.#touch(uri, before);
      this.#touch(uri, after);
    } else if (after !== undefined) {
      if (before?.facts === undefined) this.#touchIncluded(after);
      else if (after.facts === undefined || !sameFace(before.facts, after.facts)) {
        this.#touchIncluded(before);
        this.#touch(uri, after);
      }
    }
  }

  #add(uri: string, file: WorkspaceFile, before: Known | undefined): Known | undefined {
    if (file.kind === 'config') return undefined;
    const unchanged = before !== undefined && before.file.text === file.text && before.file.path === file.path;
    const known: Known = {
      file,
      name: unchanged ? before.name : this.#nameIn(file),
      facts: unchanged ? before.facts : undefined,
    };
    this.#known.set(uri, known);
    this.#byPath.set(file.path, uri);
    for (const key of keysOf(known)) {
      const uris = this.#byName.get(key);
      if (uris === undefined) this.#byName.set(key, new Set([uri]));
      else uris.add(uri);
    }
    return known;
  }

  #remove(uri: string, known: Known): void {
    const { path } = known.file;
    this.#known.delete(uri);
    if (this.#byPath.get(path) === uri) this.#byPath.delete(path);
    for (const key of keysOf(known)) {
      const uris = this.#byName.get(key);
      uris?.delete(uri);
      if (uris?.size === 0) this.#byName.delete(key);
    }
  }

  #nameIn(file: WorkspaceFile): string {
    const { roots } = this.workspace.config;
    if (file.kind === 'cases') return stemOf(file.path);
    if (file.kind === 'partial') return partialNameOf(file.path, roots) ?? file.path;
    const spelled = spelledName(file);
    const name = spelled === 'unclear' ? this.documents.prompt(file.uri)?.document.name : spelled.name;
    return promptNameOf(file.path, roots, name);
  }

  /** Marks the files whose findings depend on the names and inputs of `known`. */
  #touch(uri: string, known: Known | undefined): void {
    if (known === undefined) return;
    if (known.file.kind === 'cases') {
      const prompt = known.facts?.kind === 'cases' ? this.promptOfCases(known.facts) : undefined;
      if (prompt !== undefined) this.#affected.add(prompt.uri);
      return;
    }
    for (const same of this.#byName.get(`${known.file.kind}:${known.name}`) ?? []) this.#affected.add(same);
    const stem = stemOf(known.file.path);
    for (const [other, { file, name, facts }] of this.#known) {
      if (file.kind === 'cases' && (name === stem || (facts?.kind === 'cases' && facts.prompt === known.name))) {
        this.#affected.add(other);
      }
    }
    this.#touchIncluders(uri, known);
    this.#touchIncluded(known);
  }

  /** What a file hands over counts for the partials it includes, at any depth. */
  #touchIncluded({ file, facts }: Known): void {
    const pending = facts?.kind === 'prompt' ? facts.partials.map((use) => ({ path: file.path, use })) : [];
    const seen = new Set<string>();
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const uri = this.includedFile(next.path, next.use);
      const included = uri === undefined || seen.has(uri) ? undefined : this.#known.get(uri);
      if (uri === undefined || included === undefined) continue;
      seen.add(uri);
      this.#affected.add(uri);
      // What is told in the partial is not told where it is included.
      this.#touchIncluders(uri, included);
      const { file: at, facts: own } = included;
      if (own?.kind === 'prompt') for (const use of own.partials) pending.push({ path: at.path, use });
    }
  }

  /** Inclusions nest: what a partial reads counts for all that include it, at any depth. */
  #touchIncluders(uri: string, { file, name }: Known): void {
    const pending = [{ path: file.path, name }];
    const seen = new Set([uri]);
    for (let target = pending.pop(); target !== undefined; target = pending.pop()) {
      const { name: wanted, path } = target;
      const fileName = lastPart(path);
      for (const [other, known] of this.#known) {
        if (seen.has(other) || known.facts?.kind !== 'prompt') continue;
        const includes = known.facts.partials.some((use) => {
          const used = includedName(use);
          return (
            used !== undefined && (used === wanted || used.endsWith(fileName) || lastPart(used) === lastPart(wanted))
          );
        });
        if (!includes) continue;
        seen.add(other);
        this.#affected.add(other);
        pending.push({ path: known.file.path, name: known.name });
      }
    }
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

/** A path without the ending that makes it a prompt or a file of cases. */
export function stemOf(path: string): string {
  return path.replace(/\.(?:cases\.ya?ml|prompt\.(?:ya?ml|md)|prompty?|hbs|handlebars|mustache|j2|jinja2?|txt)$/i, '');
}

/** The names by which a file can be found. */
function keysOf({ file, name }: Known): readonly string[] {
  if (file.kind === 'cases') return [];
  const key = `${file.kind}:${name}`;
  return file.kind === 'partial' ? [key, `partial-file:${lastPart(name)}`] : [key];
}

/**
 * The `name` of a header where it is plain to see: undefined when there is none, `unclear` when only a parser can tell.
 * It saves parsing every prompt of a workspace to know the names.
 */
function spelledName({ path, text }: WorkspaceFile): { readonly name: string | undefined } | 'unclear' {
  const header = /\.ya?ml$/i.test(path) ? text : headerText(text);
  if (!header.includes('name')) return { name: undefined };
  const plain = [...header.matchAll(/^name[ \t]*:[ \t]+([A-Za-z][\w./-]*)[ \t]*(?:#.*)?\r?$/gm)];
  const [only] = plain;
  if (plain.length === 1 && only?.[1] !== undefined && !/^(?:true|false|null|yes|no)$/i.test(only[1]))
    return { name: only[1] };
  return /^(?:["']?name\b|\{)/m.test(header) ? 'unclear' : { name: undefined };
}

function headerText(text: string): string {
  const open = /^(?:---|\+\+\+)[ \t]*\r?$/m.exec(text.slice(0, 5_000));
  if (open === null) return '';
  const close = /^(?:---|\+\+\+)[ \t]*\r?$/m.exec(text.slice(open.index + 3));
  return close === null ? text : text.slice(open.index, open.index + 3 + close.index);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
