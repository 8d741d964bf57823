import assert from 'node:assert/strict';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test, type TestContext } from 'node:test';
import { operations } from '../../../server/src/protocol';
import { openStore } from '../../../server/src/store';
import { promptCreated } from '../../store/support/facts';
import { unwrap } from '../../store/support/store-folder';
import { temporaryWorkspace } from '../../support/workspace';
import { answer, galley, grace, startGalley } from './galley';

const files = {
  'galley.yaml': 'environments:\n  - { name: lab, gates: [] }\n',
  'prompts/hello.prompt': '---\ninput:\n  schema:\n    name: string\n---\nHello PRIVATE {{name}}.\n',
};

async function deployed(t: TestContext): Promise<string> {
  const folder = temporaryWorkspace(t, files);
  const steps: readonly (readonly string[])[] = [
    ['commit', 'hello', '-m', 'First, "quoted"'],
    ['comment', 'add', 'hello', '--line', '6', '-m', 'PRIVATE remark'],
    ['deploy', 'hello', 'lab', '--reason', '=SUM(A1)'],
  ];
  for (const words of steps) assert.equal((await galley(folder, words)).code, 0, words.join(' '));
  const moved = await galley(folder, ['alias', 'stable', 'hello@#1', '--reason', 'Fit'], { env: grace });
  assert.equal(moved.code, 0);
  return folder;
}

describe('galley audit', () => {
  test('says in a line who did what, by which door and why', async (t) => {
    const folder = await deployed(t);
    const { stdout, stderr } = await galley(folder, ['audit']);
    const told = stdout.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d {2}/gm, '').replace(/ {2,}/g, ' | ');
    assert.equal(
      told,
      [
        'Grace Reviewer | cli | moved alias stable of hello: none → 1.0.0: Fit',
        'Ada Writer | cli | published lab revision 1',
        'Ada Writer | cli | deployed to lab, revision 1 (hello none → 1.0.0): =SUM(A1)',
        'Ada Writer | cli | wrote in a thread of hello',
        'Ada Writer | cli | commented on hello, line 6',
        'Ada Writer | cli | committed hello 1.0.0: First, "quoted"',
        'Ada Writer | cli | started the history of hello (prompts/hello.prompt)',
        '',
      ].join('\n'),
    );
    assert.equal(stderr, '');
    const limited = await galley(folder, ['audit', '--limit', '1']);
    assert.match(limited.stderr, /There are older entries: --limit, or --before [0-9A-Z]{26}/);
  });

  test('gives pages, filters and exports, none with a text of a prompt or comment', async (t) => {
    const folder = await deployed(t);
    const page = await answer(folder, 'audit', ['audit', '--author', 'ada@example.com', '-n', '3']);
    assert.deepEqual(
      page.entries.map(({ kind }) => kind),
      ['deployment-published', 'environment-deployed', 'comment-added'],
    );
    const rest = await answer(folder, 'audit', ['audit', '--before', page.next ?? '', '--prompt', 'hello']);
    assert.equal(rest.entries.length, 3);
    assert.equal(rest.next, undefined);

    const lines = (await galley(folder, ['audit', '--jsonl', '--kind', 'alias-moved', '--kind', 'version-committed']))
      .stdout;
    const entries = lines.trimEnd().split('\n');
    assert.deepEqual(
      entries.map((line) => (JSON.parse(line) as { kind: string }).kind),
      ['alias-moved', 'version-committed'],
    );
    const csv = (await galley(folder, ['audit', '--csv'])).stdout;
    const rows = csv.split('\r\n');
    assert.equal(rows.length, 9);
    assert.match(rows[0] ?? '', /^id,time,kind,author,email,door,prompt,environment,revision,from,to,gates,/);
    assert.match(rows[3] ?? '', /,lab,1,none,1\.0\.0,,,'=SUM\(A1\),/);
    assert.match(rows[6] ?? '', /,"First, ""quoted""",/);
    const all = [lines, csv, (await galley(folder, ['audit', '--json'])).stdout].join();
    assert.ok(!all.includes('PRIVATE'));
  });

  test('names what is wrong with a filter', async (t) => {
    const folder = await deployed(t);
    const mistakes: readonly (readonly [words: string, message: RegExp])[] = [
      ['--kind alias-move', /no entries of kind "alias-move"[^]*Did you mean "alias-moved"/],
      ['--environment labb', /no environment "labb"[^]*Did you mean "lab"/],
      ['--before nobody', /There is no entry nobody/],
      ['--since yesterday', /since/],
      ['--prompt nothing', /nothing/],
      ['--jsonl --csv', /cannot be used with/],
    ];
    for (const [words, message] of mistakes) {
      const { code, stderr } = await galley(folder, ['audit', ...words.split(' ')]);
      assert.equal(code, 2, words);
      assert.match(stderr, message);
    }
    assert.equal((await galley(folder, ['audit', '--csv', '--json'])).code, 2);
  });

  test('exports more than a page', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const store = unwrap(await openStore({ directory: path.join(folder, '.galley'), watch: false }));
    const facts = Array.from({ length: 1201 }, (_, index) => promptCreated({ prompt: `p${index}` }));
    unwrap(await store.append(facts));
    await store.close();
    const { stdout } = await galley(folder, ['audit', '--jsonl']);
    const { entries } = operations.audit.output.parse({
      entries: stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    });
    assert.deepEqual(
      entries.map(({ prompt }) => prompt),
      facts.map(({ name }) => name).toReversed(),
    );
    assert.equal((await galley(folder, ['audit', '--jsonl', '-n', '501'])).stdout.split('\n').length, 502);
  });

  for (const form of ['--jsonl', '--csv'])
    test(`${form} waits for a slow reader, and says nothing beside`, { timeout: 60_000 }, async (t) => {
      const folder = temporaryWorkspace(t, files);
      const store = unwrap(await openStore({ directory: path.join(folder, '.galley'), watch: false }));
      const facts = Array.from({ length: 8000 }, (_, index) => promptCreated({ prompt: `p${index}` }));
      unwrap(await store.append(facts));
      await store.close();
      const child = startGalley(folder, ['audit', form]);
      const closed = once(child, 'close') as Promise<[code: number | null]>;
      assert.ok(child.stdout !== null && child.stderr !== null);
      const said = text(child.stderr);
      let lines = 0;
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
        lines += chunk.toString('latin1').split('\n').length - 1;
        await new Promise(setImmediate);
      }
      assert.deepEqual([await said, (await closed)[0]], ['', 0]);
      assert.equal(lines, facts.length + (form === '--csv' ? 1 : 0));
    });
});
