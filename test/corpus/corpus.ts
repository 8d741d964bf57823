import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnosticRules, type DiagnosticCode } from '../../server/src/base';
import type { Files } from '../support/workspace';
import { fromRoot } from '../support/repo';

/** The files of a corpus, by path with `/`. */
export function corpus(name: 'clean' | 'broken'): Files {
  const folder = fromRoot('test/corpus', name);
  const files = globSync('**/*.*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return Object.fromEntries(
    paths.sort().map((file) => [file.split(path.sep).join('/'), readFileSync(path.join(folder, file), 'utf8')]),
  );
}

/** The same files below another folder. */
export function below(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]));
}

/** A file with one mistake in it, and the clean file that it is otherwise the same as. */
export interface Mistake {
  readonly file: string;
  /** What its name says is wrong. */
  readonly code: DiagnosticCode;
  readonly text: string;
  readonly twin: string;
}

/** The mistakes of the broken corpus: `a/b.<code>.prompt` is `a/b.prompt` with one mistake. */
export function mistakes(): readonly Mistake[] {
  return Object.entries(corpus('broken')).map(([file, text]) => {
    const code = file.split('.')[1] as DiagnosticCode;
    if (!(code in diagnosticRules)) throw new Error(`${file} does not name a code of the catalogue`);
    return { file, code, text, twin: file.replace(`.${code}`, '') };
  });
}

/** The mistakes in rounds, so that in each there is at most one for every clean prompt: what a round has in place of it. */
export function rounds(): readonly ReadonlyMap<string, Mistake>[] {
  const found: Map<string, Mistake>[] = [];
  for (const mistake of mistakes()) {
    const free = found.find((round) => !round.has(mistake.twin));
    if (free === undefined) found.push(new Map([[mistake.twin, mistake]]));
    else free.set(mistake.twin, mistake);
  }
  return found;
}
