import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { promptFormatOf, type Dialect } from '../../server/src/template';
import { answer } from '../hosts/cli/galley';
import { findings, sample } from '../language/harness';
import { temporaryWorkspace, type Files } from '../support/workspace';
import { parse } from '../template/support';
import { below, corpus } from './corpus';

/** Prompts in the shape of those that people have, in every format and dialect: nothing is wrong with any of them. */
const clean = corpus('clean');

/** The dialect of the files in a folder. */
const dialects: { readonly [folder: string]: Dialect } = {
  braces: 'braces',
  dotprompt: 'handlebars',
  fstring: 'fstring',
  'github-models': 'braces',
  handlebars: 'handlebars',
  jinja: 'jinja',
  mustache: 'mustache',
  prompty: 'jinja',
  'semantic-kernel': 'semantic-kernel',
  vscode: 'input-marks',
};

/** Files whose dialect is another than that of their folder. */
const otherDialects: { readonly [file: string]: Dialect } = {
  'prompty/mustache-type.prompty': 'mustache',
  'prompty/mustache.prompty': 'mustache',
};

/** Formats that are named and left alone. */
const foreign: { readonly [file: string]: string } = {
  'foreign/chain.prompt': 'PromptL',
  'foreign/few-shots.prompt': 'DotPrompt (elastacloud)',
  'foreign/holiday.prompt': 'DotPrompt (elastacloud)',
  'foreign/lesson.prompt': 'dot-prompt',
  'foreign/loop.prompt': 'PromptL',
  'foreign/steps.promptl': 'PromptL',
  'foreign/support.prompt': 'Humanloop',
  'foreign/table.poml': 'POML',
  'foreign/test.prompt': 'Continue',
};

/** The files that are prompts or cases: a sidecar such as `config.json` is neither. */
const prompts: Files = Object.fromEntries(
  Object.entries(clean).filter(([file]) => promptFormatOf(file) !== undefined || file.endsWith('.cases.yaml')),
);

test('the clean corpus has files of every dialect', () => {
  const count = (folder: string): number => Object.keys(prompts).filter((file) => file.startsWith(`${folder}/`)).length;
  for (const folder of [...Object.keys(dialects), 'foreign']) assert.ok(count(folder) >= 4, folder);
  assert.ok(Object.keys(prompts).length >= 140);
  assert.deepEqual(
    Object.keys(prompts).filter((file) => file.startsWith('foreign/')),
    Object.keys(foreign),
  );
});

describe('clean prompts are read in their dialect', () => {
  for (const [file, text] of Object.entries(prompts).filter(([path]) => !path.endsWith('.cases.yaml')))
    test(file, () => {
      const { dialect, foreignName } = parse(text, { file });
      const folder = file.slice(0, file.indexOf('/'));
      if (folder === 'foreign') assert.equal(foreignName, foreign[file]);
      else assert.deepEqual([dialect, foreignName], [otherDialects[file] ?? dialects[folder], undefined]);
    });
});

describe('clean prompts have no findings', () => {
  const forms: readonly (readonly [form: string, folder: string, change: (text: string) => string])[] = [
    ['as they are', 'prompts', (text) => text],
    ['with Windows line ends', 'prompts', (text) => text.replaceAll('\n', '\r\n')],
    ['behind a byte order mark', 'prompts', (text) => `\ufeff${text}`],
    ['without a last line end', 'prompts', (text) => text.replace(/\n$/, '')],
    ['in a folder that is no root of prompts', 'app/src/main/resources', (text) => text],
  ];
  for (const [form, folder, change] of forms)
    test(`in the editor, ${form}`, () => {
      const changed = Object.entries(prompts).map(([file, text]) => [file, change(text)] as const);
      const one = sample(below(folder, Object.fromEntries(changed)), { config: { roots: ['prompts/**'] } });
      const found = Object.keys(prompts).flatMap((file) =>
        findings(one, `${folder}/${file}`).all.map(({ code, range, message }) => ({ file, code, range, message })),
      );
      assert.deepEqual(found, []);
    });

  test('on the command line', async (t) => {
    const folder = temporaryWorkspace(t, below('prompts', clean));
    const { findings: found, files } = await answer(folder, 'lint', ['lint']);
    assert.deepEqual([found, files], [[], Object.keys(prompts).length]);
  });
});
