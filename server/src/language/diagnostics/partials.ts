import { nearest } from '../../base';
import type { PartialUse } from '../../template';
import { circleFrom, missingArguments } from '../inclusions';
import type { Finding, PromptContext } from './finding';

/** Inclusions of partials that do not exist, that lead back, or that leave out what the partial reads. */
export function partialFindings(context: PromptContext): Finding[] {
  const findings: Finding[] = [];
  for (const use of context.facts.partials) {
    const found = use.name === undefined ? undefined : partialFinding(context, use, use.name);
    if (found !== undefined) findings.push(found);
  }
  return findings;
}

function partialFinding(context: PromptContext, use: PartialUse, name: string): Finding | undefined {
  const { facts, project } = context;
  if (use.definition !== undefined) return undefined;
  const target = project.partialFile(facts.path, name);
  if (target === undefined) return use.optional ? undefined : missingPartial(context, use, name);
  const circle = circleFrom(project, facts, use);
  if (circle !== undefined) {
    const way = circle.length === 1 ? 'directly' : `through ${circle.join(' → ')}`;
    return { code: 'circular-partial', range: use.nameRange, message: `This file includes itself ${way}.` };
  }
  const missing = missingArguments(project, facts, use);
  if (missing.length === 0) return undefined;
  const names = missing.join(', ');
  return {
    code: 'missing-partial-argument',
    range: use.nameRange,
    message:
      missing.length === 1
        ? `The partial ${name} reads ${names}, which is neither handed over nor an input here. Add ${names}=… to the tag.`
        : `The partial ${name} reads ${names}, which are neither handed over nor inputs here. Add them to the tag.`,
    data: { names: [...missing] },
  };
}

/**
 * Dotprompt and Prompty take partials from files. For bare templates the application registers them in code, so there
 * only a misspelling of a partial that exists is reported.
 */
function missingPartial({ facts, project }: PromptContext, use: PartialUse, name: string): Finding | undefined {
  const meant = nearest(name, project.partialNames());
  if (facts.format !== 'dotprompt' && meant === undefined) return undefined;
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return {
    code: 'missing-partial',
    range: use.nameRange,
    message: `There is no partial ${name} in the workspace.${hint}`,
    data: { name, ...(meant === undefined ? {} : { replace: meant }) },
  };
}
