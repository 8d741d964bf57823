import type * as vscode from 'vscode';
import type { Vscode } from '../../../client/src/vscode';
import { FakeCommentController } from './comments-api';
import { FakeTestController } from './tests-api';
import * as values from './values';
import { Disposable, EventEmitter, Uri } from './values';

/** A document that is open in the fake editor. */
export interface FakeDocument {
  readonly uri: Uri;
  readonly lineCount: number;
  isDirty: boolean;
  getText(): string;
  save(): Promise<boolean>;
  lineAt(line: number): { readonly range: values.Range };
}

interface Choice extends vscode.QuickPickItem {
  readonly buttons?: readonly vscode.QuickInputButton[];
}

/** An item of the status bar. */
export interface FakeStatusItem {
  text: string;
  tooltip: unknown;
  name: string;
  command: string;
  visible: boolean;
}

/** How a person deals with a question: a label to choose, perhaps after typing, a text to type, or `Escape`. */
type Reply =
  | string
  | { readonly button: string; readonly of: string }
  | { readonly typed: readonly string[]; readonly of: string };

/**
 * The editor, as far as the client uses it: it keeps what is registered, answers questions from a list of replies, and
 * writes down everything that is shown. Only what the client calls is there; a missing member fails loudly.
 */
export class FakeEditor {
  readonly root = Uri.file('/desk');
  /** What a person saw and did, in order. */
  readonly transcript: string[] = [];
  readonly contexts = new Map<string, unknown>();
  readonly trees = new Map<string, vscode.TreeDataProvider<unknown>>();
  readonly tests = new FakeTestController();
  readonly comments = new FakeCommentController();
  readonly edits: values.WorkspaceEdit['edits'] = [];
  readonly settings = new Map<string, unknown>();
  /** Items of the status bar by their id. */
  readonly statusItems = new Map<string, FakeStatusItem>();
  readonly languageItems = new Map<string, Record<string, unknown>>();
  readonly documents: FakeDocument[] = [];
  readonly editorsChanged = new EventEmitter<unknown>();
  readonly opened = new EventEmitter<FakeDocument>();
  readonly closed = new EventEmitter<FakeDocument>();
  readonly textChanged = new EventEmitter<unknown>();
  readonly renamed = new EventEmitter<{ readonly files: readonly { readonly oldUri: Uri; readonly newUri: Uri }[] }>();
  readonly trustGranted = new EventEmitter<void>();
  hasFolder = true;
  /** Folders beside the first. */
  readonly otherFolders: Uri[] = [];
  isTrusted = true;
  active: FakeDocument | undefined;
  content: vscode.TextDocumentContentProvider | undefined;
  readonly #commands = new Map<string, (...args: readonly unknown[]) => unknown>();
  readonly #replies: Reply[] = [];
  readonly #buttons: string[] = [];

  /** The replies to the questions to come, in order. */
  willAnswer(...replies: readonly Reply[]): void {
    this.#replies.push(...replies);
  }

  /** The buttons that will be clicked on the messages to come; a message without one of them is left alone. */
  willClick(...labels: readonly string[]): void {
    this.#buttons.push(...labels);
  }

  async run(command: string, ...args: readonly unknown[]): Promise<void> {
    const handler = this.#commands.get(command);
    if (handler === undefined) throw new Error(`no command ${command}`);
    await handler(...args);
  }

  has(command: string): boolean {
    return this.#commands.has(command);
  }

  /** Opens a document, of the first folder unless another is named, and makes it the active one. */
  show(file: string, text = '', folder = this.root): FakeDocument {
    const lines = text.split('\n');
    const document: FakeDocument = {
      uri: Uri.joinPath(folder, file),
      lineCount: lines.length,
      isDirty: false,
      getText: () => text,
      save: () => {
        this.transcript.push(`saved ${file}`);
        document.isDirty = false;
        return Promise.resolve(true);
      },
      lineAt: (line) => ({ range: new values.Range(line, 0, line, lines[line]?.length ?? 0) }),
    };
    this.documents.push(document);
    this.active = document;
    this.opened.fire(document);
    this.editorsChanged.fire(undefined);
    return document;
  }

  /** Closes a document. */
  close(document: FakeDocument): void {
    this.documents.splice(this.documents.indexOf(document), 1);
    this.closed.fire(document);
  }

  /** A tree view as an indented text: label, description, what menus see; `▸` before what can be unfolded. */
  async drawTree(view: string): Promise<string> {
    const provider = this.trees.get(view);
    if (provider === undefined) throw new Error(`no view ${view}`);
    const draw = async (node: unknown, indent: string): Promise<readonly string[]> => {
      const lines: string[] = [];
      for (const child of (await provider.getChildren(node)) ?? []) {
        const item = await provider.getTreeItem(child);
        const unfolds = Number(item.collapsibleState) !== values.enums.TreeItemCollapsibleState.None;
        const label = typeof item.label === 'string' ? item.label : item.label?.label;
        const description = typeof item.description === 'string' && item.description !== '' ? item.description : '';
        const parts = [label, description, item.contextValue ?? ''].filter((part) => part !== '');
        lines.push(`${indent}${unfolds ? '▸ ' : ''}${parts.join(' | ')}`);
        if (unfolds) lines.push(...(await draw(child, `${indent}  `)));
      }
      return lines;
    };
    return (await draw(undefined, '')).join('\n');
  }

  /** The node of a tree whose row has this label, looked for everywhere. */
  async node(view: string, label: string): Promise<unknown> {
    const provider = this.trees.get(view);
    const search = async (parent: unknown): Promise<unknown> => {
      for (const child of (await provider?.getChildren(parent)) ?? []) {
        const item = await provider?.getTreeItem(child);
        const found = item?.label === label ? child : await search(child);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const found = await search(undefined);
    if (found === undefined) throw new Error(`no row ${label} in ${view}`);
    return found;
  }

  /** The API to hand to the client. */
  get api(): Vscode {
    const { enums, ...classes } = values;
    const api = {
      ...classes,
      ...enums,
      window: this.#window(),
      workspace: this.#workspace(),
      commands: {
        registerCommand: (id: string, handler: (...args: readonly unknown[]) => unknown) => {
          if (this.#commands.has(id)) throw new Error(`command ${id} exists`);
          this.#commands.set(id, handler);
          return new Disposable(() => this.#commands.delete(id));
        },
        executeCommand: (id: string, ...args: readonly unknown[]) => this.#execute(id, args),
      },
      tests: { createTestController: () => this.tests },
      comments: { createCommentController: () => this.comments },
      languages: { createLanguageStatusItem: (id: string) => this.#languageItem(id) },
    };
    // Only what the client uses is there: see the class comment.
    return api as unknown as Vscode;
  }

  async #execute(id: string, args: readonly unknown[]): Promise<void> {
    if (id === 'setContext') {
      this.contexts.set(String(args[0]), args[1]);
      return;
    }
    if (this.#commands.has(id)) return this.run(id, ...args);
    this.transcript.push(['command', id, ...args.map(shown)].join(' '));
  }

  #languageItem(id: string): Record<string, unknown> {
    const item = { dispose: () => this.languageItems.delete(id) };
    this.languageItems.set(id, item);
    return item;
  }

  #window(): object {
    const say =
      (severity: string) =>
      (text: string, ...rest: readonly (string | vscode.MessageOptions)[]): Promise<string | undefined> => {
        const labels = rest.filter((part) => typeof part === 'string');
        const modal = rest.find((part) => typeof part === 'object');
        const detail = modal?.detail === undefined ? '' : ` (${modal.detail.replaceAll('\n', ' / ')})`;
        this.transcript.push(`${severity}: ${text}${detail}${labels.map((label) => ` [${label}]`).join('')}`);
        const clicked = this.#buttons.findIndex((label) => labels.includes(label));
        return Promise.resolve(clicked === -1 ? undefined : this.#buttons.splice(clicked, 1)[0]);
      };
    const api = {
      createOutputChannel: () => this.#channel(),
      createTreeView: (id: string, options: { treeDataProvider: vscode.TreeDataProvider<unknown> }) => {
        this.trees.set(id, options.treeDataProvider);
        return new Disposable(() => this.trees.delete(id));
      },
      createStatusBarItem: (id: string) => this.#statusBarItem(id),
      showInformationMessage: say('info'),
      showWarningMessage: say('warning'),
      showErrorMessage: say('error'),
      setStatusBarMessage: (text: string) => void this.transcript.push(`status: ${text}`),
      showQuickPick: (items: readonly Choice[], options: vscode.QuickPickOptions = {}) => {
        const item = this.#pick(items, options.title ?? '', options.placeHolder ?? '')?.item;
        return Promise.resolve(options.canPickMany === true && item !== undefined ? [item] : item);
      },
      showInputBox: (options: vscode.InputBoxOptions = {}) => this.#type(options),
      createQuickPick: () => this.#quickPick(),
      withProgress: (
        options: vscode.ProgressOptions,
        task: (progress: unknown, token: unknown) => Promise<unknown>,
      ) => {
        this.transcript.push(`progress: ${options.title}`);
        const report = ({ message }: { message: string }): void => void this.transcript.push(`  ${message}`);
        return task({ report }, new values.CancellationTokenSource().token);
      },
      showTextDocument: (target: Uri | FakeDocument) => {
        this.transcript.push(`opened ${'uri' in target ? target.uri.path : target.path}`);
        return Promise.resolve();
      },
      onDidChangeActiveTextEditor: this.editorsChanged.event,
    };
    return withGetters(api, {
      activeTextEditor: () => (this.active === undefined ? undefined : { document: this.active }),
    });
  }

  #workspace(): object {
    const api = {
      textDocuments: this.documents,
      onDidGrantWorkspaceTrust: this.trustGranted.event,
      onDidChangeTextDocument: this.textChanged.event,
      onDidOpenTextDocument: this.opened.event,
      onDidCloseTextDocument: this.closed.event,
      onDidRenameFiles: this.renamed.event,
      getConfiguration: (section: string) => ({ get: (key: string) => this.settings.get(`${section}.${key}`) }),
      getWorkspaceFolder: (uri: Uri) => this.#folders().find((folder) => uri.path.startsWith(`${folder.uri.path}/`)),
      asRelativePath: (uri: Uri) => uri.path.replace(`${this.root.path}/`, ''),
      registerTextDocumentContentProvider: (_scheme: string, provider: vscode.TextDocumentContentProvider) => {
        this.content = provider;
        return new Disposable(() => undefined);
      },
      openTextDocument: (uri: Uri) =>
        Promise.resolve(this.documents.find((document) => document.uri.path === uri.path) ?? this.show(uri.path)),
      applyEdit: (edit: values.WorkspaceEdit) => {
        this.edits.push(...edit.edits);
        return Promise.resolve(true);
      },
      findFiles: () => Promise.resolve(this.documents.map(({ uri }) => uri)),
      fs: { stat: (uri: Uri) => Promise.resolve({ type: uri.path.endsWith('/') ? 2 : 1 }) },
    };
    return withGetters(api, {
      workspaceFolders: () => (this.hasFolder ? this.#folders() : undefined),
      isTrusted: () => this.isTrusted,
    });
  }

  #folders(): readonly { readonly uri: Uri; readonly name: string }[] {
    return [this.root, ...this.otherFolders].map((uri) => ({ uri, name: uri.path.slice(1) }));
  }

  #channel(): object {
    const silent = (): undefined => undefined;
    return {
      ...Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error', 'dispose'].map((name) => [name, silent])),
      show: () => void this.transcript.push('output shown'),
    };
  }

  /** An item of the status bar that the client made. */
  statusItem(id: string): FakeStatusItem {
    const item = this.statusItems.get(id);
    if (item === undefined) throw new Error(`no status item ${id}`);
    return item;
  }

  #statusBarItem(id: string): object {
    const item: FakeStatusItem = { text: '', tooltip: undefined, name: '', command: '', visible: false };
    this.statusItems.set(id, item);
    return Object.assign(item, {
      show: () => (item.visible = true),
      hide: () => (item.visible = false),
      dispose: () => (item.visible = false),
    });
  }

  /** Writes a question down with its answer. */
  #pick(items: readonly Choice[], title: string, placeHolder: string): { item: Choice; button?: unknown } | undefined {
    const reply = this.#replies.shift() ?? 'Escape';
    const label = typeof reply === 'string' ? reply : reply.of;
    const lines = items.map((item) => {
      const text = [item.label, item.description, item.detail].filter((part) => part !== undefined && part !== '');
      return `  ${item.label === label ? '>' : '-'} ${text.join(' | ')}`;
    });
    this.transcript.push([`pick: ${[title, placeHolder].filter(Boolean).join(': ')}`, ...lines].join('\n'));
    const item = items.find((candidate) => candidate.label === label);
    if (item === undefined && label !== 'Escape') throw new Error(`${label} is not on offer`);
    if (item === undefined || typeof reply === 'string' || 'typed' in reply) return item && { item };
    return { item, button: item.buttons?.find(({ tooltip }) => tooltip === reply.button) };
  }

  #quickPick(): object {
    const accept = new EventEmitter<void>();
    const trigger = new EventEmitter<unknown>();
    const hide = new EventEmitter<void>();
    const typed = new EventEmitter<string>();
    const pick = {
      title: '',
      placeholder: '',
      busy: false,
      onDidChangeValue: typed.event,
      items: [] as readonly Choice[],
      selectedItems: [] as readonly Choice[],
      onDidAccept: accept.event,
      onDidTriggerItemButton: trigger.event,
      onDidHide: hide.event,
      dispose: () => undefined,
      hide: () => hide.fire(),
      show: async () => {
        const [reply] = this.#replies;
        for (const line of typeof reply === 'object' && 'typed' in reply ? reply.typed : []) typed.fire(line);
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
        const answer = this.#pick(pick.items, pick.title, pick.placeholder);
        if (answer === undefined) return hide.fire();
        pick.selectedItems = [answer.item];
        if (answer.button === undefined) accept.fire();
        else trigger.fire(answer);
      },
    };
    return pick;
  }

  async #type(options: vscode.InputBoxOptions): Promise<string | undefined> {
    const reply = this.#replies.shift() ?? 'Escape';
    if (typeof reply !== 'string') throw new Error('an input box has no rows');
    const text = reply === 'Enter' ? (options.value ?? '') : reply;
    const problem = reply === 'Escape' ? undefined : await options.validateInput?.(text);
    const question = [options.title, options.prompt].filter(Boolean).join(': ');
    const proposal = options.value === undefined ? '' : ` (${options.value})`;
    if (typeof problem === 'string') {
      this.transcript.push(`input: ${question}${proposal} > ${text} ! ${problem}`);
      return this.#type(options);
    }
    this.transcript.push(`input: ${question}${proposal} > ${text}`);
    return reply === 'Escape' ? undefined : text;
  }
}

/** Adds properties that are computed at each look. */
function withGetters(object: object, getters: Readonly<Record<string, () => unknown>>): object {
  for (const [name, get] of Object.entries(getters)) Object.defineProperty(object, name, { get });
  return object;
}

function shown(argument: unknown): string {
  if (argument instanceof Uri) return argument.path;
  return typeof argument === 'string' ? argument : JSON.stringify(argument);
}
