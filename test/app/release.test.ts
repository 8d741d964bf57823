import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Ajv } from 'ajv';
import Handlebars from 'handlebars';
import { fromRoot } from '../support/repo';
import { sessionWith, type TestSession } from '../support/session';
import { greeting } from './files';

const schema = JSON.parse(readFileSync(fromRoot('media/schemas/release.schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);

const chat = [
  '---',
  'name: triage',
  'model: { api: chat, connection: {}, parameters: { temperature: 0 } }',
  'inputs:',
  '  ticket: { type: string, default: none }',
  '---',
  'system:',
  'Sort the ticket.',
  '',
  'user:',
  '{{ticket}}',
  '',
].join('\n');

/** The release of an environment that holds two prompts. */
async function released(t: TestContext): Promise<readonly [site: TestSession, release: Record<string, unknown>]> {
  const site = await sessionWith(t, { ...greeting, 'prompts/triage.prompty': chat });
  for (const prompt of ['greet', 'triage']) await site.must('commit', { prompt, message: 'First' });
  await site.must('deploy', { selectors: ['greet@latest', 'triage@latest'], environment: 'development' });
  const text = readFileSync(path.join(site.root, 'releases/development.json'), 'utf8');
  return [site, JSON.parse(text) as Record<string, unknown>];
}

describe('the JSON Schema of release files', () => {
  test('holds for what is written, and for nothing less and nothing more', async (t) => {
    const [, release] = await released(t);
    assert.equal(validate(release), true, JSON.stringify(validate.errors));
    const without = (key: string): object => Object.fromEntries(Object.entries(release).filter(([own]) => own !== key));
    const wrong = [
      ...Object.keys(release).map(without),
      { ...release, galley: 2 },
      { ...release, revision: 0 },
      { ...release, more: true },
      { ...release, prompts: { greet: { ...Object(Object(release['prompts']).greet), messages: [] } } },
      { ...release, prompts: { greet: { ...Object(Object(release['prompts']).greet), hash: 'abc' } } },
    ];
    for (const one of wrong) assert.equal(validate(one), false, JSON.stringify(one));
  });
});

describe('an application', () => {
  test('renders from the release alone what Galley renders, also when prompts and partials are gone', async (t) => {
    const [site, release] = await released(t);
    const inputs = { name: 'Ann', locale: 'en' };
    const rendered = await site.must('render', { selector: 'greet@development', inputs });
    rmSync(path.join(site.root, 'prompts'), { recursive: true });

    const { greet } = release['prompts'] as Record<
      string,
      { messages: readonly { text: string }[]; partials: Record<string, string> }
    >;
    const handlebars = Handlebars.create();
    for (const [name, text] of Object.entries(greet?.partials ?? {})) handlebars.registerPartial(name, text);
    const texts = (greet?.messages ?? []).map(({ text }) => handlebars.compile(text, { noEscape: true })(inputs));
    assert.deepEqual(
      texts.map((text) => text.trim()),
      rendered.messages.map(({ content }) => content.trim()),
    );
  });
});
