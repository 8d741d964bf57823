import type { Position } from 'vscode-languageserver-types';
import type { ParsedFile, ParsedPrompt } from '../documents';
import type { Entity } from '../entity';
import { inclusionWord } from '../partial-files';
import type { Project } from '../project';
import type { Steps } from '../steps';
import { templateFamily } from '../template-occurrences';
import { homeOf, spotAt } from './navigation';

/** Looks at the files in which what stands at a position may be used: references and renames need no others. */
export function* lookAround(project: Project, uri: string, position: Position): Steps<void> {
  const spot = spotAt(project, uri, position);
  if (spot?.entity === undefined) return;
  const { parsed, entity } = spot;
  if (entity.kind === 'prompt') yield* project.look(entity.name);
  else if (entity.kind === 'label' && parsed.kind === 'prompt') yield* lookAtFamily(project, parsed);
  else {
    const home = homeFile(project, parsed, entity);
    if (home !== undefined) yield* lookForIncluders(project, home);
  }
}

/** Looks at the files that may include a partial or template. */
export function* lookForIncluders(project: Project, uri: string): Steps<void> {
  const path = project.pathOf(uri);
  if (path !== undefined) yield* project.look(inclusionWord(path));
}

/** Looks at the templates that may extend one that a template belongs together with. */
function* lookAtFamily(project: Project, parsed: ParsedPrompt): Steps<void> {
  for (const member of templateFamily(project, parsed)) yield* lookForIncluders(project, member.file.uri);
}

/** The file that an entity belongs to, when those that include that file may use it too. */
function homeFile(project: Project, parsed: ParsedFile, entity: Entity): string | undefined {
  switch (entity.kind) {
    case 'input':
      return entity.prompt;
    case 'partial':
      return project.partialFile(parsed.file.path, entity.name);
    case 'local':
    case 'imported': {
      const home = parsed.kind === 'prompt' ? homeOf(project, parsed, entity)?.parsed : undefined;
      return home?.document.dialect === 'jinja' ? home.file.uri : undefined;
    }
    default:
      return undefined;
  }
}
