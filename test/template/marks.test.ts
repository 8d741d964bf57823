import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Dialect } from '../../server/src/template';
import { expectProblems, parse, uses } from './support';

const clean: {
  readonly [dialect in Dialect]?: readonly (readonly [name: string, text: string, uses: readonly string[]])[];
} = {
  braces: [
    ['marks', 'Hi {{name}}, {{ order.id }}!', ['name -> input name output', 'order.id -> input order/id output']],
    [
      'names',
      '{{a-b}}{{größe}}{{_x1}}',
      ['a-b -> input a-b output', 'größe -> input größe output', '_x1 -> input _x1 output'],
    ],
    ['three braces', '{{{name}}}', ['name -> input name output']],
    ['JSON around a mark', '{"k": {{x}}}', ['x -> input x output']],
    ['braces around anything else', '{{1, 2}} {{"a"}} {{}} {{a b}} {{ a | b }} ${{x: 1}}', []],
  ],
  'input-marks': [
    [
      'inputs',
      '${input:name} ${input:other:What is it?}',
      ['name -> input name output', 'other -> input other output'],
    ],
    [
      'values of the editor',
      '${file} ${workspaceFolder} ${selection}',
      [
        'file -> data file output',
        'workspaceFolder -> data workspaceFolder output',
        'selection -> data selection output',
      ],
    ],
    ['shell and template strings', '${HOME:-x} ${a.b} ${} ${fn(1)} $x', []],
  ],
  'semantic-kernel': [
    ['variables', '{{$name}} {{ $other }}', ['name -> input name output', 'other -> input other output']],
    ['calls', "{{plugin.fn $a name='v' b=$c}} {{now}}", ['a -> input a output', 'c -> input c output']],
    ['literals', "{{'text }} in quotes'}}", []],
    ['braces around anything else', '{{ {"a": 1} }} {{1}}', []],
  ],
  fstring: [
    [
      'fields',
      'Hi {name}, {order.id} {items[0]} {d[key].x}',
      [
        'name -> input name output',
        'order.id -> input order/id output',
        'items[0] -> input items/0 output',
        'd[key].x -> input d/key/x output',
      ],
    ],
    [
      'conversion and spec',
      '{a!r} {b:>10} {c!s:{width}.{precision}}',
      [
        'a -> input a output',
        'b -> input b output',
        'c -> input c output',
        'width -> input width output',
        'precision -> input precision output',
      ],
    ],
    ['doubled braces', '{{"k": {v}}} {{not}}', ['v -> input v output']],
  ],
};

describe('marks', () => {
  for (const [dialect, samples] of Object.entries(clean))
    for (const [name, text, expected] of samples)
      test(`${dialect}: ${name}`, () => {
        const document = parse(text, { file: 'x.txt', dialect: dialect as Dialect });
        assert.deepEqual(document.problems, []);
        assert.deepEqual(uses(document), expected);
      });

  const mistakes: readonly (readonly [dialect: Dialect, name: string, sample: string, codes: readonly string[]])[] = [
    ['braces', 'unclosed', '⟦{{name⟧\n{{x}}', ['unclosed-tag']],
    ['braces', 'one brace', '⟦{{name}⟧ x', ['unclosed-tag']],
    ['braces', 'Handlebars, reported once', '⟦{{#if x}}⟧a{{/if}}', ['mixed-dialect']],
    ['braces', 'Jinja', '⟦{% if x %}⟧a{% endif %}', ['mixed-dialect']],
    ['input-marks', 'unclosed', '⟦${input:name⟧\nx', ['unclosed-tag']],
    ['input-marks', 'no name', '⟦${input:}⟧', ['bad-tag']],
    ['semantic-kernel', 'unclosed', '⟦{{$name⟧\n{{$x}}', ['unclosed-tag']],
    ['fstring', 'unclosed', '⟦{name⟧\n{x}', ['unclosed-tag']],
    ['fstring', 'lone closing brace', 'a ⟦}⟧ b', ['bad-tag']],
    ['fstring', 'spaces in a field', '⟦{ name }⟧', ['bad-tag']],
    ['fstring', 'JSON', '⟦{"k": 1}⟧ {a}', ['json-braces']],
    ['fstring', 'JSON with a field', '⟦{"k": {"l": {x}}}⟧', ['json-braces']],
    ['fstring', 'JSON that is not closed', '⟦{⟧\n  "k": {x}\n', ['json-braces']],
    ['fstring', 'positional', '⟦{}⟧ ⟦{0}⟧', ['json-braces', 'json-braces']],
  ];
  for (const [dialect, name, sample, codes] of mistakes)
    test(`${dialect}: ${name}`, () => void expectProblems(sample, codes, { file: 'x.txt', dialect }));

  test('fstring: the braces to double are named, fields among them are not', () => {
    const [problem] = expectProblems('⟦{"k": {"l": {x}}}⟧', ['json-braces'], {
      file: 'x.txt',
      dialect: 'fstring',
    }).problems;
    assert.deepEqual(problem?.data, { double: [0, 6, 15, 16] });
  });

  test('semantic-kernel: a call has its arguments', () => {
    const text = "{{plugin.fn $a 'b' name='v'}}";
    const [call] = parse(text, { file: 'x.txt', dialect: 'semantic-kernel' }).analysis.calls;
    assert.deepEqual(
      [call?.name, call?.argumentCount, call?.namedArguments.map((named) => named.text)],
      ['plugin.fn', 2, ['name']],
    );
  });
});
