import type { Severity } from '../../base';
import type { LanguageService, WorkspaceFile } from '../../language';
import type { Finding } from '../../protocol';

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
