import { nearest } from '../../base';
import { checkValue, type HandedValue, type PartialUse, type Schema } from '../../template';
import { handedType } from '../contexts';
import { rootSchema, type PromptFacts } from '../facts';
import { partialReads } from '../partial-reads';
import { describeType } from '../types';
import { locationIn, type Finding, type PromptContext } from './finding';

/** Arguments that the partial does not take, by its declared inputs, or takes as another type. */
export function argumentFindings(context: PromptContext, use: PartialUse, included: PromptFacts): Finding[] {
  const { project } = context;
  if (!included.declaresInputs) return [];
  const { reads, complete } = partialReads(project, included);
  const names = new Set([...included.inputs.map(({ name }) => name), ...included.impliedInputs]);
  return use.namedArguments.flatMap(({ text, range }, index): Finding[] => {
    const declared = included.inputs.find(({ name }) => name === text);
    if (declared !== undefined) return wrongType(context, use.values[index], included, declared);
    // A name that the partial reads without declaring it is told there, or is for the partials in it.
    if (included.openInputs || names.has(text) || !complete || reads.has(text)) return [];
    const meant = nearest(text, names);
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return [
      {
        code: 'unknown-partial-argument',
        range,
        message: `The partial ${use.name ?? ''} has no input ${text}.${hint}`,
        data: { name: text, ...(meant === undefined ? {} : { replace: meant }) },
      },
    ];
  });
}

function wrongType(
  { facts, project }: PromptContext,
  value: HandedValue | undefined,
  included: PromptFacts,
  { name, nameRange, schema }: PromptFacts['inputs'][number],
): Finding[] {
  if (value?.range === undefined) return [];
  const given = handedType(rootSchema(facts), value);
  const fits = value.fixed === undefined ? mayFit(given, schema) : checkValue(schema, value.fixed).length === 0;
  if (fits) return [];
  const spelled = value.path?.filter((part) => part !== '[]').join('.');
  const what = spelled === undefined ? JSON.stringify(value.fixed) : `${spelled} is ${describeType(given)}:`;
  const message = `${what} ${spelled === undefined ? 'does not fit:' : ''} the partial takes ${describeType(schema)} as ${name}.`;
  const partial = project.prompt(included.uri);
  return [
    {
      code: 'type-misuse',
      range: value.range,
      message: message.replace(/ {2,}/g, ' '),
      ...(partial === undefined
        ? {}
        : { related: [{ location: locationIn(partial, nameRange), message: `${name} is declared here.` }] }),
    },
  ];
}

/** Whether some value of one type is also of the other. True where nobody knows. */
function mayFit(given: Schema, wanted: Schema): boolean {
  const kinds = [kindOf(given), kindOf(wanted)];
  if (kinds.includes(undefined)) return true;
  if (kinds[0] !== kinds[1]) return false;
  if (given.enum !== undefined && wanted.enum !== undefined)
    return given.enum.some((one) => wanted.enum?.includes(one));
  const { items } = given;
  return items === undefined || wanted.items === undefined || mayFit(items, wanted.items);
}

function kindOf({ type }: Schema): Schema['type'] | undefined {
  if (type === 'any' || type === 'null') return undefined;
  return type === 'integer' ? 'number' : type;
}
