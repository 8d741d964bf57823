import { partialNameOf, type PartialUse } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import type { Edits } from '../../edits';
import type { Moves } from '../../moves';
import { closings } from '../../occurrences';
import {
  findPartial,
  includedName,
  inclusionWord,
  type FoundPartial,
  type PartialFiles,
  type PathWay,
} from '../../partial-files';
import { endingOf, folderOf, lastPart } from '../../paths';
import type { WorkspaceFile } from '../../ports';
import type { Project } from '../../project';
import type { Steps } from '../../steps';

/** Of more files that move than this, every file is looked at for inclusions. */
const searchedWords = 20;

/** The workspace while files move. */
export interface Moving {
  readonly project: Project;
  readonly moves: Moves;
  /** The prompt folders of galley.yaml after the moves. */
  readonly roots: readonly string[];
  readonly edits: Edits;
}

/** An inclusion of a file that no name leads to any more in the way it was spelled. */
export interface LostInclusion {
  readonly path: string;
  readonly name: string;
  /** The file that it includes. */
  readonly target: string;
}

/** The workspace after the moves: files are known by their new paths. */
interface Moved extends Moving {
  readonly after: PartialFiles;
  readonly lost: LostInclusion[];
}

/** Respells the inclusions that would no longer lead to the same file. Gives those for which there is no way to. */
export function* moveInclusions(moving: Moving, moved: readonly WorkspaceFile[]): Steps<readonly LostInclusion[]> {
  const { project, moves } = moving;
  if (moved.length === 0) return [];
  const own = new Set(moved.map(({ uri }) => uri));
  const paths = moved.flatMap(({ path }) => [path, moves.after(path) ?? []]).flat();
  const words = [...new Set(paths.map(inclusionWord))];
  const all: Moved = { ...moving, after: filesAfter(moving), lost: [] };
  for (const { uri, kind, text } of [...project.workspace.files()]) {
    const isTemplate = kind === 'prompt' || kind === 'partial';
    const mayInclude = own.has(uri) || words.length > searchedWords || words.some((word) => text.includes(word));
    const parsed = isTemplate && mayInclude ? project.prompt(uri) : undefined;
    for (const use of parsed?.document.analysis.partials ?? []) moveInclusion(all, parsed as ParsedPrompt, use);
    yield;
  }
  return all.lost;
}

function filesAfter({ project, moves, roots }: Moving): PartialFiles {
  const paths = new Set<string>();
  const named = new Map<string, string[]>();
  const alone = new Map<string, string[]>();
  for (const { path, kind } of project.workspace.files()) {
    const after = kind === 'config' ? undefined : moves.after(path);
    if (after === undefined) continue;
    paths.add(after);
    const name = kind === 'cases' ? undefined : partialNameOf(after, roots);
    if (name === undefined) continue;
    named.set(name, [...(named.get(name) ?? []), after]);
    alone.set(lastPart(name), [...(alone.get(lastPart(name)) ?? []), after]);
  }
  return {
    named: (name) => named.get(name),
    namedAlone: (name) => alone.get(name),
    at: (path) => (paths.has(path) ? path : undefined),
    pathOf: (path) => path,
  };
}

function moveInclusion(moved: Moved, parsed: ParsedPrompt, use: PartialUse): void {
  const { project, moves, roots, after, edits, lost } = moved;
  const { file } = parsed;
  const name = includedName(use);
  const found = name === undefined ? undefined : project.findPartial(file.path, name);
  if (name === undefined || found === undefined) return;
  const target = project.pathOf(found.id) ?? '';
  const [from, to] = [moves.after(file.path), moves.after(target)];
  if (from === undefined || to === undefined) return;
  const leads = (spelled: string): boolean => findPartial(after, roots, from, spelled)?.id === to;
  const unmoved = from === file.path && to === target && leads(name);
  const newName = unmoved ? name : [...spellings(moved, file.path, name, target, found), name].find(leads);
  if (newName === name) return;
  const { start, end } = use.nameRange;
  const spelled = file.text.slice(start, end);
  if (newName === undefined || spelled !== name || !isPlain(newName, isQuoted(file.text, start))) {
    lost.push({ path: file.path, name, target });
    return;
  }
  for (const range of [use.nameRange, ...closings(parsed, [use.nameRange])]) edits.replace(parsed, range, newName);
}

/** How an inclusion may be spelled after the moves: a name stays a name, and a path one from the same folder as before. */
function spellings(
  { moves, roots }: Moving,
  fromPath: string,
  name: string,
  toPath: string,
  { way }: FoundPartial,
): readonly string[] {
  const [from, to] = [moves.after(fromPath) ?? '', moves.after(toPath) ?? ''];
  if (way.kind !== 'path') {
    const after = partialNameOf(to, roots);
    return after === undefined ? [] : [way.kind === 'name' ? after : lastPart(after)];
  }
  const isOwn = way.base === folderOf(fromPath);
  const base = isOwn || way.base === '' ? '' : moves.after(way.base.slice(0, -1));
  if (base === undefined) return [];
  return formsOf(to, endingOf(from), way.form).flatMap((path) => {
    if (isOwn) return [relative(folderOf(from), path, name.startsWith('./'))];
    const folder = base === '' ? '' : `${base}/`;
    return path.startsWith(folder) ? [path.slice(folder.length)] : [];
  });
}

/** A path as it was spelled before, else with more of it. */
function formsOf(path: string, ending: string, form: PathWay['form']): readonly string[] {
  if (form === 'whole') return [path];
  const bare = ending !== '' && path.endsWith(ending) ? path.slice(0, -ending.length) : path;
  return form === 'ending' ? [bare, path] : [folderOf(bare) + lastPart(bare).replace(/^_/, ''), bare, path];
}

/** The way from a folder, which ends in `/`, to a file. */
function relative(folder: string, path: string, dotted: boolean): string {
  const [from, to] = [folder.split('/').slice(0, -1), path.split('/')];
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.length - shared;
  return (up === 0 && dotted ? './' : '../'.repeat(up)) + to.slice(shared).join('/');
}

function isQuoted(text: string, start: number): boolean {
  return /["']/.test(text.charAt(start - 1));
}

/** Whether a name can be written in a tag as it is. */
function isPlain(name: string, quoted: boolean): boolean {
  return quoted ? /^[^"'\\\r\n]+$/.test(name) : /^[^\s"'`\\{}%<>|=()[\]#*?,!]+$/.test(name);
}
