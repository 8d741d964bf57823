import type { Position } from 'vscode-languageserver-types';
import type { ParsedFile } from '../documents';
import type { Entity } from '../entity';
import { lastPart } from '../paths';
import type { Project } from '../project';
import type { Steps } from '../steps';
import { spotAt } from './navigation';

/** Looks at the files in which what stands at a position may be used: references and renames need no others. */
export function* lookAround(project: Project, uri: string, position: Position): Steps<void> {
  const spot = spotAt(project, uri, position);
  if (spot?.entity === undefined) return;
  for (const word of wordsOf(project, spot.parsed, spot.entity)) yield* project.look(word);
}

/** Looks at the files that may include a partial. */
export function* lookForIncluders(project: Project, uri: string): Steps<void> {
  const name = project.nameOf(uri);
  if (name !== undefined) yield* project.look(lastPart(name));
}

/** What stands in every file that uses an entity of another one. */
function wordsOf(project: Project, parsed: ParsedFile, entity: Entity): readonly string[] {
  switch (entity.kind) {
    case 'input': {
      const name = project.nameOf(entity.prompt);
      return name === undefined ? [] : [lastPart(name)];
    }
    case 'partial': {
      const target = project.partialFile(parsed.file.path, entity.name);
      const name = target === undefined ? undefined : project.nameOf(target);
      return name === undefined ? [] : [lastPart(name)];
    }
    case 'prompt':
      return [entity.name];
    default:
      return [];
  }
}
