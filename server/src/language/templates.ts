import type { Binding, BlockSpan, CallUse } from '../template';
import type { ParsedPrompt } from './documents';
import type { Project } from './project';

/** A name of a template, and the file it is in. */
export interface TemplateName {
  readonly parsed: ParsedPrompt;
  readonly binding: Binding;
}

/** Imports of imports are followed so far. */
const deepest = 10;

/** The names that a Jinja template gives to those that import it: its macros, and what it sets outside of blocks. */
export function exportedNames(parsed: ParsedPrompt): readonly Binding[] {
  const { analysis, parts, text } = parsed.document;
  if (parsed.document.dialect !== 'jinja') return [];
  const end = parts.at(-1)?.range.end ?? text.length;
  const found = new Map<string, Binding>();
  for (const { range, bindings } of analysis.scopes) {
    if (range.end !== end) continue;
    for (const binding of bindings) if (exported.has(binding.kind)) found.set(binding.name, binding);
  }
  return [...found.values()];
}

const exported: ReadonlySet<Binding['kind']> = new Set(['macro', 'assignment', 'import']);

/** The template that a name of the file `parsed` is imported from. */
export function originFile(project: Project, parsed: ParsedPrompt, { origin }: Binding): ParsedPrompt | undefined {
  const uri = origin === undefined ? undefined : project.partialFile(parsed.file.path, origin.template);
  return uri === undefined ? undefined : project.prompt(uri);
}

/** What an imported name, or a `member` of an imported template, is where it comes from. Undefined when that is unknown. */
export function importedName(
  project: Project,
  parsed: ParsedPrompt,
  binding: Binding,
  member: string | undefined,
): TemplateName | undefined {
  return followImports(project, parsed, binding, member, () => true);
}

/** The same, only as far as it is called as it is here. */
export function sameImportedName(
  project: Project,
  parsed: ParsedPrompt,
  binding: Binding,
  member: string | undefined,
): TemplateName | undefined {
  return followImports(project, parsed, binding, member, keepsName);
}

/** Whether an imported name is called as it is where it comes from. */
export function keepsName({ nameRange, origin }: Binding): boolean {
  return origin?.name?.range.start === nameRange.start;
}

function followImports(
  project: Project,
  parsed: ParsedPrompt,
  binding: Binding,
  member: string | undefined,
  goesOn: (binding: Binding) => boolean,
): TemplateName | undefined {
  let from = parsed;
  let name: string | undefined = member ?? binding.origin?.name?.text;
  let at = binding;
  for (let depth = 0; depth < deepest; depth++) {
    const file = originFile(project, from, at);
    const found = file === undefined ? undefined : exportedNames(file).find((one) => one.name === name);
    if (file === undefined || found === undefined) return undefined;
    const isLast = found.kind !== 'import' || found.origin?.name === undefined || !goesOn(found);
    if (isLast) return { parsed: file, binding: found };
    from = file;
    at = found;
    name = found.origin.name.text;
  }
  return undefined;
}

/** The macro that a call calls, in this file or in the one it is imported from. */
export function calledMacro(
  project: Project,
  parsed: ParsedPrompt,
  { binding, name }: CallUse,
): TemplateName | undefined {
  if (binding === undefined) return undefined;
  if (binding.kind === 'macro') return { parsed, binding };
  const found = importedName(project, parsed, binding, binding.origin?.name === undefined ? name : undefined);
  return found?.binding.kind === 'macro' ? found : undefined;
}

/** A block of a template that it extends, and the file it is in. */
export interface TemplateBlock {
  readonly parsed: ParsedPrompt;
  readonly block: BlockSpan;
}

/** The named blocks of the templates that this one extends, nearest first. */
export function inheritedBlocks(project: Project, parsed: ParsedPrompt): readonly TemplateBlock[] {
  const found: TemplateBlock[] = [];
  const seen = new Set([parsed.file.uri]);
  for (
    let base = baseOf(project, parsed);
    base !== undefined && !seen.has(base.file.uri);
    base = baseOf(project, base)
  ) {
    seen.add(base.file.uri);
    for (const block of namedBlocks(base)) found.push({ parsed: base, block });
    if (seen.size > deepest) break;
  }
  return found;
}

/** The `{% block name %}` blocks of a template. */
export function namedBlocks({ document }: ParsedPrompt): readonly BlockSpan[] {
  if (document.dialect !== 'jinja') return [];
  return document.analysis.blocks.filter(({ name, label }) => name === 'block' && label !== undefined);
}

/** The template that this one extends. */
export function baseOf(project: Project, { document, file }: ParsedPrompt): ParsedPrompt | undefined {
  if (document.dialect !== 'jinja') return undefined;
  const use = document.analysis.partials.find(({ range }) =>
    /^\{%[-+]?\s*extends\b/.test(document.text.slice(range.start, range.start + 200)),
  );
  const uri = use?.name === undefined ? undefined : project.partialFile(file.path, use.name);
  return uri === undefined ? undefined : project.prompt(uri);
}
