import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import type { OperationInput, OperationOutput } from '../../server/src/protocol';
import { below, corpus } from '../corpus/corpus';
import { supportDesk } from '../support/repo';
import { sessionWith, type TestSession } from '../support/session';
import type { Files } from '../support/workspace';

type Listed = OperationOutput<'list'>[number];

type Inputs = NonNullable<OperationInput<'render'>['inputs']>;

const values: Inputs = {
  string: 'some text',
  number: 1.5,
  integer: 2,
  boolean: true,
  array: [{ name: 'one', value: 1 }, 'two'],
  object: { name: 'one', id: 'o-1', items: ['x'] },
};

/** What every prompt renders to, with two sets of inputs; the message where it cannot be rendered. */
async function renderings({ session }: TestSession, prompts: readonly Listed[]): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const { name, inputs } of prompts) {
    const full: Inputs = Object.fromEntries(inputs.map((input) => [input.name, values[input.type] ?? 'x']));
    for (const given of [full, {}]) {
      const result = await session.call('render', { selector: name, inputs: given });
      found.set(`${name} ${Object.keys(given).length}`, result.ok ? result.value : result.fault.code);
    }
  }
  return found;
}

/** What a list says of prompts, without what follows from the spelling of their text. */
function interfaces(prompts: readonly Listed[]): unknown {
  return prompts.map(({ name, file, dialect, inputs }) => ({ name, file, dialect, inputs }));
}

/** Adds blanks to `{{name}}` where they mean nothing for sure. */
function spaced(file: string, text: string): string {
  if (/\.(?:hbs|j2|jinja2?|prompty)$/.test(file)) return text.replace(/\{\{([\w.]+)\}\}/g, '{{  $1}}');
  return text;
}

async function unchangedBy(t: TestContext, files: Files): Promise<{ changed: number; rendered: number }> {
  const one = await sessionWith(t, files);
  const before = await one.must('list', {});
  const renderedBefore = await renderings(one, before);
  const { changed } = await one.must('format', {});
  const after = await one.must('list', {});
  assert.deepEqual(interfaces(after), interfaces(before));
  const renderedAfter = await renderings(one, after);
  for (const [name, result] of renderedBefore) assert.deepEqual(renderedAfter.get(name), result, name);
  assert.deepEqual((await one.must('format', { check: true })).changed, []);
  const rendered = [...renderedBefore.values()].filter((result) => typeof result === 'object').length;
  return { changed: changed.length, rendered };
}

for (const name of ['clean', 'broken'] as const)
  test(`the ${name} corpus renders the same after formatting`, async (t) => {
    const files = Object.entries(corpus(name)).map(([file, text]) => [file, spaced(file, text)] as const);
    const { changed, rendered } = await unchangedBy(t, {
      ...below('prompts', Object.fromEntries(files)),
      'galley.yaml': 'prompts: ["prompts/**"]\n',
    });
    assert.ok(changed > 5 && rendered > 40, `${changed} changed, ${rendered} rendered`);
  });

test('the example renders the same after formatting', async (t) => {
  const paths = globSync('{galley.yaml,{prompts,practice}/**/*.*}', { cwd: supportDesk });
  const files = paths.map((file) => [file, readFileSync(path.join(supportDesk, file), 'utf8')] as const);
  const { changed, rendered } = await unchangedBy(t, Object.fromEntries(files));
  assert.ok(changed === 0 && rendered > 15, `${changed} changed, ${rendered} rendered`);
});
