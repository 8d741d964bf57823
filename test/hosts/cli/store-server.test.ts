import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ownerPassword, sharedCluster, skipPostgres } from '../../support/postgres';
import { temporaryWorkspace } from '../../support/workspace';
import { answer, galley } from './galley';

const files = {
  'galley.yaml': 'environments:\n  - { name: lab, gates: [], target: none }\n',
  'prompts/hello.prompt': '---\ninput:\n  schema:\n    name: string\n---\nHello {{name}}.\n',
};

/** The commands of docs/postgresql.md, in their order. */
describe('a workspace that moves to PostgreSQL', { skip: skipPostgres }, () => {
  test('is set up, copied and gone on with, by a password that is shown nowhere', async (t) => {
    const cluster = await sharedCluster();
    const { name } = await cluster.database({ empty: true });
    const folder = temporaryWorkspace(t, files);
    const place = `127.0.0.1:${cluster.port}/${name}`;
    const env = { GALLEY_STORE_PASSWORD: ownerPassword, GALLEY_STORE_USER: 'owner' };
    assert.equal((await galley(folder, ['commit', 'hello', '-m', 'First'])).code, 0);

    const early = await galley(folder, ['store', 'copy', '--to', `postgres://${place}`], { env });
    assert.equal(early.code, 2, early.stderr);
    assert.match(early.stderr, /holds no store of Galley yet\.[^]*galley store migrate/);
    const set = await galley(folder, ['store', 'migrate', '--to', `postgres://owner@${place}`], { env });
    assert.equal(set.code, 0, set.stderr);
    assert.match(set.stdout, /the schema is of form \d+ now\n/);
    const copied = await galley(folder, ['store', 'copy', '--to', `postgres://${place}`], { env });
    assert.equal(copied.code, 0, copied.stderr);
    assert.match(copied.stdout, /2 of 2 facts copied\n.*digest +[0-9a-f]{64}, the same at both ends\n/);

    appendFileSync(path.join(folder, 'galley.yaml'), `store: postgres://${place}\n`);
    const status = await galley(folder, ['status'], { env });
    assert.match(status.stdout, new RegExp(`store +postgres://${place}\nstate +good\nfacts +2\n`));
    assert.equal((await galley(folder, ['deploy', 'hello@latest', 'lab'], { env })).code, 0);
    const { entries } = await answer(folder, 'audit', ['audit', '--limit', '1'], { env });
    assert.equal(entries[0]?.databaseUser, 'owner');

    for (const password of ['', 'wrong one']) {
      const refused = await galley(folder, ['log', 'hello'], { env: { ...env, GALLEY_STORE_PASSWORD: password } });
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(refused.stderr, /does not let owner in[^]*GALLEY_STORE_PASSWORD/);
    }
    for (const { stdout, stderr } of [early, set, copied, status])
      assert.ok(!`${stdout}${stderr}`.includes(ownerPassword));

    appendFileSync(path.join(folder, 'galley.yaml'), '# on\n');
    const back = temporaryWorkspace(t);
    const returned = await galley(folder, ['store', 'copy', '--to', back], { env });
    assert.match(returned.stdout, /the same at both ends/);
  });

  test('a password in galley.yaml is an error that does not repeat it', async (t) => {
    const folder = temporaryWorkspace(t, { ...files, 'galley.yaml': 'store: postgres://ada:very-secret@db/galley\n' });
    const refused = await galley(folder, ['status']);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /a password never stands here[^]*galley\.yaml:1 \(store\)/);
    assert.doesNotMatch(refused.stderr, /very-secret/);
  });
});
