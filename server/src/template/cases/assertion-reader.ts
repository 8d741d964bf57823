import { nearest, type Json } from '../../base';
import type { AssertionNode } from '../case-types';
import { readJsonSchema } from '../schema';
import type { Problem } from '../types';
import { jsonOf, pairOf, textOf, valueOf, type YamlMapping, type YamlNode } from '../yaml';
import { patternError } from './pattern';
import { assertionCatalogue, sharedAssertionOptions, type AssertionRule } from './assertions';

/** Reads one assertion; undefined when it has no type. Problems are pushed. */
export function readAssertion(node: YamlNode, problems: Problem[]): AssertionNode | undefined {
  if (node.kind !== 'mapping') {
    problems.push({
      code: 'bad-assertion',
      range: node.range,
      message: 'An assertion is a map: { type: contains, value: text }.',
    });
    return undefined;
  }
  const type = pairOf(node, 'type');
  const written = textOf(type?.value);
  if (type?.value === undefined || written === undefined) {
    problems.push({
      code: 'bad-assertion',
      range: type?.keyRange ?? node.range,
      message: 'The assertion has no type, such as contains or regex.',
    });
    return undefined;
  }
  const negated = written.startsWith('not-');
  const name = negated ? written.slice(4) : written;
  const value = pairOf(node, 'value');
  const assertion: AssertionNode = {
    type: name,
    negated,
    value: value === undefined ? undefined : jsonOf(value.value),
    options: optionsOf(node),
    typeRange: type.value.range,
    range: node.range,
    valueRange: value?.value?.range,
  };
  const rule = assertionCatalogue.get(name);
  if (rule === undefined) problems.push(unknownType(assertion, written));
  else checkAssertion(assertion, rule, node, problems);
  return assertion;
}

function optionsOf(node: YamlMapping): { readonly [key: string]: Json } {
  const rest = node.pairs.filter((pair) => pair.key !== 'type' && pair.key !== 'value');
  return Object.fromEntries(rest.map((pair) => [pair.key, jsonOf(pair.value) ?? null]));
}

function unknownType({ negated, type, typeRange }: AssertionNode, written: string): Problem {
  const found = nearest(type, assertionCatalogue.keys());
  const meant = found === undefined ? undefined : `${negated ? 'not-' : ''}${found}`;
  const hint =
    meant === undefined
      ? `Assertions are ${[...assertionCatalogue.keys()].join(', ')}, each also with not- in front.`
      : `Did you mean ${meant}?`;
  return {
    code: 'unknown-assertion',
    range: typeRange,
    message: `There is no assertion ${written}. ${hint}`,
    ...(meant === undefined ? {} : { data: { replace: meant } }),
  };
}

function checkAssertion(assertion: AssertionNode, rule: AssertionRule, node: YamlMapping, problems: Problem[]): void {
  const { type, typeRange, value } = assertion;
  checkOptions(type, rule, node, problems);
  const missing = value === undefined || value === null;
  if (rule.needsValue && missing)
    problems.push({ code: 'bad-assertion', range: typeRange, message: `${type} needs a value.` });
  else if (!missing) checkValueKind(assertion, rule, node, problems);
  const threshold = pairOf(node, 'threshold');
  const number = threshold?.value?.kind === 'scalar' ? threshold.value.value : undefined;
  const judged = rule.needsThreshold || (threshold !== undefined && rule.options.includes('threshold'));
  if (judged && (typeof number !== 'number' || number < 0 || number > rule.maxThreshold)) {
    const wanted = rule.maxThreshold === Infinity ? 'that is not negative' : `from 0 to ${rule.maxThreshold}`;
    const range = threshold?.value?.range ?? typeRange;
    problems.push({
      code: 'bad-assertion',
      range,
      message: `${type} needs a threshold, a number ${wanted}.`,
    });
  }
}

function checkOptions(type: string, rule: AssertionRule, node: YamlMapping, problems: Problem[]): void {
  const known = ['type', 'value', ...rule.options, ...sharedAssertionOptions];
  for (const pair of node.pairs) {
    if (known.includes(pair.key)) {
      const message = optionProblem(pair.key, jsonOf(pair.value));
      if (message !== undefined)
        problems.push({ code: 'bad-assertion', range: pair.value?.range ?? pair.keyRange, message });
      continue;
    }
    const meant = nearest(pair.key, known);
    problems.push({
      code: 'case-key',
      range: pair.keyRange,
      message: `${type} takes no ${pair.key}. ${meant === undefined ? `It takes ${known.slice(1).join(', ')}.` : `Did you mean ${meant}?`}`,
      ...(meant === undefined ? {} : { data: { replace: meant } }),
    });
  }
}

function optionProblem(key: string, value: Json | undefined): string | undefined {
  if (key === 'weight' && !(typeof value === 'number' && value >= 0)) return 'weight is a number that is not negative.';
  if ((key === 'metric' || key === 'flags') && typeof value !== 'string') return `${key} is text.`;
  return undefined;
}

function checkValueKind(
  { type, value, valueRange, options }: AssertionNode,
  rule: AssertionRule,
  node: YamlMapping,
  problems: Problem[],
): void {
  const range = valueRange ?? node.range;
  const report = (message: string): void => void problems.push({ code: 'bad-assertion', range, message });
  switch (rule.value) {
    case 'none':
      report(`${type} takes no value.`);
      return;
    case 'text':
      if (typeof value === 'object')
        report(`${type} compares with text, not with a ${Array.isArray(value) ? 'list' : 'map'}.`);
      else if (value === '') report(`${type} with an empty text always holds. Give the text to look for.`);
      return;
    case 'texts':
      checkTexts(type, value, report);
      return;
    case 'count':
      if (!(typeof value !== 'object' && Number(value) >= 0) && !isBounds(value))
        report(`${type} takes a number that is not negative, or a map with min, max or both.`);
      return;
    case 'regex':
      checkPattern(value, options['flags'], report);
      return;
    case 'schema':
      if (typeof value === 'object') checkSchema(valueOf(node, 'value'), problems);
      else if (typeof value !== 'string') report(`The value of ${type} is a JSON Schema: a map.`);
      return;
    default:
  }
}

function checkTexts(type: string, value: Json | undefined, report: (message: string) => void): void {
  const texts: readonly (Json | undefined)[] = Array.isArray(value) ? value : [value];
  if (texts.length === 0 || texts.includes(''))
    report(`${type} with an empty text always holds. Give the texts to look for.`);
  else if (texts.some((text) => typeof text === 'object')) report(`${type} takes a text or a list of texts.`);
}

function isBounds(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const bounds = Object.entries(value);
  const { min = 0, max = Infinity } = value as { readonly min?: number; readonly max?: number };
  if (min < 0 || min > max) return false;
  return bounds.length > 0 && bounds.every(([name, bound]) => /^(?:min|max)$/.test(name) && typeof bound === 'number');
}

function checkPattern(value: Json | undefined, flags: Json | undefined, report: (message: string) => void): void {
  if (typeof value === 'object' || value === undefined) {
    report('regex takes a pattern as text.');
    return;
  }
  const error = patternError(String(value), typeof flags === 'string' ? flags : '');
  if (error !== undefined) report(error);
}

/** A schema that Galley cannot read is no JSON Schema; what it reads is only part of what Ajv will check. */
function checkSchema(node: YamlNode | undefined, problems: Problem[]): void {
  if (node === undefined) return;
  const found: Problem[] = [];
  readJsonSchema(node, found);
  for (const problem of found) problems.push({ ...problem, code: 'bad-assertion' });
}
