import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allAtOnce, RenameRefused } from '../../server/src/language';
import { memoryCatalog, uriOf } from '../support/memory-workspace';
import { applied, findings, sample, type SampleFiles } from './harness';

const head = (schema: string): string => `---\ninput:\n  schema:\n${schema.replace(/^/gm, '    ')}\n---\n`;

interface Row {
  readonly name: string;
  readonly files: SampleFiles | string;
  readonly to: string;
  readonly expected: SampleFiles;
}

describe('rename', () => {
  const rows: Row[] = [
    {
      name: 'an input in header, body and cases',
      files: {
        'a.prompt':
          '---\ninput:\n  schema:\n    name?(enum, of the customer): [x, y]\n  default:\n    name: x\n---\n{{na‸me}}{{#if name}}{{json name}}{{/if}} name',
        'a.cases.yaml': 'defaults:\n  inputs: { name: x }\ncases:\n  - name: one\n    inputs:\n      name: y\n',
        'other.prompt': '{{name}}',
      },
      to: 'first_name',
      expected: {
        'a.prompt':
          '---\ninput:\n  schema:\n    first_name?(enum, of the customer): [x, y]\n  default:\n    first_name: x\n---\n{{first_name}}{{#if first_name}}{{json first_name}}{{/if}} name',
        'a.cases.yaml':
          'defaults:\n  inputs: { first_name: x }\ncases:\n  - name: one\n    inputs:\n      first_name: y\n',
      },
    },
    {
      name: 'from a case file',
      files: { 'a.cases.yaml': 'cases:\n  - inputs: { na‸me: x }', 'a.prompt': `${head('name: string')}{{name}}` },
      to: 'who',
      expected: { 'a.cases.yaml': 'cases:\n  - inputs: { who: x }', 'a.prompt': `${head('who: string')}{{who}}` },
    },
    {
      name: 'with the first name of paths only',
      files: `${head('order(object):\n  id: string')}{{or‸der.id}}{{#with order}}{{id}}{{/with}}`,
      to: 'purchase',
      expected: {
        'a.prompt': `${head('purchase(object):\n  id: string')}{{purchase.id}}{{#with purchase}}{{id}}{{/with}}`,
      },
    },
    {
      name: 'a partial that shares the name is handed the new one',
      files: {
        'a.prompt': `${head('te‸am: string')}{{team}}{{> sign}}`,
        '_sign.prompt': '{{team}}',
        'b.prompt': '{{team}}{{> sign}}',
      },
      to: 'group',
      expected: { 'a.prompt': `${head('group: string')}{{group}}{{> sign team=group}}` },
    },
    {
      name: 'an argument that is handed over keeps its name, its value gets the new one',
      files: { 'a.prompt': `${head('te‸am: string')}{{> sign team=team}}`, '_sign.prompt': '{{team}}' },
      to: 'group',
      expected: { 'a.prompt': `${head('group: string')}{{> sign team=group}}` },
    },
    {
      name: 'a variable of a partial, with the arguments, and whoever shares it hands it over',
      files: {
        '_sign.prompt': 'Bye {{te‸am}}',
        'a.prompt': '{{> sign team="x"}}',
        'b.prompt': `${head('team: string')}{{> sign}}`,
      },
      to: 'group',
      expected: {
        '_sign.prompt': 'Bye {{group}}',
        'a.prompt': '{{> sign group="x"}}',
        'b.prompt': `${head('team: string')}{{> sign group=team}}`,
      },
    },
    {
      name: 'a block parameter in its block',
      files: '{{#each xs as |x i|}}{{‸x}}{{#each x.ys as |y|}}{{x.z}}{{/each}}{{/each}}{{x}}',
      to: 'item',
      expected: {
        'a.prompt': '{{#each xs as |item i|}}{{item}}{{#each item.ys as |y|}}{{item.z}}{{/each}}{{/each}}{{x}}',
      },
    },
    {
      name: 'to a word that YAML would read as something else',
      files: `${head('a‸b: string')}{{ab}}`,
      to: 'no',
      expected: { 'a.prompt': `${head('"no": string')}{{no}}` },
    },
  ];
  rows.push(
    {
      name: 'to such a word before the marks of Picoschema, which need no quotes',
      files: `${head('a‸b?(string): string')}{{ab}}`,
      to: 'no',
      expected: { 'a.prompt': `${head('no?(string): string')}{{no}}` },
    },
    {
      name: 'a prompt, between the quotes that are there',
      files: {
        'a.prompt': '---\nname: "o‸ne"\n---\n',
        'b.cases.yaml': "prompt: 'one'\n",
        'c.cases.yaml': 'prompt: one\n',
      },
      to: 'no',
      expected: {
        'a.prompt': '---\nname: "no"\n---\n',
        'b.cases.yaml': "prompt: 'no'\n",
        'c.cases.yaml': 'prompt: "no"\n',
      },
    },
    {
      name: 'a prompt whose name stands plain',
      files: { 'a.prompt': '---\nname: o‸ne # ours\n---\n' },
      to: 'two',
      expected: { 'a.prompt': '---\nname: two # ours\n---\n' },
    },
  );
  for (const { name, files, to, expected } of rows) {
    test(name, () => {
      const one = sample(files);
      assert.deepEqual(applied(one, one.service.rename(one.uri, one.position, to)), expected);
    });
  }

  test('leaves a workspace without new findings', () => {
    const one = sample({
      'a.prompt': `${head('te‸am: string\nagent: string')}{{team}}{{agent}}{{> sign}}`,
      '_sign.prompt': '{{team}}{{agent}}',
      'a.cases.yaml': 'cases:\n  - inputs: { team: x, agent: y }',
    });
    const changed = applied(one, one.service.rename(one.uri, one.position, 'group'));
    for (const [path, text] of Object.entries(changed)) one.workspace.write(path, text);
    for (const path of ['a.prompt', '_sign.prompt', 'a.cases.yaml']) assert.deepEqual(findings(one, path).codes, []);
  });

  test('an open document is changed at its version only', () => {
    const one = sample(`${head('a: string')}{{‸a}}`);
    one.workspace.open('a.prompt', one.text('a.prompt'), 4);
    const edit = one.service.rename(one.uri, one.position, 'b');
    assert.deepEqual(
      edit?.documentChanges?.map((change) => 'textDocument' in change && change.textDocument.version),
      [4],
    );
  });

  test('to the same name does nothing', () => {
    const one = sample(`${head('a: string')}{{‸a}}`);
    assert.equal(one.service.rename(one.uri, one.position, 'a'), undefined);
  });
});

test('a prompt that has versions keeps its name', () => {
  const entry = { head: { number: 1, semver: '1.0.0' }, isModified: () => false, environments: [] };
  const one = sample('---\nname: o‸ne\n---\nx', { catalog: memoryCatalog({ one: entry }) });
  assert.throws(() => one.service.prepareRename(one.uri, one.position), /has versions, which follow/);
  assert.throws(() => one.service.rename(one.uri, one.position, 'two'), /has versions, which follow/);
});

describe('a rename is refused', () => {
  const refusals: readonly (readonly [name: string, files: SampleFiles | string, to: string, message: RegExp])[] = [
    ['when an input has the name', `${head('a: string\nb: string')}{{‸a}}{{b}}`, 'b', /already an input b/],
    ['when the body reads the name', `${head('a: string')}{{‸a}}{{b}}`, 'b', /b is already read here/],
    [
      'when a partial reads the name',
      { 'a.prompt': `${head('a: string')}{{‸a}}{{> p}}`, '_p.prompt': '{{b}}' },
      'b',
      /already read/,
    ],
    [
      'when a block parameter would catch it',
      `${head('a: string\nxs(array): string')}{{#if xs as |b|}}{{‸a}}{{/if}}`,
      'b',
      /On line 7 of a.prompt, b is a local name/,
    ],
    [
      'when a case gives both',
      {
        'a.prompt': `${head('a: string\n(*): any')}{{‸a}}`,
        'a.cases.yaml': 'cases:\n  - name: one\n    inputs: { a: x, b: y }',
      },
      'b',
      /case “one”/,
    ],
    ['to no name', `${head('a: string')}{{‸a}}`, 'a b', /is no name for a variable/],
    ['to an empty name', `${head('a: string')}{{‸a}}`, '', /is no name/],
    ['to the name of a helper', `${head('a: string')}{{‸a}}`, 'each', /meaning of its own/],
    ['to a word of the language', `${head('a: string')}{{‸a}}`, 'this', /meaning of its own/],
    ['of a helper', '{{js‸on a}}', 'x', /fixed names/],
    ['of loop data', '{{#each xs}}{{@in‸dex}}{{/each}}', 'x', /fixed name/],
    ['of a role', '{{role "us‸er"}}', 'x', /fixed names/],
    ['of a member', `${head('o(object):\n  id: string')}{{o.i‸d}}`, 'x', /come from the application/],
    ['of a partial that is not there', '{{> si‸gn}}', 'x', /There is no partial sign/],
    [
      'of a partial to one that is there',
      { 'a.prompt': '{{> si‸gn}}', '_sign.prompt': 'x', '_x.prompt': 'y' },
      'x',
      /already a file _x.prompt/,
    ],
    [
      'of a partial out of its folder',
      { 'a.prompt': '{{> si‸gn}}', '_sign.prompt': 'x' },
      '../x',
      /no name for a partial/,
    ],
    [
      'of a template to another folder',
      { 'a.j2': '{% include "he‸ad.j2" %}', 'head.j2': 'x' },
      'b/head.j2',
      /Move the file/,
    ],
    [
      'of an inline partial to one that is there',
      '{{#*inline "a"}}{{/inline}}{{#*inline "b"}}{{/inline}}{{> ‸a}}',
      'b',
      /already a partial b/,
    ],
    [
      'of a block to one that is there',
      { 'a.j2': '{% block ‸a %}{% endblock %}{% block b %}{% endblock %}' },
      'b',
      /already a block b/,
    ],
    [
      'of a macro, when the name is read',
      { 'a.j2': '{% macro ‸a() %}{% endmacro %}{{ a() }}{{ b }}' },
      'b',
      /already read/,
    ],
    [
      'of a macro, when an importer reads the name',
      { 'a.j2': '{% macro ‸a() %}{% endmacro %}', 'c.j2': '{% from "a.j2" import a %}{{ a() }}{{ b }}' },
      'b',
      /already read/,
    ],
    [
      'of a prompt that is named by its file',
      { 'a.cases.yaml': 'prompt: a‸', 'a.prompt': 'x' },
      'x',
      /rename the file/,
    ],
    [
      'of a prompt to one that is there',
      { 'a.prompt': '---\nname: o‸ne\n---\n', 'x.prompt': '' },
      'x',
      /already a prompt x/,
    ],
    ['of an input that a section may mean', { 'a.mustache': '{{‸a}}{{#xs}}{{a}}{{/xs}}' }, 'b', /may or may not mean/],
    [
      'into a section that has the name',
      {
        'a.prompt': `---\ndialect: mustache\ninput:\n  schema:\n    a: string\n    o(object):\n      b: string\n---\n{{‸a}}{{#o}}{{a}}{{/o}}`,
      },
      'b',
      /its own b/,
    ],
  ];
  for (const [name, files, to, message] of refusals) {
    test(name, () => {
      const one = sample(files);
      assert.throws(
        () => one.service.rename(one.uri, one.position, to),
        (error) => error instanceof RenameRefused && message.test(error.message),
      );
    });
  }

  test('before a name is asked for, where it never could be done', () => {
    const helper = sample('{{js‸on a}}');
    assert.throws(() => helper.service.prepareRename(helper.uri, helper.position), RenameRefused);
    const words = sample('just wo‸rds');
    assert.equal(words.service.prepareRename(words.uri, words.position), undefined);
    const input = sample(`${head('name: string')}{{na‸me}}`);
    assert.deepEqual(input.service.prepareRename(input.uri, input.position), {
      range: { start: { line: 5, character: 2 }, end: { line: 5, character: 6 } },
      placeholder: 'name',
    });
  });
});

describe('when files move', () => {
  test('inclusions follow a partial, cases follow a prompt', () => {
    const one = sample(
      {
        'a.prompt': '{{> sign}} {{> sign team="x"}} sign',
        'prompts/_sign.prompt': 'x',
        'prompts/b.prompt': 'y',
        'b.cases.yaml': 'prompt: b\ncases: []\n',
      },
      { config: { roots: ['prompts'] } },
    );
    const moves = [
      { oldUri: uriOf('prompts/_sign.prompt'), newUri: uriOf('prompts/mails/_closing.prompt') },
      { oldUri: uriOf('prompts/b.prompt'), newUri: uriOf('prompts/new name.prompt') },
    ];
    assert.deepEqual(applied(one, allAtOnce(one.service.renameFiles(moves))), {
      'a.prompt': '{{> mails/closing}} {{> mails/closing team="x"}} sign',
      'b.cases.yaml': 'prompt: new name\ncases: []\n',
    });
  });

  test('a prompt with a name of its own keeps it', () => {
    const one = sample({ 'a.prompt': '---\nname: triage\n---\nx', 'x.cases.yaml': 'prompt: triage' });
    const moves = [{ oldUri: uriOf('a.prompt'), newUri: uriOf('b.prompt') }];
    assert.equal(allAtOnce(one.service.renameFiles(moves)), undefined);
  });
});
