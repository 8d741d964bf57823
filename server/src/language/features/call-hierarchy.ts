import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  Position,
  Range,
  SymbolKind,
} from 'vscode-languageserver-types';
import type { ParsedPrompt } from '../documents';
import type { Project } from '../project';
import { spotAt } from './navigation';

const fileKind: SymbolKind = 1;
const fileStart: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The partial that is included at a position; elsewhere in a prompt, the prompt itself. */
export function prepareCallHierarchy(project: Project, uri: string, position: Position): CallHierarchyItem[] {
  const spot = spotAt(project, uri, position);
  if (spot?.parsed.kind !== 'prompt' || spot.parsed.document.foreignName !== undefined) return [];
  const { entity, parsed } = spot;
  const target = entity?.kind === 'partial' ? project.partialFile(parsed.file.path, entity.name) : uri;
  const item = target === undefined ? undefined : itemOf(project, target);
  return item === undefined ? [] : [item];
}

function itemOf(project: Project, uri: string): CallHierarchyItem | undefined {
  const parsed = project.prompt(uri);
  if (parsed === undefined) return undefined;
  const end = parsed.lines.positionAt(parsed.file.text.length);
  return {
    name: project.nameOf(uri) ?? parsed.file.path,
    kind: fileKind,
    detail: parsed.file.path,
    uri,
    range: { start: fileStart.start, end },
    selectionRange: fileStart,
  };
}

/** Who includes a file, and where. */
export function incomingCalls(project: Project, { uri }: Pick<CallHierarchyItem, 'uri'>): CallHierarchyIncomingCall[] {
  return project.includers(uri).flatMap((facts) => {
    const parsed = project.prompt(facts.uri);
    const from = itemOf(project, facts.uri);
    if (parsed === undefined || from === undefined) return [];
    return [{ from, fromRanges: inclusionsOf(project, parsed).get(uri) ?? [] }];
  });
}

/** What a file includes, and where. */
export function outgoingCalls(project: Project, { uri }: Pick<CallHierarchyItem, 'uri'>): CallHierarchyOutgoingCall[] {
  const parsed = project.prompt(uri);
  if (parsed === undefined) return [];
  return [...inclusionsOf(project, parsed)].flatMap(([target, fromRanges]) => {
    const to = itemOf(project, target);
    return to === undefined ? [] : [{ to, fromRanges }];
  });
}

/** The places at which a file includes others, by the file that is included. */
function inclusionsOf(project: Project, parsed: ParsedPrompt): Map<string, Range[]> {
  const found = new Map<string, Range[]>();
  for (const use of parsed.document.analysis.partials) {
    const target = project.includedFile(parsed.file.path, use);
    if (target !== undefined) found.set(target, [...(found.get(target) ?? []), parsed.lines.rangeAt(use.nameRange)]);
  }
  return found;
}
