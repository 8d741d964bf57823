import assert from 'node:assert/strict';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { createWorkspace, IndexCache, type HostWorkspace } from '../../server/src/app';
import { createLanguageService } from '../../server/src/language';
import { temporaryWorkspace, writeFiles } from '../support/workspace';

const head = '---\ninput:\n  schema:\n    name: string\n---\n';
const secretWords = 'purple elephants dance quietly';
const files: Record<string, string> = { 'prompts/_sign.prompt': `Bye {{name}}, ${secretWords}` };
for (let index = 0; index < 120; index++)
  files[`prompts/p${index}.prompt`] = `${head}{{${index % 2 === 0 ? 'name' : 'nmae'}}} ${secretWords} {{> sign}}`;

interface Life {
  readonly cache: IndexCache;
  /** The findings of all files, by path. */
  readonly findings: Record<string, unknown>;
  /** Whether something was there to begin with. */
  readonly loaded: boolean;
}

/** One life of a language service on a folder: it begins with what is kept, looks at every file, and keeps what it knows. */
async function live(t: TestContext, root: string, folder: string, about = 'one'): Promise<Life> {
  const workspace: HostWorkspace = createWorkspace({ root });
  t.after(() => workspace.dispose());
  const cache = new IndexCache({ workspace, about, folder });
  await workspace.ready;
  const loaded = cache.load() !== undefined;
  const service = createLanguageService({ workspace, saved: cache });
  const entries = service
    .takeAffected()
    .map((uri) => [path.basename(uri), service.diagnostics(uri)?.diagnostics] as const);
  cache.saveNow(service);
  service.dispose();
  return { cache, loaded, findings: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function indexIn(folder: string): string {
  const [name = ''] = readdirSync(folder);
  return path.join(folder, name);
}

describe('the index of a workspace', () => {
  test('is there at the next start, and changes count that came in between', async (t) => {
    const [root, folder] = [temporaryWorkspace(t, files), temporaryWorkspace(t, {})];
    const first = await live(t, root, folder);
    const second = await live(t, root, folder);
    assert.deepEqual([first.loaded, second.loaded], [false, true]);
    assert.deepEqual(second.findings, first.findings);
    writeFiles(root, { 'prompts/_sign.prompt': 'Bye {{team}}', 'prompts/p1.prompt': 'x' });
    const third = await live(t, root, folder);
    const anew = await live(t, root, temporaryWorkspace(t, {}));
    assert.deepEqual([third.loaded, anew.loaded], [true, false]);
    assert.deepEqual(third.findings, anew.findings);
    assert.notDeepEqual(third.findings, first.findings);
  });

  test('holds no text of a prompt, and nothing of it lies in the workspace', async (t) => {
    const [root, folder] = [temporaryWorkspace(t, files), temporaryWorkspace(t, {})];
    await live(t, root, folder);
    const text = readFileSync(indexIn(folder), 'utf8');
    assert.ok(text.includes('undeclared-variable'));
    for (const word of secretWords.split(' ')) assert.ok(!text.includes(word), word);
    assert.deepEqual(readdirSync(root), ['prompts']);
  });

  const rows: readonly (readonly [what: string, spoil: (file: string, text: string) => void])[] = [
    ['cut off', (file, text) => writeFileSync(file, text.slice(0, text.length / 2))],
    ['empty', (file) => writeFileSync(file, '')],
    ['of another form', (file, text) => writeFileSync(file, text.replace('"format":1', '"format":0'))],
    ['not what it says', (file, text) => writeFileSync(file, text.replace(/"keys":\[.*?\]/, '"keys":[]'))],
    ['no index', (file) => writeFileSync(file, '{"format":1}')],
  ];
  for (const [what, spoil] of rows)
    test(`that is ${what} is as good as none, and is written again`, async (t) => {
      const [root, folder] = [temporaryWorkspace(t, files), temporaryWorkspace(t, {})];
      const first = await live(t, root, folder);
      const file = indexIn(folder);
      const text = readFileSync(file, 'utf8');
      spoil(file, text);
      const second = await live(t, root, folder);
      assert.deepEqual([second.loaded, second.findings], [false, first.findings]);
      assert.equal(readFileSync(file, 'utf8'), text);
    });

  test('of another build, or under another galley.yaml, does not count', async (t) => {
    const [root, folder] = [temporaryWorkspace(t, files), temporaryWorkspace(t, {})];
    await live(t, root, folder);
    assert.equal((await live(t, root, folder, 'two')).loaded, false);
    assert.equal((await live(t, root, folder, 'two')).loaded, true);
    writeFiles(root, { 'galley.yaml': 'helpers: [shout]\n' });
    assert.equal((await live(t, root, folder, 'two')).loaded, false);
  });

  test('is kept for the workspaces that were used last', async (t) => {
    const [root, folder] = [temporaryWorkspace(t, files), temporaryWorkspace(t, {})];
    for (let index = 0; index < 30; index++) {
      writeFileSync(path.join(folder, `${index}.json`), '{}');
      utimesSync(path.join(folder, `${index}.json`), 1, 1_000 + index);
    }
    await live(t, root, folder);
    const left = readdirSync(folder);
    assert.equal(left.length, 20);
    assert.ok(!left.includes('10.json') && left.includes('11.json'));
    assert.equal((await live(t, root, folder)).loaded, true);
  });

  test('of few files is not kept', async (t) => {
    const [root, folder] = [temporaryWorkspace(t, { 'prompts/a.prompt': 'x' }), temporaryWorkspace(t, {})];
    await live(t, root, folder);
    assert.deepEqual(readdirSync(folder), []);
  });
});
