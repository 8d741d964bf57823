import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { Fact } from '../../server/src/domain';
import { nodeDisk } from '../../server/src/store/disk';
import { decodeFact } from '../../server/src/store/facts/decode';
import { upcastFact } from '../../server/src/store/facts/upcast';
import { encodeFrame } from '../../server/src/store/journal/frame';
import { seal } from '../../server/src/store/sqlite/seal';
import { aliasMoved, commentAdded, deployed, promptCreated, threadStarted, versionCommitted } from './support/facts';
import { StoreFolder, unwrap } from './support/store-folder';

/** As they were in form 1. */
const old: readonly Fact[] = [
  promptCreated({ prompt: 'p' }),
  versionCommitted({ prompt: 'p', version: 'v1' }),
  versionCommitted({ prompt: 'p', version: 'v2', semver: '1.1.0', parents: ['v1'] }),
  aliasMoved({ id: 'a1', prompt: 'p', alias: 'stable', to: 'v1' }),
  aliasMoved({ id: 'a2', prompt: 'p', alias: 'stable', from: 'v1', to: 'v2' }),
  deployed({ deployment: 'd', environment: 'production', changes: [{ prompt: 'p', to: 'v1' }] }),
  threadStarted({ thread: 't', prompt: 'p' }),
  commentAdded({ comment: 'c', thread: 't' }),
];

/** A journal as the first Galley wrote it, one frame for each fact. */
function writeOldJournal(folder: StoreFolder): void {
  nodeDisk.makeFolder(folder.directory);
  const frames: Buffer[] = [];
  let base = 0;
  for (const [index, fact] of old.entries()) {
    const frame = encodeFrame({ base, writer: 'old', number: index + 1, schema: 1, facts: [fact], close: false });
    frames.push(frame);
    base += frame.length;
  }
  writeFileSync(folder.file('store.log.000001'), Buffer.concat(frames));
}

/** Gives a database the tables of form 2, and facts of form 1, as an older Galley left them. */
function makeOld(folder: StoreFolder): void {
  const database = new DatabaseSync(folder.file('store.db'));
  for (const table of ['forks', 'segments', 'prompt_ids']) database.exec(`drop table ${table}`);
  for (const column of ['meta drop column fact_schema', 'facts drop column stamp', 'aliases drop column move']) {
    database.exec(`alter table ${column}`);
  }
  database.exec(`update facts set payload = json_remove(payload, '$.previous') where kind = 'alias-moved'`);
  database.exec('update meta set schema = 2');
  database.close();
  const bytes = folder.read('store.db');
  seal(bytes, 1);
  writeFileSync(folder.file('store.db'), bytes);
}

describe('what an older Galley wrote', () => {
  test('a journal of facts of form 1 is read, written on, and checks out', async (t) => {
    const folder = new StoreFolder(t);
    writeOldJournal(folder);
    const store = await folder.open();
    const [alias] = unwrap(await store.query('aliases', {}));
    assert.deepEqual([alias?.version, alias?.move], ['v2', 'a2']);
    const status = unwrap(await store.status());
    assert.deepEqual([status.facts, status.skipped, status.readOnly], [old.length, 0, undefined]);
    const next = aliasMoved({ id: 'a3', prompt: 'p', alias: 'stable', previous: 'a2', from: 'v2', to: 'v1' });
    unwrap(await store.append([next]));
    assert.deepEqual(unwrap(await store.verify()), []);
  });

  test('a database with older tables gives the same as its journal', async (t) => {
    const folder = new StoreFolder(t);
    writeOldJournal(folder);
    const first = await folder.open();
    unwrap(await first.checkpoint());
    const expected = folder.dump();
    await first.close();
    makeOld(folder);
    const second = await folder.open();
    assert.deepEqual(unwrap(await second.verify()), []);
    unwrap(await second.checkpoint());
    assert.deepEqual(folder.dump(), expected);
  });

  test('every step leaves what is no fact alone, and newer facts as they are', () => {
    for (const raw of [null, 7, 'text', [], {}, { kind: 'alias-moved' }]) assert.deepEqual(upcastFact(raw, 1), raw);
    const moved = aliasMoved({ id: 'a2', prompt: 'p', alias: 'stable', previous: 'a1', from: 'v1', to: 'v2' });
    assert.deepEqual(upcastFact(moved, 2), moved);
    const { previous, ...before } = moved;
    assert.equal(decodeFact(before).problem, 'previous: Invalid input');
    assert.equal(decodeFact(upcastFact(before, 1)).problem, undefined);
    assert.equal(previous, 'a1');
  });
});
