import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { LineIndex } from '../../server/src/base';
import { RenameRefused } from '../../server/src/language';
import { inlineRenderer } from '../../server/src/runner';
import { behaviourOf, inputsOf } from '../runner/behaviours';
import { runs, seed } from '../template/runs';
import { uriOf } from '../support/memory-workspace';
import { applied, sample, type Sample } from './harness';

const schema =
  'input:\n  schema:\n    a: string\n    b: string\n    xs(array):\n      k: string\n      a?: string\n    o(object):\n      p: string\n';
const data = { a: 'A', b: 'B', xs: [{ k: 'K1', a: 'inner' }, { k: 'K2' }], o: { p: 'P' } };
type Name = keyof typeof data;

/** Pieces of templates; `#` in a piece is where more pieces go. */
const pieces = {
  handlebars: [
    '{{a}}',
    '{{{b}}} ',
    '{{o.p}}',
    '{{json a}}',
    '{{lookup o "p"}}',
    '{{#if a}}#{{else}}{{b}}{{/if}}',
    '{{#unless b}}{{a}}{{/unless}}',
    '{{#each xs}}{{k}}{{a}}{{../b}}{{@root.a}}{{@index}}#{{/each}}',
    '{{#each xs as |x i|}}{{x.k}}{{i}}#{{/each}}',
    '{{#each xs as |a|}}{{a.k}}{{../a}}{{/each}}',
    '{{#with o}}{{p}}{{../a}}#{{/with}}',
    '{{#with o as |x|}}{{x.p}}{{/with}}',
    '{{#o}}{{p}}{{/o}}{{#xs}}{{k}}{{/xs}}{{^a}}none{{/a}}',
    '{{> part}}',
    '{{> part a=b}}',
    '{{> part b=o.p a="x"}}',
    '{{> part o}}{{> part this b=a}}',
    '{{#each xs as |a|}}{{> part}}{{> part this}}{{> part ../o}}{{> part @root}}{{/each}}',
    '{{#*inline "row"}}{{a}}{{/inline}}{{> row}}',
    '{{!-- a b --}}a b ',
  ],
  mustache: [
    '{{a}}',
    '{{{b}}} ',
    '{{o.p}}',
    '{{#a}}#{{/a}}',
    '{{^b}}{{a}}{{/b}}',
    '{{#xs}}{{k}}{{a}}{{b}}#{{/xs}}',
    '{{#o}}{{p}}{{a}}#{{/o}}',
    '{{#o.p}}{{b}}{{/o.p}}',
    '{{> part}}',
    '{{! a b }}a b ',
  ],
  jinja: [
    '{{ a }}',
    '{{ b | upper }} ',
    '{{ o.p }}{{ o["p"] }}',
    '{{ a if b else o.p }}',
    '{% if a and b %}#{% else %}{{ b }}{% endif %}',
    '{% for x in xs %}{{ x.k }}{{ b }}{{ loop.index }}#{% endfor %}',
    '{% for a in xs %}{{ a.k }}{% endfor %}',
    '{% set x = a %}{{ x }}',
    '{% set b = "set" %}{{ b }}',
    '{% macro m(q, a="d") %}{{ q }}{{ a }}{{ b }}{% endmacro %}{{ m(a) }}{{ m(b, a="e") }}',
    '{{ "a b" }}{# a b #}a b ',
  ],
  fstring: ['{a}', '{b} ', '{{a}}', 'a b '],
  braces: ['{{a}}', '{{ b }} ', '{a}', 'a b '],
} as const;

const partial = '({{a}}|{{b}})';
const newNames = ['z', 'k', 'p', 'x', 'b', 'a', 'q', 'm', 'xs', 'i', 'row'] as const;

/** A template of pieces in pieces. */
function template(dialect: keyof typeof pieces): fc.Arbitrary<string> {
  // The renderer of Jinja carries what a loop sets into its next round; Jinja does not.
  const inner = pieces[dialect].filter((text) => !text.includes('{% set'));
  const fill = (depth: number): fc.Arbitrary<string> =>
    fc
      .array(fc.constantFrom(...(depth === 0 ? pieces[dialect] : inner)), { maxLength: depth === 0 ? 6 : 2 })
      .chain((list) =>
        fc
          .tuple(...list.map((text) => (text.includes('#') && depth < 3 ? fill(depth + 1) : fc.constant(''))))
          .map((filled) => list.map((text, index) => text.replace(/#(?![\w}*])/, () => filled[index] ?? '')).join('')),
      );
  return fill(0);
}

async function textOf(dialect: string, text: string, part: string, inputs: Record<string, unknown>): Promise<string> {
  const body = text.slice(text.indexOf('---\n', 4) + 4);
  const behaviour = behaviourOf(body, {
    format: 'dotprompt',
    dialect,
    inputs: inputsOf(),
    partials: [{ name: 'part', text: part }],
  });
  const result = await inlineRenderer.render(behaviour, inputs as never);
  return result.ok ? result.value.messages.map(({ content }) => JSON.stringify(content)).join('\n') : result.fault.code;
}

function renameInput(one: Sample, name: string, to: string): Record<string, string> | undefined {
  return renameAt(one, 'a.prompt', one.text('a.prompt').indexOf(`    ${name}`) + 4, to);
}

function renameAt(one: Sample, path: string, at: number, to: string): Record<string, string> | undefined {
  try {
    return applied(one, one.service.rename(uriOf(path), new LineIndex(one.text(path)).positionAt(at), to));
  } catch (error) {
    if (error instanceof RenameRefused) return undefined;
    throw error;
  }
}

describe('renaming an input', () => {
  for (const dialect of Object.keys(pieces) as (keyof typeof pieces)[]) {
    test(`of ${dialect} changes nothing that is rendered, or is refused`, async () => {
      let done = 0;
      await fc.assert(
        fc.asyncProperty(
          template(dialect),
          fc.constantFrom(...(Object.keys(data) as Name[])),
          fc.constantFrom(...newNames),
          async (body, name, to) => {
            if (name === to) return;
            const head = `---\ndialect: ${dialect}\n${schema}---\n`;
            const one = sample({
              'a.prompt': head + body,
              '_part.prompt': `---\ndialect: ${dialect}\n---\n${partial}`,
            });
            const after = renameInput(one, name, to);
            if (after === undefined) return;
            done++;
            const { [name]: value, ...others } = data;
            const part = (after['_part.prompt'] ?? partial).replace(/^---[^]*---\n/, '');
            assert.equal(
              await textOf(dialect, after['a.prompt'] ?? '', part, { ...others, [to]: value }),
              await textOf(dialect, head + body, partial, data),
              `${name} to ${to}: ${after['a.prompt'] ?? ''}`,
            );
          },
        ),
        { numRuns: runs(400), seed: seed(41) },
      );
      assert.ok(done > runs(100), `only ${done} renames were done`);
    });
  }

  test('of a partial changes nothing that its includers render, or is refused', async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(
        template('handlebars'),
        fc.constantFrom('a', 'b'),
        fc.constantFrom(...newNames),
        async (body, name, to) => {
          if (name === to) return;
          const text = `---\n${schema}---\n${body}`;
          const one = sample({ 'a.prompt': text, '_part.prompt': partial });
          const after = renameAt(one, '_part.prompt', partial.indexOf(name), to);
          if (after === undefined) return;
          done++;
          const changed = after['a.prompt'] ?? text;
          assert.equal(
            await textOf('handlebars', changed, after['_part.prompt'] ?? '', data),
            await textOf('handlebars', text, partial, data),
            `${name} to ${to}: ${changed}`,
          );
        },
      ),
      { numRuns: runs(300), seed: seed(42) },
    );
    assert.ok(done > runs(60), `only ${done} renames were done`);
  });
});
