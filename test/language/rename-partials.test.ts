import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RenameRefused } from '../../server/src/language';
import { uriOf, type MemoryConfig } from '../support/memory-workspace';
import { applied, sample, type SampleFiles } from './harness';

interface Row {
  readonly name: string;
  readonly files: SampleFiles;
  readonly to: string;
  readonly config?: MemoryConfig;
  /** What changes, or why nothing does. */
  readonly expected: SampleFiles | RegExp;
}

function run(rows: readonly Row[]): void {
  for (const { name, files, to, config = {}, expected } of rows) {
    test(name, () => {
      const one = sample(files, { config });
      const rename = (): unknown => applied(one, one.service.rename(one.uri, one.position, to));
      if (expected instanceof RegExp)
        assert.throws(rename, (error) => error instanceof RenameRefused && expected.test(error.message));
      else assert.deepEqual(rename(), expected);
    });
  }
}

const inline = '{{#*inline "row"}}{{a}}{{/inline}}';

describe('an inline partial that is called like a file includes no file', () => {
  run([
    {
      name: 'its uses stay when the file is renamed',
      files: { 'a.prompt': `${inline}{{> row}}`, 'b.prompt': '{{> r‸ow}}', '_row.prompt': 'x' },
      to: 'line',
      expected: { 'b.prompt': '{{> line}}', '_line.prompt': 'x' },
    },
    {
      name: 'the file stays when it is renamed',
      files: { 'a.prompt': `${inline}{{> r‸ow}}`, 'b.prompt': '{{> row}}', '_row.prompt': 'x' },
      to: 'line',
      expected: { 'a.prompt': '{{#*inline "line"}}{{a}}{{/inline}}{{> line}}' },
    },
    {
      name: 'an argument of it is no argument of the file',
      files: { 'a.prompt': `${inline}{{> row b=a}}`, '_row.prompt': '{{b‸}}' },
      to: 'c',
      expected: { '_row.prompt': '{{c}}' },
    },
    {
      name: 'an input that the file reads is not handed to it',
      files: { 'a.prompt': `${inline}{{> row}}{{b‸}}`, '_row.prompt': '{{b}}' },
      to: 'c',
      expected: { 'a.prompt': `${inline}{{> row}}{{c}}` },
    },
    {
      name: 'whoever uses it is handed nothing when an input of the file is renamed',
      files: { 'a.prompt': `${inline}{{> row}}`, 'b.prompt': '{{> row}}', '_row.prompt': '{{b‸}}' },
      to: 'c',
      expected: { 'b.prompt': '{{> row c=b}}', '_row.prompt': '{{c}}' },
    },
    {
      name: 'a name that only it reads is free',
      files: { 'a.prompt': `${inline}{{> row}}{{x‸}}`, '_row.prompt': '{{c}}' },
      to: 'c',
      expected: { 'a.prompt': `${inline}{{> row}}{{c}}` },
    },
  ]);

  test('nor does one that comes or goes', () => {
    const one = sample({ 'a.prompt': `${inline}{{> row}}`, 'b.prompt': '{{> r‸ow}}', '_row.prompt': 'x' });
    const includers = (): string[] =>
      one.service
        .references(one.uri, one.position, true)
        .map(({ uri }) => uri.replace('file:///ws/', ''))
        .sort();
    assert.deepEqual(includers(), ['b.prompt']);
    one.workspace.write('a.prompt', '{{> row}}');
    assert.deepEqual(includers(), ['a.prompt', 'b.prompt']);
    one.workspace.write('a.prompt', `${inline}{{> row}}`);
    assert.deepEqual(includers(), ['b.prompt']);
  });

  test('nor is it a reference to the file', () => {
    const one = sample({ 'a.prompt': `${inline}{{> row}}`, 'b.prompt': '{{> r‸ow}}', '_row.prompt': '{{b}}' });
    const found = one.service.references(one.uri, one.position, true);
    assert.deepEqual(
      found.map(({ uri }) => uri),
      [uriOf('b.prompt')],
    );
    const calls = one.service.incomingCalls({ uri: uriOf('_row.prompt') } as never);
    assert.deepEqual(
      calls.map(({ from }) => from.uri),
      [uriOf('b.prompt')],
    );
  });
});

describe('the file of a partial is renamed as it was found', () => {
  const roots = ['prompts/**'];
  run([
    {
      name: 'by its name',
      files: { 'a.prompt': '{{> si‸gn}}', 'b/_sign.prompt.yml': 'x' },
      to: 'bye',
      expected: { 'a.prompt': '{{> bye}}', 'b/_bye.prompt.yml': 'x' },
    },
    {
      name: 'by its name below the folder of prompts',
      files: { 'prompts/a.prompt': '{{> mails/si‸gn}}', 'prompts/mails/_sign.prompt': 'x' },
      config: { roots },
      to: 'letters/bye',
      expected: { 'prompts/a.prompt': '{{> letters/bye}}', 'prompts/letters/_bye.prompt': 'x' },
    },
    {
      name: 'by the name of its file alone',
      files: { 'prompts/a.prompt': '{{> si‸gn}}', 'prompts/mails/_sign.prompt': 'x' },
      config: { roots },
      to: 'bye',
      expected: { 'prompts/a.prompt': '{{> bye}}', 'prompts/mails/_bye.prompt': 'x' },
    },
    {
      name: 'by the name of its file alone, which has no folder',
      files: { 'prompts/a.prompt': '{{> si‸gn}}', 'prompts/mails/_sign.prompt': 'x' },
      config: { roots },
      to: 'letters/bye',
      expected: /folder and the ending of a template stay/,
    },
    {
      name: 'beside the includer, without the mark and the ending',
      files: { 'prompts/mails/a.prompt': '{{> parts/si‸gn}}', 'prompts/mails/parts/_sign.prompt': 'x' },
      config: { roots },
      to: 'parts/bye',
      expected: { 'prompts/mails/a.prompt': '{{> parts/bye}}', 'prompts/mails/parts/_bye.prompt': 'x' },
    },
    {
      name: 'by its whole path, mark and ending included',
      files: { 'a/main.j2': '{% include "parts/_si‸gn.j2" %}', 'a/parts/_sign.j2': 'x' },
      config: { roots },
      to: 'parts/_bye.j2',
      expected: { 'a/main.j2': '{% include "parts/_bye.j2" %}', 'a/parts/_bye.j2': 'x' },
    },
    {
      name: 'by its whole path with a dot in front',
      files: { 'a/main.j2': '{% include "./si‸gn.j2" %}', 'a/sign.j2': 'x' },
      to: './bye.j2',
      expected: { 'a/main.j2': '{% include "./bye.j2" %}', 'a/bye.j2': 'x' },
    },
    {
      name: 'by its whole path above the includer',
      files: { 'a/b/main.j2': '{% include "../si‸gn.j2" %}', 'a/sign.j2': 'x' },
      to: '../bye.j2',
      expected: { 'a/b/main.j2': '{% include "../bye.j2" %}', 'a/bye.j2': 'x' },
    },
    {
      name: 'without its ending',
      files: { 'a.mustache': '{{> parts/si‸gn}}', 'parts/sign.mustache': 'x' },
      to: 'parts/bye',
      expected: { 'a.mustache': '{{> parts/bye}}', 'parts/bye.mustache': 'x' },
    },
    {
      name: 'without its ending, which cannot be given then',
      files: { 'a.mustache': '{{> parts/si‸gn}}', 'parts/sign.mustache': 'x' },
      to: 'parts/bye.mustache',
      expected: /folder and the ending of a template stay/,
    },
    {
      name: 'and every other inclusion follows as it is spelled',
      files: {
        'prompts/a.j2': '{% include "mails/_si‸gn.j2" %}',
        'prompts/b.j2': '{% include "mails/sign" %}',
        'prompts/mails/c.j2': '{% include "sign" %}{% include "./_sign.j2" %}',
        'prompts/d.prompt': '{{#> sign}}x{{/sign}}{{> "mails/sign"}}',
        'prompts/mails/_sign.j2': '{% include "c.j2" %}',
      },
      config: { roots },
      to: 'mails/_bye.j2',
      expected: {
        'prompts/a.j2': '{% include "mails/_bye.j2" %}',
        'prompts/b.j2': '{% include "mails/bye" %}',
        'prompts/mails/c.j2': '{% include "bye" %}{% include "./_bye.j2" %}',
        'prompts/d.prompt': '{{#> bye}}x{{/bye}}{{> "mails/bye"}}',
        'prompts/mails/_bye.j2': '{% include "c.j2" %}',
      },
    },
    {
      name: 'but not when an inclusion could not follow',
      files: {
        'a.j2': '{% include "_si‸gn.j2" %}',
        'b.prompt': '{{> sign}}',
        '_sign.j2': 'x',
      },
      to: 'sign.j2',
      expected: /b\.prompt includes it as sign/,
    },
    {
      name: 'but not when it would take the place of another',
      files: { 'a/b.prompt': '{{> si‸gn}}{{> bye}}', 'a/_sign.prompt': 'x', '_bye.prompt': 'y' },
      to: 'bye',
      expected: /a\/b\.prompt includes _bye\.prompt as bye/,
    },
  ]);
});

describe('whoever includes a partial keeps what it renders when an input of it is renamed', () => {
  const sign = '{{te‸am}}';
  const handed = (includer: string, after: string): Pick<Row, 'files' | 'to' | 'expected'> => ({
    files: { 'a.prompt': includer, '_sign.prompt': sign },
    to: 'group',
    expected: { '_sign.prompt': '{{group}}', ...(after === includer ? {} : { 'a.prompt': after }) },
  });
  const declared = '---\ninput:\n  schema:\n    customer(object):\n      name: string\n---\n';
  run([
    { name: 'a member of the context', ...handed('{{> sign customer}}', '{{> sign customer group=customer.team}}') },
    { name: 'with quotes', ...handed('{{> "sign" o x=1 ~}}', '{{> "sign" o x=1 group=o.team ~}}') },
    {
      name: 'a context above',
      ...handed('{{#each xs}}{{> sign ../o}}{{/each}}', '{{#each xs}}{{> sign ../o group=../o.team}}{{/each}}'),
    },
    {
      name: 'the context above',
      ...handed('{{#each xs}}{{> sign ..}}{{/each}}', '{{#each xs}}{{> sign .. group=../team}}{{/each}}'),
    },
    {
      name: 'the root',
      ...handed('{{#each xs}}{{> sign @root}}{{/each}}', '{{#each xs}}{{> sign @root group=@root.team}}{{/each}}'),
    },
    {
      name: 'this',
      ...handed('{{#each xs}}{{> sign this}}{{/each}}', '{{#each xs}}{{> sign this group=this.team}}{{/each}}'),
    },
    {
      name: 'a dot',
      ...handed('{{#each xs}}{{> sign .}}{{/each}}', '{{#each xs}}{{> sign . group=this.team}}{{/each}}'),
    },
    { name: 'a name in brackets', ...handed('{{> sign o.[a b]}}', '{{> sign o.[a b] group=o.[a b].team}}') },
    {
      name: 'the context of a block',
      ...handed('{{#with o}}{{> sign}}{{/with}}', '{{#with o}}{{> sign group=team}}{{/with}}'),
    },
    {
      name: 'which a local name would catch',
      ...handed(
        '{{#each xs as |team|}}{{> sign}}{{/each}}',
        '{{#each xs as |team|}}{{> sign group=this.team}}{{/each}}',
      ),
    },
    { name: 'a block with a fallback', ...handed('{{#> sign o}}x{{/sign}}', '{{#> sign o group=o.team}}x{{/sign}}') },
    {
      name: 'nothing where the context surely has neither name',
      ...handed(`${declared}{{> sign customer}}`, `${declared}{{> sign customer}}`),
    },
    {
      name: 'but not a context that is worked out',
      ...handed('{{> sign (lookup xs 0)}}', ''),
      expected: /On line 1 of a\.prompt.*by hand/,
    },
    {
      name: 'but not one that is handed the new name already',
      ...handed('{{> sign group="x"}}', ''),
      expected: /On line 1 of a\.prompt.*already hands over group/,
    },
    {
      name: 'but not one that is handed both',
      ...handed('{{> sign team="y" group="x"}}', ''),
      expected: /On line 1 of a\.prompt.*already hands over group/,
    },
    {
      name: 'an import of Jinja, which shares nothing',
      files: { 'a.j2': '{% import "_x.j2" as x %}{{ x.m() }}', '_x.j2': '{% macro m() %}{{ te‸am }}{% endmacro %}' },
      to: 'group',
      expected: { '_x.j2': '{% macro m() %}{{ group }}{% endmacro %}' },
    },
    {
      name: 'but not an import of Jinja that shares its context',
      files: { 'a.j2': '{% import "_x.j2" as x with context %}', '_x.j2': '{% macro m() %}{{ te‸am }}{% endmacro %}' },
      to: 'group',
      expected: /shares its names/,
    },
    {
      name: 'a file without a mark is included as well',
      files: { 'a.prompt': '{{> parts/sign}}', 'parts/sign.prompt': sign },
      to: 'group',
      expected: { 'a.prompt': '{{> parts/sign group=team}}', 'parts/sign.prompt': '{{group}}' },
    },
    {
      name: 'by its path, whatever name its header gives it',
      files: { 'a.prompt': '{{> parts/sign team="x"}}', 'parts/sign.prompt': `---\nname: other\n---\n${sign}` },
      to: 'group',
      expected: { 'a.prompt': '{{> parts/sign group="x"}}', 'parts/sign.prompt': '---\nname: other\n---\n{{group}}' },
    },
    {
      name: 'and so is its argument',
      files: { 'a.prompt': '{{> parts/sign team="x"}}', 'parts/sign.prompt': sign },
      to: 'group',
      expected: { 'a.prompt': '{{> parts/sign group="x"}}', 'parts/sign.prompt': '{{group}}' },
    },
  ]);
});

describe('a partial keeps what it renders when an input of its includer is renamed', () => {
  const given = (includer: string, after: string): Pick<Row, 'files' | 'to' | 'expected'> => ({
    files: { 'a.prompt': `{{te‸am}}${includer}`, '_sign.prompt': '{{team}}' },
    to: 'group',
    expected: { 'a.prompt': `{{group}}${after}` },
  });
  run([
    { name: 'from the root', ...given('{{> sign}}', '{{> sign team=group}}') },
    {
      name: 'from the root, in another context',
      ...given('{{#each xs}}{{> sign @root}}{{/each}}', '{{#each xs}}{{> sign @root team=@root.group}}{{/each}}'),
    },
    {
      name: 'beside a local name that would catch it',
      ...given('{{#if a as |group|}}{{> sign}}{{/if}}', '{{#if a as |group|}}{{> sign team=this.group}}{{/if}}'),
    },
  ]);
});
