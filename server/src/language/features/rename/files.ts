import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { promptNameOf, valueOf, pairsOf, type YamlNode } from '../../../template';
import type { ConfigFile, ParsedCases } from '../../documents';
import { Edits } from '../../edits';
import { type FileMove, Moves } from '../../moves';
import { promptNameOccurrences } from '../../occurrences';
import type { WorkspaceFile } from '../../ports';
import { stemOf } from '../../paths';
import type { Project } from '../../project';
import type { Steps } from '../../steps';
import { yamlName, yamlNameAt, yamlOf } from '../../yaml-tree';
import { moveInclusions, type LostInclusion, type Moving } from './inclusions';
import { moveRecordings } from './recordings';

/**
 * The edits that keep what names moved files pointing at them: inclusions by name and by path, the prompts of case files
 * and of recorded answers, and paths in galley.yaml. How an inclusion is spelled stays: a name stays a name, a relative path a relative one.
 */
export function* renameFiles(project: Project, files: readonly FileMove[]): Steps<WorkspaceEdit | undefined> {
  const { edits } = yield* moveFiles(project, files);
  return edits.isEmpty ? undefined : edits.build();
}

/** The same edits, and the inclusions that cannot follow. */
export function* moveFiles(
  project: Project,
  files: readonly FileMove[],
): Steps<{ readonly edits: Edits; readonly lost: readonly LostInclusion[] }> {
  const edits = new Edits();
  const moves = new Moves(project, files);
  const moving: Moving = { project, moves, roots: moveGlobs(project, moves, edits), edits };
  const moved = [...project.workspace.files()].filter(({ path }) => moves.after(path) !== path);
  for (const file of moved) {
    if (file.kind === 'prompt') movePrompt(moving, file);
    yield;
  }
  yield* moveCases(moving);
  return { edits, lost: yield* moveInclusions(moving, moved) };
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
    for (const { value } of pairsOf(valueOf(yamlOf(parsed), 'providers'))) {
      const folder = valueOf(value, 'recordings');
      if (folder !== undefined) moveGlob(parsed, folder, moves, edits);
    }
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
  moveRecordings(project.workspace, oldName, newName, edits);
  for (const { parsed, range, kind } of promptNameOccurrences(project, oldName)) {
    if (kind === 'read') edits.replace(parsed, range, yamlNameAt(parsed.file.text, range, newName));
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
  if (isBlock) edits.insert(parsed, start, `prompt: ${yamlName(name)}${/\r?\n/.exec(text)?.[0] ?? '\n'}`);
}

/** Whether a glob can be written as it is. */
function isPlain(glob: string): boolean {
  return /^[^\s"'`\\{}%<>|=()[\]#]+$/.test(glob.replace(/[*?[\](){},!|]/g, ''));
}
