import type { PromptFormat } from '../types';

const endings: readonly (readonly [ending: string, format: PromptFormat])[] = [
  ['.prompt', 'dotprompt'],
  ['.prompty', 'prompty'],
  ['.prompt.yml', 'github-models'],
  ['.prompt.yaml', 'github-models'],
  ['.prompt.md', 'vscode-prompt'],
  ['.instructions.md', 'vscode-prompt'],
  ['.agent.md', 'vscode-prompt'],
  ['.chatmode.md', 'vscode-prompt'],
  ['.handlebars', 'bare'],
  ['.hbs', 'bare'],
  ['.mustache', 'bare'],
  ['.jinja2', 'bare'],
  ['.jinja', 'bare'],
  ['.j2', 'bare'],
  ['.txt', 'bare'],
  ['.promptl', 'foreign'],
  ['.poml', 'foreign'],
];

/**
 * What kind of file this is by its name alone; undefined when it is no prompt. `.txt` files count, so the caller
 * asks only about files in a prompt root. The text may still show that a `.prompt` file is `foreign`.
 */
export function promptFormatOf(file: string): PromptFormat | undefined {
  const base = baseName(file).toLowerCase();
  return endings.find(([ending]) => base.endsWith(ending) && base.length > ending.length)?.[1];
}

/**
 * The name of a prompt: the one in its header, else the path under its root without the ending; `/` makes folders. A
 * variant keeps its word: `reply.short`.
 * @param file workspace-relative path with `/`
 * @param roots folders or globs such as `prompts/**`; the longest that holds the file counts
 * @param headerName the `name` of the header
 */
export function promptNameOf(file: string, roots: readonly string[], headerName: string | undefined): string {
  const path = withoutEnding(underRoot(file, roots));
  if (headerName === undefined || headerName.trim() === '') return path;
  const variant = variantOf(file);
  const name = headerName.trim();
  return variant === undefined || name.endsWith(`.${variant}`) ? name : `${name}.${variant}`;
}

/** The file beside `file`, or in a folder of the same root, from whose path a prompt without a name in its header has the name `name`. */
export function promptFileNamed(file: string, roots: readonly string[], name: string): string {
  const path = underRoot(file, roots);
  const root = file.slice(0, file.length - path.length);
  return root + name + path.slice(withoutEnding(path).length);
}

/** The variant in `name.variant.prompt`; undefined for other names. */
export function variantOf(file: string): string | undefined {
  const base = baseName(file);
  if (!base.endsWith('.prompt')) return undefined;
  const stem = base.slice(0, -'.prompt'.length);
  const dot = stem.lastIndexOf('.');
  return dot > 0 && dot < stem.length - 1 ? stem.slice(dot + 1) : undefined;
}

/** Whether a file is meant to be included in others: its name starts with `_`. */
export function isPartialFile(file: string): boolean {
  return baseName(file).startsWith('_') && promptFormatOf(file) !== undefined;
}

/**
 * The name under which a template includes this file: `_x.prompt` is `x`, in a folder below its root `folder/x`.
 * Undefined when the file is no partial.
 */
export function partialNameOf(file: string, roots: readonly string[] = []): string | undefined {
  if (!isPartialFile(file)) return undefined;
  const path = withoutEnding(roots.length === 0 ? baseName(file) : underRoot(file, roots));
  const slash = path.lastIndexOf('/') + 1;
  return path.slice(0, slash) + path.slice(slash + 1);
}

/** The path without the ending that makes it a prompt. */
function withoutEnding(path: string): string {
  const lower = path.toLowerCase();
  const ending = endings
    .filter(([candidate]) => lower.endsWith(candidate))
    .sort((a, b) => b[0].length - a[0].length)[0]?.[0];
  return ending === undefined ? path : path.slice(0, -ending.length);
}

function underRoot(file: string, roots: readonly string[]): string {
  const folders = roots.map(folderOf).sort((a, b) => b.length - a.length);
  const root = folders.find((folder) => file.startsWith(folder));
  return root === undefined ? file : file.slice(root.length);
}

/** The fixed folders in front of a glob, with a final `/`; empty when there are none. */
function folderOf(root: string): string {
  const clean = root.replace(/^\.\//, '');
  const glob = clean.search(/[*?[{(!]/);
  if (glob >= 0) return clean.slice(0, clean.lastIndexOf('/', glob) + 1);
  return clean === '' || clean.endsWith('/') ? clean : `${clean}/`;
}

/** The file name without folders. */
export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
