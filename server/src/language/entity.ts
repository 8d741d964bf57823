import { touches, type TextRange } from '../base';
import {
  schemaAt,
  tagAt,
  type Binding,
  type BlockSpan,
  type CallUse,
  type CaseNode,
  type PartialUse,
  type RoleMark,
  type VariableUse,
} from '../template';
import type { ParsedCases, ParsedPrompt } from './documents';
import { rootPath, rootSchema, type PromptFacts } from './facts';
import type { Project } from './project';
import { inlineLabel } from './template-occurrences';
import { defaultInputs, inputKeys, plainKeyRange } from './yaml-tree';

/** What the text at some place means. `range` is that text. */
export type Entity =
  /** An input of the prompt or partial in the file `prompt`. */
  | { readonly kind: 'input'; readonly prompt: string; readonly name: string; readonly range: TextRange }
  /** A part of an input: a path from the root of the prompt. */
  | { readonly kind: 'property'; readonly prompt: string; readonly path: readonly string[]; readonly range: TextRange }
  | { readonly kind: 'local'; readonly binding: Binding; readonly range: TextRange }
  /** A name of another template, where it is imported or read from an import. */
  | { readonly kind: 'imported'; readonly binding: Binding; readonly member: string; readonly range: TextRange }
  | { readonly kind: 'data'; readonly name: string; readonly range: TextRange }
  | { readonly kind: 'call'; readonly call: CallUse; readonly range: TextRange }
  | { readonly kind: 'partial'; readonly use: PartialUse; readonly name: string; readonly range: TextRange }
  /** The name of a prompt, in a case file or in its own header. */
  | { readonly kind: 'prompt'; readonly name: string; readonly range: TextRange }
  | { readonly kind: 'role'; readonly role: RoleMark; readonly range: TextRange }
  | { readonly kind: 'block'; readonly block: BlockSpan; readonly range: TextRange }
  /** The name of a Jinja block. */
  | { readonly kind: 'label'; readonly name: string; readonly range: TextRange }
  /** An inline partial; `label` is its name in the tag that defines it. */
  | { readonly kind: 'inline'; readonly name: string; readonly label: TextRange; readonly range: TextRange }
  | { readonly kind: 'assertion'; readonly type: string; readonly range: TextRange };

/** What stands at an offset of a prompt, outside of plain text. */
export function entityInPrompt(project: Project, parsed: ParsedPrompt, offset: number): Entity | undefined {
  const { document } = parsed;
  if (document.foreignName !== undefined) return undefined;
  if (document.format === 'github-models') {
    const found = entityInBody(project, parsed, offset);
    if (found !== undefined) return found;
  } else if (offset >= document.bodyStart) return entityInBody(project, parsed, offset);
  return entityInHeader(parsed, offset) ?? entityInCaseList(parsed.file.uri, parsed.cases.cases, offset);
}

/** What stands at an offset of a case file. */
export function entityInCases(project: Project, parsed: ParsedCases, offset: number): Entity | undefined {
  const { document } = parsed;
  const { prompt } = document;
  if (prompt !== undefined && touches(prompt.range, offset))
    return { kind: 'prompt', name: prompt.name, range: prompt.range };
  const facts = project.promptOfCases({ path: parsed.file.path, prompt: prompt?.name });
  if (facts === undefined) return entityInCaseList(undefined, document.cases, offset);
  for (const pair of defaultInputs(parsed)) {
    const range = plainKeyRange(parsed.file.text, pair);
    if (touches(range, offset)) return { kind: 'input', prompt: facts.uri, name: pair.key, range };
  }
  return entityInCaseList(facts.uri, document.cases, offset);
}

function entityInCaseList(prompt: string | undefined, cases: readonly CaseNode[], offset: number): Entity | undefined {
  for (const node of cases) {
    for (const { name, nameRange } of node.inputs) {
      if (touches(nameRange, offset) && prompt !== undefined) return { kind: 'input', prompt, name, range: nameRange };
    }
    for (const { type, typeRange } of node.assertions) {
      if (touches(typeRange, offset)) return { kind: 'assertion', type, range: typeRange };
    }
  }
  return undefined;
}

function entityInHeader(parsed: ParsedPrompt, offset: number): Entity | undefined {
  const { document, file } = parsed;
  const prompt = file.uri;
  for (const { name, nameRange, range, schema } of document.inputs) {
    if (touches(nameRange, offset)) return { kind: 'input', prompt, name, range: nameRange };
    if (!touches(range, offset)) continue;
    const path = propertyAt([name], schema, offset);
    if (path !== undefined) return { kind: 'property', prompt, ...path };
  }
  for (const pair of offset < document.bodyStart || document.format === 'github-models' ? inputKeys(parsed) : []) {
    const range = plainKeyRange(file.text, pair);
    if (touches(range, offset)) return { kind: 'input', prompt, name: pair.key, range };
  }
  const name = document.header?.entries.find(({ key, valueRange }) => key === 'name' && touches(valueRange, offset));
  return name === undefined || document.name === undefined
    ? undefined
    : { kind: 'prompt', name: document.name, range: name.valueRange };
}

/** The property of a schema whose name stands at `offset`. */
function propertyAt(
  path: readonly string[],
  schema: PromptFacts['inputs'][number]['schema'],
  offset: number,
): { readonly path: readonly string[]; readonly range: TextRange } | undefined {
  for (const [name, member] of schema.properties ?? []) {
    const here = [...path, name];
    if (member.nameRange !== undefined && touches(member.nameRange, offset))
      return { path: here, range: member.nameRange };
    const below = propertyAt(here, member, offset);
    if (below !== undefined) return below;
  }
  return schema.items === undefined ? undefined : propertyAt([...path, '[]'], schema.items, offset);
}

function entityInBody(project: Project, parsed: ParsedPrompt, offset: number): Entity | undefined {
  const { analysis } = parsed.document;
  const role = analysis.roles.find(({ roleRange }) => touches(roleRange, offset));
  if (role !== undefined) return { kind: 'role', role, range: role.roleRange };
  const tag = tagAt(parsed.document, offset);
  if (tag === undefined || offset > tag.end) return undefined;
  const use = findAt(analysis.variables, offset);
  const variable = use === undefined ? undefined : variableAt(parsed, use, offset);
  if (variable !== undefined) return variable;
  for (const partial of analysis.partials) {
    if (!touches(partial.range, offset)) continue;
    const found = partialAt(project, parsed, partial, offset);
    if (found !== undefined) return found;
  }
  const binding = bindingAt(parsed, offset);
  if (binding !== undefined) return bindingEntity(binding, offset);
  const call = analysis.calls.find(({ nameRange }) => touches(nameRange, offset));
  if (call?.kind === 'macro' && call.binding !== undefined)
    return { kind: 'imported', binding: call.binding, member: call.name, range: call.nameRange };
  if (call !== undefined) return { kind: 'call', call, range: call.nameRange };
  return blockAt(analysis.blocks, offset);
}

function blockAt(blocks: readonly BlockSpan[], offset: number): Entity | undefined {
  for (const block of blocks) {
    const { label, closeLabel } = block;
    const named = [label?.range, closeLabel].find((range) => range !== undefined && touches(range, offset));
    if (label !== undefined && named !== undefined) {
      if (block.name === 'block') return { kind: 'label', name: label.text, range: named };
      return { kind: 'inline', name: label.text, label: label.range, range: named };
    }
    for (const range of [block.openNameRange, block.closeNameRange]) {
      if (range !== undefined && touches(range, offset)) return { kind: 'block', block, range };
    }
  }
  return undefined;
}

/** The item of an ordered list whose range touches `offset`; the innermost of nested ones. */
export function findAt<T extends { readonly range: TextRange }>(items: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.range.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= 0 && i > low - 8; i--) {
    const item = items[i];
    if (item !== undefined && touches(item.range, offset)) return item;
  }
  return undefined;
}

function variableAt(parsed: ParsedPrompt, use: VariableUse, offset: number): Entity | undefined {
  const { resolution, segments } = use;
  const index = segments.findIndex(({ range }) => touches(range, offset));
  const segment = segments[index];
  if (segment === undefined) return undefined;
  const { range } = segment;
  if (resolution.kind === 'data') return { kind: 'data', name: resolution.name, range };
  if (resolution.kind === 'local' && index === 0) return { kind: 'local', binding: resolution.binding, range };
  if (resolution.kind === 'local' && index === 1 && isModule(resolution.binding))
    return { kind: 'imported', binding: resolution.binding, member: segment.text, range };
  const path = rootPath(use);
  if (path === undefined) return undefined;
  const here = path.slice(0, pathIndexOf(segments, path, index) + 1);
  const [name] = here;
  if (name === undefined) return undefined;
  const prompt = parsed.file.uri;
  return here.length === 1 ? { kind: 'input', prompt, name, range } : { kind: 'property', prompt, path: here, range };
}

/** Whether a name is an imported template: its members are the names there. */
function isModule({ kind, origin }: Binding): boolean {
  return kind === 'import' && origin !== undefined && origin.name === undefined;
}

/** The place in `path` of `segments[index]`: both end with the same name, and `[]` is not written. */
function pathIndexOf(segments: VariableUse['segments'], path: readonly string[], index: number): number {
  let at = segments.length - 1;
  return path.findLastIndex((name) => name !== '[]' && at-- === index);
}

function partialAt(project: Project, parsed: ParsedPrompt, use: PartialUse, offset: number): Entity | undefined {
  if (touches(use.nameRange, offset) && use.name !== undefined) {
    const { name, nameRange: range, definition } = use;
    if (definition === undefined) return { kind: 'partial', use, name, range };
    const label = inlineLabel(parsed, definition);
    return label === undefined ? undefined : { kind: 'inline', name, label, range };
  }
  const argument = use.namedArguments.find(({ range }) => touches(range, offset));
  if (argument === undefined) return undefined;
  const target = project.includedFile(parsed.file.path, use);
  return target === undefined
    ? undefined
    : { kind: 'input', prompt: target, name: argument.text, range: argument.range };
}

function bindingAt(parsed: ParsedPrompt, offset: number): Binding | undefined {
  for (const scope of parsed.document.analysis.scopes) {
    const found = scope.bindings.find(
      ({ nameRange, origin }) =>
        touches(nameRange, offset) || (origin?.name !== undefined && touches(origin.name.range, offset)),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of `import a as b`, `a` is a name of the other template. */
function bindingEntity(binding: Binding, offset: number): Entity {
  const there = binding.origin?.name;
  if (there !== undefined && !touches(binding.nameRange, offset))
    return { kind: 'imported', binding, member: there.text, range: there.range };
  return { kind: 'local', binding, range: binding.nameRange };
}

/** Where the property at `path` is declared, when its type is. */
export function propertyRange(facts: Pick<PromptFacts, 'inputs'>, path: readonly string[]): TextRange | undefined {
  const [name] = path;
  if (path.length === 1) return facts.inputs.find((input) => input.name === name)?.nameRange;
  const found = schemaAt(rootSchema(facts), path);
  return found === undefined || found === 'missing' ? undefined : found.nameRange;
}
