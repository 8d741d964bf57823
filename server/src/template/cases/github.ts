import type { Json } from '../../base';
import type { AssertionNode, CaseInput, CaseNode } from '../case-types';
import { itemsOf, pairsOf, textOf, valueOf, type YamlNode, type YamlPair } from '../yaml';
import { inputsOf } from './read';

/** Each entry of `testData` is a case; the `string` evaluators are the assertions of all of them. */
export function githubCases(root: YamlNode | undefined): readonly CaseNode[] {
  const evaluators = itemsOf(valueOf(root, 'evaluators'));
  return itemsOf(valueOf(root, 'testData')).flatMap((entry, index): CaseNode[] => {
    if (entry.kind !== 'mapping') return [];
    const inputs = inputsOf(entry);
    const first = entry.pairs[0]?.keyRange ?? entry.range;
    return [
      {
        name: `case ${index + 1}`,
        nameRange: first,
        range: entry.range,
        inputs,
        assertions: evaluators.flatMap((evaluator) => assertionsOf(evaluator, inputs)),
        tags: [],
        skip: undefined,
      },
    ];
  });
}

/** How GitHub Models compares; all but `equals` ignore case. */
const comparisons: { readonly [key: string]: (value: string) => { type: string; value: string; flags?: string } } = {
  equals: (value) => ({ type: 'equals', value }),
  contains: (value) => ({ type: 'icontains', value }),
  startsWith: (value) => ({ type: 'regex', value: `^${escaped(value)}`, flags: 'i' }),
  endsWith: (value) => ({ type: 'regex', value: `${escaped(value)}$`, flags: 'i' }),
};

/** GitHub Models applies one comparison of an evaluator: the first of these that it has. */
function assertionsOf(evaluator: YamlNode, inputs: readonly CaseInput[]): readonly AssertionNode[] {
  const name = textOf(valueOf(evaluator, 'name'));
  const pairs = pairsOf(valueOf(evaluator, 'string'));
  for (const key of Object.keys(comparisons)) {
    const pair = pairs.find((candidate) => candidate.key === key);
    if (pair !== undefined) return [assertionOf(pair, name, inputs)];
  }
  return [];
}

function assertionOf(pair: YamlPair, name: string | undefined, inputs: readonly CaseInput[]): AssertionNode {
  const written = pair.value?.kind === 'scalar' && pair.value.value !== null ? String(pair.value.value) : '';
  const compared = comparisons[pair.key]?.(fill(written, inputs)) ?? { type: pair.key, value: written };
  return {
    type: compared.type,
    negated: false,
    value: compared.value,
    options: {
      ...(compared.flags === undefined ? {} : { flags: compared.flags }),
      ...(name === undefined ? {} : { metric: name }),
    },
    typeRange: pair.keyRange,
    range: pair.range,
    valueRange: pair.value?.range,
  };
}

/** Puts the values of a case into an evaluator's text. A value is put in once and not looked at again. */
function fill(text: string, inputs: readonly CaseInput[]): string {
  const values = new Map(inputs.map((input) => [input.name, input.value]));
  return text.replace(/\{\{\s*([^{}\s]+)\s*\}\}/g, (mark, name: string) =>
    values.has(name) ? show(values.get(name)) : mark,
  );
}

function show(value: Json | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
