import type { LanguageService } from '../../language';
import type { Finding } from '../../protocol';

type Diagnostic = NonNullable<ReturnType<LanguageService['diagnostics']>>['diagnostics'][number];
type Action = ReturnType<LanguageService['codeActions']>[number];
type Fix = NonNullable<Finding['fix']>;

/** The fix that the editor prefers for a finding, when it changes nothing but the file of the finding. */
export function preferredFix(service: LanguageService, uri: string, diagnostic: Diagnostic): Fix | undefined {
  const request = { diagnostics: [diagnostic], only: ['quickfix'] };
  const action = service
    .codeActions(uri, diagnostic.range, request)
    .find(({ isPreferred, diagnostics = [] }) => isPreferred === true && diagnostics.includes(diagnostic));
  return action === undefined ? undefined : fixOf(action, uri);
}

function fixOf({ title, edit }: Action, uri: string): Fix | undefined {
  const edits: Fix['edits'] = [];
  for (const change of edit?.documentChanges ?? []) {
    if (!('textDocument' in change) || change.textDocument.uri !== uri) return undefined;
    for (const one of change.edits) {
      if (!('newText' in one)) return undefined;
      edits.push({ range: one.range, text: one.newText });
    }
  }
  return { title, edits };
}
