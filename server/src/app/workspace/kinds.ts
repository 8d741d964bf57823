import type { WorkspaceFile } from '../../language';
import { configFile, promptLanguages } from '../../protocol';
import { isPartialFile, promptFormatOf } from '../../template';

/** Folders that hold what others made. */
const foreignFolders: ReadonlySet<string> = new Set([
  '.cache',
  '.git',
  '.galley',
  '.hg',
  '.next',
  '.svn',
  '.venv',
  '__pycache__',
  'build',
  'coverage',
  'dist',
  'node_modules',
  'out',
  'target',
  'venv',
]);

/** Which files of a workspace Galley looks at. */
export interface FileRules {
  /** What a workspace-relative path is; undefined when it is none of Galley's business. */
  kindOf(path: string): WorkspaceFile['kind'] | undefined;
  /** Whether a folder is looked into. */
  entersFolder(path: string): boolean;
}

/** Bare templates are prompts only here, unless galley.yaml says where prompts are. */
const defaultRoot = /(?:^|\/)prompts\//;

/**
 * The rules of a workspace.
 * @param isPrompt what the globs of galley.yaml say; undefined when it names none
 * @param roots the fixed folders of those globs: they are looked into whatever their names
 */
export function fileRules(isPrompt: ((path: string) => boolean) | undefined, roots: readonly string[]): FileRules {
  const wanted = (path: string): boolean => {
    if (isPrompt !== undefined) return isPrompt(path);
    return promptFormatOf(path) !== 'bare' || defaultRoot.test(path);
  };
  return {
    kindOf(path) {
      if (path === configFile) return 'config';
      if (/\.cases\.ya?ml$/i.test(path)) return 'cases';
      if (promptFormatOf(path) === undefined || !wanted(path)) return undefined;
      return isPartialFile(path) ? 'partial' : 'prompt';
    },
    entersFolder(path) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return !foreignFolders.has(name) || roots.some((root) => root === path || root.startsWith(`${path}/`));
    },
  };
}

/** The same rules without the folders, given by path, that belong to somebody else. */
export function withoutFolders(rules: FileRules, folders: ReadonlySet<string>): FileRules {
  if (folders.size === 0) return rules;
  return {
    kindOf: (path) => rules.kindOf(path),
    entersFolder: (path) => !folders.has(path) && rules.entersFolder(path),
  };
}

/** The languages by which an editor says that a document is a prompt. */
const documentLanguages: ReadonlySet<string> = new Set([...promptLanguages, 'handlebars', 'prompt']);

/** What an open document counts as that the rules of a workspace do not name; undefined when it is no prompt. */
export function kindOfDocument(path: string, languageId: string | undefined): WorkspaceFile['kind'] | undefined {
  if (/\.cases\.ya?ml$/i.test(path)) return 'cases';
  const named = promptFormatOf(path) !== undefined && !/\.txt$/i.test(path);
  if (!named && (languageId === undefined || !documentLanguages.has(languageId))) return undefined;
  return path.slice(path.lastIndexOf('/') + 1).startsWith('_') ? 'partial' : 'prompt';
}
