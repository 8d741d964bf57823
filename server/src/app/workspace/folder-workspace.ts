import fs from 'node:fs';
import path from 'node:path';
import { Emitter } from '../../base';
import type { LanguageConfig, RelatedFile, WorkspaceFile } from '../../language';
import type { Problem } from '../../template';
import { configFile } from '../../protocol';
import { defaultRoots } from '../config/defaults';
import type { HostWorkspace, WorkspaceOptions, WorkspaceSettings } from '../types';
import type { ReadWorkspaceConfig, WorkspaceConfig } from './config-port';
import { kindOfDocument, withoutFolders, type FileRules } from './kinds';
import { absoluteOf, relativePath, uriOf } from './paths';
import { readText, realPath, scanFolder, type ScanLimits } from './scan';

/** Files of more bytes are not read. */
const maxBytes = 5_000_000;

/** A document that an editor has open. */
interface OpenDocument {
  readonly uri: string;
  readonly text: string;
  readonly version: number;
  readonly languageId: string | undefined;
}

/** Files by workspace-relative path; an open document lies over the file of its path. */
export class FolderWorkspace implements HostWorkspace {
  readonly root: string;
  readonly #readConfig: ReadWorkspaceConfig;
  readonly #limits: ScanLimits;
  readonly #changed = new Emitter<readonly string[] | undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #onDisk = new Map<string, WorkspaceFile>();
  readonly #open = new Map<string, OpenDocument>();
  /** What {@link file} gives for open documents: one object for one text. */
  readonly #laidOver = new Map<string, WorkspaceFile>();
  /** Paths of URIs that were asked for. */
  readonly #paths = new Map<string, string | undefined>();
  #settings: WorkspaceSettings;
  /** While galley.yaml is broken, what it said before stays in force. */
  #loaded = false;
  #config: WorkspaceConfig;
  /** The rules of the configuration without the nested workspaces. */
  #rules: FileRules;
  /** Workspace-relative paths of folders that are workspaces of their own. */
  #nested: ReadonlySet<string> = new Set();
  /** What decided over the files that were found by the last scan. */
  #scanned: { readonly roots: readonly string[]; readonly nested: ReadonlySet<string> } | undefined;
  #loadWaits = false;
  #warnings: readonly string[] = [];
  #fingerprint: string | undefined;
  #work: Promise<void>;

  constructor(options: WorkspaceOptions, initial: WorkspaceConfig, readConfig: ReadWorkspaceConfig) {
    this.root = path.resolve(options.root);
    this.#settings = options.settings ?? {};
    this.#config = initial;
    this.#readConfig = readConfig;
    this.#limits = { files: options.maxFiles ?? 20_000, bytes: maxBytes };
    this.#nested = this.#relatives(options.nested ?? []);
    this.#rules = withoutFolders(initial.rules, this.#nested);
    this.#work = this.#load();
  }

  get ready(): Promise<void> {
    return this.#work;
  }

  get config(): LanguageConfig {
    return this.#config.language;
  }

  get fingerprint(): string | undefined {
    return this.#fingerprint;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  *files(): Iterable<WorkspaceFile> {
    for (const [relative, file] of this.#onDisk) yield this.#laidOver.get(relative) ?? file;
    for (const [relative, file] of this.#laidOver) {
      if (!this.#onDisk.has(relative) && this.#rules.kindOf(relative) !== undefined) yield file;
    }
  }

  file(uri: string): WorkspaceFile | undefined {
    const relative = this.#pathOf(uri);
    return relative === undefined ? undefined : (this.#laidOver.get(relative) ?? this.#onDisk.get(relative));
  }

  problems(uri: string): readonly Problem[] {
    return this.#pathOf(uri) === configFile ? this.#config.problems : [];
  }

  recordings(prompt: string): readonly RelatedFile[] {
    return this.#config.recordings.flatMap((folder): readonly RelatedFile[] => {
      const relative = path.posix.join(folder, `${prompt}.yaml`);
      if (!relative.startsWith(`${folder}/`)) return [];
      const open = this.#open.get(relative);
      if (open !== undefined) return [{ uri: open.uri, path: relative, text: open.text, version: open.version }];
      const text = readText(this.root, relative, realPath(this.root) ?? this.root, this.#limits, []);
      return text === undefined ? [] : [{ uri: uriOf(this.root, relative), path: relative, text, version: undefined }];
    });
  }

  async configure(settings: WorkspaceSettings): Promise<void> {
    this.#settings = settings;
    await this.#reload();
  }

  owns(uri: string): boolean {
    return this.#pathOf(uri) !== undefined;
  }

  async setNested(roots: readonly string[]): Promise<void> {
    const nested = this.#relatives(roots);
    if (nested.size === this.#nested.size && [...nested].every((one) => this.#nested.has(one))) return;
    this.#nested = nested;
    this.#paths.clear();
    for (const known of [this.#open, this.#laidOver, this.#onDisk]) {
      for (const relative of known.keys()) if (this.#isNested(relative)) known.delete(relative);
    }
    await this.#reload();
  }

  open(uri: string, text: string, version: number, languageId?: string): void {
    const relative = this.#pathOf(uri);
    if (relative === undefined) return;
    const before = this.file(uri)?.uri;
    this.#open.set(relative, { uri, text, version, languageId });
    this.#layOver(relative);
    if (before === undefined && this.file(uri) === undefined) return;
    this.#changed.fire(before === undefined || before === uri ? [uri] : [before, uri]);
    if (relative === configFile) void this.#reload();
  }

  close(uri: string): void {
    const relative = this.#pathOf(uri);
    if (relative === undefined || !this.#open.delete(relative)) return;
    const isKnown = this.#laidOver.delete(relative);
    if (!isKnown) return;
    const after = this.#onDisk.get(relative)?.uri;
    this.#changed.fire(after === undefined || after === uri ? [uri] : [uri, after]);
    if (relative === configFile) void this.#reload();
  }

  async refresh(uris: readonly string[]): Promise<void> {
    await this.#enqueue(() => this.#refresh(uris));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** One after the other: a scan never overtakes a newer one. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.catch(() => undefined).then(work);
    return this.#work;
  }

  /** Reads galley.yaml again soon; calls that come before that lead to one reading. */
  #reload(): Promise<void> {
    if (this.#loadWaits) return this.#work;
    this.#loadWaits = true;
    return this.#enqueue(() => {
      this.#loadWaits = false;
      return this.#load();
    });
  }

  /** Reads galley.yaml, and then all files when it says something else of which they are. */
  async #load(): Promise<void> {
    const text = this.#configText();
    const settings = this.#settings;
    const config = await this.#readConfig(text, settings);
    const broken = config.problems.length > 0;
    this.#config = broken && this.#loaded ? { ...this.#config, problems: config.problems } : config;
    this.#loaded = true;
    this.#rules = withoutFolders(this.#config.rules, this.#nested);
    const wanted = { roots: this.#config.language.roots, nested: this.#nested };
    if (this.#scanned !== undefined && isSameScope(this.#scanned, wanted)) this.#refreshFile(configFile, new Set());
    else await this.#scan();
    this.#scanned = wanted;
    this.#fingerprint = broken ? undefined : JSON.stringify([text ?? null, settings, [...this.#nested]]);
    for (const relative of this.#open.keys()) this.#layOver(relative);
    this.#changed.fire(undefined);
  }

  async #scan(): Promise<void> {
    const { files, warnings } = await scanFolder(this.root, '', this.#rules, this.#limits);
    this.#warnings = warnings;
    const before = new Map(this.#onDisk);
    this.#onDisk.clear();
    for (const { path: relative, kind, text } of files) this.#keep(relative, kind, text, before.get(relative));
  }

  #configText(): string | undefined {
    const open = this.#open.get(configFile);
    return open?.text ?? readText(this.root, configFile, realPath(this.root) ?? this.root, this.#limits, []);
  }

  async #refresh(uris: readonly string[]): Promise<void> {
    const relatives = uris.flatMap((uri) => this.#pathOf(uri) ?? []);
    if (relatives.includes(configFile) && this.#configText() !== this.#onDisk.get(configFile)?.text) await this.#load();
    const changed = new Set<string>();
    for (const relative of relatives) {
      const type = typeOf(path.join(this.root, relative));
      if (type === 'folder') await this.#refreshFolder(relative, changed);
      else this.#drop(relative, changed, type === 'file');
      if (type === 'file') this.#refreshFile(relative, changed);
    }
    if (changed.size > 0) this.#changed.fire([...changed]);
  }

  async #refreshFolder(folder: string, changed: Set<string>): Promise<void> {
    if (!this.#rules.entersFolder(folder)) return;
    this.#forget(folder, changed);
    const { files } = await scanFolder(this.root, folder, this.#rules, this.#limits);
    const found = new Set(files.map((file) => file.path));
    for (const relative of this.#below(folder)) if (!found.has(relative)) this.#drop(relative, changed);
    for (const { path: relative, kind, text } of files) this.#replace(relative, kind, text, changed);
  }

  #refreshFile(relative: string, changed: Set<string>): void {
    const kind = this.kindOf(relative);
    if (kind === undefined) return;
    const text = readText(this.root, relative, realPath(this.root) ?? this.root, this.#limits, []);
    if (text === undefined) this.#drop(relative, changed);
    else this.#replace(relative, kind, text, changed);
  }

  kindOf(relative: string): WorkspaceFile['kind'] | undefined {
    const parts = relative.split('/');
    const folders = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
    const rules = this.#rules;
    return folders.every((folder) => rules.entersFolder(folder)) ? rules.kindOf(relative) : undefined;
  }

  #replace(relative: string, kind: WorkspaceFile['kind'], text: string, changed: Set<string>): void {
    const before = this.#onDisk.get(relative);
    if (before?.text === text && before.kind === kind) return;
    const file = this.#keep(relative, kind, text, before);
    if (!this.#laidOver.has(relative)) changed.add(file.uri);
  }

  #keep(relative: string, kind: WorkspaceFile['kind'], text: string, before: WorkspaceFile | undefined): WorkspaceFile {
    const same = before?.text === text && before.kind === kind;
    const file = same ? before : { uri: uriOf(this.root, relative), path: relative, kind, text, version: undefined };
    this.#onDisk.set(relative, file);
    return file;
  }

  /** Forgets all files below a folder that is gone, and the file of that name unless there is one now. */
  #drop(relative: string, changed: Set<string>, isFile = false): void {
    for (const gone of this.#below(relative)) this.#forget(gone, changed);
    if (!isFile) this.#forget(relative, changed);
  }

  #forget(relative: string, changed: Set<string>): void {
    const file = this.#onDisk.get(relative);
    if (file === undefined) return;
    this.#onDisk.delete(relative);
    changed.add(this.#laidOver.get(relative)?.uri ?? file.uri);
  }

  #below(folder: string): readonly string[] {
    return [...this.#onDisk.keys()].filter((relative) => relative.startsWith(`${folder}/`));
  }

  #layOver(relative: string): void {
    const document = this.#open.get(relative);
    if (document === undefined) return;
    const { uri, text, version, languageId } = document;
    const kind = this.#rules.kindOf(relative) ?? kindOfDocument(relative, languageId);
    if (kind === undefined) this.#laidOver.delete(relative);
    else
      this.#laidOver.set(relative, {
        uri,
        path: relative,
        kind,
        text,
        version,
        ...(languageId === undefined ? {} : { languageId }),
      });
  }

  #pathOf(uri: string): string | undefined {
    if (this.#paths.has(uri)) return this.#paths.get(uri);
    const absolute = absoluteOf(uri);
    const relative = absolute === undefined ? undefined : relativePath(this.root, absolute);
    const path = relative !== undefined && this.#isNested(relative) ? undefined : relative;
    if (this.#paths.size > 50_000) this.#paths.clear();
    this.#paths.set(uri, path);
    return path;
  }

  #isNested(relative: string): boolean {
    for (const folder of this.#nested) if (relative === folder || relative.startsWith(`${folder}/`)) return true;
    return false;
  }

  #relatives(roots: readonly string[]): ReadonlySet<string> {
    return new Set(roots.flatMap((root) => relativePath(this.root, path.resolve(root)) ?? []));
  }
}

/** Whether two scans would find the same files. Roots that galley.yaml does not name are one object. */
function isSameScope(
  one: { readonly roots: readonly string[]; readonly nested: ReadonlySet<string> },
  other: { readonly roots: readonly string[]; readonly nested: ReadonlySet<string> },
): boolean {
  const named = (roots: readonly string[]): string => (roots === defaultRoots ? '' : JSON.stringify(roots));
  return one.nested === other.nested && named(one.roots) === named(other.roots);
}

/** What a path leads to; undefined when there is nothing, or nothing that can be looked at. Links to folders are not followed. */
function typeOf(absolute: string): 'file' | 'folder' | undefined {
  try {
    const stat = fs.lstatSync(absolute);
    if (stat.isDirectory()) return 'folder';
    return stat.isSymbolicLink() && fs.statSync(absolute).isDirectory() ? undefined : 'file';
  } catch {
    return undefined;
  }
}
