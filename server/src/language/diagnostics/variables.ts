import { nearest } from '../../base';
import { schemaAt, type Dialect, type Schema, type VariableUse } from '../../template';
import { inputSegment, rootPath, rootSchema } from '../facts';
import { describeType } from '../types';
import { locationIn, type Finding, type PromptContext } from './finding';

/** After so many unknown names, no more similar names are looked for: the search is what costs. */
const suggestionLimit = 40;

/** Names that are read but not declared, and uses that a declared type does not allow. */
export function variableFindings(context: PromptContext): Finding[] {
  const { parsed, facts } = context;
  const schema = rootSchema(facts);
  const known =
    facts.impliedInputs.length === 0
      ? schema.properties
      : new Set([...schema.properties.keys(), ...facts.impliedInputs]);
  const closed = facts.declaresInputs && !facts.openInputs;
  const suggest = suggester(known);
  const findings: Finding[] = [];
  for (const use of parsed.document.analysis.variables) {
    const path = rootPath(use);
    const [name] = path ?? [];
    if (path === undefined || name === undefined) continue;
    if (!known.has(name)) {
      const found = closed ? undeclared(use, name, suggest) : undefined;
      if (found !== undefined) findings.push(found);
    } else {
      const found = misuse(use, path, schema, context);
      if (found !== undefined) findings.push(found);
    }
  }
  return findings;
}

function undeclared(
  use: VariableUse,
  name: string,
  suggest: (name: string) => string | undefined,
): Finding | undefined {
  const range = inputSegment(use);
  // A name that comes from the context was reported where the context was chosen.
  if (range === undefined) return undefined;
  const meant = suggest(name);
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

function misuse(
  use: VariableUse,
  path: readonly string[],
  schema: Schema,
  context: PromptContext,
): Finding | undefined {
  for (let length = 2; length <= path.length; length++) {
    const found = schemaAt(schema, path.slice(0, length));
    if (found === undefined) return undefined;
    if (found === 'missing') return missingMember(use, path, length - 1, schema, context);
  }
  const type = schemaAt(schema, path);
  return type === undefined || type === 'missing' ? undefined : wrongUsage(use, type, context.facts.dialect);
}

/** `path[index]` does not exist in the type of what stands before it. */
function missingMember(
  use: VariableUse,
  path: readonly string[],
  index: number,
  schema: Schema,
  context: PromptContext,
): Finding | undefined {
  const segment = use.segments[index - (path.length - use.segments.length)];
  const owner = schemaAt(schema, path.slice(0, index));
  if (segment === undefined || owner === undefined || owner === 'missing' || path[index] === '[]') return undefined;
  const ownerName = spell(path.slice(0, index));
  const related = owner.nameRange ?? schemaAt(schema, path.slice(0, 1));
  const place =
    related === undefined || related === 'missing' ? undefined : 'start' in related ? related : related.nameRange;
  const where =
    place === undefined
      ? {}
      : { related: [{ location: locationIn(context.parsed, place), message: `${ownerName} is declared here.` }] };
  if (owner.type !== 'object') {
    return {
      code: 'type-misuse',
      range: segment.range,
      message: `${ownerName} is ${describeType(owner)}: it has no member ${segment.text}.`,
      ...where,
    };
  }
  const meant = nearest(segment.text, owner.properties?.keys() ?? []);
  const outside = meant === undefined && context.facts.inputs.some((input) => input.name === segment.text);
  const hint =
    meant !== undefined
      ? ` Did you mean ${meant}?`
      : outside
        ? ` The input ${segment.text} is outside of this block.`
        : '';
  return {
    code: 'unknown-property',
    range: segment.range,
    message: `${ownerName} has no property ${segment.text}.${hint}`,
    ...where,
    data: { name: segment.text, ...(meant === undefined ? {} : { replace: meant }), ...(outside ? { outside } : {}) },
  };
}

function wrongUsage(use: VariableUse, type: Schema, dialect: Dialect): Finding | undefined {
  const problem = usageProblem(use, type, dialect);
  if (problem === undefined || use.segments.length === 0) return undefined;
  const name = use.segments.map((segment) => segment.text).join('.');
  return { code: 'type-misuse', range: use.range, message: `${name} is ${describeType(type)}: ${problem}` };
}

function usageProblem({ usage }: VariableUse, type: Schema, dialect: Dialect): string | undefined {
  const scalar = type.type === 'string' || type.type === 'number' || type.type === 'integer' || type.type === 'boolean';
  if (usage === 'each' && scalar) return 'a loop needs a list.';
  if (usage !== 'output' || (dialect !== 'handlebars' && dialect !== 'mustache')) return undefined;
  const objects = type.type === 'object' || (type.type === 'array' && type.items?.type === 'object');
  return objects
    ? 'it would be written as [object Object]. Write one of its properties, or use {{json …}}.'
    : undefined;
}

/** A path as it is read aloud: `order.items` and `an element of order.items`. */
function spell(path: readonly string[]): string {
  const last = path.lastIndexOf('[]');
  if (last < 0) return path.join('.');
  if (last === path.length - 1)
    return `an element of ${path
      .slice(0, last)
      .filter((part) => part !== '[]')
      .join('.')}`;
  return path.filter((part) => part !== '[]').join('.');
}
