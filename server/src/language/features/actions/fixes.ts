import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { Finding } from '../../diagnostics';
import type { ParsedFile } from '../../documents';
import { Edits } from '../../edits';
import type { PromptFacts } from '../../facts';
import type { Project } from '../../project';
import { caseInputEdits } from './case-input';
import { createPartial } from './create-partial';
import { declareEdits } from './declare';
import { removeEdits } from './remove';

/** A change that removes the cause of a finding. */
export interface Fix {
  readonly title: string;
  readonly edit: WorkspaceEdit;
  /** True when it is what nearly everybody wants. */
  readonly preferred: boolean;
  /** True when it only mends the form: such fixes are applied together by "fix all". */
  readonly formal: boolean;
}

/** What fixes are made from. */
export interface FixContext {
  readonly project: Project;
  readonly parsed: ParsedFile;
}

/** The fixes of one finding, best first. */
export function fixesOf(context: FixContext, finding: Finding): Fix[] {
  return [...mechanical(context, finding), ...byCode(context, finding)];
}

/** Fixes that the finding itself spells out: text to put in, to replace, to quote or to double. */
function mechanical({ parsed }: FixContext, { data, range, code }: Finding): Fix[] {
  const { text } = parsed.file;
  const here = text.slice(range.start, range.end);
  if (typeof data?.['replace'] === 'string') {
    const replacement = data['replace'];
    const edits = new Edits().replace(parsed, range, replacement);
    const title =
      here.includes('\n') || here.length > 40 ? `Change to ${replacement}` : `Change ${here} to ${replacement}`;
    return [{ title, edit: edits.build(), preferred: true, formal: formalCodes.has(code) }];
  }
  if (typeof data?.['insert'] === 'string' && typeof data['at'] === 'number') {
    const inserted = data['insert'];
    const edits = new Edits().insert(parsed, data['at'], inserted);
    const title = inserted === ' ' ? 'Add a space' : `Add ${inserted.trim()}`;
    return [{ title, edit: edits.build(), preferred: true, formal: true }];
  }
  if (data?.['quote'] === true) {
    const edits = new Edits().replace(parsed, range, JSON.stringify(here));
    return here.includes('\n')
      ? []
      : [{ title: 'Put it in quotes', edit: edits.build(), preferred: true, formal: true }];
  }
  if (Array.isArray(data?.['double'])) {
    const edits = new Edits();
    for (const at of data['double'] as readonly unknown[]) {
      if (typeof at === 'number') edits.insert(parsed, at, text.charAt(at));
    }
    const title = 'Double the braces, so that they are text';
    return edits.isEmpty ? [] : [{ title, edit: edits.build(), preferred: true, formal: true }];
  }
  const title = code === 'unused-suppression' ? 'Remove what silences nothing' : 'Remove this declaration';
  return removal(parsed, data?.['remove'], title);
}

/** Takes something out: `range` holds its start and its end. */
function removal(parsed: ParsedFile, range: unknown, title: string): Fix[] {
  const [start, end] = Array.isArray(range) ? (range as readonly unknown[]) : [];
  return typeof start === 'number' && typeof end === 'number'
    ? fix(title, new Edits().replace(parsed, { start, end }, ''), true)
    : [];
}

/** Where a suggestion corrects a fixed word, it can be taken without a look. */
const formalCodes: ReadonlySet<string> = new Set([
  'header-key',
  'header-value',
  'case-key',
  'unknown-assertion',
  'unknown-role',
  'bad-schema',
  'unknown-code',
]);

function byCode(context: FixContext, { code, data, range }: Finding): Fix[] {
  const { project, parsed } = context;
  const name = typeof data?.['name'] === 'string' ? data['name'] : undefined;
  switch (code) {
    case 'undeclared-variable':
      return name === undefined || parsed.kind !== 'prompt'
        ? []
        : fix(`Declare the input ${name}`, declareEdits(parsed, [name]));
    case 'unused-input':
      return name === undefined || parsed.kind !== 'prompt'
        ? []
        : fix(`Remove the input ${name}`, removeEdits(parsed, name), true);
    case 'shadowed-helper':
      return readAsField(parsed, name);
    case 'unknown-property':
      return data?.['outside'] === true &&
        name !== undefined &&
        parsed.kind === 'prompt' &&
        parsed.document.dialect === 'handlebars'
        ? fix(`Change to @root.${name}`, new Edits().replace(parsed, range, `@root.${name}`), true)
        : [];
    case 'missing-partial': {
      const made = name === undefined || parsed.kind !== 'prompt' ? undefined : createPartial(project, parsed, name);
      return made === undefined
        ? []
        : [{ title: `Create ${made.path}`, edit: made.edit, preferred: false, formal: false }];
    }
    case 'missing-partial-argument':
      return argumentFix(parsed, range.start, stringsOf(data?.['names']));
    case 'missing-input': {
      const names = stringsOf(data?.['names']);
      const facts = factsFor(context);
      const title = names.length === 1 ? `Give the input ${names.join('')}` : `Give the inputs ${names.join(', ')}`;
      return facts === undefined ? [] : fix(title, caseInputEdits(parsed, facts, range.start, names), true);
    }
    default:
      return [];
  }
}

/** Puts `this.` before a name wherever a tag calls the helper of that name without arguments. */
function readAsField(parsed: ParsedFile, name: string | undefined): Fix[] {
  if (name === undefined || parsed.kind !== 'prompt') return [];
  const edits = new Edits();
  for (const call of parsed.document.analysis.calls) {
    if (call.name === name && call.argumentCount === 0 && call.namedArguments.length === 0)
      edits.insert(parsed, call.nameRange.start, 'this.');
  }
  return fix(`Read it as this.${name}`, edits, true);
}

function fix(title: string, edits: Edits | undefined, preferred = false): Fix[] {
  return edits === undefined || edits.isEmpty ? [] : [{ title, edit: edits.build(), preferred, formal: false }];
}

/** Hands a partial the inputs of the same name. */
function argumentFix(parsed: ParsedFile, nameStart: number, names: readonly string[]): Fix[] {
  if (parsed.kind !== 'prompt' || parsed.document.dialect !== 'handlebars' || names.length === 0) return [];
  const use = parsed.document.analysis.partials.find(({ nameRange }) => nameRange.start === nameStart);
  const close = use === undefined ? null : /\s*~?\}{2,}$/.exec(parsed.file.text.slice(use.range.start, use.range.end));
  if (use === undefined || close === null) return [];
  const text = names.map((name) => ` ${name}=""`).join('');
  return fix(`Hand over ${names.join(', ')}`, new Edits().insert(parsed, use.range.start + close.index, text));
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** The prompt that the cases of a file are about. */
function factsFor({ project, parsed }: FixContext): PromptFacts | undefined {
  const facts = project.facts(parsed.file.uri);
  return facts?.kind === 'cases' ? project.promptOfCases(facts) : facts;
}
