import { nearest } from '../../base';
import type { PartialUse } from '../../template';
import { circleFrom, missingArguments } from '../inclusions';
import { folderOf } from '../paths';
import type { Project } from '../project';
import type { Finding, PromptContext } from './finding';
import { argumentFindings } from './partial-arguments';

/** Inclusions of partials that do not exist, that lead back, or that leave out what the partial reads. */
export function partialFindings(context: PromptContext): Finding[] {
  const findings: Finding[] = [];
  for (const use of context.facts.partials) {
    if (use.name !== undefined) findings.push(...partialFindingsOf(context, use, use.name));
  }
  return findings;
}

function partialFindingsOf(context: PromptContext, use: PartialUse, name: string): readonly Finding[] {
  const { facts, project } = context;
  if (use.definition !== undefined) return [];
  const target = project.partialFile(facts.path, name);
  if (target === undefined) return use.optional ? [] : missingPartial(context, use, name);
  const circle = circleFrom(project, facts, use);
  if (circle !== undefined) {
    const way = circle.length === 1 ? 'directly' : `through ${circle.join(' → ')}`;
    return [{ code: 'circular-partial', range: use.nameRange, message: `This file includes itself ${way}.` }];
  }
  const included = project.promptFacts(target);
  const wrong = included === undefined ? [] : argumentFindings(context, use, included);
  // A misspelt argument is one mistake: the name it stands for is not missing as well.
  const meant = new Set(wrong.map(({ data }) => data?.['replace']));
  const missing = missingArguments(project, facts, use).filter((argument) => !meant.has(argument));
  return missing.length === 0 ? wrong : [...wrong, missingFinding(use, name, missing)];
}

function missingFinding(use: PartialUse, name: string, missing: readonly string[]): Finding {
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

/** So many files are compared with a name that does not exist. */
const nearbyLimit = 1_000;

/** Files below the folder of a file, as it would name them; only where it includes by file name. */
function* filesNear(path: string, name: string, project: Project): Iterable<string> {
  if (!/[./]/.test(name)) return;
  const folder = folderOf(path);
  let count = 0;
  for (const other of project.paths()) {
    if (other === path || !other.startsWith(folder)) continue;
    if (++count > nearbyLimit) return;
    yield other.slice(folder.length);
  }
}

/**
 * Dotprompt and Prompty take partials from files. For bare templates the application registers them in code, so there
 * only a misspelling of a partial that exists is reported.
 */
function missingPartial({ facts, project }: PromptContext, use: PartialUse, name: string): readonly Finding[] {
  const meant = nearest(name, project.partialNames()) ?? nearest(name, filesNear(facts.path, name, project));
  if (facts.format !== 'dotprompt' && meant === undefined) return [];
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return [
    {
      code: 'missing-partial',
      range: use.nameRange,
      message: `There is no partial ${name} in the workspace.${hint}`,
      data: { name, ...(meant === undefined ? {} : { replace: meant }) },
    },
  ];
}
