import { LSPErrorCodes, ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver/node';
import { RenameRefused, type LanguageService, type Steps } from '../../language';
import { inSlices, stopIfCancelled, unlessCancelled } from './cancellation';
import type { ClientFeatures } from './client-features';
import type { Folders } from './folders';
import { checked, formattingOptionsIn, member, uriIn } from './params';

/** What the features work on. */
export interface FeatureContext {
  readonly client: ClientFeatures;
  readonly folders: Folders;
}

type Part = Parameters<typeof checked>[1];
type Handler<P, T> = (params: P, token: CancellationToken) => T | Promise<T>;

/**
 * Hands the requests of the editor to the language service of the folder they are about. What only concerns one document is
 * answered at once; what looks at the whole folder waits until its files are known; what looks at many files does so in
 * slices.
 */
export function registerFeatures(connection: Connection, context: FeatureContext): void {
  registerDocumentFeatures(connection, context);
  registerFolderFeatures(connection, context);
  registerWideFeatures(connection, context);
}

/** Answered from one document, at once. */
function registerDocumentFeatures(connection: Connection, { client, folders }: FeatureContext): void {
  const here =
    <P, T>(parts: readonly Part[], answer: (service: LanguageService, uri: string, params: P) => T): Handler<P, T> =>
    (params, token) => {
      const uri = uriIn(checked(params, ...parts));
      stopIfCancelled(token);
      return answer(folders.of(uri).service, uri, params);
    };
  const options = { snippets: client.snippets };
  connection.onCompletion(
    here(['position'], (service, uri, { position }) => client.completion(service.completion(uri, position, options))),
  );
  connection.onCompletionResolve((item) => {
    const uri = member(member(item, 'data'), 'uri');
    return folders.of(typeof uri === 'string' ? uri : '').service.resolveCompletion(item);
  });
  connection.onHover(here(['position'], (service, uri, { position }) => client.hover(service.hover(uri, position))));
  connection.onSignatureHelp(
    here(['position'], (service, uri, { position }) => service.signatureHelp(uri, position) ?? null),
  );
  connection.onDocumentHighlight(here(['position'], (service, uri, { position }) => service.highlights(uri, position)));
  connection.onDocumentSymbol(here([], (service, uri) => client.symbols(service.documentSymbols(uri), uri)));
  connection.onFoldingRanges(here([], (service, uri) => service.foldingRanges(uri)));
  connection.onSelectionRanges(
    here(['positions'], (service, uri, { positions }) => service.selectionRanges(uri, positions)),
  );
  connection.languages.onLinkedEditingRange(
    here(['position'], (service, uri, { position }) => service.linkedEditingRanges(uri, position) ?? null),
  );
  const { semanticTokens } = connection.languages;
  semanticTokens.on(here([], (service, uri) => service.semanticTokens(uri) ?? { data: [] }));
  semanticTokens.onRange(
    here(['range'], (service, uri, { range }) => service.semanticTokens(uri, range) ?? { data: [] }),
  );
  semanticTokens.onDelta(
    here(
      ['previousResultId'],
      (service, uri, { previousResultId }) => service.semanticTokensDelta(uri, previousResultId) ?? { data: [] },
    ),
  );
  connection.onCodeAction(
    here(['range', 'context'], (service, uri, { range, context: { diagnostics, only } }) => {
      const request = { diagnostics, ...(only === undefined ? {} : { only }) };
      return client.actions(service.codeActions(uri, range, request));
    }),
  );
  connection.onDocumentFormatting(
    here([], (service, uri, params) => service.formatting(uri, undefined, formattingOptionsIn(params))),
  );
  connection.onDocumentRangeFormatting(
    here(['range'], (service, uri, params) => service.formatting(uri, params.range, formattingOptionsIn(params))),
  );
  connection.onDocumentOnTypeFormatting(
    here(['position', 'ch'], (service, uri, { position, ch }) => service.onTypeFormatting(uri, position, ch)),
  );
}

/** Answered when all files of the folder are known. */
function registerFolderFeatures(connection: Connection, { client, folders }: FeatureContext): void {
  const whole =
    <P, T>(parts: readonly Part[], answer: (service: LanguageService, uri: string, params: P) => T): Handler<P, T> =>
    async (params, token) => {
      const uri = uriIn(checked(params, ...parts));
      await unlessCancelled(token, folders.of(uri).ready);
      return answer(folders.of(uri).service, uri, params);
    };
  connection.onPrepareRename(
    whole(['position'], (service, uri, { position }) => refusing(() => service.prepareRename(uri, position) ?? null)),
  );
  connection.onDefinition(
    whole(['position'], (service, uri, { position }) =>
      client.definition(service.definition(uri, position), 'definition'),
    ),
  );
  connection.onTypeDefinition(
    whole(['position'], (service, uri, { position }) =>
      client.definition(service.typeDefinition(uri, position), 'typeDefinition'),
    ),
  );
  connection.languages.inlayHint.on(whole(['range'], (service, uri, { range }) => service.inlayHints(uri, range)));
  connection.onDocumentLinks(whole([], (service, uri) => service.documentLinks(uri)));
  connection.onCodeLens(whole([], (service, uri) => service.codeLenses(uri)));
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(
    whole(['position'], (service, uri, { position }) => service.prepareCallHierarchy(uri, position)),
  );
  callHierarchy.onOutgoingCalls(async (params, token) => {
    const { item } = checked(params, 'item');
    await unlessCancelled(token, folders.of(item.uri).ready);
    return folders.of(item.uri).service.outgoingCalls(item);
  });
}

/** Answered after a look at many files. */
function registerWideFeatures(connection: Connection, { client, folders }: FeatureContext): void {
  const look = async (
    uri: string,
    token: CancellationToken,
    steps: (service: LanguageService) => Steps<void>,
  ): Promise<LanguageService> => {
    await unlessCancelled(token, folders.of(uri).ready);
    await inSlices(token, steps(folders.of(uri).service));
    return folders.of(uri).service;
  };
  connection.onReferences(async (params, token) => {
    const { position, context } = checked(params, 'position', 'context');
    const uri = uriIn(params);
    const service = await look(uri, token, (one) => one.lookAround(uri, position));
    return service.references(uri, position, context.includeDeclaration);
  });
  connection.onRenameRequest(async (params, token) => {
    const { position, newName } = checked(params, 'position', 'newName');
    const uri = uriIn(params);
    const service = await look(uri, token, (one) => one.lookAround(uri, position));
    return refusing(() => client.edit(service.rename(uri, position, newName)) ?? null);
  });
  connection.languages.callHierarchy.onIncomingCalls(async (params, token) => {
    const { item } = checked(params, 'item');
    const service = await look(item.uri, token, (one) => one.lookForIncluders(item.uri));
    return service.incomingCalls(item);
  });
  connection.onWorkspaceSymbol(async (params, token) => {
    const { query } = checked(params, 'query');
    await unlessCancelled(token, folders.ready);
    const found = [];
    for (const { service } of folders.scopes) found.push(...(await inSlices(token, service.workspaceSymbols(query))));
    return found;
  });
}

/** Turns the refusal of a rename into an error that the editor shows. */
function refusing<T>(answer: () => T): T {
  try {
    return answer();
  } catch (error) {
    if (error instanceof RenameRefused) throw new ResponseError(LSPErrorCodes.RequestFailed, error.message);
    throw error;
  }
}
