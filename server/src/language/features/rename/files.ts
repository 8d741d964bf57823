import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { partialNameOf, promptNameOf, type PartialUse, valueOf, pairsOf, type YamlNode } from '../../../template';
import type { ConfigFile, ParsedCases, ParsedPrompt } from '../../documents';
import { Edits } from '../../edits';
import { type FileMove, Moves } from '../../moves';
import { promptNameOccurrences } from '../../occurrences';
import { fixedFolder, normalise } from '../../paths';
import type { WorkspaceFile } from '../../ports';
import { stemOf, type Project } from '../../project';
import type { Steps } from '../../steps';
import { yamlOf } from '../../yaml-tree';

/** Of more files that move than this, every file is looked at for inclusions. */
const searchedWords = 20;

/** The workspace while files move. */
interface Moving {
  readonly project: Project;
  readonly moves: Moves;
  /** The prompt folders of galley.yaml after the moves. */
  readonly roots: readonly string[];
  readonly edits: Edits;
}

/**
 * The edits that keep what names moved files pointing at them: inclusions by name and by path, the prompts of case files,
 * and globs of galley.yaml. How an inclusion is spelled stays: a name stays a name, a relative path a relative one.
 */
export function* renameFiles(project: Project, files: readonly FileMove[]): Steps<WorkspaceEdit | undefined> {
  const edits = new Edits();
  const moves = new Moves(project, files);
  const roots = moveGlobs(project, moves, edits);
  const moving: Moving = { project, moves, roots, edits };
  const moved = [...project.workspace.files()].filter(({ path }) => moves.after(path) !== path);
  for (const file of moved) {
    if (file.kind === 'prompt') movePrompt(moving, file);
    yield;
  }
  yield* moveCases(moving);
  yield* moveInclusions(moving, moved);
  return edits.isEmpty ? undefined : edits.build();
}

/** Gives the prompt folders as they are called afterwards. */
function moveGlobs(project: Project, moves: Moves, edits: Edits): readonly string[] {
  const { roots } = project.workspace.config;
  for (const { kind, uri } of project.workspace.files()) {
    const parsed = kind === 'config' ? project.documents.get(uri) : undefined;
    if (parsed?.kind !== 'config') continue;
    const prompts = valueOf(yamlOf(parsed), 'prompts');
    for (const item of prompts?.kind === 'sequence' ? prompts.items : []) moveGlob(parsed, item, moves, edits);
    for (const { keyRange } of pairsOf(valueOf(yamlOf(parsed), 'dialects')))
      moveGlob(parsed, { range: keyRange }, moves, edits);
    return prompts === undefined ? roots : roots.map((root) => moves.glob(root));
  }
  return roots;
}

function moveGlob(parsed: ConfigFile, { range }: Pick<YamlNode, 'range'>, moves: Moves, edits: Edits): void {
  const spelled = parsed.file.text.slice(range.start, range.end);
  const quote = /^["']/.exec(spelled)?.[0] ?? '';
  const glob = spelled.slice(quote.length, spelled.length - quote.length);
  const after = moves.glob(glob);
  if (after !== glob && isPlain(after)) edits.replace(parsed, range, quote + after + quote);
}

function movePrompt({ project, moves, roots, edits }: Moving, { uri, path }: WorkspaceFile): void {
  const newPath = moves.after(path);
  const oldName = project.nameOf(uri);
  if (newPath === undefined || oldName === undefined || project.promptsNamed(oldName)[0] !== uri) return;
  const newName = promptNameOf(newPath, roots, project.prompt(uri)?.document.name);
  if (newName === oldName) return;
  for (const { parsed, range, kind } of promptNameOccurrences(project, oldName)) {
    if (kind === 'read') edits.replace(parsed, range, inYaml(newName, isQuoted(parsed.file.text, range.start)));
  }
}

/** Cases are about the prompt beside them: when one of them leaves, they have to name it. */
function* moveCases(moving: Moving): Steps<void> {
  const { project, moves, roots, edits } = moving;
  for (const { kind, uri, path } of [...project.workspace.files()]) {
    const facts = kind === 'cases' ? project.facts(uri) : undefined;
    yield;
    if (facts?.kind !== 'cases' || facts.prompt !== undefined) continue;
    const prompt = project.promptOfCases(facts);
    const [casesPath, promptPath] = [moves.after(path), moves.after(prompt?.path ?? '')];
    if (prompt === undefined || casesPath === undefined || promptPath === undefined) continue;
    if (stemOf(casesPath) === stemOf(promptPath)) continue;
    const parsed = project.documents.get(uri);
    const name = promptNameOf(promptPath, roots, project.prompt(prompt.uri)?.document.name);
    if (parsed?.kind === 'cases') insertPrompt(parsed, name, edits);
  }
}

function insertPrompt(parsed: ParsedCases, name: string, edits: Edits): void {
  const start = yamlOf(parsed)?.range.start;
  const { text } = parsed.file;
  const isBlock = start !== undefined && text.charAt(start) !== '{' && (start === 0 || text.charAt(start - 1) === '\n');
  if (isBlock) edits.insert(parsed, start, `prompt: ${inYaml(name, false)}${/\r?\n/.exec(text)?.[0] ?? '\n'}`);
}

function* moveInclusions(moving: Moving, moved: readonly WorkspaceFile[]): Steps<void> {
  const { project } = moving;
  const own = new Set(moved.map(({ uri }) => uri));
  const words = [...new Set(moved.map(({ path }) => wordOf(path)))];
  const paths = newPaths(moving);
  for (const { uri, kind, text } of [...project.workspace.files()]) {
    const isTemplate = kind === 'prompt' || kind === 'partial';
    const mayInclude = own.has(uri) || words.length > searchedWords || words.some((word) => text.includes(word));
    const parsed = isTemplate && moved.length > 0 && mayInclude ? project.prompt(uri) : undefined;
    for (const use of parsed?.document.analysis.partials ?? [])
      moveInclusion(moving, parsed as ParsedPrompt, use, paths);
    yield;
  }
}

/** What every inclusion of a file spells. */
function wordOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/^_/, '');
  return /^[^.]*/.exec(name)?.[0] ?? name;
}

function newPaths({ project, moves }: Moving): ReadonlySet<string> {
  return new Set([...project.workspace.files()].flatMap(({ path }) => moves.after(path) ?? []));
}

function moveInclusion(moving: Moving, parsed: ParsedPrompt, use: PartialUse, paths: ReadonlySet<string>): void {
  const { project, moves, edits } = moving;
  const { file } = parsed;
  const { name, nameRange } = use;
  if (name === undefined || use.definition !== undefined) return;
  const uri = project.partialFile(file.path, name);
  const target = uri === undefined ? undefined : project.workspace.file(uri);
  const [from, to] = [moves.after(file.path), moves.after(target?.path ?? '')];
  if (target === undefined || from === undefined || to === undefined) return;
  const isByName = target.kind === 'partial' && project.nameOf(target.uri) === name;
  const newName = isByName ? partialNameOf(to, moving.roots) : newPath(moving, name, file.path, target.path, paths);
  const spelled = file.text.slice(nameRange.start, nameRange.end);
  if (newName === undefined || newName === name || spelled !== name) return;
  if (isPlain(newName, isQuoted(file.text, nameRange.start))) edits.replace(parsed, nameRange, newName);
}

/** An inclusion by path after the moves: from the same folder as before, with or without the ending as before. */
function newPath(
  { project, moves, roots }: Moving,
  name: string,
  fromPath: string,
  toPath: string,
  paths: ReadonlySet<string>,
): string | undefined {
  const [from, to] = [moves.after(fromPath) ?? '', moves.after(toPath) ?? ''];
  const [before, after] = [project.workspace.config.roots, roots].map((globs) => globs.map(fixedFolder));
  const oldBases = [folderOf(fromPath), ...(before ?? []), ''];
  const newBases = [folderOf(from), ...(after ?? []), ''];
  const ending = endingOf(fromPath);
  const used = oldBases.findIndex((base) => [toPath, withoutEnding(toPath, ending)].includes(normalise(base + name)));
  const isWhole = normalise((oldBases[used] ?? '') + name) === toPath;
  const base = newBases[used];
  if (base === undefined) return undefined;
  const wanted = isWhole ? to : withoutEnding(to, endingOf(from));
  const spelled = used === 0 ? relative(base, wanted, name.startsWith('./')) : wanted.slice(base.length);
  if (used !== 0 && !wanted.startsWith(base)) return undefined;
  const candidates = newBases.flatMap((one) => [normalise(one + spelled), normalise(one + spelled) + endingOf(from)]);
  return candidates.find((path) => paths.has(path)) === to ? spelled : undefined;
}

/** The way from a folder, which ends in `/`, to a file. */
function relative(folder: string, path: string, dotted: boolean): string {
  const [from, to] = [folder.split('/').slice(0, -1), path.split('/')];
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.length - shared;
  return (up === 0 && dotted ? './' : '../'.repeat(up)) + to.slice(shared).join('/');
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function endingOf(path: string): string {
  return /(?:\.[^./]+)?$/.exec(path)?.[0] ?? '';
}

function withoutEnding(path: string, ending: string): string {
  return ending !== '' && path.endsWith(ending) ? path.slice(0, -ending.length) : path;
}

function isQuoted(text: string, start: number): boolean {
  return /["']/.test(text.charAt(start - 1));
}

/** Whether a name can be written as it is. */
function isPlain(name: string, quoted = false): boolean {
  return quoted ? /^[^"'\\\r\n]+$/.test(name) : /^[^\s"'`\\{}%<>|=()[\]#]+$/.test(name.replace(/[*?[\](){},!|]/g, ''));
}

/** A name as YAML: between quotes, or with quotes where it needs them. */
function inYaml(name: string, quoted: boolean): string {
  const isSafe = /^[\p{L}_][\p{L}\p{N}_./ -]*$/u.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name);
  const spelled = JSON.stringify(name);
  if (quoted) return spelled.slice(1, -1);
  return isSafe && !name.endsWith(' ') ? name : spelled;
}
