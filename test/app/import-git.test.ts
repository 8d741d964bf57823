import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { openTestSession, type TestSession } from '../support/session';
import { temporaryWorkspace, writeFiles, type Files } from '../support/workspace';

/** A repository of git with a workspace in it. */
class Repository {
  readonly root: string;
  #minute = 0;

  constructor(root: string) {
    this.root = root;
    this.git('init', '-q', '-b', 'main');
  }

  git(...words: readonly string[]): string {
    const time = `2024-05-01T12:${String(this.#minute++).padStart(2, '0')}:00+02:00`;
    const env = {
      ...process.env,
      ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      ...{ GIT_AUTHOR_NAME: 'Old Hand', GIT_AUTHOR_EMAIL: 'old@example.com', GIT_AUTHOR_DATE: time },
      ...{ GIT_COMMITTER_NAME: 'Bot', GIT_COMMITTER_EMAIL: 'bot@example.com', GIT_COMMITTER_DATE: time },
    };
    return execFileSync('git', words, { cwd: this.root, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  commit(message: string, files: Files): string {
    writeFiles(this.root, files);
    this.git('add', '-A');
    this.git('commit', '-q', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }
}

function repository(t: TestContext): Repository {
  return new Repository(temporaryWorkspace(t, {}));
}

const labels = async ({ must }: TestSession, prompt: string): Promise<readonly string[]> =>
  (await must('log', { prompt })).map(({ semver, message }) => `${semver} ${message}`).reverse();

describe('the history of git', () => {
  test('becomes versions: author, date, message and partials of then, through renames and merges', async (t) => {
    const repo = repository(t);
    const first = repo.commit('First', { 'old/hi.prompt': 'Hi {{name}}.\n{{> tone}}\n', '_tone.prompt': 'Be kind.\n' });
    repo.commit('Only the partial', { '_tone.prompt': 'Be brief.\n' });
    mkdirSync(path.join(repo.root, 'prompts'));
    renameSync(path.join(repo.root, 'old/hi.prompt'), path.join(repo.root, 'prompts/hi.prompt'));
    repo.commit('Move', {});
    repo.git('checkout', '-q', '-b', 'side');
    repo.commit('On a branch', { 'prompts/hi.prompt': 'Hi {{name}} of {{place}}.\n{{> tone}}\n' });
    repo.git('checkout', '-q', 'main');
    repo.commit('Elsewhere', { 'other.txt': '' });
    repo.git('merge', '-q', '--no-ff', '-m', 'Merge the branch', 'side');
    const session = await openTestSession(t, repo.root);
    const plan = await session.must('import.git', { prompts: ['prompts/hi.prompt'], dryRun: true });
    assert.equal((await session.must('log', { prompt: 'hi' })).length, 0, 'a dry run imports nothing');
    const { prompts } = await session.must('import.git', { prompts: ['hi'] });
    assert.deepEqual(
      prompts[0]?.versions.map(({ version: _, ...rest }) => rest),
      plan.prompts[0]?.versions,
    );
    assert.deepEqual(await labels(session, 'hi'), ['1.0.0 First', '1.0.1 Move', '1.1.0 Merge the branch']);
    const [, , oldest] = await session.must('log', { prompt: 'hi' });
    assert.deepEqual(
      [oldest?.author, oldest?.time, oldest?.origin],
      [{ name: 'Old Hand', email: 'old@example.com' }, '2024-05-01T10:02:00.000Z', `git:${first}`],
    );
    const rendered = await session.must('render', { selector: 'hi@#1', inputs: { name: 'Ann' } });
    assert.equal(rendered.messages[0]?.content, 'Hi Ann.\nBe kind.\n');
    assert.equal((await session.must('list', {})).find(({ name }) => name === 'hi')?.modified, false);
  });

  test('is imported once: a second import adds what is new, and what does the same is no version', async (t) => {
    const repo = repository(t);
    repo.commit('One', { 'prompts/a.prompt': 'One\n' });
    repo.commit('Two', { 'prompts/a.prompt': 'Two\n' });
    repo.commit('Described', { 'prompts/a.prompt': '---\ndescription: x\n---\nTwo\n' });
    const session = await openTestSession(t, repo.root);
    const counts = async (): Promise<readonly number[]> => {
      const { prompts } = await session.must('import.git', {});
      return prompts.flatMap(({ versions, known }) => [versions.length, known]);
    };
    const [made] = await counts();
    const before = await labels(session, 'a');
    assert.equal(before.length, made);
    assert.equal((await counts())[0], 0);
    assert.deepEqual(await labels(session, 'a'), before);
    repo.commit('Three', { 'prompts/a.prompt': 'Three\n' });
    await session.write('prompts/a.prompt', 'Three\n');
    assert.equal((await counts())[0], 1);
    assert.equal((await labels(session, 'a')).at(-1), `1.0.${before.length} Three`);
  });

  test('is refused behind versions of its own, and where git tells another history', async (t) => {
    const repo = repository(t);
    repo.commit('One', { 'prompts/a.prompt': 'One\n', 'prompts/b.prompt': 'B\n' });
    const session = await openTestSession(t, repo.root);
    await session.write('prompts/new.prompt', 'New\n');
    await session.must('import.git', { prompts: ['a'] });
    await session.write('prompts/b.prompt', 'B of its own\n');
    await session.must('commit', { prompt: 'b', message: 'Own' });
    assert.equal((await session.fault('import.git', { prompts: ['b'] })).code, 'refused');
    const all = await session.must('import.git', {});
    assert.deepEqual(
      all.refused.map(({ prompt }) => prompt),
      ['b', 'new'],
    );
    repo.commit('Own as well', {});
    repo.git('commit', '-q', '--amend', '-m', 'Another', '--allow-empty');
    repo.git('checkout', '-q', '--orphan', 'again');
    repo.commit('Another history', { 'prompts/a.prompt': 'Other\n' });
    assert.match((await session.fault('import.git', { prompts: ['a'] })).message, /not in the history/);
    assert.deepEqual(await labels(session, 'a'), ['1.0.0 One']);
  });

  test('runs nothing that the repository configures', async (t) => {
    const repo = repository(t);
    repo.commit('One', { 'prompts/a.prompt': 'One\n', '.gitattributes': '* diff=evil filter=evil\n' });
    repo.commit('Two', { 'prompts/a.prompt': 'Two\n' });
    const trap = path.join(repo.root, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\ntouch "${path.join(repo.root, 'sprung')}"\ncat "$1" 2>/dev/null\n`, {
      mode: 0o755,
    });
    for (const key of [
      'diff.evil.textconv',
      'diff.evil.command',
      'diff.external',
      'filter.evil.smudge',
      'filter.evil.clean',
      'core.fsmonitor',
      'core.pager',
      'gpg.program',
      'core.sshCommand',
    ])
      repo.git('config', key, trap);
    repo.git('config', 'log.showSignature', 'true');
    repo.git('config', 'core.hooksPath', repo.root);
    const session = await openTestSession(t, repo.root);
    const { prompts } = await session.must('import.git', {});
    assert.equal(prompts[0]?.versions.length, 2);
    assert.equal(existsSync(path.join(repo.root, 'sprung')), false);
  });

  test('is asked for in vain where there is no repository', async (t) => {
    const session = await openTestSession(t, temporaryWorkspace(t, { 'prompts/a.prompt': 'A\n' }));
    assert.match((await session.fault('import.git', {})).message, /^git: /);
  });
});
