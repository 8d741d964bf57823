import type { CompletionItem } from 'vscode-languageserver-types';
import { scopesAt, type Binding } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { fixedFolder, folderOf } from '../../paths';
import type { Project } from '../../project';
import { exportedNames, inheritedBlocks, namedBlocks, originFile } from '../../templates';
import type { BodyPlace } from './body-place';
import { item, kinds } from './items';

/** So many files are looked at for names of templates. */
const fileLimit = 2_000;

/** The names under which partials can be included here: inline ones, files by name, and in Jinja files by path. */
export function partialItems(place: BodyPlace): readonly CompletionItem[] {
  const { project, parsed } = place;
  const { analysis, dialect } = parsed.document;
  if (dialect === 'jinja') return fileItems(place);
  const inline = dialect === 'handlebars' ? analysis.blocks.flatMap(({ label }) => label?.text ?? []) : [];
  return [...new Set([...inline, ...project.partialNames()])].map((name) =>
    item(name, kinds.partial, { sort: inline.includes(name) ? '0' : '1' }),
  );
}

/** Templates by path, spelled as an inclusion in this file finds them. */
function fileItems({ project, parsed, offset, context }: BodyPlace): readonly CompletionItem[] {
  const typed = parsed.file.text.slice(context.replace.start, offset).toLowerCase();
  const own = /\.[^./]+$/.exec(parsed.file.path)?.[0] ?? '';
  const found: CompletionItem[] = [];
  for (const uri of project.uris()) {
    const file = uri === parsed.file.uri ? undefined : project.workspace.file(uri);
    if (file === undefined || file.kind === 'cases' || !isTemplate(file.path, own)) continue;
    if (!file.path.toLowerCase().includes(typed)) continue;
    const name = spelled(project, parsed, uri, file.path);
    if (name !== undefined) found.push(item(name, kinds.partial, { detail: file.path }));
    if (found.length >= fileLimit) break;
  }
  return found;
}

function isTemplate(path: string, own: string): boolean {
  return /\.(?:j2|jinja2?)$/i.test(path) || (own !== '.prompty' && path.endsWith(own));
}

/** The shortest path from the folder of the file, a root or the workspace that leads to this very file. */
function spelled(project: Project, { file }: ParsedPrompt, uri: string, path: string): string | undefined {
  const folder = folderOf(file.path);
  const names = [folder, ...project.workspace.config.roots.map(fixedFolder), ''].flatMap((base) =>
    path.startsWith(base) ? [path.slice(base.length)] : [],
  );
  return names.find((name) => project.partialFile(file.path, name) === uri);
}

/** What the template that a `from … import` names defines. */
export function importItems({ project, parsed, context }: BodyPlace): readonly CompletionItem[] {
  const uri = context.template === undefined ? undefined : project.partialFile(parsed.file.path, context.template);
  const template = uri === undefined ? undefined : project.prompt(uri);
  return template === undefined ? [] : exportedNames(template).map(nameItem);
}

/** What an imported template defines, behind the dot; undefined where no such name stands before it. */
export function moduleItems({ project, parsed, offset, context }: BodyPlace): readonly CompletionItem[] | undefined {
  const [first, ...more] = context.qualifier;
  if (parsed.document.dialect !== 'jinja' || more.length > 0) return undefined;
  const binding = scopesAt(parsed.document, offset)
    .flatMap(({ bindings }) => bindings)
    .findLast(({ name }) => name === first);
  if (binding?.kind !== 'import' || binding.origin?.name !== undefined) return undefined;
  const template = originFile(project, parsed, binding);
  return template === undefined ? [] : exportedNames(template).map(nameItem);
}

function nameItem({ name, kind, parameters }: Binding): CompletionItem {
  return kind === 'macro'
    ? item(name, kinds.helper, { detail: `${name}(${(parameters ?? []).map(({ text }) => text).join(', ')})` })
    : item(name, kinds.local);
}

/** The blocks of the templates that this one extends and does not fill yet. */
export function blockLabelItems({ project, parsed, context }: BodyPlace): readonly CompletionItem[] {
  const { replace } = context;
  const own = namedBlocks(parsed).filter(({ label }) => label?.range.start !== replace.start);
  const filled = new Set(own.map(({ label }) => label?.text));
  const names = inheritedBlocks(project, parsed).flatMap(({ block }) => block.label?.text ?? []);
  return [...new Set(names)].filter((name) => !filled.has(name)).map((name) => item(name, kinds.local));
}
