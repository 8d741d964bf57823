import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EventReader } from '../../server/src/runner/providers/events';
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
    const template = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(template, fc.constantFrom(...Object.keys(texts)), fc.jsonValue(), (text, dialect, x) => {
        const inputs = { x: x as never };
        const result = renderPrompt(behaviourOf(text, { dialect, partials: [{ name: 'p', text: '{{x}}' }] }), inputs);
        assert.ok(result.ok || result.fault.code === 'render' || result.fault.code === 'limit');
      }),
      { numRuns: 2000 },
    );
  });

  test('events are the same wherever a stream is cut', () => {
    const line = fc.constantFrom(
      'data: a',
      'data:b',
      'data',
      'data: ',
      ': comment',
      'event: x',
      'id: 1',
      '',
      'data: {"a":1}',
    );
    const source = fc.tuple(fc.array(line), fc.constantFrom('\n', '\r\n')).map(([lines, end]) => lines.join(end));
    const read = (pieces: readonly string[]): readonly string[] => {
      const events: string[] = [];
      const reader = new EventReader((data) => events.push(data));
      for (const text of pieces) reader.feed(text);
      reader.end();
      return events;
    };
    fc.assert(
      fc.property(source, fc.array(fc.nat(200)), (text, cuts) => {
        const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
        assert.deepEqual(read(pieces), read([text]));
      }),
    );
  });
});
