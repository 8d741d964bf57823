import type { OperationOutput } from '../../../protocol';
import type { Style } from './style';
import { aligned } from './table';
import { changesText } from './versions';
import { count } from './words';

type Diff = OperationOutput<'diff'>;
type Rendered = NonNullable<Diff['rendered']>;

/** A comparison by line, or by word where that was asked for: texts, partials, headers and what callers notice. */
export function diffText(diff: Diff, style: Style): string {
  const { left, right, different, unified, words, partials } = diff;
  if (!different) return `${left.label} and ${right.label} are equal\n`;
  const names = unified === '' ? '' : `${style.bold(`--- ${left.label}`)}\n${style.bold(`+++ ${right.label}`)}\n`;
  const text = words === undefined ? patchText(unified, style) : wordsText(words, style);
  const notes = [
    ...partials.map((partial) => `${style.bold(`Partial ${partial.name}`)}\n${patchText(partial.unified, style)}`),
    headerText(diff, style),
    interfaceText(diff, style),
  ];
  return [names + text, ...notes].filter((block) => block !== '').join('\n');
}

/** How much differs, in a line or two. */
export function statText({ left, right, stat, changes, bump, different, partials }: Diff, style: Style): string {
  if (!different) return `${left.label} and ${right.label} are equal\n`;
  const breaking = changes.filter((change) => change.breaking).length;
  const facts = [
    `${style.green(`${stat.added} +`)} ${style.red(`${stat.removed} -`)}`,
    ...(partials.length === 0 ? [] : [count(partials.length, 'partial')]),
    ...(changes.length === 0 ? [] : [count(changes.length, 'interface change')]),
    ...(breaking === 0 ? [] : [style.red(`${breaking} breaking`)]),
    ...(bump === undefined ? ['does the same'] : [bump]),
  ];
  return `${left.label} → ${right.label}\n  ${facts.join(', ')}\n`;
}

/** What both sides render to, by message. */
export function renderedText(diff: Diff, { left, right, messages, different }: Rendered, style: Style): string {
  const errors = [
    { label: diff.left.label, ...left },
    { label: diff.right.label, ...right },
  ].flatMap(({ label, error }) => (error === undefined ? [] : [`${style.red('error:')} ${label}: ${error.message}\n`]));
  if (!different && errors.length === 0) return `${diff.left.label} and ${diff.right.label} render the same\n`;
  const names = `${style.bold(`--- ${diff.left.label}, rendered`)}\n${style.bold(`+++ ${diff.right.label}, rendered`)}\n`;
  const changed = messages.filter((one) => one.unified !== '' || one.left !== one.right);
  const shown = errors.length > 0 ? '' : changed.map((one) => messageText(one, style)).join('\n');
  return `${names}${errors.join('')}${shown}`;
}

function messageText({ number, left, right, unified }: Rendered['messages'][number], style: Style): string {
  const role = left === right ? left : `${left ?? 'none'} → ${right ?? 'none'}`;
  return `${style.bold(`Message ${number} [${role ?? ''}]`)}\n${patchText(unified, style)}`;
}

/** The hunks of a unified diff; the names of the sides above them are left out. */
function patchText(unified: string, style: Style): string {
  const lines = unified.replace(/\n$/, '').split('\n').slice(2);
  return lines.map((line) => `${diffLine(line, style)}\n`).join('');
}

function diffLine(line: string, style: Style): string {
  if (line.startsWith('@@')) return style.cyan(line);
  if (line.startsWith('+')) return style.green(line);
  return line.startsWith('-') ? style.red(line) : line;
}

/** As git writes words that differ: `[-old-]{+new+}`. */
function wordsText(hunks: NonNullable<Diff['words']>, style: Style): string {
  const marks = {
    same: (text: string) => text,
    removed: (text: string) => eachLine(text, (line) => style.red(`[-${line}-]`)),
    added: (text: string) => eachLine(text, (line) => style.green(`{+${line}+}`)),
  };
  return hunks
    .map(({ header, parts }) => {
      const text = parts.map((part) => marks[part.kind](part.text)).join('');
      return `${style.cyan(header)}\n${text.endsWith('\n') ? text : `${text}\n`}`;
    })
    .join('');
}

function eachLine(text: string, mark: (line: string) => string): string {
  return text.replace(/[^\n]+/g, mark);
}

/** Keys that the comparison of interfaces tells of better. */
const told = /^(?:inputs?|outputs?|arguments|parameters)(?:\.|$)/;

function headerText({ header, changes }: Diff, style: Style): string {
  const shown = header.filter(({ key }) => changes.length === 0 || !told.test(key));
  if (shown.length === 0) return '';
  const rows = shown.map(({ key, kind, before, after }) => {
    const value =
      kind === 'added' ? brief(after) : kind === 'removed' ? brief(before) : `${brief(before)} → ${brief(after)}`;
    const mark = { added: style.green('added'), removed: style.red('removed'), changed: style.yellow('changed') }[kind];
    return ['', mark, key, value];
  });
  return `Header\n${aligned(rows)}`;
}

const longestValue = 60;

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ') : JSON.stringify(value);
  return [...text].length > longestValue ? `${[...text].slice(0, longestValue).join('')}…` : text;
}

function interfaceText({ changes, bump }: Diff, style: Style): string {
  const noticed = changesText(changes, style);
  return noticed === '' ? '' : `${noticed}  ${style.dim('bump')}        ${bump ?? 'patch'}\n`;
}
