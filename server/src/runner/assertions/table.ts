import { canonicalJson, fail, fault, nearest, ok, type Result } from '../../base';
import { equals } from './equals';
import { isJson } from './json';
import { latency } from './latency';
import { regex } from './regex';
import { contains, endsWith, icontains, startsWith } from './text';
import type { Answer, AssertionResult, AssertionSpec, AssertionType, Check } from './types';

/** Every type of assertion by its name; each also exists as `not-<name>`. */
export const assertionTypes: { readonly [name: string]: AssertionType } = {
  equals,
  contains,
  icontains,
  'starts-with': startsWith,
  'ends-with': endsWith,
  regex,
  'is-json': isJson,
  latency,
};

/** Texts in results are cut to this many UTF-16 units. */
const maxShown = 100_000;

/** An assertion that is ready to judge answers. */
export type PreparedAssertion = (answer: Answer) => AssertionResult;

/** Prepares assertions, equal ones once: patterns and schemas are compiled for the first case that has them. */
export class AssertionPreparer {
  readonly #prepared = new Map<string, Promise<Result<PreparedAssertion>>>();

  /** Reads `spec`. A fault (`invalid-input`, with the key) says what is wrong with the assertion itself. */
  prepare(spec: AssertionSpec): Promise<Result<PreparedAssertion>> {
    const key = canonicalJson([spec.type, spec.negated, spec.value ?? null, spec.value === undefined, spec.options]);
    const known = this.#prepared.get(key) ?? prepareAssertion(spec);
    this.#prepared.set(key, known);
    return known;
  }
}

async function prepareAssertion(spec: AssertionSpec): Promise<Result<PreparedAssertion>> {
  const type = Object.hasOwn(assertionTypes, spec.type) ? assertionTypes[spec.type] : undefined;
  if (type === undefined) {
    const near = nearest(spec.type, Object.keys(assertionTypes));
    const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
    return fail(fault('invalid-input', `The assertion "${spec.type}" does not exist.${hint}`, { key: 'type' }));
  }
  const unknown = Object.keys(spec.options).find((key) => !type.options.includes(key));
  if (unknown !== undefined) {
    const known = ['value', ...type.options].join(', ');
    const message = `The key "${unknown}" is not known for ${spec.type}; expected ${known}.`;
    return fail(fault('invalid-input', message, { key: unknown }));
  }
  const check = await type.prepare(spec);
  return check.ok ? ok((answer) => judge(spec, check.value, answer)) : check;
}

function judge(spec: AssertionSpec, check: Check, answer: Answer): AssertionResult {
  const verdict = check(answer);
  const skipped = verdict.skipped === true;
  const passed = skipped || verdict.passed !== spec.negated;
  const not = spec.negated && verdict.expected !== undefined ? 'not: ' : '';
  return {
    type: spec.negated ? `not-${spec.type}` : spec.type,
    passed,
    message: verdict.message,
    ...(verdict.expected === undefined ? {} : { expected: not + shown(verdict.expected) }),
    ...(passed ? {} : { actual: shown(verdict.actual ?? answer.output) }),
    ...(skipped ? { skipped } : {}),
  };
}

function shown(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}
