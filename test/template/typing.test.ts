import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parse as parseYaml } from 'yaml';
import {
  cursorContext,
  dialects,
  parsePrompt,
  promptFormatOf,
  type ParseOptions,
  type PromptDocument,
} from '../../server/src/template';
import { supportDesk } from '../support/repo';
import { shared } from '../support/shared';

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
  ['letter.fstring', 'Hello {name},\n{order.id:>10} is late {{really}}.\n{reason!r}\n'],
  ['skprompt.txt', "Hello {{$name}},\n{{mail.find $order 'x' kind=$kind}} is late.\n{{$reason}}\n"],
  ['marks.prompt.md', 'Hello ${input:name},\n${input:order:Which order?} is late.\n${selection}\n${input:reason}\n'],
];

/** Every body of the specifications beside the repository that stands for a whole prompt and is read without a problem. */
function specified(): readonly (readonly [string, string])[] {
  const texts: (readonly [string, string])[] = [];
  const dotprompt = path.join(specifications.place, 'dotprompt');
  for (const file of existsSync(dotprompt) ? readdirSync(dotprompt, { recursive: true, encoding: 'utf8' }) : []) {
    if (!file.endsWith('.yaml')) continue;
    const suites = parseYaml(readFileSync(path.join(dotprompt, file), 'utf8')) as readonly {
      readonly template: string;
    }[];
    for (const { template } of suites) texts.push([`${file}.prompt`, template]);
  }
  const mustache = path.join(specifications.place, 'mustache');
  for (const file of existsSync(mustache) ? readdirSync(mustache) : []) {
    if (!file.endsWith('.json')) continue;
    const { tests } = JSON.parse(readFileSync(path.join(mustache, file), 'utf8')) as {
      readonly tests: readonly { readonly template: string }[];
    };
    for (const { template } of tests) texts.push([`${file}.mustache`, template]);
  }
  const prompty = path.join(specifications.place, 'prompty', 'vectors.json');
  if (existsSync(prompty)) {
    const { vectors } = JSON.parse(readFileSync(prompty, 'utf8')) as {
      readonly vectors: readonly {
        readonly operation: string;
        readonly vector: { readonly input: { readonly template?: string; readonly engine?: string } };
      }[];
    };
    for (const { operation, vector } of vectors)
      if (operation === 'render' && vector.input.template !== undefined)
        texts.push([vector.input.engine === 'mustache' ? 'v.mustache' : 'v.j2', vector.input.template]);
  }
  return texts.filter(([file, text]) => parsePrompt(text, { file }).problems.length === 0);
}

const specifications = shared('conformance');

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

function everyPrefix(tag: string): readonly string[] {
  return Array.from({ length: tag.length - 1 }, (_, index) => tag.slice(0, index + 1));
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

/** What all half-typed states of a dialect came to. */
class Tally {
  states = 0;
  all = 0;
  kept = 0;
  followUps = 0;
}

/** The options of a sample; an f-string template says its dialect by a setting alone. */
function optionsOf(file: string): ParseOptions {
  return file.endsWith('.fstring') ? { file: 'letter.txt', dialect: 'fstring' } : { file };
}

/** Cuts each tag of a text in place, and notes what is still found. */
function cutTags(file: string, text: string, cuts: (tag: string) => readonly string[], tally: Tally): void {
  const options = optionsOf(file);
  const whole = parsePrompt(text, options);
  for (const { start, end } of whole.analysis.tags) {
    for (const prefix of cuts(text.slice(start, end))) {
      const state = text.slice(0, start) + prefix + text.slice(end);
      const document = parsePrompt(state, { ...options, previous: whole, dialect: whole.dialect });
      const expected = othersOf(whole, start, end, prefix.length - (end - start));
      const found = othersOf(document, start, start + prefix.length, 0);
      for (const use of expected) if (found.has(use)) tally.kept++;
      tally.all += expected.size;
      tally.states++;
      cursorContext(document, start + prefix.length);
      // Half a tag may leave its block without an end: one problem for the tag, at most one for the block.
      if (document.problems.length > 2) tally.followUps++;
    }
  }
}

describe('typing', () => {
  const tallies = new Map<string, Tally>();
  const tallyOf = (file: string, text: string): Tally => {
    const { dialect } = parsePrompt(text, optionsOf(file));
    const tally = tallies.get(dialect) ?? new Tally();
    tallies.set(dialect, tally);
    return tally;
  };

  for (const [file, text] of samples)
    test(`each half-typed tag of ${file} leaves the rest as it was`, () => {
      assert.deepEqual(parsePrompt(text, optionsOf(file)).problems, []);
      cutTags(file, text, text.length < 4_000 ? everyPrefix : prefixes, tallyOf(file, text));
    });

  const { skip } = specifications;
  test('each half-typed tag of the specifications leaves the rest as it was', { skip }, () => {
    const texts = specified();
    assert.ok(texts.length >= 250, `only ${texts.length} texts`);
    for (const [file, text] of texts) cutTags(file, text, everyPrefix, tallyOf(file, text));
  });

  test('at least 99 % of the other look-ups are kept, and one cause gives one problem', (context) => {
    assert.deepEqual([...tallies.keys()].sort(), [...dialects].sort());
    for (const [dialect, { states, all, kept, followUps }] of tallies) {
      assert.ok(all >= 50, `${dialect}: only ${all} other look-ups`);
      const share = (100 * kept) / all;
      context.diagnostic(
        `typing ${dialect}: ${states} states, ${share.toFixed(2)} % of ${all} other look-ups kept, ${((100 * followUps) / states).toFixed(2)} % with more than two problems`,
      );
      assert.ok(share >= 99, `${dialect}: ${kept} of ${all} kept`);
      assert.ok(
        followUps <= states * 0.005,
        `${dialect}: ${followUps} of ${states} states have more than two problems`,
      );
    }
  });

  for (const [name, texts, least, how] of [
    ['the samples', () => samples, 15_000, {}],
    ['the specifications', specified, 11_000, { skip }],
  ] as const)
    test(`every prefix of ${name} is answered`, how, () => {
      let count = 0;
      for (const [file, text] of texts()) {
        let previous: PromptDocument | undefined;
        for (let length = 0; length <= text.length; length++, count++) {
          const document = parsePrompt(text.slice(0, length), { ...optionsOf(file), ...(previous && { previous }) });
          assert.equal(document.text.length, length);
          cursorContext(document, length);
          for (const { range } of document.problems)
            assert.ok(range.start >= 0 && range.end <= length && range.start <= range.end);
          previous = document;
        }
      }
      assert.ok(count >= least, `only ${count} prefixes`);
    });
});
