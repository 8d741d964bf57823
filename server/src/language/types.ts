import type { Json } from '../base';
import type { Schema } from '../template';

/** A type in a sentence: `a list of strings`, `one of "a", "b"`. */
export function describeType(schema: Schema): string {
  if (schema.enum !== undefined)
    return `one of ${schema.enum
      .slice(0, 8)
      .map((value) => JSON.stringify(value))
      .join(', ')}`;
  switch (schema.type) {
    case 'array':
      return schema.items === undefined || schema.items.type === 'any' ? 'a list' : `a list of ${plural(schema.items)}`;
    case 'any':
      return 'of any type';
    case 'null':
      return 'null';
    case 'integer':
    case 'object':
      return `an ${schema.type}`;
    default:
      return `a ${schema.type}`;
  }
}

function plural(schema: Schema): string {
  return schema.enum !== undefined || schema.type === 'any' || schema.type === 'null' ? 'values' : `${schema.type}s`;
}

/** A type in a few characters for lists and hovers: `string[]`, `"a" | "b"`, `{ id, lines }`. */
export function typeLabel(schema: Schema): string {
  const base = schema.enum === undefined ? plainLabel(schema) : enumLabel(schema.enum);
  return schema.nullable === true ? `${base} | null` : base;
}

function plainLabel(schema: Schema): string {
  if (schema.type === 'array') {
    const item = typeLabel(schema.items ?? { type: 'any' });
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type !== 'object' || schema.properties === undefined || schema.properties.size === 0) return schema.type;
  const names = [...schema.properties.keys()];
  return `{ ${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''} }`;
}

function enumLabel(values: readonly Json[]): string {
  const shown = values.slice(0, 8).map((value) => JSON.stringify(value));
  return values.length > 8 ? `${shown.join(' | ')} | …` : shown.join(' | ');
}
