import type { Location, LocationLink, Position, Range } from 'vscode-languageserver-types';
import type { TextRange } from '../../base';
import type { Binding } from '../../template';
import type { ParsedFile, ParsedPrompt } from '../documents';
import { entityInCases, entityInPrompt, propertyRange, type Entity } from '../entity';
import { inputOccurrences, partialOccurrences, promptNameOccurrences, type Occurrence } from '../occurrences';
import { occurrencesHere } from '../own-occurrences';
import type { Project } from '../project';
import { exportedOccurrences, labelOccurrences, parameterArguments, templateFamily } from '../template-occurrences';
import {
  importedName,
  inheritedBlocks,
  keepsName,
  namedBlocks,
  originFile,
  sameImportedName,
  type TemplateName,
} from '../templates';

const fileStart: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** A file and what stands at a position in it. */
export interface Spot {
  readonly parsed: ParsedFile;
  readonly offset: number;
  readonly entity: Entity | undefined;
}

/** What stands at a position; undefined when the file is unknown. */
export function spotAt(project: Project, uri: string, position: Position): Spot | undefined {
  const parsed = project.documents.get(uri);
  if (parsed === undefined) return undefined;
  const offset = parsed.lines.offsetAt(position);
  if (parsed.kind === 'prompt') return { parsed, offset, entity: entityInPrompt(project, parsed, offset) };
  if (parsed.kind === 'cases') return { parsed, offset, entity: entityInCases(project, parsed, offset) };
  return { parsed, offset, entity: undefined };
}

/** From a use to what it stands for. */
export function definition(project: Project, uri: string, position: Position): LocationLink[] {
  const spot = spotAt(project, uri, position);
  if (spot?.entity === undefined) return [];
  const { entity, parsed } = spot;
  const origin = parsed.lines.rangeAt(entity.range);
  return targetsOf(project, parsed, entity).map(({ targetUri, range }) => ({
    originSelectionRange: origin,
    targetUri,
    targetRange: range,
    targetSelectionRange: range,
  }));
}

interface Target {
  readonly targetUri: string;
  readonly range: Range;
}

function targetsOf(project: Project, parsed: ParsedFile, entity: Entity): readonly Target[] {
  switch (entity.kind) {
    case 'input':
      return inputTargets(project, entity.prompt, entity.name);
    case 'property':
      return propertyTarget(project, entity.prompt, entity.path);
    case 'local':
      return [importedTarget(project, parsed, entity.binding, undefined) ?? here(parsed, entity.binding.nameRange)];
    case 'imported':
      return [importedTarget(project, parsed, entity.binding, entity.member) ?? here(parsed, entity.binding.nameRange)];
    case 'label':
      return labelTargets(project, parsed, entity);
    case 'inline':
      return [here(parsed, entity.label)];
    case 'partial': {
      const uri = project.partialFile(parsed.file.path, entity.name);
      return uri === undefined ? [] : [{ targetUri: uri, range: fileStart }];
    }
    case 'prompt':
      return project.promptsNamed(entity.name).map((targetUri) => ({ targetUri, range: fileStart }));
    case 'block':
      return [here(parsed, entity.block.openNameRange)];
    default:
      return [];
  }
}

/** Where an imported name comes from: its place in the other template, or that template itself. */
function importedTarget(
  project: Project,
  parsed: ParsedFile,
  binding: Binding,
  member: string | undefined,
): Target | undefined {
  if (parsed.kind !== 'prompt' || binding.kind !== 'import') return undefined;
  const wanted = binding.origin?.name === undefined ? member : undefined;
  const found = importedName(project, parsed, binding, wanted);
  if (found !== undefined) return here(found.parsed, found.binding.nameRange);
  const file =
    binding.origin?.name === undefined && member === undefined ? originFile(project, parsed, binding) : undefined;
  return file === undefined ? undefined : { targetUri: file.file.uri, range: fileStart };
}

/** The block of that name in the nearest template that this one extends, else the opening tag here. */
function labelTargets(
  project: Project,
  parsed: ParsedFile,
  { name }: Extract<Entity, { kind: 'label' }>,
): readonly Target[] {
  if (parsed.kind !== 'prompt') return [];
  const base = inheritedBlocks(project, parsed).find(({ block }) => block.label?.text === name);
  const own = namedBlocks(parsed).find(({ label }) => label?.text === name);
  const found = base ?? (own === undefined ? undefined : { parsed, block: own });
  return found?.block.label === undefined ? [] : [here(found.parsed, found.block.label.range)];
}

function here(parsed: ParsedFile, range: TextRange): Target {
  return { targetUri: parsed.file.uri, range: parsed.lines.rangeAt(range) };
}

/** The declaration; for a name that a partial is handed, the places that hand it over. */
function inputTargets(project: Project, uri: string, name: string): readonly Target[] {
  const all = inputOccurrences(project, uri, name);
  for (const kinds of [['declaration'], ['argument'], ['default']] as const) {
    const found = all.filter(({ kind }) => (kinds as readonly string[]).includes(kind));
    if (found.length > 0) return found.map(targetOf);
  }
  return project.includers(uri).flatMap((facts) => {
    const declared = facts.inputs.find((input) => input.name === name);
    const includer = declared === undefined ? undefined : project.prompt(facts.uri);
    return declared === undefined || includer === undefined ? [] : [here(includer, declared.nameRange)];
  });
}

function targetOf({ parsed, range }: Occurrence): Target {
  return here(parsed, range);
}

function propertyTarget(project: Project, uri: string, path: readonly string[]): readonly Target[] {
  const facts = project.promptFacts(uri);
  const parsed = project.prompt(uri);
  const range = facts === undefined ? undefined : propertyRange(facts, path);
  return parsed === undefined || range === undefined ? [] : [here(parsed, range)];
}

/** From a variable to the place in the schema that gives its type. */
export function typeDefinition(project: Project, uri: string, position: Position): LocationLink[] {
  const spot = spotAt(project, uri, position);
  const entity = spot?.entity;
  if (spot === undefined || entity === undefined) return [];
  const path = typedPath(entity);
  const prompt = entity.kind === 'input' || entity.kind === 'property' ? entity.prompt : uri;
  if (path === undefined || path.length === 0) return [];
  const origin = spot.parsed.lines.rangeAt(entity.range);
  return propertyTarget(project, prompt, path).map(({ targetUri, range }) => ({
    originSelectionRange: origin,
    targetUri,
    targetRange: range,
    targetSelectionRange: range,
  }));
}

/** The declared path that gives an entity its type; of the item of a loop, the list. */
function typedPath(entity: Entity): readonly string[] | undefined {
  switch (entity.kind) {
    case 'input':
      return [entity.name];
    case 'property':
      return entity.path;
    case 'local': {
      const path = entity.binding.source?.path;
      return path?.at(-1) === '[]' ? path.slice(0, -1) : path;
    }
    default:
      return undefined;
  }
}

/** Every use of what stands at a position. */
export function references(project: Project, uri: string, position: Position, includeDeclaration: boolean): Location[] {
  const spot = spotAt(project, uri, position);
  if (spot?.entity === undefined) return [];
  return occurrencesOf(project, spot.parsed, spot.entity)
    .filter(({ kind }) => includeDeclaration || kind !== 'declaration')
    .map(({ parsed, range }) => ({ uri: parsed.file.uri, range: parsed.lines.rangeAt(range) }));
}

function occurrencesOf(project: Project, parsed: ParsedFile, entity: Entity): readonly Occurrence[] {
  switch (entity.kind) {
    case 'input':
      return inputOccurrences(project, entity.prompt, entity.name);
    case 'partial': {
      const uri = project.partialFile(parsed.file.path, entity.name);
      return uri === undefined ? occurrencesHere(project, parsed, entity) : partialOccurrences(project, uri);
    }
    case 'prompt':
      return promptNameOccurrences(project, entity.name);
    case 'local':
    case 'imported': {
      const home = parsed.kind === 'prompt' ? homeOf(project, parsed, entity) : undefined;
      return home === undefined
        ? occurrencesHere(project, parsed, entity)
        : [
            ...exportedOccurrences(project, home.parsed, home.binding),
            ...parameterArguments(project, home.parsed, home.binding),
          ];
    }
    case 'label':
      return parsed.kind === 'prompt' ? labelOccurrences(templateFamily(project, parsed), entity.name) : [];
    default:
      return occurrencesHere(project, parsed, entity);
  }
}

/** The name that a local or imported name is, in the template that defines it. */
export function homeOf(
  project: Project,
  parsed: ParsedPrompt,
  entity: Extract<Entity, { kind: 'local' | 'imported' }>,
): TemplateName | undefined {
  const { binding } = entity;
  if (binding.kind !== 'import') return { parsed, binding };
  if (entity.kind === 'imported') {
    const member = binding.origin?.name === undefined ? entity.member : undefined;
    return sameImportedName(project, parsed, binding, member);
  }
  // A name that is called otherwise here is a name of this file.
  return keepsName(binding) ? sameImportedName(project, parsed, binding, undefined) : { parsed, binding };
}
