import type { LintEvidence } from '../../../domain';
import { createLanguageService } from '../../../language';
import { snapshotOf } from '../../drafts';
import type { Context } from '../../session/context';
import { findingsOf } from '../findings';
import type { Candidate } from './candidate';

/** The findings in the text of the version, with the partials it was committed with. */
export function lintEvidence(context: Context, { prompt, content }: Candidate): LintEvidence {
  const { workspace, file } = snapshotOf(context.workspace, prompt, content);
  const service = createLanguageService({ workspace });
  const findings = findingsOf(service, file).map(({ code, severity, message, file: path, range }) => ({
    code,
    severity,
    message,
    file: path,
    line: range.start.line,
  }));
  service.dispose();
  return { findings };
}
