import { diagnosticRules, LineIndex } from '../../base';
import type { CaseInfo } from '../../protocol';
import type { CaseNode, CasesDocument, Problem } from '../../template';
import type { Draft, Drafts } from '../drafts';

/** A case with where it comes from. */
export interface LocatedCase {
  readonly node: CaseNode;
  readonly info: CaseInfo;
  /** The provider its file asks for. */
  readonly provider: string | undefined;
  /** The text its ranges count in. */
  readonly lines: LineIndex;
}

/** The cases of a draft: those in its own file, then those of case files about it. */
export function casesOfDraft(drafts: Drafts, draft: Draft): readonly LocatedCase[] {
  return uniquelyNamed(
    drafts.caseFiles(draft).flatMap(({ file, document }) => locateCases(draft.name, file.path, file.text, document)),
  );
}

/** A name that another file has used before is followed by the file: names tell the cases of a prompt apart. */
export function uniquelyNamed(cases: readonly LocatedCase[]): readonly LocatedCase[] {
  const names = new Set<string>();
  return cases.map((found) => {
    const { info } = found;
    const name = names.has(info.case) ? `${info.case} (${info.file})` : info.case;
    names.add(name);
    return name === info.case ? found : { ...found, info: { ...info, case: name } };
  });
}

/** The cases of one file. */
export function locateCases(
  prompt: string,
  file: string,
  text: string,
  document: CasesDocument,
): readonly LocatedCase[] {
  const lines = new LineIndex(text);
  return document.cases.map((node) => {
    const error = problemIn(document.problems, node);
    return {
      node,
      provider: document.provider,
      lines,
      info: {
        prompt,
        case: node.name,
        file,
        range: lines.rangeAt(node.range),
        tags: [...node.tags],
        ...(node.skip === undefined ? {} : { skip: node.skip }),
        ...(error === undefined ? {} : { error }),
      },
    };
  });
}

/** The first error inside a case. */
function problemIn(problems: readonly Problem[], { range }: CaseNode): string | undefined {
  const within = (problem: Problem): boolean => problem.range.start >= range.start && problem.range.end <= range.end;
  return problems.find((problem) => within(problem) && diagnosticRules[problem.code].severity === 'error')?.message;
}
