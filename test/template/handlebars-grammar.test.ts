import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expectProblems, parse, uses } from './support';

/** Every form of the grammar of Handlebars 4.7, with what is looked up in it. Nothing is wrong in any of them. */
const forms: readonly (readonly [name: string, text: string, uses: readonly string[]])[] = [
  ['text', 'no tags { } here', []],
  ['output', '{{name}}', ['name -> input name output']],
  ['spaces', '{{  name\n }}', ['name -> input name output']],
  ['triple', '{{{name}}}', ['name -> input name output']],
  ['ampersand', '{{&name}}', ['name -> input name output']],
  ['dotted', '{{a.b.c}}', ['a.b.c -> input a/b/c output']],
  ['slashed', '{{a/b/c}}', ['a/b/c -> input a/b/c output']],
  ['literal segment', '{{a.[b c].[0]}}', ['a.[b c].[0] -> input a/b c/0 output']],
  ['segment with brackets of a keyword', '{{a.[this]}}', ['a.[this] -> input a/this output']],
  ['escaped bracket', '{{[a\\]b]}}', ['[a\\]b] -> input a]b output']],
  [
    'names',
    '{{a-b}} {{$x}} {{a:b}} {{ok?}} {{é}} {{1a}}',
    [
      'a-b -> input a-b output',
      '$x -> input $x output',
      'a:b -> input a:b output',
      'ok? -> input ok? output',
      'é -> input é output',
      '1a -> input 1a output',
    ],
  ],
  [
    'this',
    '{{this}} {{.}} {{this.a}} {{./a}}',
    ['this -> input . output', '. -> input . output', 'this.a -> input a output', './a -> input a output'],
  ],
  [
    'literals are look-ups',
    '{{"foo bar"}} {{12}} {{true}} {{null}} {{undefined}}',
    [
      '"foo bar" -> input foo bar output',
      '12 -> input 12 output',
      'true -> input true output',
      'null -> input null output',
      'undefined -> input undefined output',
    ],
  ],
  ['data', '{{@root.a}} {{@custom.x}}', ['@root.a -> input a output', '@custom.x -> data custom output']],
  ['helper', '{{json a indent=2}}', ['a -> input a argument']],
  [
    'arguments',
    '{{json "s" 1 -1.5 true null undefined a.b k=c}}',
    ['a.b -> input a/b argument', 'c -> input c argument'],
  ],
  [
    'sub-expressions',
    '{{json (lookup a (lookup b "k")) k=(lookup c d)}}',
    [
      'a -> input a argument',
      'b -> input b argument',
      'k -> input b/k argument',
      'c -> input c argument',
      'd -> input d argument',
    ],
  ],
  ['block', '{{#if a}}x{{/if}}', ['a -> input a condition?']],
  ['else', '{{#if a}}x{{else}}{{b}}{{/if}}', ['a -> input a condition?', 'b -> input b output']],
  ['else by hat', '{{#if a}}x{{^}}y{{/if}}', ['a -> input a condition?']],
  ['else chain', '{{#if a}}x{{else if b}}y{{else}}z{{/if}}', ['a -> input a condition?', 'b -> input b condition?']],
  [
    'else chain with other helpers',
    '{{#if a}}x{{else each b}}{{c}}{{/if}}',
    ['a -> input a condition?', 'b -> input b each', 'c -> input b/[]/c output'],
  ],
  ['inverse block', '{{^a}}x{{/a}}', ['a -> input a condition?']],
  ['inverse block with else', '{{^a}}x{{else}}y{{/a}}', ['a -> input a condition?']],
  ['word that starts like else', '{{elsewhere}}', ['elsewhere -> input elsewhere output']],
  [
    'block parameters',
    '{{#each xs as |x i|}}{{x.a}}{{i}}{{/each}}',
    ['xs -> input xs each', 'x.a -> local x/a (xs/[]) output', 'i -> local i output'],
  ],
  [
    'block parameters with space',
    '{{#with a as | b |}}{{b}}{{/with}}',
    ['a -> input a with', 'b -> local b (a) output'],
  ],
  ['a name as', '{{as}}', ['as -> input as output']],
  ['partial', '{{> p}}', []],
  [
    'partial with context and values',
    '{{> p a.b k=c}}',
    ['a.b -> input a/b partial-argument', 'c -> input c partial-argument'],
  ],
  ['partial by path, text and number', '{{> a/b}}{{> "x y"}}{{> 12}}', []],
  ['dynamic partial', '{{> (lookup a "b")}}', ['a -> input a argument', 'b -> input a/b argument']],
  ['partial block', '{{#> p}}fallback{{/p}}', []],
  ['partial block content', '{{> @partial-block}}', []],
  ['inline partial', '{{#*inline "p"}}x{{/inline}}{{> p}}', []],
  ['decorator', '{{* d a}}', ['a -> input a argument']],
  ['raw block', '{{{{raw}}}} {{a}} {{{{/raw}}}}', ['raw -> input raw condition?']],
  ['nested raw blocks', '{{{{json a}}}} {{{{b}}}} {{x}} {{{{/b}}}} {{{{/json}}}}', ['a -> input a argument']],
  ['comment', '{{! a {{b }}', []],
  ['long comment', '{{!-- a }} {{b}} --}}{{c}}', ['c -> input c output']],
  ['shortest long comment', '{{!--}}{{c}}', ['c -> input c output']],
  ['comment over lines', '{{! one\n two }}', []],
  [
    'white space control',
    '{{~a~}}{{~{b}~}}{{~#if c~}}{{~else~}}{{~/if~}}{{~> p~}}{{~!-- c --~}}',
    ['a -> input a output', 'b -> input b output', 'c -> input c condition?'],
  ],
  ['escaped tag', '\\{{a}} {{b}}', ['b -> input b output']],
  ['escaped backslash', '\\\\{{a}}', ['a -> input a output']],
  ['three backslashes', '\\\\\\{{a}}', ['a -> input a output']],
  ['two escaped tags', '\\{{a}}\\{{b}}{{c}}', ['c -> input c output']],
  ['four braces after an escape', '\\{{{{a}}', ['a -> input a output']],
  ['strings hold braces and lines', '{{json "a}}b" }}{{json \'x\ny\'}}{{c}}', ['c -> input c output']],
  ['quotes in strings', '{{json "a\\"b" \'c\\\'d\'}}', []],
  ['tag over lines', '{{json\n  a\n  indent=2\n}}', ['a -> input a argument']],
];

describe('Handlebars grammar', () => {
  for (const [name, text, expected] of forms)
    test(name, () => {
      const document = parse(text, { dialect: 'handlebars', file: 'x.prompt' });
      assert.deepEqual(document.problems, []);
      assert.deepEqual(uses(document), expected);
    });

  test('places are those of the file, with a header before', () => {
    const header = '---\nmodel: m\n---\n';
    const document = parse(`${header}Hi {{a.b}}`);
    const [use] = document.analysis.variables;
    assert.deepEqual(use?.range, { start: header.length + 5, end: header.length + 8 });
    assert.deepEqual(
      use?.segments.map(({ range }) => range.start),
      [header.length + 5, header.length + 7],
    );
  });

  test('a call has the places of its arguments and the names of the named ones', () => {
    const text = '{{json a.b "s" indent=2}}';
    const [call] = parse(text).analysis.calls;
    assert.equal(call?.name, 'json');
    assert.equal(call?.argumentCount, 2);
    assert.deepEqual(
      call?.argumentRanges.map(({ start, end }) => text.slice(start, end)),
      ['a.b', '"s"'],
    );
    assert.deepEqual(
      call?.namedArguments.map(({ range }) => text.slice(range.start, range.end)),
      ['indent'],
    );
  });

  test('blocks have both names and the tags that part them', () => {
    const text = '{{#if a}}x{{else if b}}y{{else}}z{{/if}}';
    const [block] = parse(text).analysis.blocks;
    assert.equal(text.slice(block?.openNameRange.start, block?.openNameRange.end), 'if');
    assert.equal(text.slice(block?.closeNameRange?.start, block?.closeNameRange?.end), 'if');
    assert.equal(text.slice(block?.innerRange.start, block?.innerRange.end), 'x{{else if b}}y{{else}}z');
    assert.deepEqual(
      block?.branches?.map(({ start, end }) => text.slice(start, end)),
      ['{{else if b}}', '{{else}}'],
    );
  });

  test('tokens follow each other without overlap and cover what they name', () => {
    const text = '{{#each xs as |x|}}{{json x.a k="s" n=1}}{{@index}}{{else}}{{> p a=b}}{{/each}}{{!-- c --}}';
    const { tokens } = parse(text).analysis;
    for (const [index, token] of tokens.entries()) assert.ok(token.range.start >= (tokens[index - 1]?.range.end ?? 0));
    assert.deepEqual(
      tokens.map(({ range, kind }) => `${kind} ${text.slice(range.start, range.end)}`),
      [
        'delimiter {{#',
        'keyword each',
        'variable xs',
        'keyword as',
        'local x',
        'delimiter }}',
        'delimiter {{',
        'helper json',
        'local x',
        'property a',
        'property k',
        'string "s"',
        'property n',
        'number 1',
        'delimiter }}',
        'delimiter {{',
        'data @',
        'data index',
        'delimiter }}',
        'delimiter {{',
        'keyword else',
        'delimiter }}',
        'delimiter {{>',
        'partial p',
        'property a',
        'variable b',
        'delimiter }}',
        'delimiter {{/',
        'keyword each',
        'delimiter }}',
        'comment {{!-- c --}}',
      ],
    );
  });
});

/** What Handlebars refuses, with the place of the culprit. */
const mistakes: readonly (readonly [name: string, sample: string, codes: readonly string[]])[] = [
  ['unclosed tag', 'a ⟦{{name⟧\nb {{x}}', ['unclosed-tag']],
  ['unclosed tag before another', '⟦{{name⟧ {{x}}', ['unclosed-tag']],
  ['unclosed tag at the end', '⟦{{#if a⟧', ['unclosed-tag']],
  ['one brace', '⟦{{name}⟧ b', ['unclosed-tag']],
  ['triple closed by two', '⟦{{{name}}⟧ b', ['unclosed-tag']],
  ['JSON braces', '{"k":⟦{{x}}}⟧', ['json-braces']],
  ['two JSON braces', '{"a":{"b":⟦{{x}}}}⟧', ['json-braces']],
  ['JSON brace after a triple', '{"k":⟦{{{x}}}}⟧', ['json-braces']],
  ['empty tag', '⟦{{}}⟧', ['bad-tag']],
  ['block without name', '⟦{{#}}⟧', ['bad-tag']],
  ['partial without name', '⟦{{> }}⟧', ['bad-tag']],
  ['too many braces', '⟦{{{{{{⟧x', ['bad-tag']],
  ['unclosed block', '{{#⟦if⟧ a}}x', ['unclosed-block']],
  ['unclosed block in a closed one', '{{#if a}}{{#⟦each⟧ b}}{{/if}}', ['unclosed-block']],
  ['two unclosed blocks', '{{#⟦if⟧ a}}{{#⟦each⟧ b}}', ['unclosed-block', 'unclosed-block']],
  ['wrong close', '{{#each xs}}{{/⟦for⟧}}', ['mismatched-block']],
  ['stray close', '{{/⟦if⟧}}', ['mismatched-block']],
  ['stray close in a closed block', '{{#if a}}{{/⟦each⟧}}{{/if}}', ['mismatched-block']],
  ['else without block', '⟦{{else}}⟧', ['bad-tag']],
  ['second else', '{{#if a}}{{else}}⟦{{else}}⟧{{/if}}', ['bad-tag']],
  ['else in an inline partial', '{{#*inline "p"}}⟦{{else}}⟧{{/inline}}', ['bad-tag']],
  ['else in a partial block', '{{#> p}}⟦{{else}}⟧{{/p}}', ['bad-tag']],
  ['comma', '{{json a⟦,⟧ b}}', ['bad-tag']],
  ['operator', '{{#if a ⟦&⟧& b}}x{{/if}}', ['bad-tag']],
  ['filter', '{{name ⟦|⟧ upper}}{{#if a}}{{/if}}', ['bad-tag']],
  ['unclosed string', '{{json ⟦"bar⟧}}\n{{x}}', ['bad-tag']],
  ['unclosed bracket', '{{a.⟦[b⟧}} c', ['bad-tag']],
  ['unclosed parenthesis', '{{json ⟦(⟧lookup a b}}', ['bad-tag']],
  ['parenthesis too many', '{{json a⟦)⟧}}', ['bad-tag']],
  ['empty parentheses', '{{json ⟦()⟧}}', ['bad-tag']],
  ['value missing', '{{json ⟦a⟧=}}', ['bad-tag']],
  ['positional after named', '{{json a=1 ⟦b⟧}}', ['bad-tag']],
  ['dot at the end', '{{user⟦.⟧}}', ['bad-tag']],
  ['parent inside a path', '{{a/⟦..⟧/b}}', ['bad-tag']],
  ['this inside a path', '{{a.⟦this⟧}}', ['bad-tag']],
  ['bar without space', '{{#each xs as⟦|⟧x|}}{{/each}}', ['bad-tag']],
  ['block parameters not closed', '{{#each xs as ⟦|⟧x}}{{/each}}', ['bad-tag']],
  ['block parameters outside a block', '{{json a ⟦as |⟧x|}}', ['bad-tag']],
  ['two contexts for a partial', '{{> p a ⟦b⟧}}', ['bad-tag']],
  ['unclosed comment', '⟦{{!--⟧ foo\n{{x}}', ['unclosed-tag']],
  ['comment that swallows a tag', '⟦{{!⟧ foo\n{{x}}', ['unclosed-tag']],
  ['unclosed raw block', '{{{{⟦raw⟧}}}} {{x}}', ['unclosed-block']],
  ['wrong close of a raw block', '{{{{raw}}}} x {{{{/⟦row⟧}}}}', ['mismatched-block']],
  ['stray close of a raw block', '⟦{{{{/raw}}}}⟧', ['mismatched-block']],
  ['Jinja tag', '⟦{% if a %}⟧{{role "user"}}{% endif %}', ['mixed-dialect']],
];

describe('Handlebars mistakes: one problem each, at the culprit', () => {
  for (const [name, sample, codes] of mistakes)
    test(name, () => void expectProblems(sample, codes, { dialect: 'handlebars' }));

  test('an unclosed block tells which tag closes the block around it', () => {
    const [problem] = expectProblems('{{#if a}}{{#⟦each⟧ b}}{{/if}}', ['unclosed-block']).problems;
    assert.deepEqual(problem?.related?.range, { start: 20, end: 27 });
    assert.deepEqual(problem?.data, { insert: '{{/each}}', at: 20 });
  });

  test('a wrong close names the block that is open and what to write', () => {
    const [problem] = expectProblems('{{#each xs}}{{/⟦for⟧}}', ['mismatched-block']).problems;
    assert.match(problem?.message ?? '', /Write \{\{\/each\}\}/);
    assert.deepEqual(problem?.data, { replace: 'each' });
    assert.deepEqual(problem?.related?.range, { start: 3, end: 7 });
  });

  test('the brace of the JSON can be put apart', () => {
    const [problem] = expectProblems('{"k":⟦{{x}}}⟧', ['json-braces']).problems;
    assert.deepEqual(problem?.data, { insert: ' ', at: 10 });
  });

  test('a misspelt close does not open a second problem further down', () => {
    expectProblems('{{#if a}}{{#each b}}x{{/⟦eahc⟧}}{{/if}}', ['mismatched-block']);
  });

  test('a tag over lines that is closed keeps its own mistake', () => {
    expectProblems('{{json\n  a⟦,⟧\n  indent=2\n}}\n{{b}}', ['bad-tag']);
  });

  test('no more than 200 problems are listed', () => {
    assert.equal(parse('{{}}'.repeat(1_000)).problems.length, 200);
  });
});
