import { type Json, ok } from '../../base';
import { readSchema, schemaErrors } from './json';
import type { AssertionType } from './types';

/** So many characters are read in search of JSON: an answer full of open braces must not take for ever. */
const maxRead = 20_000_000;

/** `contains-json`: the output holds an object in JSON and, when a value is given, one that fits that JSON Schema. */
export const containsJson: AssertionType = {
  options: [],
  async prepare(spec) {
    const read = await readSchema(spec);
    if (!read.ok) return read;
    const schema = read.value;
    return ok(({ output }) => {
      const expected = schema === undefined ? {} : { expected: schema.text };
      let problem = 'the output contains no JSON object';
      for (const value of objectsIn(output)) {
        if (schema === undefined) return { passed: true, message: 'the output contains JSON' };
        if (schema.validate(value)) {
          return { passed: true, message: 'the output contains JSON that fits the schema', ...expected };
        }
        problem = `no JSON in the output fits the schema: ${schemaErrors(schema.validate)}`;
      }
      return { passed: false, message: problem, ...expected };
    });
  },
};

/** The JSON objects in a text, one after the other; what lies within one is not looked at again. */
function* objectsIn(text: string): Generator<Json> {
  let room = maxRead;
  for (let start = text.indexOf('{'); start >= 0 && room > 0;) {
    const end = endOfObject(text, start, room);
    room -= (end ?? text.length) - start;
    const value = end === undefined ? undefined : parsed(text.slice(start, end));
    if (value !== undefined) yield value;
    start = text.indexOf('{', value === undefined || end === undefined ? start + 1 : end);
  }
}

/** The place after the brace that closes the one at `start`. */
function endOfObject(text: string, start: number, room: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length && at - start < room; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
