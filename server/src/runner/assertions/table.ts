import { canonicalJson, fail, fault, nearest, ok, type Result } from '../../base';
import { finishReason, isRefusal, wordCount } from './answer-kind';
import { containsJson } from './contains-json';
import { equals } from './equals';
import { isJson } from './json';
import { latency } from './latency';
import { bleuScore, gleuScore, levenshtein, rougeN } from './likeness';
import { regex } from './regex';
import { contains, endsWith, icontains, startsWith } from './text';
import { containsAll, containsAny, icontainsAll, icontainsAny } from './text-lists';
import type { Answer, AssertionResult, AssertionSpec, AssertionType, Check } from './types';

/** Every type of assertion by its name; each also exists as `not-<name>`. */
export const assertionTypes: { readonly [name: string]: AssertionType } = {
  equals,
  contains,
  icontains,
  'contains-any': containsAny,
  'contains-all': containsAll,
  'icontains-any': icontainsAny,
  'icontains-all': icontainsAll,
  'starts-with': startsWith,
  'ends-with': endsWith,
  regex,
  'is-json': isJson,
  'contains-json': containsJson,
  levenshtein,
  'rouge-n': rougeN,
  bleu: bleuScore,
  gleu: gleuScore,
  'word-count': wordCount,
  'finish-reason': finishReason,
  'is-refusal': isRefusal,
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
    return wrong('type', `The assertion "${spec.type}" does not exist.${hint}`);
  }
  const options = [...type.options, 'weight', 'metric'];
  const unknown = Object.keys(spec.options).find((key) => !options.includes(key));
  if (unknown !== undefined) {
    return wrong(unknown, `The key "${unknown}" is not known for ${spec.type}; expected value, ${options.join(', ')}.`);
  }
  const { weight = 1, metric } = spec.options;
  if (typeof weight !== 'number' || weight < 0) return wrong('weight', 'weight must be a number that is not negative.');
  if (metric !== undefined && typeof metric !== 'string') return wrong('metric', 'metric must be a name.');
  const check = await type.prepare(spec);
  if (!check.ok) return check;
  const named = metric === undefined ? {} : { metric };
  return ok((answer) => ({ ...judge(spec, check.value, answer, weight > 0), ...named }));
}

function wrong(key: string, message: string): Result<never> {
  return fail(fault('invalid-input', message, { key }));
}

/** An assertion of weight 0 only tells: it counts as passed. */
function judge(spec: AssertionSpec, check: Check, answer: Answer, counts: boolean): AssertionResult {
  const verdict = check(answer);
  const skipped = verdict.skipped === true;
  const held = skipped || verdict.passed !== spec.negated;
  const not = spec.negated && verdict.expected !== undefined ? 'not: ' : '';
  return {
    type: spec.negated ? `not-${spec.type}` : spec.type,
    passed: held || !counts,
    message: held || counts ? verdict.message : `${verdict.message} (weight 0: not counted)`,
    ...(verdict.expected === undefined ? {} : { expected: not + shown(verdict.expected) }),
    ...(held ? {} : { actual: shown(verdict.actual ?? answer.output) }),
    ...(skipped ? { skipped } : {}),
  };
}

function shown(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}
