import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fail, fault, nearest, ok, type Result } from '../../base';
import type { OperationInput, OperationOutput } from '../../protocol';
import { maxInputBytes, readStandardInput, tooLarge } from './standard-input';

/** Values of inputs by name. */
export type Inputs = NonNullable<OperationInput<'render'>['inputs']>;

type Value = Inputs[string];

/** What the command line says about inputs. */
export interface InputWords {
  /** `name=value`, later ones win. */
  readonly pairs: readonly string[];
  /** A JSON file of inputs, or `-` for standard input; the pairs lie over it. */
  readonly file: string | undefined;
  /** Absolute path that `file` is relative to. */
  readonly folder: string;
}

type Declared = OperationOutput<'show'>['inputs'];

/**
 * Reads inputs. A value is taken as its input is declared, as text when the prompt declares nothing; an input that is not
 * among the declared ones is an error.
 */
export async function readInputs(words: InputWords, declared: Declared): Promise<Result<Inputs>> {
  const given = words.file === undefined ? ok<Inputs>({}) : await readInputsFile(words.file, words.folder);
  if (!given.ok) return given;
  const values = new Map(Object.entries(given.value));
  for (const pair of words.pairs) {
    const read = readPair(pair, declared);
    if (!read.ok) return read;
    values.set(...read.value);
  }
  return ok(Object.fromEntries(values));
}

function readPair(pair: string, declared: Declared): Result<[name: string, value: Value]> {
  const [name = ''] = pair.split('=', 1);
  if (name === '' || name === pair) {
    return fail(
      fault('invalid-input', `--input "${pair}" is not name=value.`, {
        key: 'input',
        help: 'For example: --input customer_name=Tom',
      }),
    );
  }
  const written = pair.slice(name.length + 1);
  const input = declared.find((each) => each.name === name);
  if (input === undefined && declared.length > 0) return fail(unknownInput(name, declared));
  const type = input?.type ?? 'string';
  const value = valueOf(written, type);
  return value === undefined ? fail(badValue(name, type, written)) : ok([name, value]);
}

/** The value a text stands for; undefined when it cannot be of the type. Other types than the plain ones take JSON or text. */
function valueOf(written: string, type: string): Value | undefined {
  if (type === 'string' || type === 'enum') return written;
  const value = parseJson(written);
  if (type === 'number' || type === 'integer') {
    return typeof value === 'number' && (type === 'number' || Number.isInteger(value)) ? value : undefined;
  }
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
  if (type === 'array') return Array.isArray(value) ? value : undefined;
  if (type === 'object') return isObject(value) ? value : undefined;
  return value ?? written;
}

function unknownInput(name: string, declared: Declared): ReturnType<typeof fault> {
  const names = declared.map((input) => input.name);
  const near = nearest(name, names);
  const help = near === undefined ? `It has ${names.join(', ')}.` : `Did you mean ${near}?`;
  return fault('invalid-input', `The prompt has no input ${name}.`, { key: `input.${name}`, help });
}

function badValue(name: string, type: string, written: string): ReturnType<typeof fault> {
  const examples: ReadonlyMap<string, string> = new Map([
    ['number', '0.5'],
    ['integer', '4'],
    ['boolean', 'true'],
    ['array', `'["a", "b"]'`],
    ['object', `'{"id": 7}'`],
  ]);
  const shown = written.length > 40 ? `${written.slice(0, 40)}…` : written;
  return fault('invalid-input', `--input ${name} takes a value of type ${type}, not "${shown}".`, {
    key: `input.${name}`,
    help: `For example: --input ${name}=${examples.get(type) ?? 'text'}`,
  });
}

async function readInputsFile(file: string, folder: string): Promise<Result<Inputs>> {
  const read = file === '-' ? await readStandardInput() : readFile(path.resolve(folder, file), file);
  if (!read.ok) return read;
  const shown = file === '-' ? 'Standard input' : file;
  const place = file === '-' ? {} : { file };
  try {
    const value: unknown = JSON.parse(read.value.replace(/^\uFEFF/, ''));
    if (isObject(value)) return ok(value);
    return fail(fault('invalid-input', `${shown} has to hold a JSON object, such as {"customer_name": "Tom"}.`, place));
  } catch (error) {
    return fail(fault('invalid-input', `${shown} is not valid JSON: ${reason(error)}.`, place));
  }
}

/** Without the excerpt of the text that the parser adds: inputs stay out of messages. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const place = /position \d+(?: \(line \d+ column \d+\))?/.exec(message)?.[0];
  return place === undefined ? 'it ends too early or has a stray character' : `it breaks at ${place}`;
}

function readFile(absolute: string, shown: string): Result<string> {
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) {
    return fail(fault('invalid-input', `There is no file ${shown}.`, { key: 'inputs', file: shown }));
  }
  if (stat.size > maxInputBytes) return fail(tooLarge(shown));
  try {
    return ok(readFileSync(absolute, 'utf8'));
  } catch (error) {
    return fail(fault('io', `${shown} cannot be read: ${error instanceof Error ? error.message : String(error)}.`));
  }
}

function parseJson(written: string): Value | undefined {
  try {
    return JSON.parse(written) as Value;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Inputs {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
