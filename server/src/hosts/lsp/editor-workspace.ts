import { Emitter } from '../../base';
import type { HostWorkspace } from '../../app';
import type { LanguageConfig, Workspace, WorkspaceFile } from '../../language';

/** Without a folder there are no settings of a workspace. */
const noConfig: LanguageConfig = {
  dialectOf: () => undefined,
  roots: [],
  helpers: [],
  severities: new Map(),
  environments: [],
  providers: [],
};

const promptLanguages = new Set([
  'dotprompt',
  'prompty',
  'jinja-prompt',
  'mustache-prompt',
  'fstring-prompt',
  'handlebars',
  'prompt',
]);
const promptNames =
  /\.(?:prompt|prompty|prompt\.ya?ml|prompt\.md|instructions\.md|agent\.md|hbs|handlebars|mustache|j2|jinja2?)$/i;

/**
 * The files the editor works on: those of the folder, and open documents that belong to no folder (a single file, an
 * unsaved one). The latter are checked alone and forgotten when they are closed.
 */
export class EditorWorkspace implements Workspace {
  readonly folder: HostWorkspace | undefined;
  readonly #loose = new Map<string, WorkspaceFile>();
  readonly #changed = new Emitter<readonly string[] | undefined>();
  readonly onDidChange = this.#changed.event;

  constructor(folder: HostWorkspace | undefined) {
    this.folder = folder;
    folder?.onDidChange((uris) => this.#changed.fire(uris));
  }

  get config(): LanguageConfig {
    return this.folder?.config ?? noConfig;
  }

  *files(): Iterable<WorkspaceFile> {
    if (this.folder !== undefined) yield* this.folder.files();
    yield* this.#loose.values();
  }

  file(uri: string): WorkspaceFile | undefined {
    return this.#loose.get(uri) ?? this.folder?.file(uri);
  }

  problems(uri: string): ReturnType<NonNullable<Workspace['problems']>> {
    return this.folder?.problems?.(uri) ?? [];
  }

  open(uri: string, text: string, version: number, languageId: string): void {
    if (!this.#loose.has(uri)) this.folder?.open(uri, text, version, languageId);
    if (this.folder?.file(uri) !== undefined) return;
    const path = pathOf(uri);
    const kind = looseKind(path, languageId);
    if (kind === undefined) return;
    this.#loose.set(uri, { uri, path, kind, text, version, languageId });
    this.#changed.fire([uri]);
  }

  close(uri: string): void {
    if (this.#loose.delete(uri)) this.#changed.fire([uri]);
    else this.folder?.close(uri);
  }
}

function looseKind(path: string, languageId: string): WorkspaceFile['kind'] | undefined {
  if (/\.cases\.ya?ml$/i.test(path)) return 'cases';
  if (!promptNames.test(path) && !promptLanguages.has(languageId)) return undefined;
  return path.startsWith('_') ? 'partial' : 'prompt';
}

/** The last part of a uri: documents without a folder know no other names. */
function pathOf(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1).replace(/^[a-z]+:/i, '');
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
