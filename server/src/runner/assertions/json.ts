import type { Ajv, ValidateFunction } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020';
import { fail, fault, type Json, ok, type Result } from '../../base';
import { describe } from './text';
import type { AssertionSpec, AssertionType, Check } from './types';

/** A schema written as text may be this long. */
const maxSchemaLength = 1_000_000;

/** A schema that is ready, and its text. */
export interface ReadSchema {
  readonly validate: ValidateFunction;
  readonly text: string;
}

/** `is-json`: the output is JSON and, when a value is given, fits that JSON Schema (a map, or YAML or JSON text). */
export const isJson: AssertionType = {
  options: [],
  async prepare(spec) {
    const schema = await readSchema(spec);
    return schema.ok ? ok(jsonCheck(schema.value)) : schema;
  },
};

function jsonCheck(schema: ReadSchema | undefined): Check {
  return ({ output }) => {
    const expected = schema === undefined ? {} : { expected: schema.text };
    let value: unknown;
    try {
      value = JSON.parse(output);
    } catch (error) {
      return {
        passed: false,
        message: `the output is not JSON: ${(error as Error).message.slice(0, 120)}`,
        ...expected,
      };
    }
    if (schema === undefined) return { passed: true, message: 'the output is JSON' };
    if (schema.validate(value))
      return { passed: true, message: 'the output is JSON that fits the schema', ...expected };
    return {
      passed: false,
      message: `the output does not fit the schema: ${schemaErrors(schema.validate)}`,
      ...expected,
    };
  };
}

/** What the last text that was judged has wrong. */
export function schemaErrors(validate: ValidateFunction): string {
  const errors = validate.errors ?? [];
  const shown = errors.slice(0, 5).map((error) => `${error.instancePath || 'it'} ${error.message ?? error.keyword}`);
  return shown.join('; ') + (errors.length > 5 ? `; and ${errors.length - 5} more` : '');
}

/** The JSON Schema that an assertion has as its value; undefined when it has none. */
export async function readSchema({ type, value }: AssertionSpec): Promise<Result<ReadSchema | undefined>> {
  if (value === undefined || value === null) return ok(undefined);
  const schema = await schemaOf(type, value);
  if (!schema.ok) return schema;
  const validate = await compileSchema(schema.value);
  return validate.ok ? ok({ validate: validate.value, text: JSON.stringify(schema.value, null, 2) }) : validate;
}

async function schemaOf(type: string, value: Json): Promise<Result<object>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return ok(value);
  const wrong = (got: string): Result<object> =>
    fail(
      fault('invalid-input', `${type} needs a JSON Schema as value, a map or its text, not ${got}.`, { key: 'value' }),
    );
  if (typeof value !== 'string') return wrong(describe(value));
  if (value.length > maxSchemaLength) return fail(fault('limit', 'The JSON Schema is too long.', { key: 'value' }));
  const { parse } = await import('./schema-libraries');
  try {
    const read = parse(value, { maxAliasCount: 100 }) as Json;
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? ok(read) : wrong('such a text');
  } catch {
    return wrong('text that is no YAML');
  }
}

/** Compiles `schema`. An unknown key or format in it is an error. */
async function compileSchema(schema: object): Promise<Result<ValidateFunction>> {
  const text = JSON.stringify(schema);
  const old = /"\$schema":"[^"]*draft-0[67]/.test(text);
  // Names are kept by whoever compiles them: schemas with names of their own get a compiler of their own.
  const named = text.includes('"$id"');
  const compiler = await (named ? createCompiler(old) : sharedCompiler(old));
  try {
    const validate = compiler.compile(schema);
    if ('$async' in validate)
      return fail(fault('invalid-input', 'The JSON Schema cannot be $async.', { key: 'value' }));
    return ok(validate);
  } catch (error) {
    const message = (error as Error).message.slice(0, 300);
    return fail(fault('invalid-input', `The JSON Schema cannot be used: ${message}`, { key: 'value' }));
  } finally {
    compiler.removeSchema(schema);
  }
}

const compilers = new Map<boolean, Promise<Ajv | Ajv2020>>();

/** Making a compiler costs more than compiling a schema. */
function sharedCompiler(old: boolean): Promise<Ajv | Ajv2020> {
  const compiler = compilers.get(old) ?? createCompiler(old);
  compilers.set(old, compiler);
  return compiler;
}

/** A compiler for draft 7 or else draft 2020-12, whose patterns take linear time. */
async function createCompiler(old: boolean): Promise<Ajv | Ajv2020> {
  const { Ajv, Ajv2020, addFormats, RE2JS } = await import('./schema-libraries');
  const regExp = Object.assign(
    (pattern: string) => {
      const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
      // The compiler knows patterns by their text.
      return { test: (text: string) => compiled.matcher(text).find(), toString: () => pattern };
    },
    { code: 'new RegExp' },
  );
  const options = {
    allErrors: true,
    strictTypes: false,
    strictTuples: false,
    logger: false,
    code: { regExp },
  } as const;
  const compiler = old ? new Ajv(options) : new Ajv2020(options);
  addFormats(compiler);
  return compiler;
}
