import { fail, type Fault, fault, ok, type Result } from '../../base';
import type { WorkspaceFile } from '../../language';
import type { Finding, OperationOutput } from '../../protocol';
import { pauser } from '../pause';
import type { Context } from '../session/context';
import { compareWithBaseline, writeBaseline } from './baseline';
import { chosenFiles } from './files';
import { findingsOf } from './findings';
import { fixFiles } from './fix';
import type { Decoded, Implementations } from './types';
import { withUnsavedText } from './unsaved';

type LintInput = Decoded<'lint'>;
type LintOutput = OperationOutput<'lint'>;

export const lintOperations: Implementations<'lint'> = {
  async lint(context, input) {
    const problem = contradiction(input);
    if (problem !== undefined) return fail(problem);
    await context.loadVersions();
    if (input.text !== undefined) return lintText(context, input.files?.[0] ?? '', input.text, input.fixes);
    const files = chosenFiles(context, input.files);
    if (!files.ok) return files;
    const fixed = input.fix === true ? await fixFiles(context, files.value, input.dryRun === true) : ok(undefined);
    if (!fixed.ok) return fixed;
    const now = fixed.value === undefined || input.dryRun === true ? files : chosenFiles(context, input.files);
    if (!now.ok) return now;
    const findings = await lintFiles(context, now.value, input.fixes);
    if (!findings.ok) return findings;
    const output = { files: now.value.length, ...(fixed.value === undefined ? {} : { fixed: [...fixed.value] }) };
    return withBaseline(context, input, now.value, findings.value, output);
  },
};

function contradiction({ files, text, fix, dryRun, baseline, writeBaseline }: LintInput): Fault | undefined {
  if (text !== undefined && (files?.length !== 1 || fix === true || baseline !== undefined))
    return fault('invalid-input', 'An unsaved text is that of one file, and is only checked.', { key: 'text' });
  if (dryRun === true && fix !== true)
    return fault('invalid-input', 'Only fixes can be tried out.', { key: 'dryRun', help: 'Ask for fix as well.' });
  if (writeBaseline === true && baseline === undefined)
    return fault('invalid-input', 'The baseline to write is not named.', { key: 'baseline' });
  return undefined;
}

function lintText(context: Context, path: string, text: string, fixes?: boolean): Result<LintOutput> {
  return withUnsavedText(context, path, text, (file) =>
    ok({ findings: [...findingsOf(context.language(), file, fixes)], files: 1 }),
  );
}

async function withBaseline(
  { workspace }: Context,
  { baseline, writeBaseline: isWritten }: LintInput,
  files: readonly WorkspaceFile[],
  findings: readonly Finding[],
  output: Pick<LintOutput, 'files' | 'fixed'>,
): Promise<Result<LintOutput>> {
  if (baseline === undefined) return ok({ findings: [...findings], ...output });
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const textOf = (file: string): string => texts.get(file) ?? '';
  if (isWritten === true) {
    const written = await writeBaseline(workspace.root, baseline, findings, textOf);
    if (!written.ok) return written;
  }
  const compared = await compareWithBaseline(workspace.root, baseline, findings, textOf);
  if (!compared.ok) return compared;
  const { fresh, known, gone } = compared.value;
  return ok({ findings: [...fresh], ...output, known, gone });
}

/** The findings of files, as the editor shows them, in order of path and place. */
export async function lintFiles(
  context: Context,
  files: readonly WorkspaceFile[],
  fixes?: boolean,
): Promise<Result<readonly Finding[]>> {
  const service = context.language();
  const findings: Finding[] = [];
  const pause = pauser();
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (context.signal?.aborted === true) return fail(fault('cancelled', 'The check was stopped.'));
    await pause();
    findings.push(...findingsOf(service, file, fixes));
  }
  return ok(findings);
}
