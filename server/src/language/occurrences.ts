import type { TextRange } from '../base';
import type { Binding } from '../template';
import type { ParsedCases, ParsedFile, ParsedPrompt } from './documents';
import { inputSegment, rootPath, segmentAt } from './facts';
import { includedFacts } from './partial-reads';
import type { Project } from './project';
import { defaultInputs, inputKeys, plainKeyRange } from './yaml-tree';

/** A place where a name stands. */
export interface Occurrence {
  readonly parsed: ParsedFile;
  readonly range: TextRange;
  readonly kind: 'declaration' | 'default' | 'read' | 'close' | 'case' | 'argument' | 'implicit-read';
}

/**
 * Every place that means one input: its declaration, defaults and reads in its own file, its values in cases, and where it
 * is included the arguments it is handed. Reads in partials that share the context count as `implicit-read`.
 */
export function inputOccurrences(project: Project, uri: string, name: string): Occurrence[] {
  const parsed = project.prompt(uri);
  if (parsed === undefined) return [];
  return [
    ...inputOccurrencesIn(parsed, name),
    ...caseOccurrences(project, uri, name),
    ...argumentOccurrences(project, parsed, name),
    ...implicitReads(project, parsed, name, new Set([uri])),
  ];
}

/** The places in the prompt's own file. */
export function inputOccurrencesIn(parsed: ParsedPrompt, name: string): Occurrence[] {
  const found: Occurrence[] = [];
  const { document, file } = parsed;
  for (const input of document.inputs) {
    if (input.name === name) found.push({ parsed, range: input.nameRange, kind: 'declaration' });
  }
  for (const pair of inputKeys(parsed)) {
    const range = plainKeyRange(file.text, pair);
    const isDeclaration = found.some((other) => other.range.start === range.start);
    if (pair.key === name && !isDeclaration) found.push({ parsed, range, kind: 'default' });
  }
  for (const use of document.analysis.variables) {
    const range = rootPath(use)?.[0] === name ? inputSegment(use) : undefined;
    if (range !== undefined) found.push({ parsed, range, kind: 'read' });
  }
  const reads = found.flatMap(({ range, kind }) => (kind === 'read' ? [range] : []));
  for (const range of closings(parsed, reads)) found.push({ parsed, range, kind: 'close' });
  for (const node of parsed.cases.cases) {
    for (const input of node.inputs) {
      const isKnown = input.name !== name || found.some((other) => other.range.start === input.nameRange.start);
      if (!isKnown) found.push({ parsed, range: input.nameRange, kind: 'case' });
    }
  }
  return found;
}

function caseOccurrences(project: Project, uri: string, name: string): Occurrence[] {
  return project.casesOf(uri).flatMap((parsed) => caseOccurrencesIn(parsed, name));
}

/** The places in a file of cases that give the input a value. */
export function caseOccurrencesIn(parsed: ParsedCases, name: string): Occurrence[] {
  const starts = new Map<number, TextRange>();
  // A default that every case replaces is in none of them.
  for (const pair of defaultInputs(parsed)) {
    const range = plainKeyRange(parsed.file.text, pair);
    if (pair.key === name) starts.set(range.start, range);
  }
  for (const node of parsed.document.cases) {
    for (const input of node.inputs) if (input.name === name) starts.set(input.nameRange.start, input.nameRange);
  }
  return [...starts.values()].map((range) => ({ parsed, range, kind: 'case' }));
}

/** The names of arguments where a partial is included. */
function argumentOccurrences(project: Project, parsed: ParsedPrompt, name: string): Occurrence[] {
  return project.includers(parsed.file.uri).flatMap((facts) => {
    const includer = project.prompt(facts.uri);
    return includer === undefined ? [] : argumentsIn(project, includer, parsed.file.uri, name);
  });
}

/** The arguments called `name` that a file hands to the partial in `partial`. */
export function argumentsIn(project: Project, includer: ParsedPrompt, partial: string, name: string): Occurrence[] {
  return includer.document.analysis.partials.flatMap((use) => {
    const given = project.includedFile(includer.file.path, use) === partial ? use.namedArguments : [];
    return given.flatMap(({ text, range }): Occurrence[] =>
      text === name ? [{ parsed: includer, range, kind: 'argument' }] : [],
    );
  });
}

/** Reads in partials that are included with the whole context and without an argument of that name. */
function implicitReads(project: Project, parsed: ParsedPrompt, name: string, seen: Set<string>): Occurrence[] {
  const facts = project.promptFacts(parsed.file.uri);
  if (facts === undefined) return [];
  return facts.partials.flatMap((use) => {
    const shares = use.context?.length === 0 && !use.namedArguments.some(({ text }) => text === name);
    const included = shares ? includedFacts(project, facts, use) : undefined;
    const target = included === undefined || seen.has(included.uri) ? undefined : project.prompt(included.uri);
    if (target === undefined) return [];
    seen.add(target.file.uri);
    const own = inputOccurrencesIn(target, name).filter(({ kind }) => kind === 'read' || kind === 'declaration');
    const implicit = own.map(({ range }): Occurrence => ({ parsed: target, range, kind: 'implicit-read' }));
    return [...implicit, ...implicitReads(project, target, name, seen)];
  });
}

/** Reads of a path into an input, in the file of the prompt. */
export function propertyOccurrences(parsed: ParsedPrompt, path: readonly string[]): TextRange[] {
  return parsed.document.analysis.variables.flatMap((use) => {
    const full = rootPath(use);
    if (full === undefined || full.length < path.length || !path.every((part, index) => full[index] === part))
      return [];
    const segment = segmentAt(use.segments, full, path.length - 1);
    return segment === undefined ? [] : [segment.range];
  });
}

/** The declaration and the reads of a local name. */
export function localOccurrences(parsed: ParsedPrompt, binding: Binding): TextRange[] {
  const reads = parsed.document.analysis.variables.flatMap(({ resolution, segments }) => {
    const [first] = segments;
    return resolution.kind === 'local' &&
      resolution.binding.nameRange.start === binding.nameRange.start &&
      first !== undefined
      ? [first.range]
      : [];
  });
  return [binding.nameRange, ...reads, ...closings(parsed, reads)];
}

/** The places in closing tags that repeat names read in the opening tags, such as `order` in `{{/order.lines}}`. */
export function closings({ document, file }: ParsedPrompt, reads: readonly TextRange[]): readonly TextRange[] {
  if (reads.length === 0) return [];
  const sorted = reads.toSorted((a, b) => a.start - b.start);
  const found: TextRange[] = [];
  for (const { openNameRange: open, closeNameRange: close } of document.analysis.blocks) {
    const read = close === undefined ? undefined : firstIn(sorted, open);
    if (close === undefined || read === undefined || textAt(file.text, open) !== textAt(file.text, close)) continue;
    const start = close.start + (read.start - open.start);
    found.push({ start, end: start + (read.end - read.start) });
  }
  return found;
}

function textAt(text: string, { start, end }: TextRange): string {
  return text.slice(start, end);
}

/** The first of sorted ranges that lies in `outer`. */
function firstIn(sorted: readonly TextRange[], outer: TextRange): TextRange | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.start ?? 0) < outer.start) low = middle + 1;
    else high = middle;
  }
  const found = sorted[low];
  return found !== undefined && found.end <= outer.end ? found : undefined;
}

/** Every inclusion of the partial in `uri`. */
export function partialOccurrences(project: Project, uri: string): Occurrence[] {
  return project.includers(uri).flatMap((facts) => {
    const parsed = project.prompt(facts.uri);
    if (parsed === undefined) return [];
    return parsed.document.analysis.partials.flatMap((use): Occurrence[] => {
      if (project.includedFile(facts.path, use) !== uri) return [];
      const names = [use.nameRange, ...closings(parsed, [use.nameRange])];
      return names.map((range): Occurrence => ({ parsed, range, kind: 'read' }));
    });
  });
}

/** Every place that names a prompt: case files, and its own header. */
export function promptNameOccurrences(project: Project, name: string): Occurrence[] {
  const found: Occurrence[] = [];
  for (const uri of project.promptsNamed(name)) {
    const parsed = project.prompt(uri);
    const entry = parsed?.document.header?.entries.find(({ key }) => key === 'name');
    if (parsed !== undefined && entry !== undefined)
      found.push({ parsed, range: entry.valueRange, kind: 'declaration' });
  }
  for (const facts of project.filesWith(name)) {
    const parsed = facts.kind === 'cases' && facts.prompt === name ? project.documents.get(facts.uri) : undefined;
    if (parsed?.kind === 'cases' && parsed.document.prompt !== undefined) {
      found.push({ parsed, range: parsed.document.prompt.range, kind: 'read' });
    }
  }
  return found;
}
