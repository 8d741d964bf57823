import type { TextRange } from '../base';
import type { Binding, BlockSpan, CallUse } from '../template';
import type { ParsedPrompt } from './documents';
import { localOccurrences, type Occurrence } from './occurrences';
import type { Project } from './project';
import { baseOf, exportedNames, keepsName, namedBlocks, originFile } from './templates';

/** Every place that means a name which a Jinja template defines, in its own file and where it is imported. */
export function exportedOccurrences(project: Project, home: ParsedPrompt, binding: Binding): Occurrence[] {
  const own = localOccurrences(home, binding).map((range, index): Occurrence => ({
    parsed: home,
    range,
    kind: index === 0 ? 'declaration' : 'read',
  }));
  if (!isExported(home, binding)) return own;
  return [...own, ...importsOf(project, home, binding.name, keepsName).flatMap(importedOccurrences)];
}

function isExported(home: ParsedPrompt, { nameRange }: Binding): boolean {
  return exportedNames(home).some((one) => one.nameRange.start === nameRange.start);
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

/** A name of a template, or the template, as another one imports it. */
interface Imported {
  readonly parsed: ParsedPrompt;
  readonly binding: Binding;
  /** What it is called in the template that `binding` imports from. */
  readonly name: string;
}

/**
 * Where the name of a template is imported, from it or from those that import it in their turn.
 * @param goesOn whether to follow what imports an imported name, which may be called otherwise there
 */
function importsOf(
  project: Project,
  home: ParsedPrompt,
  name: string,
  goesOn: (binding: Binding) => boolean,
): readonly Imported[] {
  const found: Imported[] = [];
  const pending = [{ home, name }];
  const seen = new Set([`${home.file.uri} ${name}`]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { home: from, name: wanted } = next;
    for (const parsed of importers(project, from)) {
      for (const binding of importsFrom(project, parsed, from)) {
        const there = binding.origin?.name;
        if (there !== undefined && there.text !== wanted) continue;
        found.push({ parsed, binding, name: wanted });
        const key = `${parsed.file.uri} ${binding.name}`;
        if (there === undefined || !goesOn(binding) || seen.has(key) || !isExported(parsed, binding)) continue;
        seen.add(key);
        pending.push({ home: parsed, name: binding.name });
      }
    }
  }
  return found;
}

function importedOccurrences({ parsed, binding, name }: Imported): Occurrence[] {
  const there = binding.origin?.name;
  const ranges =
    there === undefined
      ? moduleReads(parsed, binding, name)
      : keepsName(binding)
        ? localOccurrences(parsed, binding)
        : [there.range];
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
  const outside = importsOf(project, home, macro.name, () => true).flatMap(({ parsed, binding, name }) =>
    named(parsed, (call) => isOf(call, binding) && (binding.origin?.name !== undefined || call.name === name)),
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
export const familyLimit = 200;

/**
 * A template, those it extends, and all that extend one of these: each is looked for when it is asked for.
 * @returns whether there are no more than {@link familyLimit}
 */
export function* templateFamily(project: Project, parsed: ParsedPrompt): Generator<ParsedPrompt, boolean> {
  const family = new Map<string, ParsedPrompt>();
  let complete = true;
  const add = (member: ParsedPrompt): boolean => {
    const isNew = !family.has(member.file.uri);
    if (family.size < familyLimit) family.set(member.file.uri, member);
    else if (isNew) complete = false;
    return isNew;
  };
  let base: ParsedPrompt | undefined = parsed;
  while (base !== undefined && complete && add(base)) base = baseOf(project, base);
  for (const member of family.values()) {
    yield member;
    for (const other of complete ? importers(project, member) : [])
      if (baseOf(project, other)?.file.uri === member.file.uri) add(other);
  }
  return complete;
}

/** Every place in some templates that means the block `name`. */
export function labelOccurrences(members: Iterable<ParsedPrompt>, name: string): Occurrence[] {
  return [...members].flatMap((parsed) =>
    labelOccurrencesIn(parsed, name).map((range): Occurrence => ({ parsed, range, kind: 'read' })),
  );
}

/** The names at the two ends of each block `name` of a template, and where the template fills it in again. */
export function labelOccurrencesIn(parsed: ParsedPrompt, name: string): readonly TextRange[] {
  const labels = namedBlocks(parsed).flatMap((block) => (block.label?.text === name ? labelRanges(block) : []));
  return [...labels, ...selfReads(parsed, name)];
}

/** The names in `self.name()`, which fills a block in again. */
function selfReads({ document }: ParsedPrompt, name: string): readonly TextRange[] {
  return document.analysis.variables.flatMap(({ resolution, segments: [, member], range }) => {
    if (resolution.kind !== 'data' || resolution.name !== 'self') return [];
    if (member !== undefined) return member.text === name ? [member.range] : [];
    const [whole = '', called] = /^\s*\.\s*([A-Za-z_]\w*)/.exec(document.text.slice(range.end, range.end + 200)) ?? [];
    const end = range.end + whole.length;
    return called === name ? [{ start: end - name.length, end }] : [];
  });
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
