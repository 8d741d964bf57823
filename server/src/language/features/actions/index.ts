import type { CodeAction, Diagnostic, Position, Range, WorkspaceEdit } from 'vscode-languageserver-types';
import type { TextRange } from '../../../base';
import { diagnosticsOf, type Finding } from '../../diagnostics';
import type { ParsedFile } from '../../documents';
import { partialReads } from '../../partial-reads';
import type { Project } from '../../project';
import type { CodeActionRequest } from '../../service';
import { declareEdits } from './declare';
import { extractPartial } from './extract-partial';
import { fixesOf, type Fix } from './fixes';
import { suppressEdits } from './suppress';

/** What code actions are made from. */
export interface ActionContext {
  readonly project: Project;
  readonly parsed: ParsedFile;
  readonly findings: readonly Finding[];
  readonly documentation: string | undefined;
}

export const fixAllKind = 'source.fixAll.galley';
const quickFix = 'quickfix';
const rewrite = 'refactor.rewrite';
const extract = 'refactor.extract';

/** To these, another suppression is no answer. */
const aboutSuppressions: ReadonlySet<string> = new Set(['unknown-code', 'unused-suppression']);

/** Fixes for the findings in a range, and what can be done there without one. */
export function codeActions(
  context: ActionContext,
  range: Range,
  { diagnostics, only }: CodeActionRequest,
): CodeAction[] {
  const wants = (kind: string): boolean =>
    only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
  const { parsed } = context;
  const span = { start: parsed.lines.offsetAt(range.start), end: parsed.lines.offsetAt(range.end) };
  return [
    ...(wants(quickFix) ? quickFixes(context, span, diagnostics) : []),
    ...(wants(rewrite) ? declareInputs(context, span) : []),
    ...(wants(extract) ? extractSelection(context, span) : []),
    ...(only !== undefined && wants(fixAllKind) ? fixAll(context) : []),
  ];
}

function quickFixes(context: ActionContext, span: TextRange, diagnostics: readonly Diagnostic[]): CodeAction[] {
  const { project, parsed, findings } = context;
  const here = findings.filter(({ range }) => range.start <= span.end && range.end >= span.start).slice(0, 20);
  const actions: CodeAction[] = [];
  for (const finding of here) {
    const diagnostic = matching(context, finding, diagnostics);
    for (const { title, edit, preferred } of fixesOf({ project, parsed }, finding)) {
      actions.push({ title, kind: quickFix, diagnostics: diagnostic, isPreferred: preferred, edit });
    }
  }
  const all = declareAll(context, here);
  if (all !== undefined) actions.push(all);
  for (const finding of here) {
    if (aboutSuppressions.has(finding.code)) continue;
    const edits = suppressEdits(parsed, finding.code, finding.range.start);
    if (edits === undefined) continue;
    const diagnostic = matching(context, finding, diagnostics);
    actions.push({
      title: `Ignore ${finding.code} here`,
      kind: quickFix,
      diagnostics: diagnostic,
      edit: edits.build(),
    });
  }
  return actions;
}

/** The editor's own diagnostic for a finding, so that it knows which one an action mends. */
function matching(
  { parsed, project, documentation }: ActionContext,
  finding: Finding,
  diagnostics: readonly Diagnostic[],
): Diagnostic[] {
  const [own] = diagnosticsOf([finding], parsed, project, documentation);
  if (own === undefined) return [];
  const { start } = own.range;
  const known = diagnostics.find(
    ({ code, range }) =>
      code === own.code && range.start.line === start.line && range.start.character === start.character,
  );
  return [known ?? own];
}

/** Declares every undeclared variable of the file at once. */
function declareAll({ parsed, findings }: ActionContext, here: readonly Finding[]): CodeAction | undefined {
  if (parsed.kind !== 'prompt' || !here.some(({ code }) => code === 'undeclared-variable')) return undefined;
  const names = new Set(
    findings.flatMap(({ code, data }) =>
      code === 'undeclared-variable' && typeof data?.['name'] === 'string' ? [data['name']] : [],
    ),
  );
  const edits = names.size < 2 ? undefined : declareEdits(parsed, [...names]);
  return edits === undefined
    ? undefined
    : { title: `Declare all ${names.size} undeclared variables`, kind: quickFix, edit: edits.build() };
}

/** Offers to write down the inputs of a prompt that declares none, at its header or on one of its variables. */
function declareInputs({ parsed, project }: ActionContext, span: TextRange): CodeAction[] {
  const facts = parsed.kind === 'prompt' ? project.promptFacts(parsed.file.uri) : undefined;
  if (parsed.kind !== 'prompt' || facts === undefined || facts.declaresInputs || facts.openInputs || facts.partial)
    return [];
  const { header, analysis } = parsed.document;
  const inHeader = span.start <= (header?.range.end ?? 0);
  const onVariable = analysis.variables.some(({ range }) => range.start <= span.end && range.end >= span.start);
  if (!inHeader && !onVariable) return [];
  const names = [...partialReads(project, facts).reads].flatMap(([name, { sure }]) => (sure ? [name] : []));
  const edits = declareEdits(parsed, names);
  return edits === undefined
    ? []
    : [{ title: 'Declare the inputs of this prompt', kind: rewrite, edit: edits.build() }];
}

/** Offers to move what is selected to a partial. */
function extractSelection({ parsed, project }: ActionContext, span: TextRange): CodeAction[] {
  const found = parsed.kind === 'prompt' && span.end > span.start ? extractPartial(project, parsed, span) : undefined;
  return found === undefined
    ? []
    : [{ title: `Extract to the partial ${found.path}`, kind: extract, edit: found.edit }];
}

/** All fixes that only mend the form, in one edit. */
function fixAll({ project, parsed, findings }: ActionContext): CodeAction[] {
  const fixes = findings.flatMap((finding) => fixesOf({ project, parsed }, finding).filter(({ formal }) => formal));
  if (fixes.length === 0) return [];
  const title = fixes.length === 1 ? 'Fix 1 problem' : `Fix ${fixes.length} problems`;
  return [{ title, kind: fixAllKind, edit: merged(fixes) }];
}

/** All edits of fixes in one file; where two meet, the first one counts. */
function merged(fixes: readonly Fix[]): WorkspaceEdit {
  const changes = fixes
    .flatMap(({ edit }) => edit.documentChanges ?? [])
    .flatMap((change) => ('textDocument' in change ? [change] : []));
  const [first] = changes;
  if (first === undefined) return {};
  const edits = changes.flatMap((change) => change.edits).sort((a, b) => compare(a.range.start, b.range.start));
  const apart = edits.filter((edit, index) => {
    const before = edits[index - 1];
    return before === undefined || compare(before.range.end, edit.range.start) < 0;
  });
  return { documentChanges: [{ textDocument: first.textDocument, edits: apart }] };
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
