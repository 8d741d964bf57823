import { nearest, type DiagnosticCode, type TextRange } from '../../base';
import { schemaAt, type Dialect, type Schema, type VariableUse } from '../../template';
import { segmentAt } from '../facts';
import { describeType } from '../types';
import { filterProblem } from './filters';

/** A use that the type of a value does not allow. */
export interface TypeProblem {
  readonly code: DiagnosticCode;
  readonly range: TextRange;
  /** Without the suggestion. */
  readonly message: string;
  /** The name or value that is probably meant. */
  readonly meant?: string;
  /** The name that does not exist. */
  readonly name?: string;
  /** The path to the value whose type says so. */
  readonly owner: readonly string[];
}

/** What is wrong with a use that reads `path` of a context of type `root`. Undefined when nothing is, or nobody knows. */
export function typeProblem(
  use: VariableUse,
  path: readonly string[],
  root: Schema,
  dialect: Dialect,
): TypeProblem | undefined {
  let owner = root;
  for (const [index, name] of path.entries()) {
    // A loop over a map gives its keys in Jinja, its values elsewhere.
    if (owner.type === 'object' && name === '[]' && owner.additional === undefined) return undefined;
    const found = schemaAt(owner, [name]);
    if (found === undefined) return undefined;
    if (found === 'missing') return missingMember(use, path, index, owner);
    owner = found;
  }
  return wrongUsage(use, path, owner, dialect);
}

/** `path[index]` does not exist in the type of what stands before it. */
function missingMember(
  { segments }: VariableUse,
  path: readonly string[],
  index: number,
  owner: Schema,
): TypeProblem | undefined {
  const segment = segmentAt(segments, path, index);
  if (segment === undefined) return undefined;
  const { range, text: name } = segment;
  const before = path.slice(0, index);
  if (owner.type !== 'object') {
    const message = `${spell(before)} is ${describeType(owner)}: it has no member ${name}.`;
    return { code: 'type-misuse', range, message, owner: before };
  }
  const meant = nearest(name, owner.properties?.keys() ?? []);
  return {
    code: 'unknown-property',
    range,
    message: `${spell(before)} has no property ${name}.`,
    name,
    owner: before,
    ...(meant === undefined ? {} : { meant }),
  };
}

function wrongUsage(
  use: VariableUse,
  path: readonly string[],
  type: Schema,
  dialect: Dialect,
): TypeProblem | undefined {
  const { range, segments, compared, piped, usage } = use;
  const name = segments.length === 0 ? spell(path) : segments.map(({ text }) => text).join('.');
  const problem = usageProblem(usage, type, dialect);
  if (problem !== undefined)
    return { code: 'type-misuse', range, message: `${name} is ${describeType(type)}: ${problem}`, owner: path };
  if (compared !== undefined) return wrongComparison(name, path, type, compared);
  const filter = piped === undefined ? undefined : filterProblem(name, type, piped, range);
  return filter === undefined ? undefined : { code: 'type-misuse', ...filter, owner: path };
}

function usageProblem(usage: VariableUse['usage'], type: Schema, dialect: Dialect): string | undefined {
  if (usage === 'each' && isScalar(type)) return 'a loop needs a list.';
  if (usage !== 'output' || (dialect !== 'handlebars' && dialect !== 'mustache')) return undefined;
  const objects = type.type === 'object' || (type.type === 'array' && type.items?.type === 'object');
  if (!objects) return undefined;
  const advice =
    dialect === 'handlebars' ? 'Write one of its properties, or use {{json …}}.' : 'Write one of its properties.';
  return `it would be written as [object Object]. ${advice}`;
}

/** Text, a number or a truth value: nothing that has members or elements. */
export function isScalar({ type }: Schema): boolean {
  return type === 'string' || type === 'number' || type === 'integer' || type === 'boolean';
}

/** A comparison with a value that the type does not have is always the same. */
function wrongComparison(
  name: string,
  path: readonly string[],
  type: Schema,
  { value, range }: NonNullable<VariableUse['compared']>,
): TypeProblem | undefined {
  const values = type.enum;
  // An empty text asks whether there is a value.
  if (values === undefined || value === '' || values.includes(value)) return undefined;
  const words = values.filter((member) => typeof member === 'string');
  const meant = typeof value === 'string' ? nearest(value, words) : undefined;
  const inner = typeof value === 'string' && range.end - range.start === value.length + 2;
  return {
    code: 'type-misuse',
    range: inner ? { start: range.start + 1, end: range.end - 1 } : range,
    message: `${name} is ${describeType(type)}: it is never ${JSON.stringify(value)}.`,
    owner: path,
    ...(meant === undefined || !inner ? {} : { meant }),
  };
}

/** A path as it is read aloud: `order.items` and `an element of order.items`. */
export function spell(path: readonly string[]): string {
  if (path.length === 0) return 'What is handed over';
  const names = path.filter((part) => part !== '[]').join('.');
  if (path.at(-1) !== '[]') return names === '' ? 'An element' : names;
  return names === ''
    ? 'An element of what is handed over'
    : `an element of ${path
        .slice(0, path.lastIndexOf('[]'))
        .filter((part) => part !== '[]')
        .join('.')}`;
}
