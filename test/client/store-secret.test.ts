import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextSteps } from '../../client/src/faults';
import { ClientSession } from './fake/session';

const store = 'postgres://db.example.com/galley';

describe('Galley: Set store password', () => {
  test('keeps what was typed for one store, tells the server alone, and starts it again', async () => {
    const session = await ClientSession.start({}, (editor) => editor.willAnswer('anna', 'open sesame'));
    assert.equal(await session.ask('galley/storeSecret', { store }), null);
    await session.editor.run('galley.setStorePassword');
    assert.deepEqual(await session.ask('galley/storeSecret', { store }), { user: 'anna', password: 'open sesame' });
    assert.equal(await session.ask('galley/storeSecret', { store: 'postgres://elsewhere/galley' }), null);
    assert.equal(session.starts, 2);
    assert.match(session.transcript, /kept in the secret storage/);
    assert.deepEqual([...session.kept.keys()], [`galley.store ${store}`]);
  });

  test('proposes the user of before, and forgets both when nothing is entered', async () => {
    const session = await ClientSession.start({}, (editor) => editor.willAnswer('anna', 'one', 'Enter', 'two', '', ''));
    await session.ask('galley/storeSecret', { store });
    await session.editor.run('galley.setStorePassword');
    await session.editor.run('galley.setStorePassword');
    assert.deepEqual(await session.ask('galley/storeSecret', { store }), { user: 'anna', password: 'two' });
    await session.editor.run('galley.setStorePassword');
    assert.equal(session.kept.size, 0);
  });

  test('leaves everything as it is when the person goes away, or no folder is on a server', async () => {
    const session = await ClientSession.start({}, (editor) => editor.willAnswer('anna', 'Escape'));
    await session.editor.run('galley.setStorePassword');
    assert.match(session.transcript, /No folder here keeps its versions on PostgreSQL/);
    await session.ask('galley/storeSecret', { store });
    await session.editor.run('galley.setStorePassword');
    assert.deepEqual([session.kept.size, session.starts], [0, 1]);
  });

  test('is offered where a server did not let somebody in', () => {
    const help = 'Set GALLEY_STORE_PASSWORD, or run Galley: Set store password in VS Code.';
    assert.deepEqual(nextSteps({ code: 'invalid-config', message: 'no', help }), [
      { kind: 'command', label: 'Set store password', command: 'galley.setStorePassword' },
    ]);
  });
});
