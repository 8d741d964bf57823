import { canonicalJson, type Json } from '../base';

/** One key that two headers do not have in common. */
export interface KeyChange {
  /** Dotted, such as `config.temperature`. */
  readonly key: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Absent when it is new. */
  readonly before?: Json;
  /** Absent when it is gone. */
  readonly after?: Json;
}

type JsonMap = { readonly [key: string]: Json };

/** Compares two maps by key, at any depth: maps inside of them by key, everything else as a whole. */
export function compareKeys(before: JsonMap, after: JsonMap, prefix = ''): readonly KeyChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((name): readonly KeyChange[] => {
    const key = prefix + (name.includes('.') ? JSON.stringify(name) : name);
    const [was, is] = [ownOf(before, name), ownOf(after, name)];
    if (was === undefined) return is === undefined ? [] : [{ key, kind: 'added', after: is }];
    if (is === undefined) return [{ key, kind: 'removed', before: was }];
    if (isMap(was) && isMap(is)) return compareKeys(was, is, `${key}.`);
    return canonicalJson(was) === canonicalJson(is) ? [] : [{ key, kind: 'changed', before: was, after: is }];
  });
}

function ownOf(map: JsonMap, name: string): Json | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function isMap(value: Json): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
