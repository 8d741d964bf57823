import type { MarkupContent } from 'vscode-languageserver-types';
import {
  editorValues,
  helperCatalogue,
  loopMembers,
  schemaAt,
  type Binding,
  type PromptDocument,
} from '../../../template';
import type { ParsedFile, ParsedPrompt } from '../../documents';
import type { Entity } from '../../entity';
import { rootSchema } from '../../facts';
import { includedFacts, partialReads } from '../../partial-reads';
import { callableMarkdown, code, fenced, markdown, membersOf, plain } from '../../markdown';
import type { Project } from '../../project';
import { importedName, originFile } from '../../templates';
import { typeLabel } from '../../types';

const bindingWords: { readonly [kind in Binding['kind']]: string } = {
  item: 'An element of a loop',
  key: 'The key in a loop over an object',
  index: 'The index in a loop, from 0',
  'block-parameter': 'A name given by the block',
  assignment: 'A name set in this template',
  parameter: 'A parameter of the macro',
  import: 'A name from another template',
  macro: 'A macro of this template',
};

/** What a local name stands for. */
export function localHover(
  project: Project,
  parsed: ParsedFile,
  { binding }: Extract<Entity, { kind: 'local' }>,
): MarkupContent {
  if (binding.kind === 'import') return importHover(project, parsed, binding, undefined);
  const facts = project.promptFacts(parsed.file.uri);
  const path = binding.source?.path;
  const schema = facts === undefined || path === undefined ? undefined : schemaAt(rootSchema(facts), path);
  const known = schema === undefined || schema === 'missing' ? undefined : schema;
  const from = path === undefined ? '' : ` of ${code(path.filter((part) => part !== '[]').join('.'))}`;
  return markdown([
    fenced(known === undefined ? signatureOf(binding) : `${binding.name}: ${typeLabel(known)}`),
    `${bindingWords[binding.kind]}${from}, from line ${lineOf(parsed, binding)}.`,
    known === undefined ? undefined : membersOf(known),
  ]);
}

/** What an imported name, or a member of an imported template, is where it comes from. */
export function importHover(
  project: Project,
  parsed: ParsedFile,
  binding: Binding,
  member: string | undefined,
): MarkupContent {
  const template = code(binding.origin?.template ?? '');
  const wanted = binding.origin?.name === undefined ? member : undefined;
  const found = parsed.kind === 'prompt' ? importedName(project, parsed, binding, wanted) : undefined;
  if (found !== undefined) {
    const what = found.binding.kind === 'macro' ? 'A macro' : 'A name set';
    return markdown([
      fenced(signatureOf(found.binding)),
      `${what} in ${code(found.parsed.file.path)}, line ${lineOf(found.parsed, found.binding)}.`,
    ]);
  }
  const file = parsed.kind === 'prompt' ? originFile(project, parsed, binding) : undefined;
  const where = file === undefined ? 'No file of the workspace has this name.' : `The file is ${code(file.file.path)}.`;
  return markdown([fenced(member ?? binding.name), `${bindingWords.import}, ${template}. ${where}`]);
}

function signatureOf({ name, parameters }: Binding): string {
  return parameters === undefined ? name : `${name}(${parameters.map(({ text }) => text).join(', ')})`;
}

function lineOf(parsed: ParsedFile, { nameRange }: Binding): number {
  return parsed.lines.positionAt(nameRange.start).line + 1;
}

const dataWords: ReadonlyMap<string, string> = new Map([
  ['index', 'The index of the element in the loop, from 0.'],
  ['key', 'The key of the element in a loop over an object; the index in one over a list.'],
  ['first', 'True in the first round of the loop.'],
  ['last', 'True in the last round of the loop.'],
  ['root', 'The inputs of the prompt, from inside any block.'],
  ['partial-block', 'The block that was handed to this partial.'],
  ['loop', 'The loop around this place: `loop.index`, `loop.first`, `loop.last` and others.'],
  ['caller', 'The text between `{% call %}` and `{% endcall %}`.'],
  ['varargs', 'The arguments of the macro that have no parameter.'],
  ['kwargs', 'The arguments of the macro that are given by other names than its parameters have.'],
]);

/** What runtime data is. */
export function dataHover({ dialect }: PromptDocument, name: string): MarkupContent {
  const loop = dialect === 'jinja' && name.startsWith('loop.') ? loopMembers.get(name.slice(5)) : undefined;
  const value = dialect === 'input-marks' ? editorValues.get(name) : undefined;
  const words = loop ?? value ?? dataWords.get(name) ?? 'Runtime data that the application gives.';
  return markdown([`**${plain(name)}**`, words]);
}

/** What a helper, filter, test or function does. */
export function callHover(
  { dialect, format }: PromptDocument,
  { call }: Extract<Entity, { kind: 'call' }>,
): MarkupContent | undefined {
  const kind = call.kind === 'block-helper' ? 'helper' : call.kind;
  const found = helperCatalogue(dialect, format).find((one) => one.name === call.name && one.kind === kind);
  return found === undefined ? undefined : callableMarkdown(found);
}

/** Which file a partial is, and what it reads. */
export function partialHover(
  project: Project,
  parsed: ParsedPrompt,
  { use, name }: Extract<Entity, { kind: 'partial' }>,
): MarkupContent {
  const facts = project.promptFacts(parsed.file.uri);
  const included = facts === undefined ? undefined : includedFacts(project, facts, use);
  if (included === undefined) return markdown([`There is no partial ${code(name)} in the workspace.`]);
  const { reads } = partialReads(project, included);
  const names = [...reads.keys()].slice(0, 20).map(code).join(', ');
  return markdown([
    `${included.partial ? 'Partial' : 'Template'} ${code(included.path)}`,
    included.description === undefined ? undefined : plain(included.description),
    names === '' ? 'It reads no variables.' : `It reads ${names}.`,
  ]);
}
