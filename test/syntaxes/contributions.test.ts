import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { cursorIn } from '../support/markers';
import { fromRoot } from '../support/repo';
import { compilePattern, grammarFiles, loadGrammar, readGrammar } from './tokenizer';

interface Language {
  readonly id: string;
  readonly extensions?: readonly string[];
  readonly configuration: string;
  readonly icon: { readonly light: string; readonly dark: string };
}

interface Configuration {
  readonly comments?: { readonly blockComment: readonly [string, string] };
  readonly brackets: readonly (readonly [string, string])[];
  readonly autoClosingPairs: readonly { readonly open: string; readonly close: string }[];
  readonly folding?: { readonly markers: { readonly start: string; readonly end: string } };
  readonly wordPattern: { readonly pattern: string; readonly flags: string };
}

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly languages: readonly Language[];
    readonly grammars: readonly { readonly language: string; readonly scopeName: string; readonly path: string }[];
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(fromRoot(file), 'utf8'));
}

const manifest = readJson('package.json') as Manifest;
const { languages, grammars } = manifest.contributes;

function configurationOf(id: string): Configuration {
  const language = languages.find((each) => each.id === id);
  assert.ok(language, `no language ${id}`);
  return readJson(language.configuration) as Configuration;
}

/** Every regular expression of a grammar; references to a group of `begin` are taken out, as they hold at run time only. */
function* patternsOf(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (['match', 'begin', 'end', 'while'].includes(key) && typeof value === 'string') yield value;
    else yield* patternsOf(value);
  }
}

describe('the languages of the extension', () => {
  test('belong to these file endings', () => {
    assert.deepEqual(
      languages.map(({ id, extensions }) => `${id}: ${extensions?.join(' ') ?? 'by choice'}`),
      [
        'dotprompt: .prompt',
        'prompty: .prompty',
        'jinja-prompt: .j2 .jinja .jinja2',
        'mustache-prompt: .mustache',
        'fstring-prompt: by choice',
      ],
    );
  });

  test('have one grammar each, in the file the manifest names', async () => {
    assert.deepEqual(
      grammars.map(({ language, scopeName, path }) => [language, scopeName, path]),
      [...grammarFiles].map(([scopeName, file]) => [scopeName.replace('text.', ''), scopeName, `./${file}`]),
    );
    for (const { scopeName } of grammars) await loadGrammar(scopeName);
  });

  test('have their icons', () => {
    for (const { icon } of languages)
      for (const file of [icon.light, icon.dark]) assert.ok(existsSync(fromRoot(file)), file);
    assert.deepEqual(
      [...readFileSync(fromRoot(manifest.icon)).subarray(1, 4)].map((byte) => String.fromCharCode(byte)),
      [...'PNG'],
    );
  });

  for (const scopeName of grammarFiles.keys())
    test(`every pattern of ${scopeName} is a regular expression`, async () => {
      const patterns = [...patternsOf(readGrammar(scopeName))];
      assert.ok(patterns.length > 5);
      for (const pattern of patterns) await compilePattern(pattern);
    });
});

describe('a word is', () => {
  const words: readonly (readonly [language: string, text: string, word: string | undefined])[] = [
    ['dotprompt', '{{cust‸omer_name}}', 'customer_name'],
    ['dotprompt', '{{order.it‸ems}}', 'items'],
    ['dotprompt', '{{> house-‸style}}', 'house-style'],
    ['dotprompt', '{{#ea‸ch xs}}', 'each'],
    ['dotprompt', '{{@in‸dex}}', '@index'],
    ['dotprompt', '{{~grü‸ße~}}', 'grüße'],
    ['dotprompt', '  locale‸?: string', 'locale'],
    ['dotprompt', '{{ ‸ }}', undefined],
    ['prompty', '{{ order.to‸tal|upper }}', 'total'],
    ['prompty', '{{ a-b‸c }}', 'bc'],
    ['jinja-prompt', '{% for it‸em in xs %}', 'item'],
    ['jinja-prompt', '{{ x|def‸ault(1.5) }}', 'default'],
    ['mustache-prompt', '{{#it‸ems}}', 'items'],
    ['fstring-prompt', '{na‸me!r}', 'name'],
  ];
  for (const [language, marked, word] of words)
    test(`${String(word)} in ${language} at ${marked}`, () => {
      const { text, offset } = cursorIn(marked);
      const { pattern, flags } = configurationOf(language).wordPattern;
      const found = [...text.matchAll(new RegExp(pattern, `g${flags}`))];
      assert.equal(found.find((match) => match.index <= offset && offset <= match.index + match[0].length)?.[0], word);
    });
});

describe('folding', () => {
  const lines: readonly (readonly [language: string, line: string, marker: 'start' | 'end' | undefined])[] = [
    ['dotprompt', '{{#each xs}}', 'start'],
    ['dotprompt', '  {{~#if a}}', 'start'],
    ['dotprompt', '{{#if a}}x{{/if}}', undefined],
    ['dotprompt', '{{^}}', undefined],
    ['dotprompt', '{{/each}}', 'end'],
    ['prompty', '{%- for x in xs %}', 'start'],
    ['prompty', '{% if a %}x{% endif %}', undefined],
    ['jinja-prompt', '{%- endfor %}', 'end'],
    ['jinja-prompt', '{% set x = 1 %}', undefined],
    ['mustache-prompt', '{{^items}}', 'start'],
    ['mustache-prompt', '{{/items}}', 'end'],
  ];
  for (const [language, line, marker] of lines)
    test(`${marker ?? 'nothing'} in ${language} at ${line}`, () => {
      const markers = configurationOf(language).folding?.markers;
      assert.ok(markers);
      const found = (['start', 'end'] as const).find((key) => new RegExp(markers[key]).test(line));
      assert.equal(found, marker);
    });
});

describe('typing', () => {
  const closed: readonly (readonly [language: string, open: string, close: string | undefined])[] = [
    ['dotprompt', '{{', '}}'],
    ['dotprompt', '{{!--', ' --}}'],
    ['dotprompt', "'", undefined],
    ['prompty', '{%', '%}'],
    ['jinja-prompt', '{#', '#}'],
    ['mustache-prompt', '{{{', '}}}'],
    ['fstring-prompt', '{', '}'],
  ];
  for (const [language, open, close] of closed)
    test(`${open} in ${language} adds ${close ?? 'nothing'}`, () => {
      assert.equal(configurationOf(language).autoClosingPairs.find((pair) => pair.open === open)?.close, close);
    });

  const comments = {
    dotprompt: '{{!-- x --}}',
    prompty: '{# x #}',
    'jinja-prompt': '{# x #}',
    'mustache-prompt': '{{! x }}',
  };
  for (const [language, comment] of Object.entries(comments))
    test(`a comment in ${language} is ${comment}`, () => {
      assert.equal(configurationOf(language).comments?.blockComment.join(' x '), comment);
    });
});
