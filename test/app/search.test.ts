import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, test } from 'node:test';
import type { OperationInput, SearchHit } from '../../server/src/protocol';
import { grace, openTestSession, sessionWith, type TestSession } from '../support/session';

const prompt = (body: string, input = 'name'): string => `---\ninput:\n  schema:\n    ${input}: string\n---\n${body}\n`;

/** `greet` in two versions and a draft, `refund` in one that is deployed, `old` that is archived, `new` without versions. */
async function site(t: Parameters<typeof sessionWith>[0]): Promise<TestSession> {
  const here = await sessionWith(t, {
    'prompts/greet.prompt': prompt('Hello {{name}}, welcome.'),
    'prompts/orders/refund.prompt': prompt('Refund {{name}} in {{locale}}.', 'name: string\n    locale'),
    'prompts/old.prompt': prompt('Hello {{name}} of old.'),
    'prompts/new.prompt': prompt('Hello {{name}}, you are new.'),
  });
  const { must, write } = here;
  for (const name of ['greet', 'orders/refund', 'old'])
    await must('commit', { prompt: name, message: `First ${name}` });
  await write('prompts/greet.prompt', prompt('Good morning {{name}}.'));
  await must('commit', { prompt: 'greet', message: 'Formal' });
  await write('prompts/greet.prompt', prompt('Good evening {{name}}.'));
  await must('deploy', { selectors: ['greet@#1', 'orders/refund@latest'], environment: 'development' });
  await must('tag', { selector: 'orders/refund', tags: [{ key: 'category', value: 'support' }] });
  await must('tag', { selector: 'greet@#1', tags: [{ key: 'gold' }] });
  await must('archive', { prompt: 'old' });
  return here;
}

const nameOf = ({ prompt: name, draft, version }: SearchHit): string =>
  [name, draft ? ' draft' : '', version === undefined ? '' : ` #${version.number}`].join('');

type Row = readonly [input: OperationInput<'search'>, hits: readonly string[]];

const rows: readonly Row[] = [
  [{ text: 'HELLO' }, ['new draft']],
  [{ text: 'hello', archived: true }, ['new draft', 'old draft #1']],
  [{ text: 'hello', versions: 'all' }, ['greet #1', 'new draft']],
  [{ text: 'good' }, ['greet draft', 'greet #2']],
  [{ text: '/good (morning|night)/i' }, ['greet #2']],
  [{ text: '/Good$/', versions: 'all' }, []],
  [{ text: '/^refund/im' }, ['orders/refund draft #1']],
  [{ text: '100%_' }, []],
  [{ name: 'RE' }, ['greet draft', 'greet #2', 'orders/refund draft #1']],
  [{ name: 'greet', versions: 'all' }, ['greet draft', 'greet #2', 'greet #1']],
  [{ input: 'locale' }, ['orders/refund draft #1']],
  [{ input: 'name', name: 'greet', versions: 'all' }, ['greet draft', 'greet #2', 'greet #1']],
  [{ tags: ['category'] }, ['orders/refund draft #1']],
  [{ tags: ['category=support'] }, ['orders/refund draft #1']],
  [{ tags: ['category=sales'] }, []],
  [{ tags: ['gold'] }, []],
  [{ tags: ['gold'], versions: 'all' }, ['greet #1']],
  [{ environment: 'development' }, ['greet #1', 'orders/refund #1']],
  [{ environment: 'development', text: 'hello' }, ['greet #1']],
  [{ environment: 'staging' }, []],
  [{ author: 'ADA@example.com' }, ['greet #2', 'orders/refund #1']],
  [{ author: 'Ada Writer', name: 'greet', versions: 'all' }, ['greet #2', 'greet #1']],
  [{ author: 'grace@example.com', versions: 'all' }, []],
  [{ since: '2020-01-01', name: 'greet' }, ['greet #2']],
  [{ until: '2020-01-01', versions: 'all' }, []],
  [{ since: '2999-01-01T00:00:00Z', versions: 'all' }, []],
];

describe('search', () => {
  test('finds by each filter, in drafts and versions, in one order', async (t) => {
    const { must } = await site(t);
    for (const [input, hits] of rows) {
      const found = await must('search', input);
      assert.deepEqual(found.hits.map(nameOf), hits, JSON.stringify(input));
    }
  });

  test('gives pages that together are everything, once', async (t) => {
    const { must } = await site(t);
    const query = { since: '2020-01-01', versions: 'all' } as const;
    for (const all of [query, { name: 'r', versions: 'all', archived: true } as const]) {
      const whole = (await must('search', all)).hits.map(nameOf);
      const paged: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await must('search', { ...all, limit: 1, ...(after === undefined ? {} : { after }) });
        paged.push(...page.hits.map(nameOf));
        after = page.next;
        if (after === undefined) break;
      }
      assert.deepEqual(paged, whole);
      assert.ok(whole.length > 2);
    }
  });

  test('tells where a text is, and shortens long lines around it', async (t) => {
    const body = `${'word '.repeat(100)}needle ${'word '.repeat(100)}\nthe needle in the needle`;
    const { must } = await sessionWith(t, { 'prompts/hay.prompt': prompt(body) });
    const [hit] = (await must('search', { text: 'Needle' })).hits;
    assert.deepEqual(
      hit?.matches.map(({ range }) => [range.start, range.end.character]),
      [
        [{ line: 5, character: 500 }, 506],
        [{ line: 6, character: 4 }, 10],
        [{ line: 6, character: 18 }, 24],
      ],
    );
    const [long, short] = hit?.matches ?? [];
    assert.match(long?.text ?? '', /^….*needle.*…$/);
    assert.ok((long?.text.length ?? 0) <= 162);
    assert.equal(short?.text, 'the needle in the needle');
  });

  test('finds what has no file any more, and letters beyond ASCII in either case', async (t) => {
    const { must, root, workspace } = await sessionWith(t, {
      'prompts/gone.prompt': prompt('GRÜSSE an {{name}}'),
      'prompts/other.prompt': prompt('Other {{name}}'),
    });
    await must('commit', { prompt: 'gone', message: 'First' });
    rmSync(path.join(root, 'prompts/gone.prompt'));
    await workspace.refresh([pathToFileURL(path.join(root, 'prompts/gone.prompt')).href]);
    const { hits } = await must('search', { text: 'grüsse' });
    assert.deepEqual(hits.map(nameOf), ['gone #1']);
    assert.equal(hits[0]?.file, 'prompts/gone.prompt');
  });

  test('finds by who made the newest version', async (t) => {
    const { must, root } = await site(t);
    const other = await openTestSession(t, root, grace);
    await other.must('commit', { prompt: 'new', message: 'Second' });
    assert.deepEqual((await must('search', { author: 'grace@example.com' })).hits.map(nameOf), ['new #1']);
  });

  test('says what is wrong with a question', async (t) => {
    const { fault } = await site(t);
    assert.match((await fault('search', {})).message, /nothing to search for/);
    const broken = await fault('search', { text: '/(/' });
    assert.deepEqual([broken.code, broken.key], ['invalid-input', 'text']);
    assert.match((await fault('search', { text: '/a/x' })).message, /flag "x" is not known/);
    assert.match((await fault('search', { text: '/(?=a)b/' })).help ?? '', /RE2/);
    const nowhere = await fault('search', { environment: 'developmnt' });
    assert.equal(nowhere.code, 'not-found');
    assert.equal((await fault('search', { since: 'yesterday' })).code, 'invalid-input');
  });
});
