import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { draw, head, marked, sample, type SampleFiles } from './harness';

interface Row {
  readonly name: string;
  readonly files: SampleFiles;
}

const text = (name: string, body: string): Row => ({ name, files: { 'a.prompt': body } });

describe('go to definition', () => {
  const rows: readonly Row[] = [
    text('from a use to the declaration', `${head('⟦name⟧: string')}Dear {{na‸me}}`),
    text(
      'from a default to the declaration',
      `---\ninput:\n  schema:\n    ⟦mood⟧: string\n  default:\n    mo‸od: kind\n---\n{{mood}}`,
    ),
    text('from a member to its place in the schema', `${head('order(object):\n  ⟦id⟧: string')}{{order.i‸d}}`),
    text('from a member of an element', `${head('xs(array):\n  ⟦sku⟧: string')}{{#each xs}}{{sk‸u}}{{/each}}`),
    text('from a block parameter to the block', `${head('xs(array): string')}{{#each xs as |⟦x⟧|}}{{‸x}}{{/each}}`),
    text('from a closing tag to its block', `{{#⟦table⟧ a}}{{/ta‸ble}}`),
    text('to an inline partial', `{{#*inline "⟦row⟧"}}x{{/inline}}{{> ro‸w}}`),
    { name: 'to a partial', files: { 'a.prompt': 'x {{> si‸gn}}', '_sign.prompt': '⟦⟧Bye' } },
    {
      name: 'from a case to the input',
      files: { 'a.cases.yaml': 'cases:\n  - inputs: { na‸me: x }', 'a.prompt': `${head('⟦name⟧: string')}{{name}}` },
    },
    { name: 'from a case file to the prompt', files: { 'b.cases.yaml': 'prompt: a‸', 'a.prompt': '⟦⟧x' } },
    {
      name: 'from a variable of a partial to who hands it over',
      files: { '_sign.prompt': '{{age‸nt}}', 'a.prompt': '{{> sign ⟦agent⟧="Ada"}}' },
    },
    {
      name: 'from a variable of a partial to the input it shares',
      files: { '_sign.prompt': '{{age‸nt}}', 'a.prompt': `${head('⟦agent⟧: string')}{{> sign}}` },
    },
    {
      name: 'from an argument to a declared input of the partial',
      files: { 'a.prompt': '{{> sign age‸nt="x"}}', '_sign.prompt': `${head('⟦agent⟧: string')}{{agent}}` },
    },
  ];
  for (const { name, files } of rows) {
    test(name, () => {
      const one = sample(files);
      const links = one.service.definition(one.uri, one.position);
      assert.deepEqual(
        draw(
          one,
          links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange })),
        ),
        marked(files),
      );
    });
  }

  test('nothing in plain text, on helpers, on what nobody declares', () => {
    for (const body of ['Hel‸lo', '{{#ea‸ch xs}}{{/each}}', `${head('a: string')}{{b‸b}}`]) {
      const one = sample(body);
      assert.deepEqual(one.service.definition(one.uri, one.position), []);
    }
  });

  test('the type of a variable is in the schema', () => {
    const files = { 'a.prompt': `${head('⟦xs⟧(array):\n  sku: string')}{{#each xs as |x|}}{{‸x.sku}}{{/each}}` };
    const one = sample(files);
    const links = one.service.typeDefinition(one.uri, one.position);
    assert.deepEqual(
      draw(
        one,
        links.map(({ targetUri, targetRange }) => ({ uri: targetUri, range: targetRange })),
      ),
      marked(files),
    );
  });
});

describe('find references', () => {
  const rows: readonly Row[] = [
    {
      name: 'of an input: header, body, cases',
      files: {
        'a.prompt':
          `---\ninput:\n  schema:\n    ⟦name⟧?: string\n    other: string\n  default:\n    ⟦name⟧: x\n---\n{{na‸me}} {{#if ⟦name⟧}}{{other}}{{json ⟦name⟧}}{{/if}}`.replace(
            '{{na‸me}}',
            '{{⟦na‸me⟧}}',
          ),
        'a.cases.yaml': 'defaults: { inputs: { ⟦name⟧: a } }\ncases:\n  - name: one\n  - inputs:\n      ⟦name⟧: b\n',
        'b.cases.yaml': 'prompt: b\ncases:\n  - inputs: { name: c }',
        'b.prompt': '{{name}}',
      },
    },
    {
      name: 'of an input that a partial reads from the shared context',
      files: {
        'a.prompt': `${head('⟦team⟧: string')}{{> si}}{{⟦te‸am⟧}}`,
        '_si.prompt': 'of {{⟦team⟧}}',
        'b.prompt': '{{team}}',
      },
    },
    {
      name: 'of a variable of a partial: who hands it over',
      files: {
        '_si.prompt': '{{⟦te‸am⟧}}',
        'a.prompt': '{{> si ⟦team⟧="x"}}',
        'b.prompt': '{{> si ⟦team⟧=other}}{{team}}',
      },
    },
    {
      name: 'of a partial',
      files: { 'a.prompt': '{{> ⟦si‸gn⟧}}', '_sign.prompt': 'x', 'b.prompt': '{{#> ⟦sign⟧}}{{/⟦sign⟧}} sign' },
    },
    {
      name: 'of a prompt',
      files: {
        'a.prompt': '---\nname: ⟦tri‸age⟧\n---\nx',
        'x.cases.yaml': 'prompt: ⟦triage⟧',
        'y.cases.yaml': 'prompt: other',
      },
    },
    {
      name: 'of a member',
      files: { 'a.prompt': `${head('o(object):\n  ⟦id⟧: string')}{{o.⟦i‸d⟧}}{{#with o}}{{⟦id⟧}}{{/with}}{{id}}` },
    },
    {
      name: 'of a block parameter, not of another one',
      files: { 'a.prompt': `{{#each xs as |⟦x⟧|}}{{⟦‸x⟧}}{{/each}}{{#each ys as |x|}}{{x}}{{/each}}` },
    },
    { name: 'of a helper', files: { 'a.prompt': '{{⟦js‸on⟧ a}} {{⟦json⟧ b}} {{#if c}}{{/if}}' } },
  ];
  for (const { name, files } of rows) {
    test(name, () => {
      const one = sample(files);
      assert.deepEqual(draw(one, one.service.references(one.uri, one.position, true)), marked(files));
    });
  }

  test('leaves the declaration out when asked to', () => {
    const one = sample(`${head('name: string')}{{na‸me}}`);
    assert.equal(one.service.references(one.uri, one.position, false).length, 1);
    assert.equal(one.service.references(one.uri, one.position, true).length, 2);
  });

  test('follows files that come, change and go', () => {
    const one = sample({ 'a.prompt': `${head('name: string')}{{na‸me}}`, 'a.cases.yaml': 'cases: []' });
    const count = (): number => one.service.references(one.uri, one.position, true).length;
    assert.equal(count(), 2);
    one.workspace.write('a.cases.yaml', 'cases:\n  - inputs: { name: x }');
    assert.equal(count(), 3);
    one.workspace.write('b.cases.yaml', 'prompt: a\ncases:\n  - inputs: { name: x }');
    assert.equal(count(), 4);
    one.workspace.remove('a.cases.yaml');
    assert.equal(count(), 3);
  });
});

describe('highlights', () => {
  const rows: readonly Row[] = [
    text('uses and declaration in this file', `${head('⟦a⟧: string')}{{⟦‸a⟧}}{{#if ⟦a⟧}}{{/if}}`),
    text('the two ends of a block', `{{#⟦i‸f⟧ a}}{{#if b}}{{/if}}{{/⟦if⟧}}`),
    text('loop data', `{{#each xs}}{{@⟦in‸dex⟧}}{{@⟦index⟧}}{{@first}}{{/each}}`),
    text('a role', `{{role "⟦us‸er⟧"}}a{{role "model"}}b{{role "⟦user⟧"}}`),
    {
      name: 'arguments of one partial',
      files: {
        'a.prompt': '{{> sign ⟦age‸nt⟧="a"}}{{> sign ⟦agent⟧="b"}}{{> other agent="c"}}',
        '_sign.prompt': '{{agent}}',
        '_other.prompt': '{{agent}}',
      },
    },
    {
      name: 'a name imported from another template',
      files: {
        'a.j2': '{% from "m.j2" import ⟦hi⟧, no %}{{ ⟦h‸i⟧() }}{{ no() }}',
        'm.j2': '{% macro hi() %}{% endmacro %}',
      },
    },
    {
      name: 'a name that is called otherwise here',
      files: { 'a.j2': '{% from "m.j2" import ⟦h‸i⟧ as hello %}{% from "m.j2" import ⟦hi⟧ as hey %}{{ hello() }}' },
    },
    {
      name: 'a member of an imported template',
      files: { 'a.j2': '{% import "m.j2" as m %}{{ m.⟦h‸i⟧() }}{{ m.⟦hi⟧() }}{{ m.no() }}' },
    },
    {
      name: 'the name of a block',
      files: { 'a.j2': '{% block ⟦bo‸dy⟧ %}{% endblock ⟦body⟧ %}', 'b.j2': '{% block body %}{% endblock %}' },
    },
    {
      name: 'the name of a prompt in its header',
      files: { 'a.prompt': '---\nname: ⟦tri‸age⟧\n---\nx', 'b.cases.yaml': 'prompt: triage' },
    },
    {
      name: 'the name of a prompt in a case file',
      files: { 'b.cases.yaml': 'prompt: ⟦tri‸age⟧', 'a.prompt': '---\nname: triage\n---\nx' },
    },
    {
      name: 'an input in a case file',
      files: {
        'a.cases.yaml':
          'defaults: { inputs: { ⟦x⟧: 1 } }\ncases:\n  - inputs: { ⟦‸x⟧: 2, y: 3 }\n  - inputs: { ⟦x⟧: 4 }',
        'a.prompt': '{{x}}',
      },
    },
  ];
  for (const { name, files } of rows) {
    test(name, () => {
      const one = sample(files);
      const found = one.service.highlights(one.uri, one.position);
      assert.deepEqual(
        draw(
          one,
          found.map(({ range }) => ({ uri: one.uri, range })),
        ),
        marked(files),
      );
    });
    test(`${name}: other files are not looked at`, () => {
      const others = (count: number): SampleFiles => {
        const word = /[\w]+/.exec(
          /⟦([^⟧]*‸[^⟧]*)⟧/.exec(Object.values(files).join())?.[1]?.replace('‸', '') ?? '',
        )?.[0];
        const texts = [`{{ ${word} }} {% import "a.j2" as a %}{% extends "a.j2" %}`, `prompt: ${word}`];
        return Object.fromEntries(
          Array.from({ length: count }, (_, i) => [
            `other${i}${i % 2 === 0 ? '.j2' : '.cases.yaml'}`,
            texts[i % 2] ?? '',
          ]),
        );
      };
      const reads = [0, 20].map((count) => {
        const one = sample({ ...files, ...others(count) });
        one.service.highlights(one.uri, one.position);
        return one.workspace.reads;
      });
      assert.equal(reads[1], reads[0]);
    });
  }
});

describe('looking around', () => {
  const rows: readonly Row[] = [
    {
      name: 'a macro',
      files: { 'lib/m.j2': '{% macro h‸i() %}{% endmacro %}', 'a.j2': '{% from "lib/m.j2" import hi %}' },
    },
    {
      name: 'a parameter of a macro',
      files: {
        'lib/m.j2': '{% macro hi(a‸b) %}{% endmacro %}',
        'a.j2': '{% from "lib/m.j2" import hi %}{{ hi(ab=1) }}',
      },
    },
    {
      name: 'an imported name',
      files: {
        'b.j2': '{% from "lib/m.j2" import hi %}{{ h‸i() }}',
        'lib/m.j2': '{% macro hi() %}{% endmacro %}',
        'a.j2': '{% from "lib/m.j2" import hi %}',
      },
    },
    {
      name: 'a block',
      files: {
        'b.j2': '{% extends "base.j2" %}{% block bo‸dy %}{% endblock %}',
        'base.j2': '{% block body %}{% endblock %}',
        'a.j2': '{% extends "b.j2" %}{% block body %}{% endblock %}',
        'c.j2': '{% extends "base.j2" %}{% block body %}{% endblock %}',
      },
    },
    { name: 'a prompt', files: { 'a.prompt': '---\nname: tri‸age\n---\nx', 'b.cases.yaml': 'prompt: triage' } },
    { name: 'an input', files: { '_sign.prompt': '{{age‸nt}}', 'a.prompt': '{{> sign agent="Ada"}}' } },
    { name: 'a partial', files: { 'b.prompt': '{{> si‸gn}}', '_sign.prompt': 'x', 'a.prompt': '{{> sign}}' } },
  ];
  for (const { name, files } of rows)
    test(`${name}: afterwards the references are at hand`, () => {
      const one = sample({ ...files, 'unrelated.j2': '{{ x }}', 'unrelated.prompt': '{{x}}' });
      let steps = 0;
      for (const step of one.service.lookAround(one.uri, one.position)) steps += step === undefined ? 1 : 0;
      const looked = [...one.workspace.asked].sort();
      assert.ok(one.service.references(one.uri, one.position, true).length > 1, 'there are references');
      assert.deepEqual([...one.workspace.asked].sort(), looked);
      assert.deepEqual(
        looked.filter((path) => path.startsWith('unrelated')),
        [],
      );
      assert.ok(steps >= Object.keys(files).length, 'one file at a step');
    });
});

describe('hover', () => {
  const hover = (files: SampleFiles | string, options?: Parameters<typeof sample>[1]): string => {
    const one = sample(files, options);
    const found = one.service.hover(one.uri, one.position);
    return found === undefined || !('value' in (found.contents as object))
      ? ''
      : (found.contents as { value: string }).value;
  };

  test('an input: type, description, default, values in cases', () => {
    const value = hover({
      'a.prompt': `---\ninput:\n  schema:\n    tone?(enum, how it sounds): [warm, cool]\n  default:\n    tone: warm\n---\n{{to‸ne}}`,
      'a.cases.yaml': 'cases:\n  - name: frosty\n    inputs: { tone: cool }',
    });
    assert.match(value, /tone\?: "warm" \| "cool"/);
    assert.match(value, /how it sounds/);
    assert.match(value, /Default: `warm`/);
    assert.match(value, /`cool` in frosty/);
  });

  const rows: readonly (readonly [name: string, body: string, expected: RegExp])[] = [
    ['an input in a case file is found too', `${head('name: string, of the customer')}{{na‸me}}`, /of the customer/],
    ['an undeclared name says so', `${head('a: string')}{{b‸b}}`, /not declared as an input/],
    ['a name of a prompt without declarations', '{{na‸me}}', /is an input of this prompt/],
    ['a member', `${head('o(object):\n  id: string, its number')}{{o.i‸d}}`, /o\.id: string[^]*its number/],
    [
      'an element',
      `${head('xs(array):\n  sku: string')}{{#each xs as |x|}}{{‸x.sku}}{{/each}}`,
      /x: \{ sku \}[^]*An element of a loop of `xs`/,
    ],
    ['a helper', '{{js‸on a}}', /Writes a value as JSON/],
    ['loop data', '{{#each xs}}{{@in‸dex}}{{/each}}', /index of the element/],
    ['a role', '{{role "us‸er"}}', /role \*\*user\*\*/],
    ['a key of the header', '---\nmod‸el: x\n---\ny', /The model to ask/],
    ['a nested key of the header', '---\nconfig:\n  temper‸ature: 1\n---\ny', /How random/],
    ['nothing in text', 'some te‸xt', /^$/],
  ];
  for (const [name, body, expected] of rows) test(name, () => assert.match(hover(body), expected));

  test('a partial says what it reads', () => {
    assert.match(
      hover({ 'a.prompt': '{{> si‸gn}}', '_sign.prompt': '{{agent}}, {{team}}' }),
      /`_sign.prompt`[^]*reads `agent`, `team`/,
    );
  });

  test('an assertion', () => {
    assert.match(
      hover({ 'a.cases.yaml': 'cases:\n  - assert: [{ type: icon‸tains, value: x }]', 'a.prompt': 'x' }),
      /in any case/,
    );
  });

  test('texts of files are shown as text', () => {
    const value = hover(`${head('a: string, "[run](command:x) <img src=x> `code`"')}{{‸a}}`);
    assert.ok(!/(?<!\\)[[<`]\w*(?:img|run|code)/.test(value), value);
  });
});
