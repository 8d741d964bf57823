import type { TextRange } from '../../base';
import type { Schema, VariableUse } from '../../template';
import { describeType } from '../types';

/** Jinja filters that take a list, a map or text apart; on a number or truth value they fail. */
const takeApart: ReadonlySet<string> = new Set([
  'length',
  'count',
  'first',
  'last',
  'random',
  'join',
  'list',
  'sort',
  'sum',
  'unique',
  'reverse',
  'batch',
  'slice',
  'groupby',
  'min',
  'max',
  'map',
  'select',
  'selectattr',
  'reject',
  'rejectattr',
]);

/** Jinja filters that need a map. */
const needMap: ReadonlySet<string> = new Set(['items', 'dictsort', 'xmlattr']);

/** Jinja filters that need a number. */
const needNumber: ReadonlySet<string> = new Set(['abs', 'round']);

const giveText: ReadonlySet<string> = new Set([
  'join',
  'upper',
  'lower',
  'title',
  'capitalize',
  'trim',
  'replace',
  'truncate',
  'string',
  'tojson',
  'indent',
  'wordwrap',
]);
const giveInteger: ReadonlySet<string> = new Set(['length', 'count', 'wordcount', 'int']);
const pickItem: ReadonlySet<string> = new Set(['first', 'last', 'random', 'min', 'max']);
const keepList: ReadonlySet<string> = new Set([
  'list',
  'sort',
  'unique',
  'reverse',
  'select',
  'selectattr',
  'reject',
  'rejectattr',
]);

/** What is wrong with a value of a type in its filters, or with what becomes of their result. Silent where nobody knows. */
export function filterProblem(
  name: string,
  type: Schema,
  { filters, usage }: NonNullable<VariableUse['piped']>,
  start: TextRange,
): { readonly range: TextRange; readonly message: string } | undefined {
  let current: Schema | undefined = type;
  let subject = name;
  let { end } = start;
  for (const filter of filters) {
    if (current === undefined) return undefined;
    const needed = neededBy(filter.text, current);
    if (needed !== undefined) {
      const message = `${subject} is ${describeType(current)}: the filter ${filter.text} needs ${needed}.`;
      return { range: filter.range, message };
    }
    current = resultOf(filter.text, current);
    subject = `${subject} | ${filter.text}`;
    ({ end } = filter.range);
  }
  const scalar = current !== undefined && ['string', 'number', 'integer', 'boolean'].includes(current.type);
  if (usage !== 'each' || current === undefined || !scalar) return undefined;
  return {
    range: { start: start.start, end },
    message: `${subject} is ${describeType(current)}: a loop needs a list.`,
  };
}

function neededBy(filter: string, { type }: Schema): string | undefined {
  const number = type === 'number' || type === 'integer' || type === 'boolean';
  if (number && takeApart.has(filter)) return filter === 'length' || filter === 'count' ? 'a list or text' : 'a list';
  if ((number || type === 'string' || type === 'array') && needMap.has(filter)) return 'a map';
  return (type === 'array' || type === 'object') && needNumber.has(filter) ? 'a number' : undefined;
}

/** The type of a filter's result; undefined when it is not known. */
function resultOf(filter: string, type: Schema): Schema | undefined {
  if (giveInteger.has(filter)) return { type: 'integer' };
  if (filter === 'float') return { type: 'number' };
  if (giveText.has(filter)) return { type: 'string' };
  if (type.type !== 'array' || type.prefix !== undefined) return undefined;
  if (pickItem.has(filter)) return type.items?.type === 'any' ? undefined : type.items;
  return keepList.has(filter) ? type : undefined;
}
