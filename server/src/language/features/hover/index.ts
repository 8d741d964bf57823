import type { Hover, MarkupContent, Position } from 'vscode-languageserver-types';
import { touches, type TextRange } from '../../../base';
import { assertionCatalogue } from '../../../template';
import type { ParsedFile } from '../../documents';
import type { Entity } from '../../entity';
import { code, markdown, plain } from '../../markdown';
import type { Catalog } from '../../ports';
import type { Project } from '../../project';
import { keyAt } from '../../yaml-keys';
import { yamlOf, yamlPlaceAt, yamlRange } from '../../yaml-tree';
import { spotAt } from '../navigation';
import { inputHover, propertyHover } from './inputs';
import { blockHover, keywordHover } from './keywords';
import { callHover, dataHover, importHover, localHover, partialHover } from './names';
import { promptHover } from './prompts';

/** What is known of the thing at a position. */
export function hover(
  project: Project,
  catalog: Catalog | undefined,
  uri: string,
  position: Position,
): Hover | undefined {
  const spot = spotAt(project, uri, position);
  if (spot === undefined) return undefined;
  const { parsed, entity, offset } = spot;
  const contents = entity === undefined ? undefined : contentsOf(project, catalog, parsed, entity);
  if (entity !== undefined && contents !== undefined) return show(parsed, entity.range, contents);
  const word = parsed.kind === 'prompt' && entity === undefined ? keywordHover(parsed, offset) : undefined;
  return word === undefined ? keyHover(project, parsed, offset) : show(parsed, word.range, word.contents);
}

function show(parsed: ParsedFile, range: TextRange, contents: MarkupContent): Hover {
  return { contents, range: parsed.lines.rangeAt(range) };
}

function contentsOf(
  project: Project,
  catalog: Catalog | undefined,
  parsed: ParsedFile,
  entity: Entity,
): MarkupContent | undefined {
  switch (entity.kind) {
    case 'input':
      return inputHover(project, catalog, entity.prompt, entity.name);
    case 'property':
      return propertyHover(project, entity.prompt, entity.path);
    case 'local':
      return localHover(project, parsed, entity);
    case 'data':
      return parsed.kind === 'prompt' ? dataHover(parsed.document, entity.name) : undefined;
    case 'imported':
      return importHover(project, parsed, entity.binding, entity.member);
    case 'inline':
      return markdown([`The partial ${code(entity.name)} is defined in this file.`]);
    case 'label':
      return markdown([`The block ${code(entity.name)}: a template that extends this one can fill it anew.`]);
    case 'call':
      return parsed.kind === 'prompt' ? callHover(parsed.document, entity) : undefined;
    case 'partial':
      return parsed.kind === 'prompt' ? partialHover(project, parsed, entity) : undefined;
    case 'prompt':
      return promptHover(project, catalog, entity.name);
    case 'assertion': {
      const rule = assertionCatalogue.get(entity.type);
      return rule === undefined
        ? undefined
        : markdown([`**${entity.type}**, or not-${entity.type}`, rule.documentation]);
    }
    case 'role':
      return markdown([`Starts a message of the role **${plain(entity.role.role)}**.`]);
    case 'block':
      return parsed.kind === 'prompt' ? blockHover(parsed, entity.block, entity.range) : undefined;
  }
}

/** What a key of a header or case file is for. */
function keyHover(project: Project, parsed: ParsedFile, offset: number): Hover | undefined {
  const yaml = yamlRange(parsed);
  if (yaml === undefined || !touches(yaml, offset)) return undefined;
  const place = yamlPlaceAt(yamlOf(parsed), offset);
  if (place === undefined || !place.onKey) return undefined;
  const key = keyAt(project, parsed, place.path);
  if (key === undefined) return undefined;
  const words = key.values === undefined ? undefined : `One of ${key.values.map(code).join(', ')}.`;
  return show(
    parsed,
    place.pair.keyRange,
    markdown([`**${key.name}**: ${key.kinds.join(' or ')}`, key.documentation, words]),
  );
}
