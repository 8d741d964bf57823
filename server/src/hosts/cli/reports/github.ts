import { annotation } from '../output/github';
import { type ReportedRun, reasonOf, summaryLine } from './types';

/** What did not pass as annotations of GitHub Actions, at the assertion where there is one. */
export function githubReport(run: ReportedRun): string {
  const lines = run.cases
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'errored')
    .map((one) => {
      const broken = one.assertions.find(({ passed, range }) => !passed && range !== undefined);
      const file = broken?.file ?? one.file;
      const line = broken?.range === undefined ? one.line : broken.range.start.line + 1;
      const place = file === undefined ? {} : { file, ...(line === undefined ? {} : { line }) };
      return annotation('error', { ...place, title: `${one.prompt}: ${one.case}` }, reasonOf(one));
    });
  return [...lines, summaryLine(run)].map((text) => `${text}\n`).join('');
}
