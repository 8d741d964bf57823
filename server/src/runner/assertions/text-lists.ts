import { fail, fault, type Json, ok, type Result } from '../../base';
import { describe, quoted } from './text';
import type { AssertionSpec, AssertionType } from './types';

/** The value as texts: a list of them, or one text with commas, in which quotes keep a comma. */
export function textsOf(spec: AssertionSpec): Result<readonly string[]> {
  const { type, value } = spec;
  const wrong = (got: string): Result<never> =>
    fail(
      fault('invalid-input', `${type} needs texts as value, a list or text with commas, not ${got}.`, { key: 'value' }),
    );
  const isPlain = (item: Json): boolean => ['string', 'number', 'boolean'].includes(typeof item);
  if (typeof value === 'string') {
    const texts = splitAtCommas(value);
    return texts.length === 0 ? wrong('an empty text') : ok(texts);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return ok([String(value)]);
  if (!Array.isArray(value)) return wrong(describe(value));
  const items = value as readonly Json[];
  if (items.length === 0) return wrong('an empty list');
  const odd = items.find((item) => !isPlain(item) || item === '');
  return odd === undefined
    ? ok(items.map(String))
    : wrong(odd === '' ? 'a list with an empty text' : `${describe(odd)} in it`);
}

/** `a, "b, c", d` are three texts. Empty ones are left out. */
function splitAtCommas(text: string): readonly string[] {
  const texts: string[] = [];
  for (const [, inQuotes, plain = ''] of text.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"\s*(?=,|$)|([^,]+))(?:,|$)/gs)) {
    texts.push(inQuotes === undefined ? plain.trim() : inQuotes.replace(/\\(.)/gs, '$1'));
  }
  return texts.filter((item) => item !== '');
}

function containing(quantity: 'any' | 'all', anyCase: boolean): AssertionType {
  const fold = (text: string): string => (anyCase ? text.toLowerCase() : text);
  const how = anyCase ? ', whatever the case' : '';
  return {
    options: [],
    prepare(spec) {
      const values = textsOf(spec);
      if (!values.ok) return values;
      const expected = values.value.join('\n');
      return ok(({ output }) => {
        const folded = fold(output);
        const found = values.value.find((value) => folded.includes(fold(value)));
        const lacking = values.value.find((value) => !folded.includes(fold(value)));
        if (quantity === 'any') {
          const what = found === undefined ? 'contains none of the texts' : `contains ${quoted(found)}`;
          return { passed: found !== undefined, message: `the output ${what}${how}`, expected };
        }
        const what = lacking === undefined ? 'contains all of the texts' : `does not contain ${quoted(lacking)}`;
        return { passed: lacking === undefined, message: `the output ${what}${how}`, expected };
      });
    },
  };
}

/** `contains-any`: one of the texts at least is a substring, case-sensitive. */
export const containsAny = containing('any', false);

/** `contains-all`: each of the texts is a substring, case-sensitive. */
export const containsAll = containing('all', false);

/** `icontains-any`: as `contains-any`, whatever the case. */
export const icontainsAny = containing('any', true);

/** `icontains-all`: as `contains-all`, whatever the case. */
export const icontainsAll = containing('all', true);
