import { FileOperationPatternKind, TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver/node';
import { tokenTypes } from '../../language';
import type { ClientFeatures } from './client-features';

/** Files that others name or that name others, and folders that may hold some. */
const filesAndFolders = {
  filters: [
    {
      scheme: 'file',
      pattern: {
        glob: '**/*.{prompt,prompty,hbs,handlebars,mustache,j2,jinja,jinja2,txt,md,yml,yaml}',
        matches: FileOperationPatternKind.file,
        options: { ignoreCase: true },
      },
    },
    { scheme: 'file', pattern: { glob: '**/*', matches: FileOperationPatternKind.folder } },
  ],
};

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
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['>'] },
    renameProvider: client.prepareRename ? { prepareProvider: true } : true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [] },
      full: { delta: true },
      range: true,
    },
    ...(client.pulls
      ? {
          diagnosticProvider: {
            identifier: 'galley',
            interFileDependencies: true,
            workspaceDiagnostics: true,
          },
        }
      : {}),
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: {
        willRename: filesAndFolders,
        didRename: filesAndFolders,
        didCreate: filesAndFolders,
        didDelete: filesAndFolders,
      },
    },
  };
}
