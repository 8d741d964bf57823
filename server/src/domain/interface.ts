import { canonicalJson, type Json } from '../base';
import type { InterfaceInput, PromptInterface, VersionBehaviour } from './records';
import { plainSchema, widens, withoutNull } from './schema';

/** What can differ between two interfaces. */
export type InterfaceChangeKind =
  | 'input-added'
  | 'input-removed'
  | 'input-retyped'
  | 'input-required'
  | 'input-optional'
  | 'default-changed'
  | 'output-changed';

/** One difference between two interfaces. */
export interface InterfaceChange {
  readonly kind: InterfaceChangeKind;
  /** The input it is about; absent for the output. */
  readonly input?: string;
  /** Whether a caller of the older interface can break. */
  readonly breaking: boolean;
  /** One line for a person, such as `new required input "locale" (string)`. */
  readonly description: string;
}

/** What callers of a version depend on. */
export function interfaceOf({ inputs, output }: VersionBehaviour): PromptInterface {
  return output === undefined ? { inputs } : { inputs, output };
}

/** Whether a caller must give this input: it is required and has no default. */
export function mustBeGiven(input: InterfaceInput): boolean {
  return input.required && input.default === undefined;
}

/**
 * What changed from one interface to a later one: removed inputs first, then the inputs of the later one in its order,
 * then the output. Descriptions and titles inside schemas do not count.
 */
export function diffInterfaces(before: PromptInterface, after: PromptInterface): readonly InterfaceChange[] {
  const earlier = new Map(before.inputs.map((input) => [input.name, input]));
  const later = new Set(after.inputs.map((input) => input.name));
  return [
    ...before.inputs.filter((input) => !later.has(input.name)).map(removed),
    ...after.inputs.flatMap((input) => {
      const old = earlier.get(input.name);
      return old === undefined ? [added(input)] : inputChanges(old, input);
    }),
    ...outputChanges(before.output, after.output),
  ];
}

function removed({ name, type }: InterfaceInput): InterfaceChange {
  return { kind: 'input-removed', input: name, breaking: true, description: `input "${name}" (${type}) is gone` };
}

function added(input: InterfaceInput): InterfaceChange {
  const breaking = mustBeGiven(input);
  const need = breaking ? 'required' : 'optional';
  const description = `new ${need} input "${input.name}" (${input.type})`;
  return { kind: 'input-added', input: input.name, breaking, description };
}

function inputChanges(before: InterfaceInput, after: InterfaceInput): readonly InterfaceChange[] {
  return [...typeChanges(before, after), ...needChanges(before, after), ...defaultChanges(before, after)];
}

function typeChanges(before: InterfaceInput, after: InterfaceInput): readonly InterfaceChange[] {
  const [was, is] = [valueSchema(before), valueSchema(after)];
  const retyped = before.type !== after.type;
  if (!retyped && canonicalJson(plainSchema(was)) === canonicalJson(plainSchema(is))) return [];
  const wider = !retyped && widens(was, is);
  const description = retyped
    ? `input "${after.name}" changed from ${before.type} to ${after.type}`
    : `input "${after.name}" (${after.type}) ${wider ? 'accepts more than before' : 'has another schema'}`;
  return [{ kind: 'input-retyped', input: after.name, breaking: !wider, description }];
}

/** What a value must be when there is one: that an optional input may be null is part of its being optional. */
function valueSchema({ schema, required }: InterfaceInput): Json {
  return required ? schema : withoutNull(schema);
}

function needChanges(before: InterfaceInput, after: InterfaceInput): readonly InterfaceChange[] {
  const breaking = mustBeGiven(after);
  if (mustBeGiven(before) === breaking) return [];
  const description = `input "${after.name}" (${after.type}) is now ${breaking ? 'required' : 'optional'}`;
  return [{ kind: breaking ? 'input-required' : 'input-optional', input: after.name, breaking, description }];
}

function defaultChanges(before: InterfaceInput, after: InterfaceInput): readonly InterfaceChange[] {
  if (canonicalJson(before.default) === canonicalJson(after.default)) return [];
  const description = `default of "${after.name}" changed from ${shown(before.default)} to ${shown(after.default)}`;
  return [{ kind: 'default-changed', input: after.name, breaking: false, description }];
}

function outputChanges(before: Json | undefined, after: Json | undefined): readonly InterfaceChange[] {
  const same = canonicalJson(plainSchema(before ?? null)) === canonicalJson(plainSchema(after ?? null));
  if (same) return [];
  const what = before === undefined ? 'is new' : after === undefined ? 'is gone' : 'changed';
  return [{ kind: 'output-changed', breaking: true, description: `the output schema ${what}` }];
}

const longestShown = 40;

function shown(value: Json | undefined): string {
  if (value === undefined) return 'none';
  const text = JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
