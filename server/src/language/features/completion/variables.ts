import type { CompletionItem } from 'vscode-languageserver-types';
import { schemaAt, scopesAt, type Schema, type Scope } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { rootSchema, type PromptFacts } from '../../facts';
import { partialReads } from '../../partial-reads';
import type { Project } from '../../project';
import { typeLabel } from '../../types';
import { item, kinds } from './items';

/** Every variable that can be read at an offset: local names, members of the context, inputs. */
export function variableItems(
  project: Project,
  parsed: ParsedPrompt,
  facts: PromptFacts,
  offset: number,
): CompletionItem[] {
  const scopes = scopesAt(parsed.document, offset);
  const innermost = scopes.at(-1);
  const locals = localItems(scopes, facts);
  const context = innermost?.context;
  if (innermost === undefined || context?.length === 0) return [...locals, ...inputItems(project, facts, '', '2')];
  // Mustache looks names up through all sections around them.
  const contexts = parsed.document.dialect === 'mustache' ? scopes.map((scope) => scope.context) : [context];
  const members = contexts
    .toReversed()
    .flatMap((one) => (one === undefined || one.length === 0 ? [] : memberItems(facts, one, '1')));
  // Only Handlebars leaves the inputs behind when a block changes the context.
  const prefix = parsed.document.dialect === 'handlebars' ? '../'.repeat(depthOf(scopes)) : '';
  return [...locals, ...members, ...inputItems(project, facts, prefix, '3')];
}

/** How many `../` lead from the innermost scope to the root. */
function depthOf(scopes: readonly Scope[]): number {
  let depth = 0;
  let context: readonly string[] | undefined = [];
  for (const scope of scopes) {
    if (scope.context?.join('\n') !== context?.join('\n')) depth++;
    context = scope.context;
  }
  return depth;
}

function localItems(scopes: readonly Scope[], facts: PromptFacts): CompletionItem[] {
  const found = new Map<string, CompletionItem>();
  for (const { bindings } of scopes) {
    for (const { name, kind, source, parameters } of bindings) {
      const schema = source === undefined ? undefined : schemaAt(rootSchema(facts), source.path);
      const detail = schema === undefined || schema === 'missing' ? {} : { detail: typeLabel(schema) };
      const signature =
        parameters === undefined ? {} : { detail: `${name}(${parameters.map(({ text }) => text).join(', ')})` };
      found.set(
        name,
        item(name, kind === 'macro' ? kinds.helper : kinds.local, { ...detail, ...signature, sort: '0' }),
      );
    }
  }
  return [...found.values()];
}

/** The inputs of a prompt; of one that declares none, what it reads. */
export function inputItems(project: Project, facts: PromptFacts, prefix: string, sort: string): CompletionItem[] {
  const spell = (name: string, detail: string | undefined): CompletionItem =>
    item(prefix + name, kinds.input, {
      sort,
      ...(detail === undefined ? {} : { detail }),
      ...(prefix === '' ? {} : { filter: name }),
    });
  const declared = facts.inputs.map((input) => spell(input.name, typeLabel(input.schema)));
  const names = new Set(facts.inputs.map((input) => input.name));
  const others = facts.declaresInputs
    ? facts.impliedInputs
    : [...facts.impliedInputs, ...partialReads(project, facts).reads.keys()];
  for (const name of new Set(others)) if (!names.has(name)) declared.push(spell(name, undefined));
  return declared;
}

/** The members of what stands at a path from the root. */
export function memberItems(facts: PromptFacts, path: readonly string[], sort: string): CompletionItem[] {
  const owner = schemaAt(rootSchema(facts), path);
  if (owner === undefined || owner === 'missing') return [];
  return [...(owner.properties ?? [])].map(([name, member]: readonly [string, Schema]) =>
    item(name, kinds.member, { detail: typeLabel(member), sort }),
  );
}

/** The path from the root that the names before a dot stand for; undefined when it cannot be known. */
export function qualifiedPath(
  parsed: ParsedPrompt,
  offset: number,
  qualifier: readonly string[],
): readonly string[] | undefined {
  const scopes = scopesAt(parsed.document, offset);
  const [first, ...rest] = qualifier.filter((part) => part !== 'this' && part !== '.');
  if (first === undefined) return scopes.at(-1)?.context;
  if (first === '@root') return rest;
  if (first === '..') return outerPath(scopes, qualifier);
  for (const { bindings } of scopes.toReversed()) {
    const binding = bindings.find(({ name }) => name === first);
    if (binding !== undefined) return binding.source === undefined ? undefined : [...binding.source.path, ...rest];
  }
  if (parsed.document.dialect === 'jinja') return first.startsWith('@') ? undefined : [first, ...rest];
  const context = scopes.at(-1)?.context;
  return context === undefined ? undefined : [...context, first, ...rest];
}

function outerPath(scopes: readonly Scope[], qualifier: readonly string[]): readonly string[] | undefined {
  const contexts: (readonly string[] | undefined)[] = [[]];
  for (const { context } of scopes) {
    if (context?.join('\n') !== contexts.at(-1)?.join('\n')) contexts.push(context);
  }
  const steps = qualifier.filter((part) => part === '..').length;
  const context = contexts.at(-1 - steps);
  return context === undefined ? undefined : [...context, ...qualifier.filter((part) => part !== '..')];
}
