import { fail, fault, ok, type Result, type Severity } from '../../base';
import type { LanguageService, WorkspaceFile } from '../../language';
import type { Finding } from '../../protocol';
import { pauser } from '../pause';
import type { Context } from '../session/context';
import { chosenFiles } from './files';
import type { Implementations } from './types';

export const lintOperations: Implementations<'lint'> = {
  async lint(context, { files: wanted }) {
    const files = chosenFiles(context, wanted);
    if (!files.ok) return files;
    const findings = await lintFiles(context, files.value);
    return findings.ok ? ok({ findings: [...findings.value], files: files.value.length }) : findings;
  },
};

/** The findings of files, as the editor shows them, in order of path and place. */
export async function lintFiles(
  context: Context,
  files: readonly WorkspaceFile[],
): Promise<Result<readonly Finding[]>> {
  const service = context.language();
  const findings: Finding[] = [];
  const pause = pauser();
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (context.signal?.aborted === true) return fail(fault('cancelled', 'The check was stopped.'));
    await pause();
    findings.push(...findingsOf(service, file));
  }
  return ok(findings);
}

/** The findings of one file of a service. */
export function findingsOf(service: LanguageService, file: WorkspaceFile): readonly Finding[] {
  const { diagnostics } = service.diagnostics(file.uri) ?? { diagnostics: [] };
  return diagnostics.map(({ range, code, severity, message }) => ({
    file: file.path,
    range,
    code: String(code ?? ''),
    severity: severities[severity ?? 1] ?? 'error',
    message: typeof message === 'string' ? message : message.value,
  }));
}

/** By the numbers of the Language Server Protocol. */
const severities: { readonly [severity: number]: Severity } = { 1: 'error', 2: 'warning', 3: 'information', 4: 'hint' };
