import { ResponseError, type Connection } from 'vscode-languageserver/node';
import { RenameRefused, type LanguageService } from '../../language';
import type { ClientFeatures } from './client-features';
import type { EditorWorkspace } from './editor-workspace';

/** The protocol's code for a request that was understood and cannot be done. */
const requestFailed = -32803;

/** What the features work on. */
export interface FeatureContext {
  readonly client: ClientFeatures;
  readonly service: LanguageService;
  readonly workspace: EditorWorkspace;
}

/**
 * Hands the requests of the editor to the language service. What only concerns one document is answered at once; what
 * looks at the whole folder waits until its files are known.
 */
export function registerFeatures(connection: Connection, { client, service, workspace }: FeatureContext): void {
  const whole = async <T>(answer: () => T): Promise<T> => {
    await workspace.folder?.ready;
    return answer();
  };
  const options = { snippets: client.snippets };

  connection.onCompletion(({ textDocument, position }) =>
    client.completion(service.completion(textDocument.uri, position, options)),
  );
  connection.onCompletionResolve((item) => service.resolveCompletion(item));
  connection.onHover(({ textDocument, position }) => client.hover(service.hover(textDocument.uri, position)));
  connection.onSignatureHelp(({ textDocument, position }) => service.signatureHelp(textDocument.uri, position) ?? null);
  connection.onDefinition(({ textDocument, position }) =>
    whole(() => client.definition(service.definition(textDocument.uri, position), 'definition')),
  );
  connection.onTypeDefinition(({ textDocument, position }) =>
    whole(() => client.definition(service.typeDefinition(textDocument.uri, position), 'typeDefinition')),
  );
  connection.onReferences(({ textDocument, position, context }) =>
    whole(() => service.references(textDocument.uri, position, context.includeDeclaration)),
  );
  connection.onPrepareRename(({ textDocument, position }) =>
    whole(() => refusing(() => service.prepareRename(textDocument.uri, position) ?? null)),
  );
  connection.onRenameRequest(({ textDocument, position, newName }) =>
    whole(() => refusing(() => client.edit(service.rename(textDocument.uri, position, newName)) ?? null)),
  );
  connection.workspace.onWillRenameFiles(({ files }) => whole(() => client.edit(service.renameFiles(files)) ?? null));
  connection.onDocumentHighlight(({ textDocument, position }) => service.highlights(textDocument.uri, position));
  connection.languages.callHierarchy.onPrepare(({ textDocument, position }) =>
    whole(() => service.prepareCallHierarchy(textDocument.uri, position)),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }) => whole(() => service.incomingCalls(item)));
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) => whole(() => service.outgoingCalls(item)));
  connection.onDocumentSymbol(({ textDocument }) =>
    client.symbols(service.documentSymbols(textDocument.uri), textDocument.uri),
  );
  connection.onWorkspaceSymbol(({ query }) => whole(() => service.workspaceSymbols(query)));
  connection.onFoldingRanges(({ textDocument }) => service.foldingRanges(textDocument.uri));
  connection.onSelectionRanges(({ textDocument, positions }) => service.selectionRanges(textDocument.uri, positions));
  connection.languages.onLinkedEditingRange(
    ({ textDocument, position }) => service.linkedEditingRanges(textDocument.uri, position) ?? null,
  );
  connection.languages.semanticTokens.on(
    ({ textDocument }) => service.semanticTokens(textDocument.uri) ?? { data: [] },
  );
  connection.languages.semanticTokens.onRange(
    ({ textDocument, range }) => service.semanticTokens(textDocument.uri, range) ?? { data: [] },
  );
  connection.languages.semanticTokens.onDelta(
    ({ textDocument, previousResultId }) =>
      service.semanticTokensDelta(textDocument.uri, previousResultId) ?? { data: [] },
  );
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    whole(() => service.inlayHints(textDocument.uri, range)),
  );
  connection.onDocumentLinks(({ textDocument }) => whole(() => service.documentLinks(textDocument.uri)));
  connection.onCodeLens(({ textDocument }) => whole(() => service.codeLenses(textDocument.uri)));
  connection.onCodeAction(({ textDocument, range, context }) => {
    const request = { diagnostics: context.diagnostics, ...(context.only === undefined ? {} : { only: context.only }) };
    return client.actions(service.codeActions(textDocument.uri, range, request));
  });
  connection.onDocumentOnTypeFormatting(({ textDocument, position, ch }) =>
    service.onTypeFormatting(textDocument.uri, position, ch),
  );
}

/** Turns the refusal of a rename into an error that the editor shows. */
function refusing<T>(answer: () => T): T {
  try {
    return answer();
  } catch (error) {
    if (error instanceof RenameRefused) throw new ResponseError(requestFailed, error.message);
    throw error;
  }
}
