import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeAction,
  CodeLens,
  CompletionItem,
  CompletionList,
  Diagnostic,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  FormattingOptions,
  Hover,
  InlayHint,
  Location,
  LocationLink,
  Position,
  Range,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  SignatureHelp,
  SymbolInformation,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { Disposable } from '../base';
import type { Catalog, Workspace } from './ports';
import type { SavedIndex, SavedIndexSource } from './saved-index';
import type { Steps } from './steps';

/** What a language service is made of. */
export interface LanguageServiceOptions {
  readonly workspace: Workspace;
  /** Without one, nothing is said of versions and environments. */
  readonly catalog?: Catalog;
  /** What an earlier service knew of the workspace. */
  readonly saved?: SavedIndexSource;
  /** The address of the page that explains the findings; a finding links to `<address>#<code>`. */
  readonly documentation?: string;
}

/** The findings of one file, and the version of the document they are about. */
export interface FileFindings {
  readonly uri: string;
  readonly version: number | undefined;
  readonly diagnostics: Diagnostic[];
}

/** Why a rename cannot be done, for the user. */
export class RenameRefused extends Error {
  override readonly name = 'RenameRefused';
}

/** Ranges that hold the same text and change together. */
export interface LinkedEditingRanges {
  readonly ranges: Range[];
  /** A regular expression for what can be typed there; with anything else the editing ends. */
  readonly wordPattern: string;
}

/** How an editor can show completions. */
export interface CompletionOptions {
  /** Whether inserted text may hold tab stops. */
  readonly snippets: boolean;
}

/** What an editor wants code actions for. */
export interface CodeActionRequest {
  readonly diagnostics: readonly Diagnostic[];
  /** The kinds wanted, such as `quickfix`; all when absent. */
  readonly only?: readonly string[];
}

/**
 * The language features for prompts and their case files, in the types of the Language Server Protocol. Every answer
 * comes at once from memory; an unknown file, or a place where there is nothing to say, gives undefined or an empty list.
 * Nothing here throws for what is in a file.
 */
export interface LanguageService extends Disposable {
  /** Everything found wrong in a file. Undefined for a file that is not checked. */
  diagnostics(uri: string): FileFindings | undefined;
  /** The files whose findings may have changed, with those that changed themselves, since this was last asked. */
  takeAffected(): readonly string[];
  /** Says that the catalog changed: the findings of the prompts in it may have. */
  recheck(): void;
  /** Another number whenever {@link save} has something else to say. */
  readonly revision: number;
  /** What to keep for the next service of the workspace. */
  save(): Steps<SavedIndex>;
  completion(uri: string, position: Position, options: CompletionOptions): CompletionList | undefined;
  /** Adds the documentation to an item of {@link completion}. */
  resolveCompletion(item: CompletionItem): CompletionItem;
  hover(uri: string, position: Position): Hover | undefined;
  signatureHelp(uri: string, position: Position): SignatureHelp | undefined;
  definition(uri: string, position: Position): LocationLink[];
  /** From a variable to the place in the schema that gives its type. */
  typeDefinition(uri: string, position: Position): LocationLink[];
  /** Looks at the files that {@link references} and {@link rename} need; after that they answer quickly. */
  lookAround(uri: string, position: Position): Steps<void>;
  references(uri: string, position: Position, includeDeclaration: boolean): Location[];
  /** The name that would be renamed, or undefined where nothing can be. @throws {RenameRefused} with the reason */
  prepareRename(uri: string, position: Position): { range: Range; placeholder: string } | undefined;
  /** @throws {RenameRefused} with the reason */
  rename(uri: string, position: Position, newName: string): WorkspaceEdit | undefined;
  /** The edits that give a prompt that its header names another name, whatever versions it has. @throws {RenameRefused} with the reason */
  renamePrompt(name: string, newName: string): WorkspaceEdit;
  /** The edits that keep inclusions and cases right when files move. */
  renameFiles(files: readonly { readonly oldUri: string; readonly newUri: string }[]): Steps<WorkspaceEdit | undefined>;
  highlights(uri: string, position: Position): DocumentHighlight[];
  /** For the inclusions of partials: the partial at a position, else the prompt itself. */
  prepareCallHierarchy(uri: string, position: Position): CallHierarchyItem[];
  /** Looks at the files that {@link incomingCalls} needs. */
  lookForIncluders(uri: string): Steps<void>;
  incomingCalls(item: CallHierarchyItem): CallHierarchyIncomingCall[];
  outgoingCalls(item: CallHierarchyItem): CallHierarchyOutgoingCall[];
  documentSymbols(uri: string): DocumentSymbol[];
  workspaceSymbols(query: string): Steps<SymbolInformation[]>;
  foldingRanges(uri: string): FoldingRange[];
  selectionRanges(uri: string, positions: readonly Position[]): SelectionRange[];
  linkedEditingRanges(uri: string, position: Position): LinkedEditingRanges | undefined;
  semanticTokens(uri: string, range?: Range): SemanticTokens | undefined;
  /** The difference to an answer given before, or the whole when that answer is gone. */
  semanticTokensDelta(uri: string, previousResultId: string): SemanticTokens | SemanticTokensDelta | undefined;
  inlayHints(uri: string, range: Range): InlayHint[];
  documentLinks(uri: string): DocumentLink[];
  /** Their commands run in the editor: `galley.showVersions`, `galley.commit`, `galley.runCases`, `galley.compare`. */
  codeLenses(uri: string): CodeLens[];
  codeActions(uri: string, range: Range, request: CodeActionRequest): CodeAction[];
  /** Edits of white space alone, in a file or a range of it. They never change what is rendered. */
  formatting(uri: string, range?: Range, options?: Partial<FormattingOptions>): TextEdit[];
  /** What typing `ch` before `position` calls for: the closing tag of a block. */
  onTypeFormatting(uri: string, position: Position, ch: string): TextEdit[];
}
