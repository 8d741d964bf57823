import { schemaAt, type Dialect, type Schema, type VariableUse } from '../../template';
import { givenContexts, misspeltReads, type GivenContext } from '../contexts';
import { inputSegment, rootPath } from '../facts';
import { locationIn, type Finding, type PromptContext } from './finding';
import { typeFinding } from './type-finding';
import { typeProblem, type TypeProblem } from './type-problems';

/** Reads in a partial that no inclusion of it allows. */
export function givenFindings({ parsed, facts, project }: PromptContext): Finding[] {
  const contexts = givenContexts(project, facts);
  const [first] = contexts ?? [];
  if (contexts === undefined || first === undefined) return [];
  const misspelt = misspeltReads(project, facts);
  return parsed.document.analysis.variables.flatMap((use): Finding[] => {
    const path = rootPath(use) ?? [];
    const [name] = path;
    if (name === undefined) return [];
    const meant = misspelt.get(name);
    const place = meant === undefined || use.guarded ? undefined : inputSegment(use);
    if (place !== undefined && meant !== undefined) {
      const message = `Nothing that includes this partial hands over ${name}.`;
      const problem = { code: 'unknown-property', range: place, message, name, meant, owner: [] } as const;
      return [typeFinding(problem, '', relatedTo(project, contexts))];
    }
    const problem = commonProblem(use, path, contexts, facts.dialect);
    return problem === undefined ? [] : [typeFinding(problem, '', relatedTo(project, contexts))];
  });
}

/** The problem that a use has wherever the partial is included. */
function commonProblem(
  use: VariableUse,
  path: readonly string[],
  contexts: readonly GivenContext[],
  dialect: Dialect,
): TypeProblem | undefined {
  let common: TypeProblem | undefined;
  for (const { schema } of contexts) {
    // That a name is not handed over is told where the partial is included.
    if (schema.type === 'object' && path[0] !== undefined && schemaAt(schema, [path[0]]) === 'missing')
      return undefined;
    const problem =
      dialect === 'jinja' && loopsOverMap(schema, path) ? undefined : typeProblem(use, path, schema, dialect);
    if (problem === undefined || (common !== undefined && problem.range.start !== common.range.start)) return undefined;
    const { meant, ...rest } = common ?? problem;
    common = meant === problem.meant && meant !== undefined ? { ...rest, meant } : rest;
  }
  return common;
}

/** In Jinja such a loop gives the keys, which the path does not say. */
function loopsOverMap(schema: Schema, path: readonly string[]): boolean {
  return path.some((name, index) => {
    const owner = name === '[]' ? schemaAt(schema, path.slice(0, index)) : undefined;
    return typeof owner === 'object' && owner.type === 'object';
  });
}

function relatedTo(project: PromptContext['project'], contexts: readonly GivenContext[]): Pick<Finding, 'related'> {
  const related = contexts.slice(0, 3).flatMap(({ includer, inclusion }) => {
    const parsed = project.prompt(includer);
    const use = project.promptFacts(includer)?.partials[inclusion];
    if (parsed === undefined || use === undefined) return [];
    return [{ location: locationIn(parsed, use.nameRange), message: `${parsed.file.path} includes it here.` }];
  });
  return { related };
}
