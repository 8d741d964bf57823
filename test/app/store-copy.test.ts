import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { people, sharedCluster, skipPostgres } from '../support/postgres';
import { sessionWith } from '../support/session';
import { temporaryWorkspace } from '../support/workspace';
import { greeting, greetingWith } from './files';

const prompt = 'greet';
const asAdmin = { environment: { GALLEY_STORE_USER: people.admin } };

describe('store copy', { skip: skipPostgres }, () => {
  test('moves a whole history to PostgreSQL and back, and loses nothing', async (t) => {
    const database = await (await sharedCluster()).database();
    const site = await sessionWith(t, greeting, undefined, asAdmin);
    const { must, write } = site;
    await must('commit', { prompt, message: 'First' });
    await write('prompts/greet.prompt', greetingWith({ body: 'A \u0000 and \ud800 {{name}} {{locale}}' }));
    await must('commit', { prompt, message: 'Odd characters' });
    await must('deploy', { selectors: [`${prompt}@#1`], environment: 'development' });
    await must('alias', { alias: 'champion', selector: `${prompt}@#1` });
    const log = await must('log', { prompt });
    const audit = await must('audit', {});

    const plan = await must('store.copy', { to: database.address, dryRun: true });
    assert.equal(plan.copied, plan.facts);
    const there = await must('store.copy', { to: database.address });
    assert.deepEqual(there, plan);
    assert.match(there.digest, /^[0-9a-f]{64}$/);
    assert.equal((await must('store.copy', { to: database.address })).copied, 0);

    await write('galley.yaml', `store: ${database.address}\n`);
    assert.equal((await must('status', {})).store, there.to);
    assert.deepEqual(await must('log', { prompt }), log);
    assert.deepEqual(await must('audit', {}), audit);
    await must('deploy', { selectors: [`${prompt}@#2`], environment: 'development' });

    const offline = temporaryWorkspace(t);
    const back = await must('store.copy', { to: offline });
    assert.equal(back.copied, back.facts);
    const copied = await sessionWith(t, greeting, undefined, asAdmin);
    const empty = await (await sharedCluster()).database();
    await copied.must('commit', { prompt, message: 'Another history' });
    const again = await must('store.copy', { to: empty.address });
    assert.equal(again.digest, back.digest);
    const refused = await copied.fault('store.copy', { to: empty.address });
    assert.equal(refused.code, 'refused');
    assert.match(refused.message, /holds a history that is not the beginning of this one.* Nothing was copied\./);
    const itself = await must('status', {});
    assert.equal((await site.fault('store.copy', { to: database.address })).key, 'to', itself.store);
    assert.equal(back.to, path.join(offline, '.galley'));
  });

  test('goes on where a copy was broken off, and needs an administrator', async (t) => {
    const database = await (await sharedCluster()).database();
    const site = await sessionWith(t, greeting, undefined, asAdmin);
    await site.must('commit', { prompt, message: 'First' });
    const first = await site.must('store.copy', { to: database.address });
    await site.write('prompts/greet.prompt', greetingWith({ body: 'Hey {{name}} {{locale}}' }));
    await site.must('commit', { prompt, message: 'Second' });
    const second = await site.must('store.copy', { to: database.address });
    assert.equal(second.copied, second.facts - first.facts);
    await site.must('deploy', { selectors: [`${prompt}@#1`], environment: 'development' });
    const author = await sessionWith(t, greeting, undefined, { environment: { GALLEY_STORE_USER: people.author } });
    await author.must('commit', { prompt, message: 'First' });
    const empty = await (await sharedCluster()).database();
    assert.equal((await author.fault('store.copy', { to: empty.address })).code, 'refused');
  });

  test('keeps forks of two clones, which no two deployments of one database could be', async (t) => {
    const { cpSync } = await import('node:fs');
    const [ours, theirs] = [await sessionWith(t, greeting, undefined, asAdmin), await sessionWith(t, greeting)];
    await ours.must('commit', { prompt, message: 'First' });
    await ours.must('share', {});
    const pull = (from: string, to: string): void =>
      cpSync(path.join(from, '.galley/facts'), path.join(to, '.galley/facts'), { recursive: true });
    pull(ours.root, theirs.root);
    for (const site of [ours, theirs]) {
      await site.must('deploy', { selectors: [`${prompt}@#1`], environment: 'development' });
      await site.must('share', {});
    }
    pull(theirs.root, ours.root);
    await ours.must('share', {});
    const forks = await ours.must('forks', {});
    assert.equal(forks.length, 1);
    const database = await (await sharedCluster()).database();
    const copied = await ours.must('store.copy', { to: database.address });
    assert.equal(copied.copied, copied.facts);
    await ours.write('galley.yaml', `store: ${database.address}\n`);
    assert.deepEqual(await ours.must('forks', {}), forks);
  });
});

describe('store migrate', { skip: skipPostgres }, () => {
  test('a database without a store says what to run, and then it works', async (t) => {
    const cluster = await sharedCluster();
    const database = await cluster.database({ empty: true });
    const owner = { environment: { PGUSER: 'owner' } };
    const yaml = `{ "store": "${database.address}" }\n`;
    const site = await sessionWith(t, { ...greeting, 'galley.yaml': yaml }, undefined, owner);
    const missing = await site.fault('commit', { prompt, message: 'First' });
    assert.equal(missing.code, 'not-found');
    assert.match(missing.help ?? '', /galley store migrate/);
    const made = await site.must('store.migrate', {});
    assert.deepEqual([made.from, made.to > 0], [0, true]);
    const again = await site.must('store.migrate', {});
    assert.deepEqual([again.from, again.to, again.roles], [made.to, made.to, []]);
    await site.must('commit', { prompt, message: 'First' });
    await site.write('galley.yaml', `${yaml}]`);
    assert.equal((await site.fault('status', {})).code, 'invalid-config'); // not the folder, by mistake
  });

  test('a newer schema is read and not written; an older one says what to run', async (t) => {
    const cluster = await sharedCluster();
    const database = await cluster.database();
    const site = await sessionWith(
      t,
      { ...greeting, 'galley.yaml': `store: ${database.address}\n` },
      undefined,
      asAdmin,
    );
    await site.must('commit', { prompt, message: 'First' });
    await site.dispose();
    for (const [schema, help] of [
      ['schema + 1', /Update Galley/],
      ['0', /galley store migrate/],
    ] as const) {
      await database.sql(`update galley.meta set schema = ${schema}`);
      const late = await sessionWith(
        t,
        { ...greeting, 'galley.yaml': `store: ${database.address}\n` },
        undefined,
        asAdmin,
      );
      assert.equal((await late.must('log', { prompt })).length, 1);
      const refused = await late.fault('tag', { selector: prompt, tags: [{ key: 'x' }] });
      assert.equal(refused.code, 'read-only');
      assert.match(refused.help ?? '', help);
    }
  });

  test('a user without a role is told whom to ask', async (t) => {
    const cluster = await sharedCluster();
    const database = await cluster.database();
    await database.sql(`drop role if exists nobody_yet; create role nobody_yet login`);
    const site = await sessionWith(t, { ...greeting, 'galley.yaml': `store: ${database.address}\n` }, undefined, {
      environment: { PGUSER: 'nobody_yet' },
    });
    const refused = await site.fault('status', {});
    assert.equal(refused.code, 'refused');
    assert.match(refused.help ?? '', /grant galley_author to "nobody_yet"/);
  });
});
