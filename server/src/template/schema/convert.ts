import type { Json } from '../../base';
import type { Schema } from '../types';

/** The schema as JSON Schema, in the form Dotprompt gives for Picoschema. `any` is the empty schema. */
export function schemaToJsonSchema(schema: Schema): { readonly [key: string]: Json } {
  const members: [string, Json][] = [];
  const values = schema.enum;
  if (values !== undefined)
    members.push(['enum', schema.nullable === true && !values.includes(null) ? [...values, null] : values]);
  else if (schema.type !== 'any')
    members.push(['type', schema.nullable === true ? [schema.type, 'null'] : schema.type]);
  if (schema.type === 'object') {
    members.push([
      'properties',
      Object.fromEntries([...(schema.properties ?? [])].map(([name, member]) => [name, schemaToJsonSchema(member)])),
    ]);
    if ((schema.required ?? []).length > 0) members.push(['required', schema.required ?? []]);
    if (schema.additional !== undefined) members.push(['additionalProperties', schemaToJsonSchema(schema.additional)]);
    else if (schema.open !== true) members.push(['additionalProperties', false]);
  }
  if (schema.prefix !== undefined) members.push(['prefixItems', schema.prefix.map(schemaToJsonSchema)]);
  if (schema.type === 'array' && schema.items !== undefined) members.push(['items', schemaToJsonSchema(schema.items)]);
  if (schema.description !== undefined) members.push(['description', schema.description]);
  return Object.fromEntries(members);
}
