import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createWorkspace, type HostWorkspace, type WorkspaceOptions } from '../../server/src/app';
import { temporaryWorkspace, writeFiles, type Files } from '../support/workspace';

/** An open workspace; its files as `kind path`. */
async function opened(t: TestContext, files: Files, more: Partial<WorkspaceOptions> = {}): Promise<HostWorkspace> {
  const workspace = createWorkspace({ root: temporaryWorkspace(t, files), ...more });
  t.after(() => workspace.dispose());
  await workspace.ready;
  return workspace;
}

function listed(workspace: HostWorkspace): readonly string[] {
  return [...workspace.files()].map(({ kind, path }) => `${kind} ${path}`).sort();
}

function uri(workspace: HostWorkspace, file: string): string {
  return pathToFileURL(path.join(workspace.root, file)).href;
}

/** Collects the paths of every change; `*` when everything may have changed. */
function changes(workspace: HostWorkspace): string[] {
  const seen: string[] = [];
  workspace.onDidChange((uris) => {
    const words = uris?.map((one) => decodeURIComponent(one).slice(pathToFileURL(workspace.root).href.length + 1)) ?? [
      '*',
    ];
    seen.push(words.join(' '));
  });
  return seen;
}

describe('the files of a workspace', () => {
  test('are those of Galley, outside of folders that others made', async (t) => {
    const text = 'x';
    const workspace = await opened(t, {
      'a.prompt': text,
      '_part.prompt': text,
      'b/c.prompty': text,
      'b/d.prompt.yml': text,
      'b/e.PROMPT': text,
      '.github/prompts/f.prompt.md': text,
      'a.cases.yaml': text,
      'b/c.cases.yml': text,
      'README.md': text,
      'notes.txt': text,
      'src/page.hbs': text,
      'prompts/mail.hbs': text,
      'prompts/plain.txt': text,
      'other/galley.yaml': text,
      'node_modules/p/a.prompt': text,
      '.git/a.prompt': text,
      '.galley/a.prompt': text,
      'dist/a.prompt': text,
      'b/out/a.prompt': text,
    });
    assert.deepEqual(listed(workspace), [
      'cases a.cases.yaml',
      'cases b/c.cases.yml',
      'partial _part.prompt',
      'prompt .github/prompts/f.prompt.md',
      'prompt a.prompt',
      'prompt b/c.prompty',
      'prompt b/d.prompt.yml',
      'prompt b/e.PROMPT',
      'prompt prompts/mail.hbs',
      'prompt prompts/plain.txt',
    ]);
    assert.deepEqual(workspace.warnings, []);
  });

  test('are those that galley.yaml names, in whatever folder', async (t) => {
    const workspace = await opened(t, {
      'galley.yaml': 'prompts: ["texts/**", "build/prompts/*.prompt"]\n',
      'texts/a.txt': 'x',
      'texts/deep/b.j2': 'x',
      'c.prompt': 'x',
      'c.cases.yaml': 'x',
      'build/prompts/d.prompt': 'x',
      'build/other/e.prompt': 'x',
    });
    assert.deepEqual(listed(workspace), [
      'cases c.cases.yaml',
      'config galley.yaml',
      'prompt build/prompts/d.prompt',
      'prompt texts/a.txt',
      'prompt texts/deep/b.j2',
    ]);
    assert.deepEqual(workspace.config.roots, ['texts/**', 'build/prompts/*.prompt']);
  });

  test('do not lead out of the workspace, and links to folders are not followed', async (t) => {
    const outside = temporaryWorkspace(t, { 'secret.prompt': 'secret', 'folder/b.prompt': 'secret' });
    const root = temporaryWorkspace(t, { 'a.prompt': 'x', 'inner/c.prompt': 'x' });
    symlinkSync(path.join(outside, 'secret.prompt'), path.join(root, 'link.prompt'));
    symlinkSync(path.join(outside, 'folder'), path.join(root, 'folder'));
    symlinkSync(path.join(root, 'a.prompt'), path.join(root, 'inside.prompt'));
    symlinkSync(path.join(root, 'nowhere'), path.join(root, 'broken.prompt'));
    symlinkSync(root, path.join(root, 'inner/circle'));
    const workspace = createWorkspace({ root });
    t.after(() => workspace.dispose());
    await workspace.ready;
    assert.deepEqual(listed(workspace), ['prompt a.prompt', 'prompt inner/c.prompt', 'prompt inside.prompt']);
    assert.deepEqual([...workspace.warnings].sort(), [
      'broken.prompt is a link that leads out of the workspace: it is not read.',
      'link.prompt is a link that leads out of the workspace: it is not read.',
    ]);
    assert.equal(workspace.file(pathToFileURL(path.join(outside, 'secret.prompt')).href), undefined);
    assert.equal(workspace.file('https://example.com/a.prompt'), undefined);
    assert.equal(workspace.file('file://%zz'), undefined);
  });

  test('are limited in number and size, and a person is told', async (t) => {
    const many = await opened(t, { 'a.prompt': 'x', 'b.prompt': 'x', 'c.prompt': 'x' }, { maxFiles: 2 });
    assert.deepEqual(
      [listed(many).length, many.warnings],
      [2, ['More than 2 prompt and case files: the others are not read.']],
    );
    const large = await opened(t, { 'a.prompt': 'x'.repeat(5_000_001), 'b.prompt': 'x' });
    assert.deepEqual(listed(large), ['prompt b.prompt']);
    assert.match(large.warnings[0] ?? '', /^a\.prompt has 5000001 bytes/);
  });

  test('a byte order mark is no part of a text', async (t) => {
    const workspace = await opened(t, { 'a.prompt': '\ufeffHello' });
    assert.equal(workspace.file(uri(workspace, 'a.prompt'))?.text, 'Hello');
  });
});

describe('open documents', () => {
  test('lie over their files until they are closed', async (t) => {
    const workspace = await opened(t, { 'a.prompt': 'disk' });
    const seen = changes(workspace);
    const at = uri(workspace, 'a.prompt');
    workspace.open(at, 'editor', 1, 'dotprompt');
    assert.deepEqual(
      [workspace.file(at)?.text, workspace.file(at)?.version, workspace.file(at)?.languageId],
      ['editor', 1, 'dotprompt'],
    );
    assert.equal(workspace.file(at), workspace.file(at));
    workspace.open(at, 'editor 2', 2);
    writeFileSync(path.join(workspace.root, 'a.prompt'), 'disk 2');
    await workspace.refresh([at]);
    assert.equal(workspace.file(at)?.text, 'editor 2');
    workspace.close(at);
    assert.deepEqual([workspace.file(at)?.text, workspace.file(at)?.version], ['disk 2', undefined]);
    assert.deepEqual(seen, ['a.prompt', 'a.prompt', 'a.prompt']);
  });

  test('keep the spelling of their editor', async (t) => {
    const workspace = await opened(t, { 'a (b).prompt': 'disk' });
    const usual = uri(workspace, 'a (b).prompt');
    const other = usual.replace('(', '%28').replace(')', '%29');
    workspace.open(other, 'editor', 1);
    assert.deepEqual([workspace.file(usual)?.uri, workspace.file(usual)?.text], [other, 'editor']);
    assert.deepEqual(
      [...workspace.files()].map((file) => file.uri),
      [other],
    );
    workspace.close(other);
    assert.equal(workspace.file(other)?.uri, usual);
  });

  test('outside of the prompt folders are known while they are open, but not listed', async (t) => {
    const workspace = await opened(t, { 'galley.yaml': 'prompts: ["p/**"]\n', 'p/a.prompt': 'x', 'q.prompt': 'x' });
    const at = uri(workspace, 'q.prompt');
    assert.equal(workspace.file(at), undefined);
    workspace.open(at, 'x', 1);
    assert.equal(workspace.file(at)?.kind, 'prompt');
    assert.deepEqual(listed(workspace), ['config galley.yaml', 'prompt p/a.prompt']);
    workspace.close(at);
    assert.equal(workspace.file(at), undefined);
    workspace.open('untitled:Untitled-1', 'x', 1);
    assert.equal(workspace.file('untitled:Untitled-1'), undefined);
  });

  test('that are new files are listed before they are saved', async (t) => {
    const workspace = await opened(t, {});
    workspace.open(uri(workspace, 'new.prompt'), 'x', 1);
    assert.deepEqual(listed(workspace), ['prompt new.prompt']);
  });
});

describe('refresh', () => {
  test('sees what came, changed and went, and nothing else', async (t) => {
    const workspace = await opened(t, { 'a.prompt': 'a', 'b.prompt': 'b' });
    const seen = changes(workspace);
    writeFiles(workspace.root, { 'a.prompt': 'a2', 'c.prompt': 'c', 'd.md': 'x', 'node_modules/e.prompt': 'x' });
    rmSync(path.join(workspace.root, 'b.prompt'));
    const files = ['a.prompt', 'b.prompt', 'c.prompt', 'd.md', 'node_modules/e.prompt'];
    await workspace.refresh(files.map((file) => uri(workspace, file)));
    assert.deepEqual(listed(workspace), ['prompt a.prompt', 'prompt c.prompt']);
    await workspace.refresh(files.map((file) => uri(workspace, file)));
    assert.deepEqual(seen, ['a.prompt b.prompt c.prompt']);
  });

  test('follows folders that come, go and are renamed', async (t) => {
    const workspace = await opened(t, { 'old/a.prompt': 'a', 'old/deep/b.prompt': 'b', 'c.prompt': 'c' });
    renameSync(path.join(workspace.root, 'old'), path.join(workspace.root, 'new'));
    await workspace.refresh([uri(workspace, 'old'), uri(workspace, 'new')]);
    assert.deepEqual(listed(workspace), ['prompt c.prompt', 'prompt new/a.prompt', 'prompt new/deep/b.prompt']);
    rmSync(path.join(workspace.root, 'new/deep'), { recursive: true });
    mkdirSync(path.join(workspace.root, 'new/empty'));
    await workspace.refresh([uri(workspace, 'new')]);
    assert.deepEqual(listed(workspace), ['prompt c.prompt', 'prompt new/a.prompt']);
  });

  test('reads galley.yaml again, and keeps the last good one while it is broken', async (t) => {
    const workspace = await opened(t, { 'galley.yaml': 'prompts: ["p/**"]\n', 'p/a.txt': 'x', 'q/b.txt': 'x' });
    const at = uri(workspace, 'galley.yaml');
    const seen = changes(workspace);
    writeFiles(workspace.root, { 'galley.yaml': 'prompts: ["p/**", "q/**"]\n' });
    await workspace.refresh([at]);
    assert.deepEqual(seen, ['*']);
    assert.deepEqual(listed(workspace), ['config galley.yaml', 'prompt p/a.txt', 'prompt q/b.txt']);
    writeFiles(workspace.root, { 'galley.yaml': 'promts: ["p/**"]\n' });
    await workspace.refresh([at]);
    assert.equal(listed(workspace).length, 3);
    const [problem] = workspace.problems?.(at) ?? [];
    assert.deepEqual([problem?.code, problem?.range], ['config-syntax', { start: 0, end: 6 }]);
    assert.match(problem?.message ?? '', /did you mean "prompts"\?/);
    rmSync(path.join(workspace.root, 'galley.yaml'));
    await workspace.refresh([at]);
    assert.deepEqual([workspace.problems?.(at), listed(workspace)], [[], []]);
  });

  test('galley.yaml counts as it is in the editor', async (t) => {
    const workspace = await opened(t, { 'galley.yaml': 'prompts: ["p/**"]\n', 'q/b.txt': 'x' });
    const loaded = new Promise<void>((resolve) => workspace.onDidChange((uris) => uris === undefined && resolve()));
    workspace.open(uri(workspace, 'galley.yaml'), 'prompts: ["q/**"]\n', 1);
    await loaded;
    assert.deepEqual(listed(workspace), ['config galley.yaml', 'prompt q/b.txt']);
  });
});

describe('settings', () => {
  test('come before galley.yaml', async (t) => {
    const files = {
      'galley.yaml':
        'dialects: { "a/**": jinja, "b/**": fstring }\nseverities: { unused-input: error, bad-tag: hint }\nhelpers: [shout]\n',
    };
    const settings = {
      dialects: { 'a/x*': 'mustache', 'c/**': 'no such dialect' },
      severities: { 'galley/unused-input': 'off', 'no-such-code': 'error' },
      helpers: ['whisper'],
    } as const;
    const workspace = await opened(t, files, { settings });
    const { config } = workspace;
    assert.deepEqual(
      ['a/x1', 'a/y', 'b/z', 'c/z', 'd'].map((file) => config.dialectOf(file)),
      ['mustache', 'jinja', 'fstring', undefined, undefined],
    );
    assert.deepEqual(
      [...config.severities],
      [
        ['unused-input', 'off'],
        ['bad-tag', 'hint'],
      ],
    );
    assert.deepEqual(config.helpers, ['shout', 'whisper']);
    await workspace.configure({});
    assert.equal(workspace.config.severities.get('unused-input'), 'error');
  });
});

describe('nested workspaces', () => {
  test('are left to their own, from the start and when they come and go', async (t) => {
    const root = temporaryWorkspace(t, { 'a.prompt': 'x', 'in/b.prompt': 'x', 'in/deep/c.prompt': 'x' });
    const workspace = createWorkspace({ root, nested: [path.join(root, 'in')] });
    t.after(() => workspace.dispose());
    await workspace.ready;
    const inner = uri(workspace, 'in/b.prompt');
    assert.deepEqual([listed(workspace), workspace.owns(inner)], [['prompt a.prompt'], false]);
    workspace.open(inner, 'editor', 1);
    await workspace.refresh([inner, uri(workspace, 'in')]);
    assert.deepEqual(listed(workspace), ['prompt a.prompt']);
    await workspace.setNested([path.join(root, 'in/deep'), '/elsewhere']);
    assert.deepEqual(listed(workspace), ['prompt a.prompt', 'prompt in/b.prompt']);
    assert.deepEqual([workspace.owns(inner), workspace.owns(uri(workspace, 'in/deep/c.prompt'))], [true, false]);
    await workspace.setNested([]);
    assert.deepEqual(listed(workspace), ['prompt a.prompt', 'prompt in/b.prompt', 'prompt in/deep/c.prompt']);
  });
});

describe('hostile folders', () => {
  test('a file that turns into a folder, and back', async (t) => {
    const workspace = await opened(t, { 'a.prompt': 'x', 'b.prompt': 'x' });
    const at = uri(workspace, 'a.prompt');
    rmSync(path.join(workspace.root, 'a.prompt'));
    writeFiles(workspace.root, { 'a.prompt/c.prompt': 'x' });
    await workspace.refresh([at]);
    assert.deepEqual(listed(workspace), ['prompt a.prompt/c.prompt', 'prompt b.prompt']);
    rmSync(path.join(workspace.root, 'a.prompt'), { recursive: true });
    writeFiles(workspace.root, { 'a.prompt': 'x' });
    await workspace.refresh([at]);
    assert.deepEqual(listed(workspace), ['prompt a.prompt', 'prompt b.prompt']);
  });

  test('links in circles and links to folders are passed over, and the rest is read', async (t) => {
    const workspace = await opened(t, { 'a.prompt': 'x', 'in/b.prompt': 'x' });
    symlinkSync('loop.prompt', path.join(workspace.root, 'loop.prompt'));
    symlinkSync('..', path.join(workspace.root, 'in/up'));
    writeFiles(workspace.root, { 'c.prompt': 'x' });
    await workspace.refresh(['loop.prompt', 'in/up', 'in', 'c.prompt'].map((file) => uri(workspace, file)));
    assert.deepEqual(listed(workspace), ['prompt a.prompt', 'prompt c.prompt', 'prompt in/b.prompt']);
  });

  test('a document that is no prompt is none of its business', async (t) => {
    const workspace = await opened(t, { 'a.prompt': 'x' });
    const seen = changes(workspace);
    for (const [file, language] of [
      ['package.json', 'json'],
      ['notes.txt', 'plaintext'],
    ] as const) {
      workspace.open(uri(workspace, file), '{{x}}', 1, language);
      assert.equal(workspace.file(uri(workspace, file)), undefined);
      workspace.close(uri(workspace, file));
    }
    assert.deepEqual(seen, []);
    workspace.open(uri(workspace, 'notes.txt'), '{{x}}', 2, 'mustache-prompt');
    assert.equal(workspace.file(uri(workspace, 'notes.txt'))?.kind, 'prompt');
  });
});

test('galley.yaml that says the same of files makes nothing read again, and a refresh with it still sees the others', async (t) => {
  const workspace = await opened(t, { 'galley.yaml': 'helpers: [a]\n', 'a.prompt': 'x' });
  writeFiles(workspace.root, { 'galley.yaml': 'helpers: [b]\n', 'b.prompt': 'x' });
  await workspace.refresh(['galley.yaml', 'b.prompt'].map((file) => uri(workspace, file)));
  assert.deepEqual(workspace.config.helpers, ['b']);
  assert.deepEqual(listed(workspace), ['config galley.yaml', 'prompt a.prompt', 'prompt b.prompt']);
});
