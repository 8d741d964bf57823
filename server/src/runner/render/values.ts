import type { Json } from '../../base';
import type { InterfaceInput } from '../../domain';
import type { InputValues } from './types';

/** A value as text where a dialect has no rule of its own: text as it is, nothing for null, JSON for lists and objects. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The member `name` of `value` if it is its own; an index or `length` of a list. Never anything inherited. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as { readonly [key: string]: Json })[name];
}

/** The inputs over the defaults; each an own property, whatever its name. */
export function withDefaults(declared: readonly InterfaceInput[], inputs: InputValues): InputValues {
  const defaults = declared.flatMap((input): [string, Json][] =>
    input.default === undefined ? [] : [[input.name, input.default]],
  );
  return Object.fromEntries([...defaults, ...Object.entries(inputs)]);
}

/** The names of the required inputs without a value. Null is no value unless the type of the input allows it. */
export function missingInputs(declared: readonly InterfaceInput[], inputs: InputValues): readonly string[] {
  const isMissing = (input: InterfaceInput): boolean => {
    if (!input.required || input.default !== undefined) return false;
    if (!Object.hasOwn(inputs, input.name)) return true;
    return inputs[input.name] === undefined || (inputs[input.name] === null && !allowsNull(input.schema));
  };
  return declared.filter(isMissing).map((input) => input.name);
}

function allowsNull(schema: Json): boolean {
  const type = memberOf(schema, 'type');
  if (type === undefined || type === 'null' || type === 'any') return true;
  if (Array.isArray(type)) return type.includes('null');
  return memberOf(schema, 'nullable') === true;
}
