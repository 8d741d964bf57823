import type { TextRange } from '../base';
import type { Binding, BlockSpan, CallUse } from '../template';
import type { ParsedPrompt } from './documents';
import { localOccurrences, type Occurrence } from './occurrences';
import type { Project } from './project';
import { exportedNames, inheritedBlocks, namedBlocks, originFile } from './templates';

/** Every place that means a name which a Jinja template defines, in its own file and where it is imported. */
export function exportedOccurrences(project: Project, home: ParsedPrompt, binding: Binding): Occurrence[] {
  const own = localOccurrences(home, binding).map((range, index): Occurrence => ({
    parsed: home,
    range,
    kind: index === 0 ? 'declaration' : 'read',
  }));
  const isExported = exportedNames(home).some(({ nameRange }) => nameRange.start === binding.nameRange.start);
  if (!isExported || binding.kind === 'import') return own;
  return [
    ...own,
    ...importers(project, home).flatMap((parsed) => importedOccurrences(project, parsed, home, binding.name)),
  ];
}

function importers(project: Project, home: ParsedPrompt): readonly ParsedPrompt[] {
  return project.includers(home.file.uri).flatMap(({ uri }) => {
    const parsed = project.prompt(uri);
    return parsed?.document.dialect === 'jinja' ? [parsed] : [];
  });
}

/** The names that a template imports from `home`. */
function importsFrom(project: Project, parsed: ParsedPrompt, home: ParsedPrompt): readonly Binding[] {
  return parsed.document.analysis.scopes
    .flatMap(({ bindings }) => bindings)
    .filter((one) => one.kind === 'import' && originFile(project, parsed, one)?.file.uri === home.file.uri);
}

function importedOccurrences(project: Project, parsed: ParsedPrompt, home: ParsedPrompt, name: string): Occurrence[] {
  const ranges = importsFrom(project, parsed, home).flatMap((binding): readonly TextRange[] => {
    const there = binding.origin?.name;
    if (there === undefined) return moduleReads(parsed, binding, name);
    if (there.text !== name) return [];
    return there.range.start === binding.nameRange.start ? localOccurrences(parsed, binding) : [there.range];
  });
  return ranges.map((range): Occurrence => ({ parsed, range, kind: 'read' }));
}

/** Where `name` is read from an imported template. */
export function moduleReads({ document }: ParsedPrompt, module: Binding, name: string): readonly TextRange[] {
  const { calls, variables } = document.analysis;
  const called = calls.flatMap((call) => (call.name === name && isOf(call, module) ? [call.nameRange] : []));
  const read = variables.flatMap(({ resolution, segments }) =>
    resolution.kind === 'local' && same(resolution.binding, module) && resolution.path[0] === name
      ? (segments[1]?.range ?? [])
      : [],
  );
  return [...called, ...read];
}

function isOf({ kind, binding }: CallUse, wanted: Binding): boolean {
  return kind === 'macro' && binding !== undefined && same(binding, wanted);
}

function same(a: Binding, b: Binding): boolean {
  return a.nameRange.start === b.nameRange.start;
}

/** The places where a macro is given a parameter by name. */
export function parameterArguments(project: Project, home: ParsedPrompt, parameter: Binding): Occurrence[] {
  const macro = macroOf(home, parameter);
  if (macro === undefined) return [];
  const named = (parsed: ParsedPrompt, calls: (call: CallUse) => boolean): Occurrence[] =>
    parsed.document.analysis.calls
      .filter(calls)
      .flatMap(({ namedArguments }) => namedArguments.filter(({ text }) => text === parameter.name))
      .map(({ range }): Occurrence => ({ parsed, range, kind: 'argument' }));
  const outside = importers(project, home).flatMap((parsed) =>
    importsFrom(project, parsed, home).flatMap((binding) => {
      const there = binding.origin?.name;
      const isMacro = there === undefined || there.text === macro.name;
      return isMacro
        ? named(parsed, (call) => isOf(call, binding) && (there !== undefined || call.name === macro.name))
        : [];
    }),
  );
  return [...named(home, (call) => isOf(call, macro)), ...outside];
}

/** The macro that a parameter belongs to. */
function macroOf({ document }: ParsedPrompt, { kind, nameRange }: Binding): Binding | undefined {
  if (kind !== 'parameter') return undefined;
  const block = document.analysis.blocks.find(
    ({ name, range, innerRange }) =>
      name === 'macro' && range.start < nameRange.start && nameRange.end < innerRange.start,
  );
  const label = block?.label?.range.start;
  return document.analysis.scopes
    .flatMap(({ bindings }) => bindings)
    .find((one) => one.kind === 'macro' && one.nameRange.start === label);
}

/** So many templates are searched for blocks of one name. */
const familyLimit = 200;

/** Every place that means the block `name`: in a template, in those it extends and in those that extend it. */
export function labelOccurrences(project: Project, parsed: ParsedPrompt, name: string): Occurrence[] {
  return [...templateFamily(project, parsed)].flatMap((file) =>
    labelOccurrencesIn(file, name).map((range): Occurrence => ({ parsed: file, range, kind: 'read' })),
  );
}

/** The names at the two ends of each block `name` of a template. */
export function labelOccurrencesIn(parsed: ParsedPrompt, name: string): readonly TextRange[] {
  return namedBlocks(parsed)
    .filter(({ label }) => label?.text === name)
    .flatMap(labelRanges);
}

/** A template, those it extends, and those that extend one of these: each is looked for when it is asked for. */
export function* templateFamily(project: Project, parsed: ParsedPrompt): Generator<ParsedPrompt, void> {
  const family = new Map<string, ParsedPrompt>([[parsed.file.uri, parsed]]);
  for (const { parsed: base } of inheritedBlocks(project, parsed)) family.set(base.file.uri, base);
  for (const member of family.values()) {
    yield member;
    if (family.size > familyLimit) continue;
    for (const other of importers(project, member))
      if (extendsTemplate(project, other, member)) family.set(other.file.uri, other);
  }
}

function extendsTemplate(project: Project, parsed: ParsedPrompt, base: ParsedPrompt): boolean {
  return inheritedBlocks(project, parsed).some((one) => one.parsed.file.uri === base.file.uri);
}

function labelRanges({ label, closeLabel }: BlockSpan): readonly TextRange[] {
  return [label?.range, closeLabel].filter((range) => range !== undefined);
}

/** The name of an inline partial and its uses, for a use or the name itself. */
export function inlineOccurrences(parsed: ParsedPrompt, label: TextRange): readonly TextRange[] {
  const uses = parsed.document.analysis.partials.filter(
    ({ definition }) => definition !== undefined && holds(definition, label),
  );
  return [label, ...uses.map(({ nameRange }) => nameRange)];
}

/** The name in the tag that defines the inline partial whose name, perhaps with quotes, stands at `definition`. */
export function inlineLabel({ document }: ParsedPrompt, definition: TextRange): TextRange | undefined {
  return document.analysis.blocks.find(({ label }) => label !== undefined && holds(definition, label.range))?.label
    ?.range;
}

function holds(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
