import type { Diagnostic } from 'vscode-languageserver-types';
import type { ParsedFile } from '../documents';
import type { Catalog } from '../ports';
import type { Project } from '../project';
import { unsaved } from '../saved-index';
import { unknownHelpers } from './calls';
import { caseFileFindings, caseFindings } from './cases';
import { driftFindings } from './drift';
import { diagnosticOf, findingOf, type Finding, type PromptContext } from './finding';
import { givenFindings } from './given';
import { shadowedHelpers, unusedInputs } from './inputs';
import { duplicateNames } from './names';
import { partialFindings } from './partials';
import { secretFindings } from './secrets';
import { silenceOf } from './silence';
import { loopFindings, variableFindings } from './variables';

export type { Finding } from './finding';
export { locationIn } from './finding';

/** Every rule that looks at a prompt. */
const promptRules: readonly ((context: PromptContext) => Finding[])[] = [
  variableFindings,
  givenFindings,
  loopFindings,
  unknownHelpers,
  unusedInputs,
  shadowedHelpers,
  partialFindings,
  duplicateNames,
  driftFindings,
];

/** Those that ask nothing of the inputs, for a header of which only a part could be read. */
const rulesWithoutInputs: typeof promptRules = [unknownHelpers, loopFindings, duplicateNames];

/** So many findings of one file are shown: nobody reads more, and an answer must stay small. */
const findingLimit = 250;

/** Everything found wrong in a file, in order of place, without what its author or the settings silence. */
export function findingsOf(parsed: ParsedFile, project: Project, catalog: Catalog | undefined): readonly Finding[] {
  const found = [
    ...rawFindings(parsed, project, catalog),
    ...secretFindings(parsed.file.text),
    ...(project.workspace.problems?.(parsed.file.uri) ?? []).map((problem) => findingOf(problem, parsed)),
  ];
  const { severities } = project.workspace.config;
  const silence = silenceOf(parsed);
  const told = found.filter((finding) => !silence.covers(finding));
  const about = silence.findings(found).filter((finding) => !silence.covers(finding));
  return [...told, ...about]
    .filter((finding) => severities.get(finding.code) !== 'off')
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)
    .slice(0, findingLimit);
}

/** Findings in the form of the protocol. */
export function diagnosticsOf(
  findings: readonly Finding[],
  parsed: ParsedFile,
  project: Project,
  documentation: string | undefined,
): Diagnostic[] {
  const { severities } = project.workspace.config;
  return findings.flatMap((finding) => diagnosticOf(finding, parsed, severities, documentation) ?? []);
}

function rawFindings(parsed: ParsedFile, project: Project, catalog: Catalog | undefined): Finding[] {
  switch (parsed.kind) {
    case 'config':
      return [];
    case 'cases':
      return [
        ...parsed.document.problems.map((problem) => findingOf(problem, parsed)),
        ...caseFileFindings({ parsed, project }),
      ];
    default: {
      const own = parsed.document.problems.map((problem) => findingOf(problem, parsed));
      const facts = project.promptFacts(parsed.file.uri);
      if (facts === undefined || parsed.document.foreignName !== undefined) return own;
      const context = { parsed, facts, project, catalog };
      const { header } = parsed.document;
      // What is said of a broken header may come from the last good one.
      if (header?.broken === true) project.dependencies.use(unsaved);
      const rules = header?.partial === true ? rulesWithoutInputs : promptRules;
      if (header?.broken === true) return [...own, ...rules.flatMap((rule) => rule(context))];
      const cases = [
        ...parsed.cases.problems.map((problem) => findingOf(problem, parsed)),
        ...caseFindings(parsed.cases, facts, project, parsed),
      ];
      return [...own, ...promptRules.flatMap((rule) => rule(context)), ...cases];
    }
  }
}
