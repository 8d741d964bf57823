import type { Position, Range, WorkspaceEdit } from 'vscode-languageserver-types';
import { touches, type TextRange } from '../../base';
import { helperCatalogue, scopesAt, type PartialUse } from '../../template';
import type { ParsedPrompt } from '../documents';
import { Edits } from '../edits';
import type { Entity } from '../entity';
import type { PromptFacts } from '../facts';
import { includedFacts, partialReads } from '../inclusions';
import { inputOccurrences, localOccurrences } from '../occurrences';
import type { Project } from '../project';
import { RenameRefused } from '../service';
import { spotAt } from './navigation';

type Renamable = Extract<Entity, { kind: 'input' | 'local' }>;

/** The name at a position, when it can be renamed. @throws {RenameRefused} */
export function prepareRename(
  project: Project,
  uri: string,
  position: Position,
): { range: Range; placeholder: string } | undefined {
  const spot = spotAt(project, uri, position);
  if (spot?.entity === undefined) return undefined;
  const entity = renamable(spot.entity);
  return { range: spot.parsed.lines.rangeAt(entity.range), placeholder: oldNameOf(entity) };
}

/** The edits that give an input or a local name another name, everywhere. @throws {RenameRefused} */
export function rename(project: Project, uri: string, position: Position, newName: string): WorkspaceEdit | undefined {
  const spot = spotAt(project, uri, position);
  if (spot?.entity === undefined) return undefined;
  const entity = renamable(spot.entity);
  const oldName = oldNameOf(entity);
  if (newName === oldName) return undefined;
  const edits = new Edits();
  if (entity.kind === 'local') {
    if (spot.parsed.kind === 'prompt') renameLocal(spot.parsed, entity, newName, edits);
  } else {
    renameInput(project, entity.prompt, oldName, newName, edits);
  }
  return edits.isEmpty ? undefined : edits.build();
}

function oldNameOf(entity: Renamable): string {
  return entity.kind === 'local' ? entity.binding.name : entity.name;
}

/** Why other things keep their names. */
const refusals: { readonly [kind in Exclude<Entity['kind'], 'input' | 'local'>]: string } = {
  property:
    'Properties of an input come from the application. Rename them in the schema and in the code that fills it.',
  data: 'Runtime data has a fixed name.',
  call: 'Helpers, filters and functions have fixed names.',
  partial: 'A partial is named by its file: rename the file, and the inclusions follow.',
  prompt:
    'The name of a prompt is its identity: versions and environments know it by that name. Edit the header to start another.',
  role: 'Roles have fixed names.',
  block: 'Blocks have the name of their helper or variable.',
  assertion: 'Assertions have fixed names.',
};

function renamable(entity: Entity): Renamable {
  if (entity.kind === 'input' || entity.kind === 'local') return entity;
  throw new RenameRefused(refusals[entity.kind]);
}

function renameLocal(
  parsed: ParsedPrompt,
  { binding }: Extract<Entity, { kind: 'local' }>,
  newName: string,
  edits: Edits,
): void {
  checkName(parsed, newName);
  const places = localOccurrences(parsed, binding);
  for (const range of places) refuseLocals(parsed, range, newName);
  const scope = parsed.document.analysis.scopes.find(({ bindings }) => bindings.includes(binding));
  const captured = parsed.document.analysis.variables.find(
    ({ resolution, segments, range }) =>
      scope !== undefined &&
      touches(scope.range, range.start) &&
      segments[0]?.text === newName &&
      !(resolution.kind === 'local' && resolution.binding.nameRange.start === binding.nameRange.start),
  );
  if (captured !== undefined)
    throw new RenameRefused(`${newName} is already read inside this block and would then mean something else.`);
  for (const range of places) edits.replace(parsed, range, newName);
}

function renameInput(project: Project, uri: string, oldName: string, newName: string, edits: Edits): void {
  const parsed = project.prompt(uri);
  const facts = project.promptFacts(uri);
  if (parsed === undefined || facts === undefined) return;
  checkName(parsed, newName);
  refuseTaken(project, facts, oldName, newName);
  const occurrences = inputOccurrences(project, uri, oldName).filter(({ kind }) => kind !== 'implicit-read');
  for (const { parsed: file, range, kind } of occurrences) {
    if (file.kind === 'prompt' && kind === 'read') refuseLocals(file, range, newName);
    edits.replace(file, range, kind === 'read' ? newName : inYaml(newName, kind === 'argument'));
  }
  keepInclusions(project, parsed, facts, oldName, newName, edits);
  if (parsed.isPartial) keepIncluders(project, parsed, oldName, newName, edits);
}

/** A partial that shares the context reads the old name: hand it the new one under the old name. */
function keepInclusions(
  project: Project,
  parsed: ParsedPrompt,
  facts: PromptFacts,
  oldName: string,
  newName: string,
  edits: Edits,
): void {
  for (const use of parsed.document.analysis.partials) {
    const shares = use.context?.length === 0 && !use.namedArguments.some(({ text }) => text === oldName);
    const included = shares ? includedFacts(project, facts, use) : undefined;
    if (included === undefined || !partialReads(project, included).reads.has(oldName)) continue;
    insertArgument(parsed, use, oldName, newName, edits);
  }
}

/** Whoever lets this partial read the old name from the shared context now has to hand it over under the new one. */
function keepIncluders(project: Project, partial: ParsedPrompt, oldName: string, newName: string, edits: Edits): void {
  for (const facts of project.includers(partial.file.uri)) {
    const parsed = project.prompt(facts.uri);
    for (const use of parsed?.document.analysis.partials ?? []) {
      const isThis = use.name !== undefined && project.partialFile(facts.path, use.name) === partial.file.uri;
      if (!isThis || parsed === undefined || use.namedArguments.some(({ text }) => text === oldName)) continue;
      insertArgument(parsed, use, newName, oldName, edits);
    }
  }
}

/** Adds `name=value` to the tag that includes a partial. */
function insertArgument(parsed: ParsedPrompt, use: PartialUse, name: string, value: string, edits: Edits): void {
  if (parsed.document.dialect !== 'handlebars') {
    throw new RenameRefused(
      `The template ${use.name ?? ''} shares its names with this one, and a tag cannot hand over a value. Rename it there by hand.`,
    );
  }
  const text = parsed.file.text.slice(use.range.start, use.range.end);
  const close = /\s*~?\}{2,}$/.exec(text);
  if (close === null) throw new RenameRefused('A tag that includes a partial is not closed. Close it first.');
  edits.insert(parsed, use.range.start + close.index, ` ${name}=${value}`);
}

function refuseTaken(project: Project, facts: PromptFacts, oldName: string, newName: string): void {
  if (facts.inputs.some((input) => input.name === newName) || facts.impliedInputs.includes(newName)) {
    throw new RenameRefused(`There is already an input ${newName}.`);
  }
  if (partialReads(project, facts).reads.has(newName)) {
    throw new RenameRefused(`${newName} is already read here: ${oldName} and ${newName} would become one input.`);
  }
  for (const parsed of project.casesOf(facts.uri)) {
    const taken = parsed.document.cases.find((node) => {
      const names = new Set(node.inputs.map((input) => input.name));
      return names.has(oldName) && names.has(newName);
    });
    if (taken !== undefined)
      throw new RenameRefused(`The case “${taken.name}” in ${parsed.file.path} already gives ${newName}.`);
  }
}

/** A block parameter or loop variable of that name would catch the renamed read. */
function refuseLocals(parsed: ParsedPrompt, { start }: TextRange, newName: string): void {
  // `../a` and `@root.a` never mean a local name.
  if (/[./]/.test(parsed.file.text.charAt(start - 1))) return;
  const caught = scopesAt(parsed.document, start).some(({ bindings }) => bindings.some(({ name }) => name === newName));
  if (!caught) return;
  const { line } = parsed.lines.positionAt(start);
  throw new RenameRefused(`On line ${line + 1} of ${parsed.file.path}, ${newName} is a local name.`);
}

function checkName({ document }: ParsedPrompt, newName: string): void {
  const pattern = document.dialect === 'handlebars' ? /^[\p{L}_$][\p{L}\p{N}_$-]*$/u : /^[\p{L}_][\p{L}\p{N}_]*$/u;
  if (!pattern.test(newName) || newName.length > 100) {
    const dash = document.dialect === 'handlebars' ? ', digits, _ and -' : ', digits and _';
    throw new RenameRefused(
      `“${newName.slice(0, 100)}” is no name for a variable. Start with a letter; then letters${dash} may follow.`,
    );
  }
  const isReserved =
    reservedWords.has(newName) ||
    helperCatalogue(document.dialect, document.format).some(
      ({ name, kind }) => name === newName && (kind === 'helper' || kind === 'function'),
    );
  if (isReserved) throw new RenameRefused(`${newName} has a meaning of its own in this template language.`);
}

const reservedWords = new Set([
  'this',
  'else',
  'true',
  'false',
  'null',
  'undefined',
  'as',
  'none',
  'None',
  'True',
  'False',
  'and',
  'or',
  'not',
  'in',
  'is',
  'loop',
  'self',
]);

/** A YAML key that would be read as something else gets quotes. */
function inYaml(name: string, isArgument: boolean): string {
  return !isArgument && /^(?:y|n|yes|no|on|off|true|false|null|~)$/i.test(name) ? `"${name}"` : name;
}
