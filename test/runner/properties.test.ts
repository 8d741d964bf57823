import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { renderPrompt } from '../../server/src/runner/render/prompt';
import { behaviourOf, inputsOf } from './behaviours';

const marks = [
  '{{',
  '}}',
  '{%',
  '%}',
  '{{x}}',
  '${input:x}',
  'system:',
  '\n',
  '{{role "system"}}',
  '<',
  '&',
  '\u0002',
  '\u0003',
];
const value = fc.oneof(
  fc.string(),
  fc.array(fc.constantFrom(...marks, 'a', ' '), { maxLength: 8 }).map((parts) => parts.join('')),
);
const texts = {
  handlebars: 'A {{x}}|{{{x}}} Z',
  mustache: 'A {{x}}|{{{x}}} Z',
  jinja: 'A {{ x }}|{{ x }} Z',
  fstring: 'A {x}|{x} Z',
  braces: 'A {{x}}|{{x}} Z',
};

describe('whatever comes', () => {
  for (const [dialect, text] of Object.entries(texts)) {
    test(`a value of ${dialect} is put in as it is`, () => {
      const behaviours = ['bare', 'prompty'].map((format) =>
        behaviourOf(text, { format, dialect, inputs: inputsOf('x') }),
      );
      fc.assert(
        fc.property(value, (x) => {
          for (const behaviour of behaviours) {
            const result = renderPrompt(behaviour, { x });
            assert.deepEqual(result.ok && result.value.messages.map(({ content }) => content), [`A ${x}|${x} Z`]);
          }
        }),
      );
    });
  }

  test('rendering any template with any inputs gives messages or a fault', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{{{',
      '{{#if x}}',
      '{{/if}}',
      '{{> p}}',
      '{%',
      ' if x ',
      '%}',
      '{',
      '}',
      'x',
      '.',
      ' ',
      '\n',
      '|',
      '"',
      '@',
      '~',
    );
    const count = { rendered: 0, refused: 0 };
    const template = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(template, fc.constantFrom(...Object.keys(texts)), fc.jsonValue(), (text, dialect, x) => {
        const inputs = { x: x as never };
        const result = renderPrompt(behaviourOf(text, { dialect, partials: [{ name: 'p', text: '{{x}}' }] }), inputs);
        assert.ok(result.ok || result.fault.code === 'render' || result.fault.code === 'limit');
        count[result.ok ? 'rendered' : 'refused']++;
      }),
      { numRuns: 2000 },
    );
    assert.ok(count.rendered >= 300 && count.refused >= 300, JSON.stringify(count));
  });
});
