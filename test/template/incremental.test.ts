import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { parsePrompt, type PromptDocument } from '../../server/src/template';

/** Pieces of bodies, in each dialect that is analysed piecewise. They may be cut anywhere by an edit. */
const pieces = {
  'a.prompt': [
    'Plain words, and more of them.\n',
    '{{name}}',
    '{{#if ok}}\nyes {{name}}\n{{else}}\nno\n{{/if}}\n',
    '{{#each xs as |x i|}}{{x.id}} {{i}} {{@index}} {{../name}}{{/each}}\n',
    '{{> sign team=name}}\n',
    '{{role "user"}}\n',
    '{{!-- a comment\nover lines --}}\n',
    '{{json (lookup xs 0)}}\n',
    '\n',
    '{"k":{{name}} }\n',
    '\\{{name}} ',
    '{{{raw}}}',
  ],
  'a.prompty': [
    'Plain words, and more of them.\n',
    '{{ name }}',
    '{% if ok %}\nyes {{ name }}\n{% else %}\nno\n{% endif %}\n',
    '{% for x in xs %}{{ x.id }} {{ loop.index }}{% endfor %}\n',
    'user:\n',
    '{# a comment\nover lines #}\n',
    '{{ name | upper }}\n',
    '\n',
    '{{ xs[0] }} ',
  ],
  'a.mustache': [
    'Plain words, and more of them.\n',
    '{{name}}',
    '{{#ok}}\nyes {{name}}\n{{/ok}}\n',
    '{{^xs}}none{{/xs}}\n',
    '{{> sign}}\n',
    '{{! a comment }}\n',
    '\n',
    '{{{raw}}} ',
  ],
} as const;

/** What may be typed or pasted. */
const typed = [
  'x',
  '\n',
  '{',
  '}',
  '{{',
  '}}',
  '{{name}}',
  '{{nam',
  '{{#if a}}',
  '{{/if}}',
  '{{else}}',
  '{% if a %}',
  '{% endif %}',
  '{#',
  '{{!--',
  '{{!-- c --}}',
  '"',
  ' ',
  '',
];

const heads: Readonly<Record<string, string>> = {
  'a.prompt': '---\ninput:\n  schema:\n    name: string\n    ok?: boolean\n    xs(array):\n      id: string\n---\n',
  'a.prompty': '---\ninputs:\n  name: { type: string }\n---\n',
  'a.mustache': '',
};

/** What a document says, with its tokens, in a form that can be compared. */
function said({ analysis, problems, parts, inputs }: PromptDocument): unknown {
  return JSON.parse(JSON.stringify({ analysis: { ...analysis, tokens: analysis.tokens }, problems, parts, inputs }));
}

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat({ max: 12 }),
    insert: fc.constantFrom(...typed),
  }),
  { minLength: 1, maxLength: 8 },
);

function apply(text: string, from: number, { at, remove, insert }: Edit): string {
  const start = from + Math.floor(at * (text.length - from));
  return text.slice(0, start) + insert + text.slice(start + remove);
}

describe('a long body that is edited', () => {
  for (const [file, parts] of Object.entries(pieces)) {
    test(`${file}: building upon the document before gives what parsing anew gives`, () => {
      const body = fc
        .array(fc.constantFrom(...parts), { minLength: 400, maxLength: 500 })
        .map((chosen) => chosen.join(''));
      fc.assert(
        fc.property(body, edits, (text, changes) => {
          const head = heads[file] ?? '';
          let current = head + text;
          let document = parsePrompt(current, { file });
          for (const change of changes) {
            current = apply(current, head.length, change);
            document = parsePrompt(current, { file, previous: document });
            assert.deepEqual(said(document), said(parsePrompt(current, { file })));
          }
        }),
        { numRuns: 25, seed: 7 },
      );
    });
  }

  test('costs a small part of parsing it anew', () => {
    const file = 'a.prompt';
    const text = (heads[file] ?? '') + `{{#if ok}}{{name}}{{/if}} words around it\n`.repeat(3_000);
    const at = text.lastIndexOf('words around', text.length - 500);
    const next = `${text.slice(0, at)}x${text.slice(at)}`;
    const cost = (parse: () => void): number => {
      let best = Infinity;
      for (let round = 0; round < 15; round++) {
        const start = performance.now();
        parse();
        best = Math.min(best, performance.now() - start);
      }
      return best;
    };
    const document = parsePrompt(text, { file });
    const anew = cost(() => parsePrompt(next, { file }));
    const upon = cost(() => parsePrompt(next, { file, previous: document }));
    assert.ok(upon < anew / 3, `${upon} ms upon the document before, ${anew} ms anew`);
  });
});
