import { LineIndex } from '../base';
import {
  casesOfPrompt,
  parseCases,
  parsePrompt,
  type CasesDocument,
  type Dialect,
  type PromptDocument,
} from '../template';
import type { Workspace, WorkspaceFile } from './ports';

/** A file with what turns its offsets into positions. */
abstract class ParsedText {
  readonly file: WorkspaceFile;
  #lines: LineIndex | undefined;

  constructor(file: WorkspaceFile) {
    this.file = file;
  }

  get lines(): LineIndex {
    return (this.#lines ??= new LineIndex(this.file.text));
  }
}

/** A prompt or a partial. */
export class ParsedPrompt extends ParsedText {
  readonly kind = 'prompt';
  readonly document: PromptDocument;
  #cases: CasesDocument | undefined;

  constructor(file: WorkspaceFile, document: PromptDocument) {
    super(file);
    this.document = document;
  }

  get isPartial(): boolean {
    return this.file.kind === 'partial';
  }

  /** The cases in its own header. */
  get cases(): CasesDocument {
    return (this.#cases ??= casesOfPrompt(this.document));
  }
}

/** A file of cases. */
export class ParsedCases extends ParsedText {
  readonly kind = 'cases';
  readonly document: CasesDocument;

  constructor(file: WorkspaceFile, document: CasesDocument) {
    super(file);
    this.document = document;
  }
}

/** The settings of the workspace: read by the owner of the workspace. */
export class ConfigFile extends ParsedText {
  readonly kind = 'config';
}

export type ParsedFile = ParsedPrompt | ParsedCases | ConfigFile;

interface Entry {
  readonly dialect: Dialect | undefined;
  readonly helpers: readonly string[];
  readonly parsed: ParsedFile;
}

/** So many files that no editor has open are kept parsed. */
const closedLimit = 100;

const dialectsByLanguage: ReadonlyMap<string, Dialect> = new Map([
  ['handlebars', 'handlebars'],
  ['jinja-prompt', 'jinja'],
  ['mustache-prompt', 'mustache'],
  ['fstring-prompt', 'fstring'],
]);

/** File endings by which the parser knows a format, for documents that have a language but no such name. */
const endingsByLanguage: ReadonlyMap<string, string> = new Map([
  ['dotprompt', '.prompt'],
  ['prompty', '.prompty'],
]);

/**
 * The files of a workspace as parsed, each once for each text. Texts are compared by identity first, so that the same
 * text is never parsed again; the state before goes into the next parse.
 */
export class Documents {
  readonly #workspace: Workspace;
  readonly #entries = new Map<string, Entry>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The file as it stands now; undefined when the workspace does not know it. */
  get(uri: string): ParsedFile | undefined {
    const file = this.#workspace.file(uri);
    if (file === undefined) {
      this.#entries.delete(uri);
      return undefined;
    }
    const before = this.#entries.get(uri);
    const dialect = this.#dialectOf(file);
    const { helpers } = this.#workspace.config;
    if (before !== undefined && isSame(before, file, dialect) && isSameList(before.helpers, helpers))
      return before.parsed;
    const parsed = this.#parse(file, dialect, before?.parsed);
    this.#entries.delete(uri);
    this.#entries.set(uri, { dialect, helpers, parsed });
    this.#evict();
    return parsed;
  }

  prompt(uri: string): ParsedPrompt | undefined {
    const parsed = this.get(uri);
    return parsed?.kind === 'prompt' ? parsed : undefined;
  }

  #dialectOf({ path, languageId }: WorkspaceFile): Dialect | undefined {
    const asked = this.#workspace.config.dialectOf(path);
    if (asked !== undefined || languageId === undefined) return asked;
    return isPlainName(path) ? dialectsByLanguage.get(languageId) : undefined;
  }

  #parse(file: WorkspaceFile, dialect: Dialect | undefined, before: ParsedFile | undefined): ParsedFile {
    switch (file.kind) {
      case 'cases':
        return new ParsedCases(file, parseCases(file.text, { file: file.path }));
      case 'config':
        return new ConfigFile(file);
      default: {
        const { helpers } = this.#workspace.config;
        const previous = before?.kind === 'prompt' && before.file.path === file.path ? before.document : undefined;
        const document = parsePrompt(file.text, {
          file: nameForParser(file),
          helpers,
          ...(dialect === undefined ? {} : { dialect }),
          ...(previous === undefined ? {} : { previous }),
        });
        return new ParsedPrompt(file, document);
      }
    }
  }

  #evict(): void {
    if (this.#entries.size <= closedLimit) return;
    let closed = 0;
    for (const [, { parsed }] of this.#entries) if (parsed.file.version === undefined) closed++;
    for (const [uri, { parsed }] of this.#entries) {
      if (closed <= closedLimit) return;
      if (parsed.file.version !== undefined) continue;
      this.#entries.delete(uri);
      closed--;
    }
  }
}

function isSame({ dialect, parsed }: Entry, file: WorkspaceFile, wanted: Dialect | undefined): boolean {
  const known = parsed.file;
  if (known === file && dialect === wanted) return true;
  // A new version with the same text still needs the new version in its answers.
  return (
    known.text === file.text &&
    known.version === file.version &&
    known.path === file.path &&
    known.kind === file.kind &&
    known.languageId === file.languageId &&
    dialect === wanted
  );
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one === other || (one.length === other.length && one.every((word, index) => word === other[index]));
}

/** Whether the name of a file says nothing about its format. */
function isPlainName(path: string): boolean {
  return !/\.(?:prompt|prompty|prompt\.ya?ml|(?:prompt|instructions|agent)\.md)$/i.test(path);
}

function nameForParser({ path, languageId }: WorkspaceFile): string {
  const ending = languageId !== undefined && isPlainName(path) ? endingsByLanguage.get(languageId) : undefined;
  return ending === undefined ? path : `${path}${ending}`;
}
