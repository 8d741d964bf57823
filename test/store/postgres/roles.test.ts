import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { auditKinds, localFactKinds, type Fact, type FactKind } from '../../../server/src/domain';
import { people, sharedCluster, skipPostgres } from '../../support/postgres';
import { ServerPlace } from '../support/backends';
import { commentAdded, deployed, factBase, promptCreated, reviewRequested, versionCommitted } from '../support/facts';
import { faultOf, unwrap } from '../support/store-folder';

const authors: readonly FactKind[] = [
  'prompt-created',
  'prompt-moved',
  'prompt-archived',
  'prompt-unarchived',
  'tag-set',
  'tag-removed',
  'version-committed',
  'version-deleted',
  'branch-created',
  'branch-deleted',
  'review-requested',
];
const deployers: readonly FactKind[] = [
  'alias-moved',
  'environment-deployed',
  'deployment-published',
  'environment-frozen',
  'environment-unfrozen',
  'fork-resolved',
];
const everybody: readonly FactKind[] = [
  'branch-switched',
  'thread-started',
  'comment-added',
  'comment-edited',
  'thread-state-set',
  'run-recorded',
];
const allKinds: readonly FactKind[] = [...auditKinds, ...localFactKinds];

/** What each person may store, of all kinds there are. */
const allowed: { readonly [role in keyof typeof people]: readonly FactKind[] } = {
  reader: [],
  author: [...authors, ...everybody],
  approver: ['review-decided', ...everybody],
  deployer: [...deployers, ...everybody],
  admin: allKinds,
};

/** A row as somebody who does not use Galley would store it. */
function insertOf(kind: string, id: string, more: object = {}): string {
  const payload = JSON.stringify({ ...factBase(id), kind, ...more });
  return `insert into galley.facts (id, stamp, kind, form, payload)
    values ('${id}', '2026-03-01T12:00:00.000Z.000000000', '${kind}', 1, '${payload}')`;
}

const denied = { code: '42501' };

describe('roles on PostgreSQL', { skip: skipPostgres }, () => {
  for (const [role, user] of Object.entries(people) as [keyof typeof people, string][])
    test(`${role}: each kind of fact is stored or refused by the database`, async () => {
      const database = await (await sharedCluster()).database();
      const stored: string[] = [];
      for (const kind of allKinds) {
        const done = database.sql(insertOf(kind, `x-${kind}`), user);
        await done.then(
          () => stored.push(kind),
          (error: { readonly code: string }) => assert.equal(error.code, '42501', kind),
        );
      }
      assert.deepEqual(stored.sort(), [...allowed[role]].sort());
      const [found] = await database.sql('select count(*)::int as count from galley.facts', user);
      assert.equal(found?.['count'], stored.length);
    });

  test('an author closes and reopens reviews, and approves none', async () => {
    const database = await (await sharedCluster()).database();
    for (const [decision, works] of [
      ['closed', true],
      ['reopened', true],
      ['approved', false],
      ['changes-requested', false],
    ] as const) {
      const done = database.sql(insertOf('review-decided', `r-${decision}`, { decision }), people.author);
      if (works) await done;
      else await assert.rejects(done, denied, decision);
    }
  });

  test('nobody changes or deletes a fact, not even the owner', async () => {
    const database = await (await sharedCluster()).database();
    await database.sql(insertOf('prompt-created', 'x'));
    for (const user of [...Object.values(people), 'owner']) {
      for (const text of [
        `update galley.facts set stamp = stamp`,
        `update galley.facts set db_user = 'somebody'`,
        `delete from galley.facts`,
        `truncate galley.facts`,
      ])
        await assert.rejects(database.sql(text, user), denied, `${user}: ${text}`);
    }
  });

  test('who, when and where in the order are for the database to say', async () => {
    const database = await (await sharedCluster()).database();
    for (const [column, value] of [
      ['db_user', `'grace'`],
      ['time', `'2020-01-01'`],
      ['seq', '-1'],
      ['copied', 'true'],
      ['fork', 'true'],
    ]) {
      const forged = insertOf('comment-added', 'x')
        .replace('(id,', `(${column}, id,`)
        .replace(`values (`, `values (${value}, `);
      await assert.rejects(database.sql(forged, people.author), denied, column);
    }
    const own = insertOf('comment-added', 'x')
      .replace('(id,', '(db_user, id,')
      .replace('values (', `values ('grace', `);
    await database.sql(own, people.admin);
    const [row] = await database.sql('select db_user from galley.facts');
    assert.equal(row?.['db_user'], people.admin);
  });

  test('a row cannot say another kind or id than its fact', async () => {
    const database = await (await sharedCluster()).database();
    const lies = insertOf('comment-added', 'x').replace(`'comment-added', 1`, `'thread-started', 1`);
    await assert.rejects(database.sql(lies, people.author), { code: '23514' });
    await assert.rejects(database.sql(insertOf('comment-added', 'x').replace(`('x'`, `('y'`), people.author), {
      code: '23514',
    });
  });

  test('a text beside a fact that says something else is not believed', async (t) => {
    const place = await ServerPlace.of(t);
    const hidden = JSON.stringify(deployed({ deployment: 'd', environment: 'production', changes: [], id: 'x' }));
    const sneaky = insertOf('comment-added', 'x', { comment: 'c', thread: 't', body: '' })
      .replace('(id,', '(raw, id,')
      .replace('values (', `values ('${hidden}', `);
    await place.database.sql(sneaky, people.author);
    const store = await place.open();
    assert.deepEqual(unwrap(await store.query('deployments', {})), []);
    assert.equal(unwrap(await store.status()).skipped, 1);
  });

  test('two deployments cannot follow the same one, whoever stores them', async (t) => {
    const place = await ServerPlace.of(t);
    const first = { deployment: 'd1', environment: 'production', changes: [], gates: [], mode: 'deploy', reason: '' };
    await place.database.sql(insertOf('environment-deployed', 'x1', first), people.deployer);
    const again = insertOf('environment-deployed', 'x2', { ...first, deployment: 'd2' });
    await assert.rejects(place.database.sql(again, people.deployer), { code: '23505' });
    await place.database.sql(insertOf('environment-deployed', 'x3', { ...first, previous: 'd1' }), people.deployer);
    await place.database.sql(insertOf('environment-deployed', 'x4', { ...first, environment: 'lab' }), people.deployer);
  });

  test('what a person may not do is said in his words, and nothing of it is stored', async (t) => {
    const place = await ServerPlace.of(t);
    const author = await place.open({ server: place.database.login(people.author) });
    const deployer = await place.open({ server: place.database.login(people.deployer) });
    const prompt: Fact = promptCreated({ prompt: 'p' });
    unwrap(await author.append([prompt, versionCommitted({ prompt: 'p', version: 'v' })]));
    unwrap(await author.append([reviewRequested({ review: 'r', prompt: 'p', version: 'v' })]));
    const moved = deployed({ deployment: 'd', environment: 'production', changes: [{ prompt: 'p', to: 'v' }] });
    const refused = faultOf(await author.append([moved]));
    assert.equal(refused.code, 'refused');
    assert.match(refused.message, /^anna may not store environment-deployed in postgres:/);
    assert.match(refused.help ?? '', /galley_deployer/);
    assert.deepEqual(unwrap(await author.query('deployments', {})), []);
    unwrap(await deployer.append([moved]));
    const decided = {
      ...factBase('x'),
      kind: 'review-decided',
      review: 'r',
      decision: 'approved',
      reason: '',
    } as const;
    assert.equal(faultOf(await deployer.append([decided])).code, 'refused');
    const reader = await place.open({ server: place.database.login(people.reader) });
    assert.equal(unwrap(await reader.query('deployments', {})).length, 1);
    assert.equal(faultOf(await reader.append([commentAdded({ comment: 'c', thread: 't' })])).code, 'not-found');
    assert.equal(faultOf(await reader.append([promptCreated({ prompt: 'q' })])).code, 'refused');
    assert.deepEqual(unwrap(await reader.verify()), []);
  });

  test('the audit log says which database user it was, and a fact cannot', async (t) => {
    const place = await ServerPlace.of(t);
    const author = await place.open({ server: place.database.login(people.author) });
    unwrap(await author.append([promptCreated({ prompt: 'p', author: { name: 'Somebody Else' } })]));
    const told = unwrap(await (await place.open()).query('audit', { limit: 1 })) ?? [];
    assert.deepEqual([told[0]?.author.name, told[0]?.databaseUser], ['Somebody Else', people.author]);
  });
});
