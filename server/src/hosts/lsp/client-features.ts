import type {
  ClientCapabilities,
  CodeAction,
  CompletionList,
  Diagnostic,
  DocumentSymbol,
  Hover,
  Location,
  LocationLink,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver';

/** What the editor on the other side understands, and answers in a form that it does. */
export class ClientFeatures {
  readonly #capabilities: ClientCapabilities;

  constructor(capabilities: ClientCapabilities) {
    this.#capabilities = capabilities;
  }

  get snippets(): boolean {
    return this.#capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
  }

  get configuration(): boolean {
    return this.#capabilities.workspace?.configuration === true;
  }

  /** Whether the editor can be asked to tell of changed settings. */
  get settingsEvents(): boolean {
    return this.#capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
  }

  get watchedFiles(): boolean {
    return this.#capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
  }

  /** The requests by which the editor can be made to ask again for what it shows. */
  get refreshes(): readonly string[] {
    const known = this.#capabilities.workspace;
    return [
      ...(known?.codeLens?.refreshSupport === true ? ['workspace/codeLens/refresh'] : []),
      ...(known?.semanticTokens?.refreshSupport === true ? ['workspace/semanticTokens/refresh'] : []),
      ...(known?.inlayHint?.refreshSupport === true ? ['workspace/inlayHint/refresh'] : []),
    ];
  }

  /** Whether the editor may pull findings. */
  get pulls(): boolean {
    return this.#capabilities.textDocument?.diagnostic !== undefined;
  }

  /** Whether the editor can be made to pull findings again. */
  get refreshesPulls(): boolean {
    return this.#capabilities.workspace?.diagnostics?.refreshSupport === true;
  }

  /** Whether the editor shows work that nobody asked for. */
  get showsWork(): boolean {
    return this.#capabilities.window?.workDoneProgress === true;
  }

  get prepareRename(): boolean {
    return this.#capabilities.textDocument?.rename?.prepareSupport === true;
  }

  /** The same diagnostics without what the editor would not know what to do with. */
  diagnostics(diagnostics: Diagnostic[]): Diagnostic[] {
    return understood(diagnostics, this.#capabilities.textDocument?.publishDiagnostics);
  }

  /** The same for an editor that pulls: until version 3.18 of the protocol it says what it knows under publishing only. */
  pulled(diagnostics: Diagnostic[]): Diagnostic[] {
    const { publishDiagnostics, diagnostic } = this.#capabilities.textDocument ?? {};
    return understood(diagnostics, { ...publishDiagnostics, ...diagnostic });
  }

  /** Spells out in each item what the list says for all. */
  completion(list: CompletionList | undefined): CompletionList | null {
    if (list === undefined) return null;
    const { itemDefaults, items, isIncomplete } = list;
    const known = this.#capabilities.textDocument?.completion?.completionList?.itemDefaults ?? [];
    if (itemDefaults === undefined || (known.includes('editRange') && known.includes('data'))) return list;
    const { editRange } = itemDefaults;
    const data: unknown = itemDefaults.data;
    return {
      isIncomplete,
      items: items.map(({ textEditText, ...item }) => ({
        ...item,
        data,
        ...(editRange !== undefined && 'start' in editRange
          ? { textEdit: { range: editRange, newText: textEditText ?? item.label } }
          : {}),
      })),
    };
  }

  hover(hover: Hover | undefined): Hover | null {
    if (hover === undefined) return null;
    const formats = this.#capabilities.textDocument?.hover?.contentFormat;
    const { contents } = hover;
    const plain =
      formats !== undefined && !formats.includes('markdown') && typeof contents === 'object' && 'kind' in contents;
    return plain ? { ...hover, contents: { kind: 'plaintext', value: withoutMarkdown(contents.value) } } : hover;
  }

  definition(links: LocationLink[], from: 'definition' | 'typeDefinition'): LocationLink[] | Location[] {
    if (this.#capabilities.textDocument?.[from]?.linkSupport === true) return links;
    return links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));
  }

  symbols(symbols: DocumentSymbol[], uri: string): DocumentSymbol[] | SymbolInformation[] {
    if (this.#capabilities.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true) return symbols;
    return flatten(symbols, uri);
  }

  /** Undefined when the edit makes or renames files and the editor cannot. */
  edit(edit: WorkspaceEdit | undefined): WorkspaceEdit | undefined {
    const known = this.#capabilities.workspace?.workspaceEdit;
    const changes = edit?.documentChanges ?? [];
    const cannot = changes.some(
      (change) => 'kind' in change && known?.resourceOperations?.includes(change.kind) !== true,
    );
    if (cannot) return undefined;
    if (edit === undefined || known?.documentChanges === true) return edit;
    const byUri: NonNullable<WorkspaceEdit['changes']> = {};
    for (const change of changes) {
      if ('textDocument' in change) byUri[change.textDocument.uri] = change.edits.filter((one) => 'newText' in one);
    }
    return { changes: byUri };
  }

  actions(actions: CodeAction[]): CodeAction[] {
    return actions.flatMap((action) => {
      const edit = this.edit(action.edit);
      return edit === undefined ? [] : [{ ...action, edit }];
    });
  }
}

function flatten(symbols: readonly DocumentSymbol[], uri: string, containerName?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children }) => [
    { name, kind, location: { uri, range }, ...(containerName === undefined ? {} : { containerName }) },
    ...flatten(children ?? [], uri, name),
  ]);
}

function withoutMarkdown(text: string): string {
  return text
    .replace(/^```\n?/gm, '')
    .replace(/[`*]/g, '')
    .replace(/\\(.)/g, '$1');
}

function understood(
  diagnostics: Diagnostic[],
  known: { readonly relatedInformation?: boolean; readonly tagSupport?: unknown } | undefined,
): Diagnostic[] {
  if (known?.relatedInformation === true && known.tagSupport !== undefined) return diagnostics;
  return diagnostics.map(({ relatedInformation, tags, ...rest }) => ({
    ...rest,
    ...(known?.relatedInformation !== true || relatedInformation === undefined ? {} : { relatedInformation }),
    ...(known?.tagSupport === undefined || tags === undefined ? {} : { tags }),
  }));
}
