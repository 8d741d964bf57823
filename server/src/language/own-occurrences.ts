import type { TextRange } from '../base';
import type { BlockSpan } from '../template';
import type { ParsedCases, ParsedFile, ParsedPrompt } from './documents';
import { propertyRange, type Entity } from './entity';
import {
  argumentsIn,
  caseOccurrencesIn,
  inputOccurrencesIn,
  localOccurrences,
  propertyOccurrences,
  type Occurrence,
} from './occurrences';
import type { Project } from './project';
import { inlineOccurrences, labelOccurrencesIn, moduleReads } from './template-occurrences';

/** The places in one file that mean the same as `entity`. No other file is looked at. */
export function occurrencesHere(project: Project, parsed: ParsedFile, entity: Entity): readonly Occurrence[] {
  if (parsed.kind === 'prompt') return occurrencesInPrompt(project, parsed, entity);
  return parsed.kind === 'cases' ? occurrencesInCases(parsed, entity) : [];
}

function occurrencesInCases(parsed: ParsedCases, entity: Entity): readonly Occurrence[] {
  if (entity.kind === 'input') return caseOccurrencesIn(parsed, entity.name);
  return entity.kind === 'prompt' ? [{ parsed, range: entity.range, kind: 'read' }] : [];
}

function occurrencesInPrompt(project: Project, parsed: ParsedPrompt, entity: Entity): readonly Occurrence[] {
  const { analysis } = parsed.document;
  switch (entity.kind) {
    case 'input':
      return entity.prompt === parsed.file.uri
        ? inputOccurrencesIn(parsed, entity.name)
        : argumentsIn(project, parsed, entity.prompt, entity.name);
    case 'property':
      return propertyPlaces(parsed, entity.path);
    case 'local':
      return localOccurrences(parsed, entity.binding).map((range, index) =>
        index === 0 ? { parsed, range, kind: 'declaration' } : { parsed, range, kind: 'read' },
      );
    case 'prompt':
      return [{ parsed, range: entity.range, kind: 'declaration' }];
    case 'partial':
      return readsAt(
        parsed,
        analysis.partials.flatMap((use) => (use.name === entity.name ? [use.nameRange] : [])),
      );
    default:
      return readsAt(parsed, namesInPrompt(parsed, entity));
  }
}

function namesInPrompt(parsed: ParsedPrompt, entity: Entity): readonly TextRange[] {
  const { analysis } = parsed.document;
  switch (entity.kind) {
    case 'imported':
      return importedNames(parsed, entity);
    case 'label':
      return labelOccurrencesIn(parsed, entity.name);
    case 'call':
      return analysis.calls
        .filter(({ name, kind }) => name === entity.call.name && kind === entity.call.kind)
        .map(({ nameRange }) => nameRange);
    case 'inline':
      return inlineOccurrences(parsed, entity.label);
    case 'data':
      return analysis.variables.flatMap(({ resolution, segments }) =>
        resolution.kind === 'data' && resolution.name === entity.name ? (segments[0]?.range ?? []) : [],
      );
    case 'role':
      return analysis.roles.filter(({ role }) => role === entity.role.role).map(({ roleRange }) => roleRange);
    case 'block':
      return blockNames(entity.block);
    default:
      return [];
  }
}

/** The places where the same name of the same template is imported or read. */
function importedNames(
  parsed: ParsedPrompt,
  { binding, member }: Extract<Entity, { kind: 'imported' }>,
): readonly TextRange[] {
  const same = parsed.document.analysis.scopes
    .flatMap(({ bindings }) => bindings)
    .filter(({ origin }) => origin !== undefined && origin.template === binding.origin?.template);
  return same.flatMap((one): readonly TextRange[] => {
    const there = one.origin?.name;
    if (there === undefined) return moduleReads(parsed, one, member);
    if (there.text !== member) return [];
    return there.range.start === one.nameRange.start ? localOccurrences(parsed, one) : [there.range];
  });
}

function propertyPlaces(parsed: ParsedPrompt, path: readonly string[]): readonly Occurrence[] {
  const reads = readsAt(parsed, propertyOccurrences(parsed, path));
  const declared = propertyRange(parsed.document, path);
  return declared === undefined ? reads : [{ parsed, range: declared, kind: 'declaration' }, ...reads];
}

function readsAt(parsed: ParsedPrompt, ranges: readonly TextRange[]): readonly Occurrence[] {
  return ranges.map((range) => ({ parsed, range, kind: 'read' }));
}

/** The names at the two ends of a block. */
export function blockNames({ openNameRange, closeNameRange }: BlockSpan): readonly TextRange[] {
  return closeNameRange === undefined ? [openNameRange] : [openNameRange, closeNameRange];
}
