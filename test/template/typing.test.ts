import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { cursorContext, parsePrompt, promptFormatOf, type PromptDocument } from '../../server/src/template';
import { supportDesk } from '../support/repo';

/** Typing simulation: each tag of a text is cut to its prefixes in place; what stands elsewhere must still be found. */
const samples: readonly (readonly [file: string, text: string])[] = [
  ...examples(),
  [
    'chain.prompt',
    '{{role "system"}}\n{{#if a}}\n{{b}} "quoted {{c}}"\n{{else if d}}\n{{#each xs as |x|}}\n{{x.y}}, {{json x indent=2}}\n{{/each}}\n{{/if}}\n{{> part k=a}}\n{{!-- note --}}\n{{e}}\n',
  ],
  [
    'json.prompt',
    '{"a": "{{a}}", "b": [{{#each xs}}"{{this}}"{{#unless @last}},{{/unless}}{{/each}}]}\n{{b}}\n{ "c": {{c}} }\n',
  ],
  [
    'chat.j2',
    '{% set greeting = name | default("friend") %}\n{{ greeting }}, "{{ mood }}"\n{% for item in items if item.ok %}\n- {{ item.name | upper }}: {{ item["price"] }}\n{% else %}\nnothing\n{% endfor %}\n{%- if a and not b -%}\n{{ c }}\n{%- elif d is defined %}\n{{ d[0].e }}\n{% endif %}\n{# note #}\n{{ f }}\n',
  ],
  [
    'page.mustache',
    '{{#items}}\n{{name}}: {{{price}}}\n{{/items}}\n{{^items}}\nnone\n{{/items}}\n{{> footer}}\n{{! note }}\n{{who.name}}\n',
  ],
  ['plain.txt', 'Hello {{name}},\n{{ order }} is late.\n{{reason}}\n'],
];

function examples(): readonly (readonly [string, string])[] {
  const files = readdirSync(supportDesk, { recursive: true, encoding: 'utf8' });
  const prompts = files.filter(
    (file) => promptFormatOf(file) !== undefined && !file.includes('practice') && !file.startsWith('releases'),
  );
  return prompts.map((file) => [file, readFileSync(path.join(supportDesk, file), 'utf8')] as const);
}

/** Up to six prefixes of a tag: the delimiter alone, and cuts on the way to its end. */
function prefixes(tag: string): readonly string[] {
  const lengths = new Set([
    1,
    2,
    3,
    Math.ceil(tag.length / 3),
    Math.ceil(tag.length / 2),
    tag.length - 2,
    tag.length - 1,
  ]);
  return [...lengths].filter((length) => length > 0 && length < tag.length).map((length) => tag.slice(0, length));
}

/** The places and names of all look-ups on other lines than that of the cut, moved to where they are after it. */
function othersOf(document: PromptDocument, from: number, to: number, shift: number): ReadonlySet<string> {
  const { text } = document;
  const lineStart = text.lastIndexOf('\n', from - 1);
  const lineEnd = text.indexOf('\n', to) < 0 ? text.length : text.indexOf('\n', to);
  const found = new Set<string>();
  for (const { range } of document.analysis.variables) {
    if (range.end <= lineStart) found.add(`${range.start} ${text.slice(range.start, range.end)}`);
    else if (range.start >= lineEnd) found.add(`${range.start + shift} ${text.slice(range.start, range.end)}`);
  }
  return found;
}

describe('typing', () => {
  let kept = 0;
  let all = 0;
  let states = 0;
  let followUps = 0;

  for (const [file, text] of samples)
    test(`each half-typed tag of ${file} leaves the rest as it was`, () => {
      const whole = parsePrompt(text, { file });
      assert.deepEqual(whole.problems, []);
      for (const { start, end } of whole.analysis.tags) {
        for (const prefix of prefixes(text.slice(start, end))) {
          const state = text.slice(0, start) + prefix + text.slice(end);
          const document = parsePrompt(state, { file, previous: whole, dialect: whole.dialect });
          const shift = prefix.length - (end - start);
          const expected = othersOf(whole, start, end, shift);
          const found = othersOf(document, start, start + prefix.length, 0);
          for (const use of expected) if (found.has(use)) kept++;
          all += expected.size;
          states++;
          cursorContext(document, start + prefix.length);
          // Half a tag may leave its block without an end: one problem for the tag, at most one for the block.
          if (document.problems.length > 2) followUps++;
        }
      }
    });

  test('at least 99 % of the other look-ups are kept', () => {
    assert.ok(states > 1_000, `only ${states} states`);
    assert.ok(kept >= all * 0.99, `${kept} of ${all} kept`);
  });

  test('one cause gives one problem, two where a block lost its end', () => {
    assert.ok(followUps <= states * 0.005, `${followUps} of ${states} states have more than two problems`);
  });

  for (const [file, text] of samples.slice(-5))
    test(`every prefix of ${file} is answered`, () => {
      for (let length = 0; length <= text.length; length++) {
        const document = parsePrompt(text.slice(0, length), { file });
        assert.equal(document.text.length, length);
        cursorContext(document, length);
        for (const { range } of document.problems)
          assert.ok(range.start >= 0 && range.end <= length && range.start <= range.end);
      }
    });
});
