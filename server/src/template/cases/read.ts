import { nearest, type Json, type TextRange } from '../../base';
import type { AssertionNode, CaseInput, CaseNode, CasesDocument } from '../case-types';
import type { HeaderKey } from '../header';
import { keyNameRange } from '../schema';
import type { Problem } from '../types';
import {
  itemsOf,
  jsonOf,
  pairOf,
  pairsOf,
  readYaml,
  textOf,
  valueOf,
  type YamlMapping,
  type YamlNode,
  type YamlPair,
} from '../yaml';
import { readAssertion } from './assertion-reader';
import { caseFileKeys, caseKeys } from './keys';

/** Reads a `.cases.yaml` file. Never throws; what is wrong is in `problems`. */
export function parseCases(text: string, _options: { readonly file: string }): CasesDocument {
  const { root, issues } = readYaml(text, text.charCodeAt(0) === 0xfeff ? 1 : 0, text.length);
  const problems: Problem[] = issues.map((issue) => ({
    code: 'case-syntax',
    range: issue.range,
    message: issue.message,
  }));
  if (root !== undefined && root.kind !== 'mapping') {
    problems.push({ code: 'case-syntax', range: root.range, message: 'A case file is a map with the key cases.' });
  }
  if (root?.kind === 'mapping') checkCaseKeys(root, caseFileKeys, problems);
  const defaults = valueOf(root, 'defaults');
  if (defaults?.kind === 'mapping')
    checkCaseKeys(defaults, caseFileKeys.find(({ name }) => name === 'defaults')?.children ?? [], problems);
  const prompt = pairOf(root, 'prompt')?.value;
  const name = textOf(prompt);
  const provider = pairOf(root, 'provider')?.value;
  const providerName = textOf(provider);
  return {
    prompt: prompt === undefined || name === undefined ? undefined : { name, range: innerRange(prompt, name) },
    provider: providerName,
    ...(provider === undefined || providerName === undefined
      ? {}
      : { providerRange: innerRange(provider, providerName) }),
    cases: readCases(valueOf(root, 'cases'), inputsOf(valueOf(defaults, 'inputs')), problems),
    ...(issues.some((issue) => issue.fatal) ? { broken: true } : {}),
    problems: problems.sort((a, b) => a.range.start - b.range.start),
  };
}

/** Reads a list of cases. */
export function readCases(
  node: YamlNode | undefined,
  defaults: readonly CaseInput[],
  problems: Problem[],
): readonly CaseNode[] {
  if (node === undefined) return [];
  if (node.kind !== 'sequence') {
    problems.push({
      code: 'case-syntax',
      range: node.range,
      message: 'cases is a list: one item for each case, starting with a dash.',
    });
    return [];
  }
  const taken = new Map<string, TextRange>();
  const cases: CaseNode[] = [];
  for (const [index, item] of node.items.entries()) {
    if (item.kind === 'mapping') cases.push(readCase(item, index, defaults, taken, problems));
    else problems.push({ code: 'case-syntax', range: item.range, message: 'A case is a map with inputs and assert.' });
  }
  return cases;
}

function readCase(
  node: YamlMapping,
  index: number,
  defaults: readonly CaseInput[],
  taken: Map<string, TextRange>,
  problems: Problem[],
): CaseNode {
  checkCaseKeys(node, caseKeys, problems);
  const named = valueOf(node, 'name');
  const written = named?.kind === 'scalar' && named.value !== null ? String(named.value) : undefined;
  const nameRange =
    named === undefined || written === undefined
      ? { start: node.range.start, end: Math.min(node.range.end, node.range.start + 1) }
      : innerRange(named, written);
  const own = inputsOf(valueOf(node, 'inputs'));
  const ownNames = new Set(own.map((input) => input.name));
  const skip = valueOf(node, 'skip');
  const description = textOf(valueOf(node, 'description'));
  const only = valueOf(node, 'only');
  const options = optionsOf(valueOf(node, 'options'));
  return {
    name: uniqueName(written ?? `case ${index + 1}`, nameRange, taken, problems),
    nameRange,
    range: node.range,
    inputs: [...defaults.filter((input) => !ownNames.has(input.name)), ...own],
    assertions: readAssertions(valueOf(node, 'assert'), problems),
    tags: itemsOf(valueOf(node, 'tags')).flatMap((item) => (item.kind === 'scalar' ? [String(item.value)] : [])),
    skip: skipReason(skip),
    ...(only?.kind === 'scalar' && only.value === true ? { only: true } : {}),
    ...(description === undefined ? {} : { description }),
    ...(options === undefined ? {} : { options }),
  };
}

function uniqueName(name: string, range: TextRange, taken: Map<string, TextRange>, problems: Problem[]): string {
  const first = taken.get(name);
  if (first !== undefined) {
    const related = { range: first, message: 'The first case of this name.' };
    problems.push({
      code: 'case-syntax',
      range,
      message: `Two cases are named “${name}”. Names are unique in a file.`,
      related,
    });
  }
  let unique = name;
  for (let count = 2; taken.has(unique); count++) unique = `${name} (${count})`;
  taken.set(unique, range);
  return unique;
}

function skipReason(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === false || node.value === null) return undefined;
  return node.value === true ? 'skipped' : String(node.value);
}

function readAssertions(node: YamlNode | undefined, problems: Problem[]): readonly AssertionNode[] {
  if (node === undefined) return [];
  if (node.kind !== 'sequence') {
    problems.push({ code: 'bad-assertion', range: node.range, message: 'assert is a list of assertions.' });
    return [];
  }
  return node.items.flatMap((item) => readAssertion(item, problems) ?? []);
}

/** The named values of a map with their places. */
export function inputsOf(node: YamlNode | undefined): readonly CaseInput[] {
  return pairsOf(node).map((pair) => ({
    name: pair.key,
    nameRange: keyNameRange(pair.key, pair.keyRange),
    value: jsonOf(pair.value) ?? null,
    valueRange: pair.value?.range ?? { start: pair.keyRange.end, end: pair.keyRange.end },
  }));
}

function optionsOf(node: YamlNode | undefined): { readonly [key: string]: Json } | undefined {
  return node?.kind === 'mapping'
    ? Object.fromEntries(node.pairs.map((pair) => [pair.key, jsonOf(pair.value) ?? null]))
    : undefined;
}

/** Unknown keys are errors here: a misspelt `assert` would let a case pass. */
function checkCaseKeys(mapping: YamlMapping, keys: readonly HeaderKey[], problems: Problem[]): void {
  const seen = new Set<string>();
  for (const pair of mapping.pairs) {
    if (seen.has(pair.key))
      problems.push({ code: 'case-syntax', range: pair.keyRange, message: `The key ${pair.key} is given twice.` });
    seen.add(pair.key);
    const known = keys.find((candidate) => candidate.name === pair.key);
    if (known === undefined) problems.push(unknownKey(pair, keys));
    else if (known.kinds.includes('map') && pair.value !== undefined && pair.value.kind !== 'mapping') {
      problems.push({
        code: 'case-syntax',
        range: pair.value.range,
        message: `${pair.key} is a map of names and values.`,
      });
    }
  }
}

function unknownKey(pair: YamlPair, keys: readonly HeaderKey[]): Problem {
  const names = keys.map(({ name }) => name);
  const meant = otherWords.get(pair.key) ?? nearest(pair.key, names);
  const known = meant !== undefined && names.includes(meant);
  return {
    code: 'case-key',
    range: pair.keyRange,
    message: `The key ${pair.key} is not known here. ${known ? `Did you mean ${meant}?` : `Known keys are ${names.join(', ')}.`}`,
    ...(known ? { data: { replace: meant } } : {}),
  };
}

/** Other tools' names of our keys. */
const otherWords = new Map([
  ['vars', 'inputs'],
  ['variables', 'inputs'],
  ['asserts', 'assert'],
  ['assertions', 'assert'],
  ['expect', 'assert'],
  ['tests', 'cases'],
  ['id', 'name'],
]);

/** A scalar's place without its quotes. */
function innerRange(node: YamlNode, text: string): TextRange {
  const { start, end } = node.range;
  return end - start === text.length + 2 ? { start: start + 1, end: end - 1 } : { start, end };
}
