import { codeActions } from './features/actions';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './features/call-hierarchy';
import { completion, resolveCompletion } from './features/completion';
import { findingsOf, diagnosticsOf, type Finding } from './diagnostics';
import type { ParsedFile } from './documents';
import { foldingRanges, selectionRanges } from './features/folding';
import { formatting } from './features/formatting';
import { highlights } from './features/highlights';
import { hover } from './features/hover';
import { inlayHints } from './features/inlay-hints';
import { codeLenses } from './features/lenses';
import { linkedEditingRanges } from './features/linked-editing';
import { documentLinks } from './features/links';
import { definition, references, typeDefinition } from './features/navigation';
import { onTypeFormatting } from './features/on-type';
import { prepareRename, rename, renameNamed } from './features/rename';
import { renameFiles } from './features/rename/files';
import { SemanticTokensFeature } from './features/semantic-tokens';
import { signatureHelp } from './features/signature-help';
import { documentSymbols } from './features/symbols/document';
import { workspaceSymbols } from './features/symbols/workspace';
import { lookAround, lookForIncluders } from './features/wide';
import { Project } from './project';
import type { LanguageService, LanguageServiceOptions } from './service';

/** Makes the language service of one workspace. It listens to the workspace as long as that lives. */
export function createLanguageService({
  workspace,
  catalog,
  saved,
  documentation,
}: LanguageServiceOptions): LanguageService {
  const project = new Project(workspace, saved);
  const tokens = new SemanticTokensFeature(project);
  const findings = (parsed: ParsedFile): readonly Finding[] => findingsOf(parsed, project, catalog);
  const service: LanguageService = {
    diagnostics(uri) {
      const file = workspace.file(uri);
      if (file === undefined) return undefined;
      const diagnostics = project.examine(uri, () => {
        const parsed = project.documents.get(uri);
        return parsed === undefined ? [] : diagnosticsOf(findings(parsed), parsed, project, documentation);
      });
      return { uri, version: file.version, diagnostics };
    },
    takeAffected: () => project.takeAffected(),
    recheck: () => (catalog === undefined ? undefined : project.recheck(catalog)),
    get revision() {
      return project.revision;
    },
    save: () => project.save((text) => saved?.digest(text) ?? ''),
    completion: (uri, position, options) => completion(project, uri, position, options),
    resolveCompletion: (item) => resolveCompletion(project, item),
    hover: (uri, position) => hover(project, catalog, uri, position),
    signatureHelp: (uri, position) => signatureHelp(project, uri, position),
    definition: (uri, position) => definition(project, uri, position),
    typeDefinition: (uri, position) => typeDefinition(project, uri, position),
    lookAround: (uri, position) => lookAround(project, uri, position),
    references: (uri, position, includeDeclaration) => references(project, uri, position, includeDeclaration),
    prepareRename: (uri, position) => prepareRename(project, catalog, uri, position),
    rename: (uri, position, newName) => rename(project, catalog, uri, position, newName),
    renamePrompt: (name, newName) => renameNamed(project, name, newName),
    renameFiles: (files) => renameFiles(project, files),
    highlights: (uri, position) => highlights(project, uri, position),
    prepareCallHierarchy: (uri, position) => prepareCallHierarchy(project, uri, position),
    lookForIncluders: (uri) => lookForIncluders(project, uri),
    incomingCalls: (item) => incomingCalls(project, item),
    outgoingCalls: (item) => outgoingCalls(project, item),
    documentSymbols: (uri) => documentSymbols(project, uri),
    workspaceSymbols: (query) => workspaceSymbols(project, query),
    foldingRanges: (uri) => foldingRanges(project, uri),
    selectionRanges: (uri, positions) => selectionRanges(project, uri, positions),
    linkedEditingRanges: (uri, position) => linkedEditingRanges(project, uri, position),
    semanticTokens: (uri, range) => (range === undefined ? tokens.full(uri) : tokens.range(uri, range)),
    semanticTokensDelta: (uri, previousResultId) => tokens.delta(uri, previousResultId),
    inlayHints: (uri, range) => inlayHints(project, uri, range),
    documentLinks: (uri) => documentLinks(project, uri),
    codeLenses: (uri) => codeLenses(project, catalog, uri),
    codeActions(uri, range, request) {
      const parsed = project.documents.get(uri);
      return parsed === undefined
        ? []
        : codeActions({ project, parsed, findings: findings(parsed), documentation }, range, request);
    },
    formatting: (uri, range, options) => formatting(project, uri, range, options),
    onTypeFormatting: (uri, position, ch) => onTypeFormatting(project, uri, position, ch),
    dispose: () => project.dispose(),
  };
  return Object.freeze(service);
}
