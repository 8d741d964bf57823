import { canonicalJson, type Json } from '../../base';
import type { Schema } from '../types';

/** A place where a value does not fit its schema. */
export interface Mismatch {
  /** Names and indexes from the checked value to the place. */
  readonly path: readonly (string | number)[];
  /** What was expected and what is there, one sentence without the path. */
  readonly message: string;
  readonly kind: 'type' | 'enum' | 'missing' | 'unknown';
}

/** More mismatches than this in one value are not listed. */
const mismatchLimit = 20;

/** Where `value` does not fit `schema`, outermost first. Silent about what the schema does not say. */
export function checkValue(schema: Schema, value: Json): readonly Mismatch[] {
  const found: Mismatch[] = [];
  check(schema, value, [], found);
  return found.slice(0, mismatchLimit);
}

function check(schema: Schema, value: Json, path: readonly (string | number)[], found: Mismatch[]): void {
  if (found.length >= mismatchLimit) return;
  if (value === null && (schema.nullable === true || schema.type === 'null' || schema.type === 'any')) return;
  if (schema.enum !== undefined && !schema.enum.some((member) => canonicalJson(member) === canonicalJson(value))) {
    found.push({
      path,
      kind: 'enum',
      message: `Expected one of ${schema.enum.map((member) => JSON.stringify(member)).join(', ')}, found ${show(value)}.`,
    });
    return;
  }
  if (!fits(schema.type, value)) {
    found.push({ path, kind: 'type', message: `Expected ${article(schema.type)}, found ${show(value)}.` });
    return;
  }
  if (schema.type === 'array' && isArray(value)) {
    for (const [index, item] of value.entries()) {
      const type = schema.prefix?.[index] ?? schema.items;
      if (type !== undefined) check(type, item, [...path, index], found);
    }
  } else if (schema.type === 'object' && isObject(value)) checkMembers(schema, value, path, found);
}

function checkMembers(
  schema: Schema,
  value: { readonly [key: string]: Json },
  path: readonly (string | number)[],
  found: Mismatch[],
): void {
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) found.push({ path, kind: 'missing', message: `The member ${name} is missing.` });
  }
  for (const [name, member] of Object.entries(value)) {
    const declared = schema.properties?.get(name) ?? schema.additional;
    if (declared !== undefined) check(declared, member, [...path, name], found);
    else if (schema.open !== true && schema.properties !== undefined) {
      found.push({ path: [...path, name], kind: 'unknown', message: `There is no member ${name} in the schema.` });
    }
  }
}

function fits(type: Schema['type'], value: Json): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'array':
      return isArray(value);
    case 'object':
      return isObject(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function article(type: Schema['type']): string {
  return type === 'null' ? 'null' : /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function show(value: Json): string {
  if (isArray(value)) return 'an array';
  if (isObject(value)) return 'an object';
  if (typeof value === 'string') return 'a string';
  return typeof value === 'number' ? `the number ${String(value)}` : String(value);
}
