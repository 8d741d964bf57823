import { TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver/node';
import { tokenTypes } from '../../language';
import type { ClientFeatures } from './client-features';

const promptFiles = '**/*.{prompt,prompty,hbs,handlebars,mustache,j2,jinja,jinja2,prompt.yml,prompt.yaml}';

/** What this server does; each entry has a handler and a test. */
export function serverCapabilities(client: ClientFeatures): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    completionProvider: {
      resolveProvider: true,
      triggerCharacters: ['{', '.', '@', '#', '/', '>', '|', '"', "'", '[', '%', ':', ' ', '(', '$'],
    },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: [' ', '(', ','], retriggerCharacters: ['='] },
    definitionProvider: true,
    typeDefinitionProvider: true,
    referencesProvider: true,
    callHierarchyProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    codeActionProvider: {
      codeActionKinds: ['quickfix', 'refactor.rewrite', 'refactor.extract', 'source.fixAll.galley'],
    },
    codeLensProvider: {},
    documentLinkProvider: {},
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    linkedEditingRangeProvider: true,
    inlayHintProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '}' },
    renameProvider: client.prepareRename ? { prepareProvider: true } : true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [] },
      full: { delta: true },
      range: true,
    },
    workspace: {
      workspaceFolders: { supported: true },
      fileOperations: { willRename: { filters: [{ scheme: 'file', pattern: { glob: promptFiles } }] } },
    },
  };
}
