import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { sessionWith } from '../support/session';

const mail = { 'prompts/old/mail.txt': 'Dear {name},\n', 'prompts/new.prompt': 'Hello {{name}}\n' };

/** galley.yaml before, what is chosen, galley.yaml after. */
const rows: readonly (readonly [
  what: string,
  before: string,
  dialect: string,
  scope: 'file' | 'folder',
  after: string,
])[] = [
  ['an empty file', '', 'fstring', 'file', 'dialects:\n  prompts/old/mail.txt: fstring\n'],
  [
    'a file without the key keeps its comments and its layout',
    '# ours\nhelpers: [a,   b] # two\n',
    'jinja',
    'folder',
    '# ours\nhelpers: [a,   b] # two\ndialects:\n  "prompts/old/**/*.txt": jinja\n',
  ],
  ['a missing line end', 'helpers: [a]', 'jinja', 'file', 'helpers: [a]\ndialects:\n  prompts/old/mail.txt: jinja\n'],
  [
    'a new entry comes first',
    'dialects:\n    "**/*.txt": jinja # most\nhelpers: [a]\n',
    'fstring',
    'file',
    'dialects:\n    prompts/old/mail.txt: fstring\n    "**/*.txt": jinja # most\nhelpers: [a]\n',
  ],
  [
    'a flow map',
    'dialects: { "**/*.txt": jinja }\n',
    'braces',
    'file',
    'dialects: { prompts/old/mail.txt: braces, "**/*.txt": jinja }\n',
  ],
  [
    'an entry that is there changes in place',
    "dialects: { 'prompts/old/mail.txt': jinja } # mail\n",
    'braces',
    'file',
    "dialects: { 'prompts/old/mail.txt': braces } # mail\n",
  ],
  [
    'an entry that would not count moves to the front',
    'dialects:\n  "**/*.txt": jinja\n  prompts/old/mail.txt: braces\n',
    'fstring',
    'file',
    'dialects:\n  prompts/old/mail.txt: fstring\n  "**/*.txt": jinja\n',
  ],
  [
    'auto takes the entry out',
    'dialects:\n  prompts/old/mail.txt: braces\n  "**/*.md": jinja\n',
    'auto',
    'file',
    'dialects:\n  "**/*.md": jinja\n',
  ],
  [
    'auto takes the key out with its last entry',
    '# a\ndialects:\n  prompts/old/mail.txt: braces\n',
    'auto',
    'file',
    '# a\n',
  ],
  ['auto without an entry changes nothing', 'helpers: [a]\n', 'auto', 'file', 'helpers: [a]\n'],
  [
    'line ends stay as they are',
    'helpers: [a]\r\n',
    'jinja',
    'file',
    'helpers: [a]\r\ndialects:\r\n  prompts/old/mail.txt: jinja\r\n',
  ],
];

describe('the dialect of a file', () => {
  for (const [what, before, dialect, scope, after] of rows)
    test(what, async (t) => {
      const { must, root } = await sessionWith(t, { ...mail, 'galley.yaml': before });
      const file = 'prompts/old/mail.txt';
      const planned = await must('dialect', { file, dialect, scope, dryRun: true });
      assert.deepEqual([planned.text, planned.changed], [after, before !== after]);
      assert.equal(readFileSync(path.join(root, 'galley.yaml'), 'utf8'), before);
      await must('dialect', { file, dialect, scope });
      assert.equal(readFileSync(path.join(root, 'galley.yaml'), 'utf8'), after);
      if (dialect === 'auto') return;
      const [listed] = await must('list', { filter: 'mail' });
      assert.deepEqual([listed?.dialect, listed?.dialectSource], [dialect, 'setting']);
    });

  test('galley.yaml is made where there is none; a name that looks like a glob stands for itself', async (t) => {
    const odd = 'prompts/a[1](b).txt';
    const { must, root } = await sessionWith(t, { [odd]: 'Dear {name}\n', 'prompts/a1.txt': 'Dear {name}\n' });
    await must('dialect', { file: odd, dialect: 'mustache' });
    assert.ok(existsSync(path.join(root, 'galley.yaml')));
    const listed = await must('list', {});
    assert.deepEqual(listed.map(({ file, dialectSource }) => [file, dialectSource]).sort(), [
      ['prompts/a1.txt', 'signals'],
      [odd, 'setting'],
    ]);
  });

  test('what is wrong is named, and nothing is written', async (t) => {
    const { fault, root } = await sessionWith(t, { ...mail, 'galley.yaml': 'promts: []\n' });
    const of = async (file: string, dialect: string): Promise<string> => {
      const { code, message, help } = await fault('dialect', { file, dialect });
      return [code, message, help].filter((part) => part !== undefined).join(' | ');
    };
    assert.equal(await of('new', 'jinga'), 'invalid-input | There is no dialect "jinga". | Did you mean jinja?');
    assert.match(await of('nowhere.txt', 'jinja'), /^not-found \| "nowhere\.txt" is no prompt of this workspace/);
    assert.match(await of('new', 'jinja'), /^invalid-config \| .*promts/);
    assert.equal(readFileSync(path.join(root, 'galley.yaml'), 'utf8'), 'promts: []\n');
  });

  test('a foreign format is named in the list', async (t) => {
    const { must } = await sessionWith(t, { 'prompts/flow.promptl': 'x', 'prompts/a.prompt': 'name: a\n---\nhi\n' });
    const listed = await must('list', {});
    assert.deepEqual(
      listed.map(({ file, foreign, format }) => [file, foreign, format]),
      [
        ['prompts/a.prompt', 'Continue', 'foreign'],
        ['prompts/flow.promptl', 'PromptL', 'foreign'],
      ],
    );
  });
});
