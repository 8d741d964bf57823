import type { LogEntry, OperationOutput, VersionRef, WireInterfaceChange } from '../../../protocol';
import { type GraphRow, graphRows } from './graph';
import type { Style } from './style';
import { aligned } from './table';
import { tagsText } from './tags';
import { shortTime } from './words';

/** `1.4.0 #12`. */
export function versionText(version: VersionRef): string {
  return `${version.semver} #${version.number}`;
}

/** What callers notice of a change, one line each. */
export function changesText(changes: readonly WireInterfaceChange[], style: Style): string {
  const lines = changes.map(({ breaking, description }) => {
    const weight = breaking ? style.red('breaking') : style.green('compatible');
    return `  ${weight}  ${description}\n`;
  });
  return lines.length === 0 ? '' : `Interface\n${lines.join('')}`;
}

/** A new version. */
export function commitText({ prompt, version, changes }: OperationOutput<'commit'>, style: Style): string {
  const made = `${style.bold(prompt)} ${style.green(versionText(version))} ${style.dim(version.hash.slice(0, 12))}\n`;
  return made + changesText(changes, style);
}

/** The versions that a change of partials made, and what was left to a person. */
export function dependentsText({ commits, skipped }: OperationOutput<'commit.dependents'>, style: Style): string {
  const made = commits.map(({ prompt, semver, version, changes }) => {
    const label = version === undefined ? `${semver} (dry run)` : versionText(version);
    return `${style.bold(prompt)} ${style.green(label)}\n${changesText(changes, style)}`;
  });
  const left = skipped.map(({ prompt, reason }) => `${style.yellow('left')} ${prompt}: ${reason}\n`);
  const nothing = commits.length === 0 ? 'no prompt has changed by its partials alone\n' : '';
  return [...made, nothing, ...left].join('');
}

/** Versions as aligned lines, the newest first. */
export function logText(entries: readonly LogEntry[], style: Style): string {
  const graph = graphRows(entries);
  const isLine = graph.every(({ cell }) => cell === '*');
  const rows = entries.map((entry) => [
    style.yellow(`#${entry.number}`),
    style.bold(entry.semver),
    style.dim(entry.hash.slice(0, 12)),
    shortTime(entry.time),
    entry.author.name,
    entry.deleted === undefined
      ? `${entry.message.split('\n')[0] ?? ''}${pointersText(entry, style)}`
      : style.dim(`deleted by ${entry.deleted.by}: ${entry.deleted.reason}`),
  ]);
  if (entries.length === 0) return 'no versions yet\n';
  const lines = aligned(rows, ['right']);
  return isLine ? lines : withGraph(lines.trimEnd().split('\n'), graph);
}

function withGraph(lines: readonly string[], graph: readonly GraphRow[]): string {
  const width = Math.max(...graph.flatMap(({ before, cell }) => [...before, cell]).map((text) => text.length));
  return graph
    .flatMap(({ before, cell }, index) => [...before, `${cell.padEnd(width)}  ${lines[index] ?? ''}`])
    .map((line) => `${line}\n`)
    .join('');
}

function pointersText({ aliases, environments, tags, squashedInto }: LogEntry, style: Style): string {
  const names = [
    ...environments,
    ...aliases,
    ...(squashedInto === undefined ? [] : [`squashed into #${squashedInto}`]),
  ];
  const marks = [names.length === 0 ? '' : style.cyan(`(${names.join(', ')})`), tagsText(tags, style)];
  return marks.map((mark) => (mark === '' ? '' : ` ${mark}`)).join('');
}

/** What is known of a draft or version, and its source. */
export function showText(shown: OperationOutput<'show'>, style: Style): string {
  const { version } = shown;
  const facts: (readonly [string, string])[] = [
    ['prompt', shown.prompt],
    ['version', version === undefined ? 'draft' : versionText(version)],
    ...(version === undefined ? [] : factsOfVersion(version, style)),
    ...(shown.tags === undefined ? [] : [['tags', tagsText(shown.tags, style)] as const]),
    ['file', shown.file],
    ['dialect', shown.dialect],
    ...(shown.model === undefined ? [] : [['model', shown.model] as const]),
    ...(shown.inputs.length === 0 ? [] : [['inputs', inputsText(shown.inputs)] as const]),
  ];
  return `${aligned(facts.map(([name, value]) => [style.dim(name), value]))}\n${shown.source.trimEnd()}\n`;
}

function factsOfVersion(version: LogEntry, style: Style): readonly (readonly [string, string])[] {
  const { name, email } = version.author;
  return [
    ['hash', version.hash],
    ['author', email === undefined ? name : `${name} <${email}>`],
    ['time', shortTime(version.time)],
    ['message', version.message.replace(/\s*\n\s*/g, ' ')],
    ...(version.tags === undefined ? [] : [['version tags', tagsText(version.tags, style)] as const]),
  ];
}

function inputsText(inputs: OperationOutput<'show'>['inputs']): string {
  return inputs.map(({ name, type, required }) => `${name}${required ? '' : '?'} (${type})`).join(', ');
}
