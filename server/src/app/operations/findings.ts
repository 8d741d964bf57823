import type { Severity } from '../../base';
import type { LanguageService, WorkspaceFile } from '../../language';
import type { Finding } from '../../protocol';
import { preferredFix } from './preferred-fix';

/** The findings of one file of a service, with their fixes if these are asked for. */
export function findingsOf(service: LanguageService, file: WorkspaceFile, fixes = false): readonly Finding[] {
  const { diagnostics } = service.diagnostics(file.uri) ?? { diagnostics: [] };
  return diagnostics.map((diagnostic) => {
    const { range, code, severity, message } = diagnostic;
    const fix = fixes ? preferredFix(service, file.uri, diagnostic) : undefined;
    return {
      file: file.path,
      range,
      code: String(code ?? ''),
      severity: severities[severity ?? 1] ?? 'error',
      message: typeof message === 'string' ? message : message.value,
      ...(fix === undefined ? {} : { fix }),
    };
  });
}

/** By the numbers of the Language Server Protocol. */
const severities: { readonly [severity: number]: Severity } = { 1: 'error', 2: 'warning', 3: 'information', 4: 'hint' };
