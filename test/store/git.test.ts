import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Fact, Store } from '../../server/src/domain';
import { openStore } from '../../server/src/store';
import { sharedRows } from './support/clones';
import { commentAdded, deployed, promptCreated, threadStarted, versionCommitted } from './support/facts';
import { unwrap } from './support/store-folder';

const environment = {
  ...process.env,
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' },
  ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' },
};

/** A clone of git with a store in it. */
class GitClone {
  readonly root: string;
  #store: Store | undefined;

  constructor(root: string) {
    this.root = root;
  }

  git(...words: readonly string[]): string {
    return execFileSync('git', words, { cwd: this.root, env: environment, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  async store(): Promise<Store> {
    this.#store ??= unwrap(await openStore({ directory: path.join(this.root, '.galley'), watch: false }));
    return this.#store;
  }

  /** Appends, shares and commits. */
  async add(...facts: readonly Fact[]): Promise<void> {
    const store = await this.store();
    unwrap(await store.append(facts));
    unwrap(await store.share());
    this.git('add', '-A');
    this.git('commit', '-q', '-m', facts.map(({ id }) => id).join(' '));
  }

  /** Takes in what git brought; there is nothing of this clone's that git lacks. */
  async takeIn(): Promise<Store> {
    const store = await this.store();
    assert.deepEqual(unwrap(await store.share()), { facts: 0 });
    assert.equal(this.git('status', '--porcelain'), '');
    return store;
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }
}

/** Two clones of one bare repository, with a prompt and an environment that both know. */
async function clones(t: TestContext): Promise<readonly [GitClone, GitClone]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'galley-git-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const git = (...words: readonly string[]): void => {
    execFileSync('git', words, { cwd: folder, env: environment, stdio: 'pipe' });
  };
  git('init', '-q', '--bare', '-b', 'main', 'origin.git');
  const made = ['one', 'two'].map((name) => {
    git('clone', '-q', 'origin.git', name);
    const clone = new GitClone(path.join(folder, name));
    t.after(() => clone.close());
    return clone;
  });
  const [one, two] = made as [GitClone, GitClone];
  one.git('checkout', '-q', '-b', 'main');
  await one.add(
    promptCreated({ prompt: 'p' }),
    versionCommitted({ prompt: 'p', version: 'v1' }),
    deployed({ deployment: 'd1', environment: 'production', changes: [{ prompt: 'p', to: 'v1' }] }),
    threadStarted({ thread: 't', prompt: 'p' }),
  );
  one.git('push', '-q', 'origin', 'main');
  two.git('pull', '-q', 'origin', 'main');
  await two.takeIn();
  return [one, two];
}

const at = (minute: number): { readonly time: string } => ({
  time: `2026-03-01T13:${String(minute).padStart(2, '0')}:00.000Z`,
});

/** Different work in both clones, some of it on top of each other's, some of it against each other. */
async function work(one: GitClone, two: GitClone): Promise<void> {
  await one.add(versionCommitted({ prompt: 'p', version: 'x1', semver: '1.1.0', parents: ['v1'], ...at(2) }));
  await two.add(versionCommitted({ prompt: 'p', version: 'y1', semver: '1.1.0', parents: ['v1'], ...at(1) }));
  const deploy = (deployment: string, to: string, minute: number): Fact =>
    deployed({ deployment, environment: 'production', previous: 'd1', changes: [{ prompt: 'p', to }], ...at(minute) });
  await one.add(deploy('dx', 'x1', 3), commentAdded({ comment: 'cx', thread: 't', ...at(4) }));
  await two.add(deploy('dy', 'y1', 5), commentAdded({ comment: 'cy', thread: 't', ...at(3) }));
}

/** How the second clone takes in the first one's work. */
const ways: readonly (readonly [name: string, ...commands: readonly (readonly string[])[]])[] = [
  ['a merge', ['pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main']],
  ['a rebase', ['pull', '-q', '--rebase', 'origin', 'main']],
  [
    'a squash',
    ['checkout', '-q', '-b', 'work'],
    ['fetch', '-q', 'origin'],
    ['checkout', '-q', '-B', 'main', 'origin/main'],
    ['merge', '-q', '--squash', 'work'],
    ['commit', '-q', '-m', 'squashed'],
    ['branch', '-q', '-D', 'work'],
  ],
];

describe('two clones of a git repository', () => {
  for (const [way, ...commands] of ways)
    for (const swapped of [false, true])
      test(`${way}${swapped ? ', the other way round' : ''}: no conflict, nothing lost, both know the same`, async (t) => {
        const [one, two] = await clones(t);
        await work(one, two);
        const [first, second] = swapped ? [two, one] : [one, two];
        first.git('push', '-q', 'origin', 'main');
        for (const command of commands) second.git(...command);
        await second.takeIn();
        second.git('push', '-q', 'origin', 'main');
        first.git('pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
        const rows = await Promise.all([first, second].map(async (clone) => sharedRows(await clone.takeIn())));
        assert.deepEqual(rows[0], rows[1]);
        for (const clone of [first, second]) {
          const store = await clone.store();
          assert.deepEqual(unwrap(await store.verify()), []);
          const forks = unwrap(await store.query('forks', undefined));
          assert.deepEqual(
            forks.map(({ kind, stands, others }) => [kind, stands, others]),
            [
              ['environment', 'dx', ['dy']],
              ['branch', 'x1', ['y1']],
              ['label', 'y1', ['x1']],
            ],
          );
        }
      });

  test('branches that both change: what one branch lacks is not lost, nor asked for twice', async (t) => {
    const [one] = await clones(t);
    one.git('checkout', '-q', '-b', 'feature');
    await one.add(versionCommitted({ prompt: 'p', version: 'f1', semver: '1.1.0', parents: ['v1'], ...at(1) }));
    one.git('checkout', '-q', 'main');
    await one.add(versionCommitted({ prompt: 'p', version: 'f2', semver: '1.2.0', parents: ['f1'], ...at(2) }));
    one.git('merge', '-q', '--no-edit', 'feature');
    const store = await one.takeIn();
    const { skipped, warnings } = unwrap(await store.status());
    assert.deepEqual([skipped, warnings], [0, []]);
    assert.equal(unwrap(await store.query('versions', { prompt: 'p' })).length, 3);
  });
});
