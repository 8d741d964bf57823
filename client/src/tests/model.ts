import type { CaseResult, RunEvent, WireRange } from '../../../server/src/protocol';
import { placed, type Case, type Prompt } from '../folders';

/** A case in the Test Explorer. */
export interface CaseNode {
  readonly id: string;
  readonly info: Case;
}

/** A group in the Test Explorer: the cases of one prompt in one file, or a file with cases of several prompts. */
export interface GroupNode {
  readonly id: string;
  readonly label: string;
  /** Where the group is: a prompt's own file, so that it has a run button there; else the file with the cases. */
  readonly file: string;
  /** The uri of the folder it is of, among several. */
  readonly folder?: string;
  readonly groups: readonly GroupNode[];
  readonly cases: readonly CaseNode[];
}

/** Cases as the Test Explorer shows them: by file, and by prompt where a file has cases of several. */
export function caseTree(cases: readonly Case[], prompts: readonly Prompt[]): readonly GroupNode[] {
  const fileOf = new Map(prompts.map((prompt) => [prompt.name, prompt.file]));
  const groups = [...groupedBy(cases, (info) => info.file)].map(([file, inFile]) => {
    const ofPrompts = [...groupedBy(inFile, (info) => info.prompt)].map(([prompt, ofPrompt]) =>
      promptGroup(file, prompt, fileOf.get(prompt) ?? file, ofPrompt),
    );
    const [only] = ofPrompts;
    if (ofPrompts.length === 1 && only !== undefined) return only;
    return placed({ id: file, label: file, file, groups: ofPrompts, cases: [] }, inFile[0]?.folder);
  });
  const labels = groupedBy(groups, ({ label }) => label);
  return groups
    .map((group) => (labels.get(group.label)?.length === 1 ? group : { ...group, label: labelWithFile(group) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
}

/** Two files with cases of the same prompt are told apart by their names. */
function labelWithFile({ label, cases, file }: GroupNode): string {
  return `${label} (${cases[0]?.info.file ?? file})`;
}

function promptGroup(file: string, prompt: string, at: string, cases: readonly Case[]): GroupNode {
  const seen = new Map<string, number>();
  const nodes = cases.map((info) => {
    const count = seen.get(info.case) ?? 0;
    seen.set(info.case, count + 1);
    return { id: idOf(file, prompt, info.case, ...(count > 0 ? [String(count)] : [])), info };
  });
  return placed({ id: idOf(file, prompt), label: prompt, file: at, groups: [], cases: nodes }, cases[0]?.folder);
}

/** What a result is matched with a case by. */
export function caseKey(prompt: string, name: string): string {
  return JSON.stringify([prompt, name]);
}

/** One thing a failed case has to say. */
export interface FailureMessage {
  readonly text: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly file?: string;
  readonly range?: WireRange;
}

/** A message for each assertion that failed; one for a case that could not run. */
export function failureMessages(result: CaseResult): readonly FailureMessage[] {
  const failed = result.assertions.filter((assertion) => !assertion.passed);
  if (result.outcome !== 'failed' || failed.length === 0)
    return [{ text: result.message ?? 'The case could not be run.' }];
  return failed.map(({ type, message, expected, actual, file, range }) => ({
    text: message === '' ? type : message,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(file === undefined ? {} : { file }),
    ...(range === undefined ? {} : { range }),
  }));
}

/** The line ends a terminal needs. */
export function terminalText(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

/** What is left to show of a burst of events: a case that has ended needs not be shown as started first. */
export function settled(events: readonly RunEvent[]): readonly RunEvent[] {
  const ended = new Set(
    events.flatMap((event) => (event.kind === 'finished' ? [caseKey(event.result.prompt, event.result.case)] : [])),
  );
  return events.filter((event) => event.kind !== 'started' || !ended.has(caseKey(event.prompt, event.case)));
}

/** `3 passed, 1 failed`; what did not happen is left out. */
export function summaryText(summary: Readonly<Record<'passed' | 'failed' | 'errored' | 'skipped', number>>): string {
  const words = (['passed', 'failed', 'errored', 'skipped'] as const).filter((outcome) => summary[outcome] > 0);
  return words.length === 0 ? 'no case ran' : words.map((outcome) => `${summary[outcome]} ${outcome}`).join(', ');
}

/** The text of a first case file for a prompt. */
export function firstCaseFile(prompt: Pick<Prompt, 'name' | 'inputs'>): string {
  const required = prompt.inputs.filter((input) => input.required);
  const inputs = required.map(({ name, type }) => `      ${JSON.stringify(name)}: ${sampleOf(type)}`);
  return [
    `prompt: ${JSON.stringify(prompt.name)}`,
    'cases:',
    '  - name: first case',
    ...(inputs.length === 0 ? [] : ['    inputs:', ...inputs]),
    '    assert:',
    '      - { type: not-equals, value: "" }',
    '',
  ].join('\n');
}

function sampleOf(type: string): string {
  if (/^(integer|number)/.test(type)) return '1';
  if (type.startsWith('boolean')) return 'true';
  if (type.startsWith('array')) return '[]';
  if (type.startsWith('object')) return '{}';
  return 'sample';
}

function idOf(...parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : JSON.stringify(parts);
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
