import { fail, fault, nearest, ok, type Result } from '../../base';
import { type Dialect, dialects } from '../../template';
import { configFile } from '../../protocol';
import { loadConfig } from '../config';
import { withDialect } from '../config/edit-dialects';
import { writeAtomically } from '../release/write';
import type { Context } from '../session/context';
import { uriOf } from '../workspace/paths';
import type { Implementations } from './types';

export const dialectOperations: Implementations<'dialect'> = {
  async dialect(context, { file, dialect: word, scope, dryRun }) {
    const dialect = dialectOf(word);
    if (!dialect.ok) return dialect;
    const path = knownFile(context, file);
    if (!path.ok) return path;
    const pattern = scope === 'folder' ? besidePattern(path.value) : escapeGlob(path.value);
    const { workspace } = context;
    const before = [...workspace.files()].find((one) => one.path === configFile)?.text;
    const config = loadConfig(before);
    if (!config.ok) return config;
    const text = withDialect(before ?? '', pattern, dialect.value);
    const changed = text !== (before ?? '');
    if (changed && dryRun !== true) {
      const written = await writeAtomically(workspace.root, configFile, text);
      if (!written.ok) return written;
      await workspace.refresh([uriOf(workspace.root, configFile)]);
    }
    return ok({ pattern, text, changed });
  },
};

/** `auto` leaves the dialect to detection. */
function dialectOf(word: string): Result<Dialect | undefined> {
  if (word === 'auto') return ok(undefined);
  const found = dialects.find((one) => one === word);
  if (found !== undefined) return ok(found);
  const known = [...dialects, 'auto'];
  const near = nearest(word, known);
  const help = near === undefined ? `It is one of ${known.join(', ')}.` : `Did you mean ${near}?`;
  return fail(fault('invalid-input', `There is no dialect "${word}".`, { key: 'dialect', help }));
}

/** The path of a file, or of the prompt with that name. */
function knownFile({ workspace, drafts }: Context, word: string): Result<string> {
  const [named] = drafts.project.promptsNamed(word);
  for (const { path, uri, kind } of workspace.files())
    if ((path === word || uri === named) && (kind === 'prompt' || kind === 'partial')) return ok(path);
  return fail(
    fault('not-found', `"${word}" is no prompt of this workspace.`, {
      key: 'file',
      help: 'Give a file, or the name of a prompt; galley list shows them.',
    }),
  );
}

/** The files of the same ending in and below the folder of a file. */
function besidePattern(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.')) : '';
  return `${escapeGlob(path.slice(0, path.length - name.length))}**/*${escapeGlob(ending)}`;
}

/** A glob that matches nothing but this path. */
function escapeGlob(path: string): string {
  return path.replace(/[\\*?[\]{}()!+@|]/g, '\\$&');
}
