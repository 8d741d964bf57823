import { nearest, type TextRange } from '../../base';
import {
  isWorthKeeping,
  loopMembers,
  schemaAt,
  scopesAt,
  stretchesOf,
  type Dialect,
  type Schema,
  type VariableUse,
} from '../../template';
import { inputSegment, rootPath, rootSchema } from '../facts';
import { locationIn, type Finding, type PromptContext } from './finding';
import { typeFinding } from './type-finding';
import { spell, typeProblem } from './type-problems';

/** After so many unknown names, no more similar names are looked for: the search is what costs. */
const suggestionLimit = 40;

/** What the findings of {@link variableFindings} in a part of a body depend on beside that part. */
interface Declared {
  readonly schema: ReturnType<typeof rootSchema>;
  readonly implied: readonly string[];
  readonly closed: boolean;
  readonly dialect: Dialect;
}

/** Under which declarations nothing was found in the uses of a part of a body, wherever it stands. */
const clearUnder = new WeakMap<readonly VariableUse[], Declared>();

/** Names that are read but not declared, and uses that a declared type does not allow. */
export function variableFindings(context: PromptContext): Finding[] {
  const { parsed, facts } = context;
  const { analysis, dialect } = parsed.document;
  const schema = rootSchema(facts);
  const implied = facts.impliedInputs;
  const declared: Declared = { schema, implied, closed: facts.declaresInputs && !facts.openInputs, dialect };
  const known = implied.length === 0 ? schema.properties : new Set([...schema.properties.keys(), ...implied]);
  const suggest = suggester(known);
  return stretchesOf(analysis).flatMap(({ lists, placed }) => {
    if (isClear(lists.variables, declared)) return [];
    const { found, clear } = findingsIn(placed.variables, { context, declared, known, suggest });
    if (clear && isWorthKeeping(lists.variables)) clearUnder.set(lists.variables, declared);
    return found;
  });
}

function isClear(uses: readonly VariableUse[], { schema, implied, closed, dialect }: Declared): boolean {
  const under = clearUnder.get(uses);
  return (
    under !== undefined &&
    under.schema === schema &&
    under.implied === implied &&
    under.closed === closed &&
    under.dialect === dialect
  );
}

interface Check {
  readonly context: PromptContext;
  readonly declared: Declared;
  readonly known: { has(name: string): boolean };
  readonly suggest: (name: string) => string | undefined;
}

/** `clear` says that there is nothing to find, and that no name had to be compared with others for that. */
function findingsIn(
  uses: readonly VariableUse[],
  { context, declared, known, suggest }: Check,
): { readonly found: Finding[]; readonly clear: boolean } {
  const { schema, closed } = declared;
  const found: Finding[] = [];
  let compared = false;
  for (const use of uses) {
    const path = rootPath(use);
    const name = path?.[0];
    if (path === undefined || name === undefined) continue;
    if (known.has(name)) found.push(...declaredProblem(use, path, schema, context));
    else if (closed) {
      compared = true;
      const finding = undeclared(use, name, () => suggest(name) ?? innerName(context, use, name, schema));
      if (finding !== undefined) found.push(finding);
    }
  }
  return { found, clear: found.length === 0 && !compared };
}

/** Mustache looks names up in all sections around them: a misspelt one may be meant for any of these. */
function innerName({ parsed }: PromptContext, use: VariableUse, name: string, schema: Schema): string | undefined {
  if (parsed.document.dialect !== 'mustache') return undefined;
  const names = scopesAt(parsed.document, use.range.start).flatMap(({ context }) => {
    const type = context === undefined || context.length === 0 ? undefined : schemaAt(schema, context);
    return type === undefined || type === 'missing' ? [] : [...(type.properties?.keys() ?? [])];
  });
  return nearest(name, names);
}

function undeclared(use: VariableUse, name: string, suggest: () => string | undefined): Finding | undefined {
  const range = inputSegment(use);
  // A name that comes from the context was reported where the context was chosen.
  if (range === undefined) return undefined;
  const meant = suggest();
  // `{{ x | default("…") }}` copes with a name that nobody gives; it is only wrong when it is a misspelling.
  if (use.guarded && use.usage !== 'condition' && meant === undefined) return undefined;
  const hint = meant === undefined ? 'Declare it in the header, or correct the name.' : `Did you mean ${meant}?`;
  return {
    code: 'undeclared-variable',
    range,
    message: `The variable ${name} is not declared as an input. ${hint}`,
    data: { name, ...(meant === undefined ? {} : { replace: meant }) },
  };
}

function suggester(known: { keys(): Iterable<string> }): (name: string) => string | undefined {
  const found = new Map<string, string | undefined>();
  return (name) => {
    if (!found.has(name)) found.set(name, found.size < suggestionLimit ? nearest(name, known.keys()) : undefined);
    return found.get(name);
  };
}

/** A problem of a declared type, with the place of the declaration. */
function declaredProblem(use: VariableUse, path: readonly string[], schema: Schema, context: PromptContext): Finding[] {
  const problem = typeProblem(use, path, schema, context.facts.dialect);
  if (problem === undefined) return [];
  const { owner, name, meant } = problem;
  const place = rangeOf(schema, owner) ?? rangeOf(schema, owner.slice(0, 1));
  const isMember = problem.code === 'unknown-property' || owner.length < path.length;
  const related =
    place === undefined || !isMember
      ? {}
      : { related: [{ location: locationIn(context.parsed, place), message: `${spell(owner)} is declared here.` }] };
  const outside = meant === undefined && context.facts.inputs.some((input) => input.name === name);
  return [typeFinding(problem, outside ? ` The input ${name ?? ''} is outside of this block.` : '', related, outside)];
}

function rangeOf(schema: Schema, path: readonly string[]): TextRange | undefined {
  const found = path.length === 0 ? undefined : schemaAt(schema, path);
  return found === undefined || found === 'missing' ? undefined : found.nameRange;
}

/** Members of `loop` that Jinja does not have. */
export function loopFindings({ parsed }: PromptContext): Finding[] {
  if (parsed.document.dialect !== 'jinja') return [];
  return parsed.document.analysis.variables.flatMap(({ resolution, segments }): Finding[] => {
    const member = segments[1];
    if (resolution.kind !== 'data' || resolution.known || member === undefined) return [];
    const meant = nearest(member.text, loopMembers.keys());
    const message = `loop has no ${member.text}.`;
    const problem = { code: 'unknown-property', range: member.range, message, name: member.text, owner: [] } as const;
    return [typeFinding(meant === undefined ? problem : { ...problem, meant }, '', {})];
  });
}
