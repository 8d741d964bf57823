import { fail, fault, type Json, ok, type Result } from '../../base';
import { describe, textValue } from './text';
import { thresholdOf } from './threshold';
import type { AssertionSpec, AssertionType, Check } from './types';

/** `levenshtein`: at most `threshold` single-character edits lie between output and value; 5 when left out. */
export const levenshtein: AssertionType = {
  options: ['threshold'],
  async prepare(spec) {
    const value = textValue(spec);
    if (!value.ok) return value;
    const threshold = thresholdOf(spec, 5, Infinity);
    if (!threshold.ok) return threshold;
    const { distance } = await import('fastest-levenshtein');
    const most = threshold.value;
    return ok(({ output }) => {
      // No fewer edits than the lengths differ by: long answers need not be compared.
      const least = Math.abs(output.length - value.value.length);
      const edits = least > most ? least : distance(output, value.value);
      const passed = edits <= most;
      const actual = `${least > most ? 'at least ' : ''}${edits}`;
      const message = `the output is ${actual} edits away from the value, ${passed ? 'within' : 'over'} ${most}`;
      return { passed, message, expected: value.value };
    });
  },
};

/** How like an output is to a reference, from 0 to 1. Both are given as lower-case words. */
type Likeness = (output: readonly string[], references: readonly (readonly string[])[]) => number;

interface LikenessRules {
  readonly name: string;
  readonly likeness: Likeness;
  readonly wordsOf: (text: string) => readonly string[];
  readonly threshold: number;
  /** Whether the value may be a list of references. */
  readonly several: boolean;
}

function likenessAssertion({ name, likeness, wordsOf, threshold: usual, several }: LikenessRules): AssertionType {
  return {
    options: ['threshold'],
    prepare(spec): Result<Check> {
      const values = referencesOf(spec, several);
      if (!values.ok) return values;
      const threshold = thresholdOf(spec, usual, 1);
      if (!threshold.ok) return threshold;
      const references = values.value.map(wordsOf);
      const expected = values.value.join('\n');
      return ok(({ output }) => {
        const score = likeness(wordsOf(output), references);
        const passed = score >= threshold.value;
        const place = passed ? 'at or above' : 'below';
        return { passed, message: `the ${name} score is ${score.toFixed(3)}, ${place} ${threshold.value}`, expected };
      });
    },
  };
}

function referencesOf(spec: AssertionSpec, several: boolean): Result<readonly string[]> {
  const { type, value } = spec;
  if (!several || !Array.isArray(value)) {
    const text = textValue(spec);
    return text.ok ? ok([text.value]) : text;
  }
  const items = value as readonly Json[];
  const odd = items.find((item) => item === null || typeof item === 'object' || item === '');
  if (items.length > 0 && odd === undefined) return ok(items.map(String));
  const got = items.length === 0 ? 'an empty list' : odd === '' ? 'an empty text' : describe(odd);
  return fail(
    fault('invalid-input', `${type} needs a text or a list of texts as value, not ${got}.`, { key: 'value' }),
  );
}

/** Words between white space. */
function spacedWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** Words and marks, each its own. */
function wordsAndMarks(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

/** Words between white space, without the dots at their ends. */
function dotlessWords(text: string): readonly string[] {
  return spacedWords(text).map((word) => word.replace(/(?<!\.)\.+$/, ''));
}

/** How often each stretch of `size` words occurs. */
function stretches(words: readonly string[], size: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + size <= words.length; at++) {
    const stretch = words.slice(at, at + size).join(' ');
    counts.set(stretch, (counts.get(stretch) ?? 0) + 1);
  }
  return counts;
}

/** How many stretches two texts share; each counts as often as the text has it that has it less often. */
function shared(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const [stretch, times] of one) count += Math.min(times, other.get(stretch) ?? 0);
  return count;
}

/** ROUGE-1 as F1: C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004). */
const rouge: Likeness = (output, [reference = []]) => {
  const common = shared(stretches(output, 1), stretches(reference, 1));
  return common === 0 ? 0 : (2 * common) / (output.length + reference.length);
};

const orders = [1, 2, 3, 4];

/**
 * BLEU of up to four words with equal weights: K. Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine
 * Translation" (2002). Per order the best reference counts; an order without a match counts as 1e-7, as promptfoo has it.
 */
const bleu: Likeness = (output, references) => {
  if (output.length === 0) return 0;
  const logs = orders.map((size) => {
    const own = stretches(output, size);
    const best = Math.max(...references.map((reference) => shared(own, stretches(reference, size))));
    const total = output.length - size + 1;
    return Math.log(total > 0 && best > 0 ? best / total : 1e-7);
  });
  const lengths = references.map((reference) => reference.length);
  const away = (length: number): number => Math.abs(length - output.length);
  const closest = lengths.reduce((one, other) => (away(other) < away(one) ? other : one));
  const brevity = output.length > closest ? 1 : Math.exp(1 - closest / output.length);
  return brevity * Math.exp(logs.reduce((sum, log) => sum + log, 0) / orders.length);
};

/** GLEU: the smaller of precision and recall over all stretches of one to four words (Y. Wu et al., 2016, section 5.2). */
const gleu: Likeness = (output, references) => Math.max(...references.map((reference) => gleuOf(output, reference)));

function gleuOf(output: readonly string[], reference: readonly string[]): number {
  let common = 0;
  let longer = 0;
  for (const size of orders) {
    common += shared(stretches(output, size), stretches(reference, size));
    longer += Math.max(output.length, reference.length, size - 1) - size + 1;
  }
  return longer === 0 ? 0 : common / longer;
}

/** `rouge-n`: the ROUGE-1 score against the value is at least `threshold`; 0.75 when left out. */
export const rougeN = likenessAssertion({
  name: 'ROUGE-1',
  likeness: rouge,
  wordsOf: wordsAndMarks,
  threshold: 0.75,
  several: false,
});

/** `bleu`: the BLEU score against the value, or the best of several, is at least `threshold`; 0.5 when left out. */
export const bleuScore = likenessAssertion({
  name: 'BLEU',
  likeness: bleu,
  wordsOf: spacedWords,
  threshold: 0.5,
  several: true,
});

/** `gleu`: the GLEU score against the value, or the best of several, is at least `threshold`; 0.5 when left out. */
export const gleuScore = likenessAssertion({
  name: 'GLEU',
  likeness: gleu,
  wordsOf: dotlessWords,
  threshold: 0.5,
  several: true,
});
