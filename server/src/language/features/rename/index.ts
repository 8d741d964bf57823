import type { Position, Range, WorkspaceEdit } from 'vscode-languageserver-types';
import { touches, type TextRange } from '../../../base';
import type { ParsedFile, ParsedPrompt } from '../../documents';
import { Edits } from '../../edits';
import { entityInPrompt, type Entity } from '../../entity';
import type { Occurrence } from '../../occurrences';
import type { Catalog } from '../../ports';
import type { Project } from '../../project';
import { RenameRefused } from '../../service';
import {
  exportedOccurrences,
  familyLimit,
  inlineOccurrences,
  labelOccurrences,
  parameterArguments,
  templateFamily,
} from '../../template-occurrences';
import { namedBlocks } from '../../templates';
import { homeOf, spotAt } from '../navigation';
import { renameInput } from './inputs';
import { renamePartial } from './partials';
import { refuseDeployedPrompt, renameNamedPrompt, renamePrompt } from './prompts';
import { checkName, refuseLocals } from './rules';

const renamableKinds = ['input', 'local', 'imported', 'label', 'inline', 'partial', 'prompt'] as const;
type Renamable = Extract<Entity, { kind: (typeof renamableKinds)[number] }>;

/** A thing that is to be renamed: what it is, and the text that is shown for change. */
interface Spot {
  readonly parsed: ParsedFile;
  readonly entity: Renamable;
}

/** The name at a position, when it can be renamed. @throws {RenameRefused} */
export function prepareRename(
  project: Project,
  catalog: Catalog | undefined,
  uri: string,
  position: Position,
): { range: Range; placeholder: string } | undefined {
  const spot = renamableAt(project, uri, position);
  if (spot === undefined) return undefined;
  const { entity, parsed } = spot;
  if (entity.kind === 'prompt') refuseDeployedPrompt(project, catalog, entity);
  return { range: parsed.lines.rangeAt(entity.range), placeholder: oldNameOf(entity) };
}

/** The edits that give a name another name, everywhere. @throws {RenameRefused} */
export function rename(
  project: Project,
  catalog: Catalog | undefined,
  uri: string,
  position: Position,
  newName: string,
): WorkspaceEdit | undefined {
  const spot = renamableAt(project, uri, position);
  if (spot === undefined || newName === oldNameOf(spot.entity)) return undefined;
  const { entity, parsed } = spot;
  const edits = new Edits();
  if (entity.kind === 'input') renameInput(project, entity.prompt, entity.name, newName, edits);
  else if (entity.kind === 'prompt') renamePrompt(project, catalog, entity, newName, edits);
  else if (parsed.kind === 'prompt') {
    if (entity.kind === 'partial') return renamePartial(project, parsed, entity.name, newName);
    renameHere(project, parsed, entity, newName, edits);
  }
  return edits.isEmpty ? undefined : edits.build();
}

/** The edits that give a prompt that its header names another name, whatever versions it has. @throws {RenameRefused} */
export function renameNamed(project: Project, name: string, newName: string): WorkspaceEdit {
  const edits = new Edits();
  renameNamedPrompt(project, name, newName, edits);
  return edits.build();
}

function renamableAt(project: Project, uri: string, position: Position): Spot | undefined {
  const spot = spotAt(project, uri, position);
  if (spot?.entity === undefined) return undefined;
  const { parsed, offset, entity } = spot;
  const opened =
    parsed.kind === 'prompt' && entity.kind === 'block' ? openedName(project, parsed, entity, offset) : undefined;
  return { parsed, entity: renamable(opened ?? entity) };
}

/** What the opening tag reads at the place of its name that a closing tag repeats. */
function openedName(
  project: Project,
  parsed: ParsedPrompt,
  { block, range }: Extract<Entity, { kind: 'block' }>,
  offset: number,
): Entity | undefined {
  const found = entityInPrompt(project, parsed, block.openNameRange.start + (offset - range.start));
  if (found === undefined || found.kind === 'block') return undefined;
  const shift = range.start - block.openNameRange.start;
  return { ...found, range: { start: found.range.start + shift, end: found.range.end + shift } };
}

function oldNameOf(entity: Renamable): string {
  switch (entity.kind) {
    case 'local':
      return entity.binding.name;
    case 'imported':
      return entity.member;
    default:
      return entity.name;
  }
}

/** Why other things keep their names. */
const refusals: { readonly [kind in Exclude<Entity['kind'], Renamable['kind']>]: string } = {
  property:
    'Properties of an input come from the application. Rename them in the schema and in the code that fills it.',
  data: 'Runtime data has a fixed name.',
  call: 'Helpers, filters and functions have fixed names.',
  role: 'Roles have fixed names.',
  block: 'Blocks have the name of their helper or variable.',
  assertion: 'Assertions have fixed names.',
};

function renamable(entity: Entity): Renamable {
  if (isRenamable(entity)) return entity;
  throw new RenameRefused(refusals[entity.kind]);
}

function isRenamable(entity: Entity): entity is Renamable {
  return (renamableKinds as readonly string[]).includes(entity.kind);
}

/** Renames what a template names itself: locals, macros, blocks and inline partials. */
function renameHere(
  project: Project,
  parsed: ParsedPrompt,
  entity: Extract<Renamable, { kind: 'local' | 'imported' | 'label' | 'inline' }>,
  newName: string,
  edits: Edits,
): void {
  checkName(parsed, newName);
  if (entity.kind === 'inline') {
    refuseInline(parsed, newName);
    for (const range of inlineOccurrences(parsed, entity.label)) edits.replace(parsed, range, newName);
    return;
  }
  const places =
    entity.kind === 'label'
      ? labelPlaces(project, parsed, entity.name, newName)
      : namePlaces(project, parsed, entity, newName);
  for (const { parsed: file, range } of places) edits.replace(file, range, newName);
}

function refuseInline({ document }: ParsedPrompt, newName: string): void {
  const { blocks, partials } = document.analysis;
  if (blocks.some(({ label }) => label?.text === newName) || partials.some(({ name }) => name === newName))
    throw new RenameRefused(`There is already a partial ${newName} in this file.`);
}

function labelPlaces(project: Project, parsed: ParsedPrompt, name: string, newName: string): readonly Occurrence[] {
  const members: ParsedPrompt[] = [];
  const family = templateFamily(project, parsed);
  let next = family.next();
  for (; next.done !== true; next = family.next()) members.push(next.value);
  if (!next.value)
    throw new RenameRefused(
      `More than ${familyLimit} templates share the blocks of this one, which are too many to rename ${name} in all of them.`,
    );
  const taken = members.find((file) => namedBlocks(file).some(({ label }) => label?.text === newName));
  if (taken !== undefined) throw new RenameRefused(`There is already a block ${newName} in ${taken.file.path}.`);
  return labelOccurrences(members, name);
}

/** The places of a local name; of a macro or name that others import, theirs too. */
function namePlaces(
  project: Project,
  parsed: ParsedPrompt,
  entity: Extract<Renamable, { kind: 'local' | 'imported' }>,
  newName: string,
): readonly Occurrence[] {
  const home = homeOf(project, parsed, entity);
  if (home === undefined) throw new RenameRefused('The template that defines this name is not known.');
  const places = [
    ...exportedOccurrences(project, home.parsed, home.binding),
    ...parameterArguments(project, home.parsed, home.binding),
  ];
  for (const { parsed: file, range, kind } of places)
    if (file.kind === 'prompt' && kind !== 'argument') refuseLocals(file, range, newName);
  for (const file of new Set(places.map((place) => place.parsed))) {
    const ranges = places.flatMap((place) => (place.parsed === file && place.kind !== 'argument' ? [place.range] : []));
    if (file.kind === 'prompt') refuseCaptured(file, ranges, newName);
  }
  return places;
}

/** Where the name can be read, a name that is read already would mean it. */
function refuseCaptured({ document }: ParsedPrompt, places: readonly TextRange[], newName: string): void {
  const starts = new Set(places.map(({ start }) => start));
  const scopes = document.analysis.scopes.filter(({ bindings }) =>
    bindings.some(({ nameRange }) => starts.has(nameRange.start)),
  );
  const captured = document.analysis.variables.some(
    ({ segments: [first], range }) =>
      first?.text === newName &&
      !starts.has(first.range.start) &&
      scopes.some((scope) => touches(scope.range, range.start)),
  );
  const called = document.analysis.calls.some(
    ({ name, nameRange, kind }) =>
      name === newName && kind === 'function' && scopes.some((scope) => touches(scope.range, nameRange.start)),
  );
  if (captured || called)
    throw new RenameRefused(`${newName} is already read inside this block and would then mean something else.`);
}
