import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { parsePrompt, type Dialect, type PromptDocument } from '../../server/src/template';
import { enough, runs, seed } from './runs';

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
  'a.fstring': [
    'Plain words, and more of them.\n',
    '{name}',
    '{user.name!r:>{w}} ',
    '{{"k": {name}}}\n',
    '{{',
    '}}',
    '\n',
  ],
  'a.braces': ['Plain words, and more of them.\n', '{{name}}', '{{ user.name }} ', '{"k": {{name}}}\n', '\n'],
  'a.prompt.md': ['Plain words, and more of them.\n', '${input:name}', '${file} ', '${input:x:What is it?}\n', '\n'],
  'skprompt.txt': [
    'Plain words, and more of them.\n',
    '{{$name}}',
    "{{plugin.fn $a 'b' c=$d}} ",
    "{{'text }}'}}\n",
    '\n',
  ],
} as const;

/** The dialects of files whose names do not say it. */
const dialectOf: { readonly [file: string]: Dialect } = {
  'a.fstring': 'fstring',
  'a.braces': 'braces',
  'a.prompt.md': 'input-marks',
  'skprompt.txt': 'semantic-kernel',
};

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
  '{{=<% %>=}}',
  '<%name%>',
  '{% set name = 1 %}',
  '{% raw %}',
  '{{#*inline "p"}}',
  '{{/inline}}',
  'user:\n',
  '${input:a}',
  '{{$a}}',
  "'",
  '\r\n',
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
function said({ analysis, problems, parts, inputs }: PromptDocument): string {
  return JSON.stringify({ analysis: { ...analysis, tokens: analysis.tokens }, problems, parts, inputs });
}

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat({ max: 12 }),
  insert: fc.constantFrom(...typed),
});

function edits(most: number): fc.Arbitrary<readonly Edit[]> {
  return fc.array(edit, { minLength: most / 2, maxLength: most, size: 'max' });
}

function apply(text: string, from: number, { at, remove, insert }: Edit): string {
  const start = from + Math.floor(at * (text.length - from));
  return text.slice(0, start) + insert + text.slice(start + remove);
}

/** Documents as they are edited, long ones and short ones: the limit between them is crossed as well. */
const shapes = [
  { size: 'long', pieces: [400, 500], edits: 10, tries: 6 },
  { size: 'around the limit', pieces: [260, 330], edits: 20, tries: 6 },
  { size: 'short', pieces: [0, 12], edits: 120, tries: 40 },
] as const;

describe('a body that is edited', () => {
  for (const [file, parts] of Object.entries(pieces)) {
    test(`${file}: building upon the document before gives what parsing anew gives`, (context) => {
      const head = heads[file] ?? '';
      const dialect = dialectOf[file];
      const options = { file, ...(dialect === undefined ? {} : { dialect }) };
      const count = { edits: 0 };
      for (const {
        pieces: [minLength, maxLength],
        edits: most,
        tries,
      } of shapes) {
        const body = fc
          .array(fc.constantFrom<string>(...parts), { minLength, maxLength })
          .map((chosen) => chosen.join(''));
        const check = (text: string, changes: readonly Edit[]): void => {
          let current = head + text;
          let document = parsePrompt(current, options);
          for (const change of changes) {
            current = apply(current, head.length, change);
            document = parsePrompt(current, { ...options, previous: document });
            const anew = parsePrompt(current, options);
            assert.equal(said(document), said(anew));
            count.edits++;
          }
        };
        fc.assert(fc.property(body, edits(most), check), { numRuns: runs(tries), seed: seed(7) });
      }
      enough(context, file, count, { edits: 2_000 });
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
