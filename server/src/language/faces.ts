import { oncePerObject, type Json } from '../base';
import type { InputDeclaration, PartialUse, Schema } from '../template';
import type { Facts, PromptFacts } from './facts';

/** What other files can see of a file, as two digests: equal digests mean that nobody else is concerned. */
export interface Face {
  /** What it declares and includes; of a file of cases, the prompt it names. */
  readonly declared: string;
  /** What its body reads from its context. */
  readonly reads: string;
}

/** The face of a file. */
export function faceOf(facts: Facts): Face {
  if (facts.kind === 'cases')
    return { declared: digest(JSON.stringify([facts.prompt ?? null, facts.cases])), reads: '' };
  return { declared: digest(declaredFace(facts)), reads: digest(readsFace(facts)) };
}

function declaredFace({
  format,
  dialect,
  declaresInputs,
  openInputs,
  inputs,
  impliedInputs,
  partials,
}: PromptFacts): string {
  return JSON.stringify([
    format,
    dialect,
    declaresInputs,
    openInputs,
    [...impliedInputs],
    inputsFace(inputs),
    partials.map(inclusionFace),
  ]);
}

/** An unchanged header keeps its list of inputs, and with it this. */
const inputsFace = oncePerObject((inputs: readonly InputDeclaration[]) =>
  digest(JSON.stringify(inputs.map(({ name, required, schema }): Json => [name, required, schemaFace(schema)]))),
);

function readsFace({ reads, readsAll }: PromptFacts): string {
  return JSON.stringify([readsAll, [...reads].map(([name, read]) => [name, read.guarded, read.sure])]);
}

function inclusionFace({ name, context, values, namedArguments, definition }: PartialUse): Json {
  return [
    name ?? null,
    context === undefined ? null : [...context],
    values.map((value): Json => [value.name, value.path === undefined ? null : [...value.path], value.fixed ?? null]),
    namedArguments.map(({ text }) => text),
    definition !== undefined,
  ];
}

function schemaFace(schema: Schema): Json {
  return [
    schema.type,
    schema.nullable === true,
    schema.open === true,
    schema.enum ?? null,
    schema.items === undefined ? null : schemaFace(schema.items),
    schema.prefix === undefined ? null : schema.prefix.map(schemaFace),
    schema.additional === undefined ? null : schemaFace(schema.additional),
    schema.properties === undefined ? null : [...schema.properties].map(([name, member]) => [name, schemaFace(member)]),
    [...(schema.required ?? [])],
  ];
}

/** 64 bits that stand for a text. */
function digest(text: string): string {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x9e3779b1);
    other = Math.imul(other ^ code, 0x5f356495);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  other = Math.imul(other ^ (other >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return (one >>> 0).toString(36) + (other >>> 0).toString(36).padStart(7, '0');
}
