import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fail, fault, ok, type Result } from '../../../base';
import type { ReportedRun } from './types';

type Renderer = (run: ReportedRun) => string;

/** What is written, by the ending of the file. Each is loaded when it is asked for. */
const renderers: Readonly<Record<string, () => Promise<Renderer>>> = {
  '.xml': async () => (await import('./junit')).junitReport,
  '.md': async () => (await import('./markdown')).markdownReport,
  '.html': async () => (await import('./html')).htmlReport,
  '.json': () => Promise.resolve((run) => `${JSON.stringify(run, undefined, 2)}\n`),
};

/** Whether files of these names can be written: before anything is run. */
export function checkReports(files: readonly string[]): Result<undefined> {
  const wrong = files.find((file) => renderers[path.extname(file).toLowerCase()] === undefined);
  if (wrong === undefined) return ok(undefined);
  const help = 'The ending says what is written: .xml (JUnit), .md (Markdown), .html (one page), .json.';
  return fail(fault('invalid-input', `No report is known for ${wrong}.`, { key: 'report', help }));
}

/**
 * Writes reports of a run.
 * @param folder what the files are relative to
 */
export async function writeReports(
  run: ReportedRun,
  files: readonly string[],
  folder: string,
): Promise<Result<undefined>> {
  for (const file of files) {
    const render = await renderers[path.extname(file).toLowerCase()]?.();
    const target = path.resolve(folder, file);
    try {
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, render?.(run) ?? '');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'error';
      return fail(fault('io', `The report ${file} cannot be written (${code}).`, { file }));
    }
  }
  return ok(undefined);
}
