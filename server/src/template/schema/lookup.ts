import type { Schema } from '../types';

/**
 * The schema of the value at `path` below `schema`; `[]` is an element. Undefined when nothing is known about it
 * (`any`, open objects, combinators); `missing` when it is known that there is no such member.
 */
export function schemaAt(schema: Schema, path: readonly string[]): Schema | 'missing' | undefined {
  let current: Schema | undefined = schema;
  for (const segment of path) {
    const next: Schema | 'missing' | undefined = memberOf(current, segment);
    if (next === undefined || next === 'missing') return next;
    current = next;
  }
  return current;
}

function memberOf(schema: Schema, segment: string): Schema | 'missing' | undefined {
  if (schema.type === 'any') return undefined;
  if (schema.type === 'array') {
    if (/^\d+$/.test(segment)) return schema.prefix?.[Number(segment)] ?? schema.items;
    // Which of several types an element has is not known.
    if (segment === '[]') return schema.prefix === undefined ? schema.items : undefined;
    return segment === 'length' ? { type: 'integer' } : 'missing';
  }
  if (schema.type !== 'object')
    return segment === 'length' && schema.type === 'string' ? { type: 'integer' } : 'missing';
  if (segment === '[]') return schema.additional;
  const member = schema.properties?.get(segment);
  if (member !== undefined) return member;
  if (schema.open === true || schema.properties === undefined) return schema.additional;
  return 'missing';
}
