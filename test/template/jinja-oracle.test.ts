import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import type { PromptDocument } from '../../server/src/template';
import { askPython } from './oracles/python';
import { parse, read } from './support';

/** What Jinja itself says about a template. */
interface Verdict {
  readonly error?: string;
  /** The names it looks up in what it is given; null where that cannot be told. */
  readonly names?: readonly string[] | null;
}

const runs = Number(process.env['GALLEY_FUZZ'] ?? 600);

/** Names that are set somewhere: Jinja counts them as looked up where they may not be set yet. */
function assigned({ analysis }: PromptDocument): ReadonlySet<string> {
  return new Set(
    analysis.scopes.flatMap(({ bindings }) =>
      bindings.flatMap(({ name, kind }) =>
        kind === 'assignment' || kind === 'macro' || kind === 'import' ? [name] : [],
      ),
    ),
  );
}

/** The names that we say are looked up: inputs, and functions that are not built in. */
function lookedUp({ analysis }: PromptDocument): ReadonlySet<string> {
  const inputs = analysis.variables.flatMap(({ resolution }) =>
    resolution.kind === 'input' ? resolution.path.slice(0, 1) : [],
  );
  const functions = analysis.calls.flatMap(({ kind, name }) =>
    kind === 'function' && !['range', 'dict', 'namespace', 'lipsum', 'cycler', 'joiner'].includes(name) ? [name] : [],
  );
  return new Set([...inputs, ...functions]);
}

const reserved = new Set(['not', 'and', 'or', 'in', 'is', 'if', 'else', 'elif']);

function compare(template: string, { error, names }: Verdict): void {
  const document = parse(template, { file: 'x.jinja' });
  const where = JSON.stringify(template);
  // Jinja overlooks a comment that opens at the very end.
  if (/\{#[-+]?$/.test(template)) return;
  if (error !== undefined) {
    assert.notDeepEqual(document.problems, [], `Jinja refuses ${where}: ${error}`);
    return;
  }
  // Where a value must stand, Jinja takes even its own words for names. Nobody means that.
  if (names?.some((found) => reserved.has(found)) === true) return;
  assert.deepEqual(document.problems, [], `Jinja takes ${where}`);
  if (names === undefined || names === null) return;
  const set = assigned(document);
  const known = (name: string): boolean => !set.has(name) && name !== 'loop' && name !== 'caller';
  assert.deepEqual([...lookedUp(document)].filter(known).sort(), names.filter(known).sort(), where);
}

const name = fc.constantFrom('a', 'b', 'c', 'x', 'item', 'user');
const member = fc.constantFrom('', '.m', '["k"]', '[0]', '[b]', '.m.n', '[1:]', '.items()', '.get("k", c)');
const filter = fc.constantFrom(
  '',
  '|upper',
  '|default("d")',
  '|default(c)',
  '|join(", ")',
  '|sort|first',
  '|round(precision=2)',
  ' is defined',
  ' is not none',
  ' is divisibleby 3',
  ' is sameas(b)',
  ' is in [1, c]',
);
const literal = fc.constantFrom(
  '1',
  '1.5',
  '"s"',
  "'}}'",
  'true',
  'none',
  '[]',
  '{}',
  '{"k": {"l": b}}',
  '(1, c)',
  '()',
);
const expression: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(name, member, filter).map((parts) => parts.join('')),
    fc.tuple(literal, filter).map((parts) => parts.join('')),
    fc
      .tuple(
        tie('value'),
        fc.constantFrom('+', '-', '~', '*', '//', '==', '!=', '<', 'and', 'or', 'in', 'not in', '**', '%'),
        tie('value'),
      )
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(tie('value'), tie('value'), tie('value')).map(([a, test_, b]) => `(${a} if ${test_} else ${b})`),
    tie('value').map((a) => `not ${a}`),
    tie('value').map((a) => `[${a}, -${a.startsWith('not') ? 'x' : a}]`),
    fc.tuple(name, tie('value')).map(([callee, a]) => `${callee}(${a}, k=${a})`),
    tie('value').map((a) => `range(${a})`),
  ),
})).value;
const gap = fc.constantFrom(' ', ' ', '\n  ');
const template: fc.Arbitrary<string> = fc.letrec<{ body: string; node: string }>((tie) => ({
  body: fc.array(tie('node'), { maxLength: 3 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('text ', '{', '}', '{"k": ', '#', '%', '\n'),
    fc
      .tuple(gap, expression, fc.constantFrom(' ', ' -'))
      .map(([space, value, strip]) => `{{${space}${value}${strip}}}`),
    fc
      .tuple(expression, tie('body'), tie('body'))
      .map(([value, main, other]) => `{% if ${value} %}${main}{% elif ${value} %}{% else %}${other}{% endif %}`),
    fc
      .tuple(name, expression, tie('body'), tie('body'))
      .map(
        ([item, list, main, other]) =>
          `{%- for ${item} in ${list} -%}${main}{{ loop.index }}{% else %}${other}{% endfor %}`,
      ),
    fc
      .tuple(name, name, expression, tie('body'))
      .map(([key, item, list, main]) => `{% for ${key}, ${item} in (${list}) if ${item} %}${main}{% endfor %}`),
    fc.tuple(name, expression).map(([target, value]) => `{% set ${target} = ${value} %}`),
    fc.tuple(name, tie('body')).map(([target, main]) => `{% set ${target} %}${main}{% endset %}`),
    fc
      .tuple(name, expression, tie('body'))
      .map(([target, value, main]) => `{% with ${target} = ${value} %}${main}{% endwith %}`),
    fc
      .tuple(name, name, expression, tie('body'))
      .map(([macro, parameter, value, main]) => `{% macro ${macro}1(${parameter}, y=${value}) %}${main}{% endmacro %}`),
    tie('body').map((main) => `{% filter upper|trim %}${main}{% endfilter %}`),
    tie('body').map((main) => `{% raw %}${main.replaceAll('%}', '')}{% endraw %}`),
    fc.constantFrom(
      '{# c {{ x }} #}',
      '{% include "p" ignore missing %}',
      '{% import "p" as q %}',
      '{% from "p" import q as r %}',
      '{% do a.append(1) %}',
    ),
  ),
})).body;
const fragments = fc
  .array(
    fc.oneof(
      name,
      literal,
      gap,
      fc.constantFrom(
        '{{',
        '}}',
        '{%',
        '%}',
        '{#',
        '#}',
        '|',
        '.',
        ',',
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        '=',
        '==',
        '+',
        '-',
        '~',
        'if',
        'else',
        'for',
        'in',
        'is',
        'not',
        'and',
        'endif',
        'endfor',
        '{% if a %}',
        '{% endif %}',
        '{% else %}',
        '{% for a in b %}',
        '{% endfor %}',
        'set',
        'upper',
        '"',
        "'",
        ';',
        '{{ ',
        ' }}',
        '{% ',
        ' %}',
      ),
    ),
    { maxLength: 10 },
  )
  .map((parts) => parts.join(''));

/** Verdicts of Jinja 3.1, so that something is compared where Python or Jinja is not installed. */
const recorded = JSON.parse(read('test/template/oracles/jinja.json')) as readonly {
  readonly template: string;
  readonly verdict: Verdict;
}[];

describe('Jinja: the same as Jinja itself', () => {
  test('recorded verdicts', () => {
    assert.ok(recorded.length >= 200, `${recorded.length} verdicts`);
    for (const { template: text, verdict } of recorded) compare(text, verdict);
  });

  test('well-formed templates: no problems, the same names', (context) => {
    const templates = fc.sample(template, { numRuns: runs, seed: 4 });
    askPython<Verdict>(context, 'jinja.py', templates)?.forEach((verdict, index) =>
      compare(templates[index] ?? '', verdict),
    );
  });

  test('strings of random tokens: a problem exactly where Jinja refuses', (context) => {
    const templates = fc.sample(fragments, { numRuns: runs, seed: 5 });
    askPython<Verdict>(context, 'jinja.py', templates)?.forEach((verdict, index) =>
      compare(templates[index] ?? '', verdict),
    );
  });
});
