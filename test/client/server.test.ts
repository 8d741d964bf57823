import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callOperation } from '../../client/src/call';
import { describeFault, faultOf, inertText, nextSteps } from '../../client/src/faults';
import { Coalesced } from '../../client/src/server/model';
import type { Fault } from '../../server/src/protocol';
import { prompt } from './fake/records';
import { ClientSession } from './fake/session';
import { CancellationTokenSource } from './fake/values';

describe('the server of the client', () => {
  test('restarts coalesce: however many are asked for during one, one more follows', async () => {
    const gates: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const task = new Coalesced(async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => gates.push(resolve));
      running--;
    });
    const all = [task.trigger(), task.trigger(), task.trigger(), task.trigger()];
    gates.shift()?.();
    while (gates.length === 0) await Promise.resolve();
    gates.shift()?.();
    await Promise.all(all);
    assert.deepEqual([most, gates.length], [1, 0]);
  });

  test('Restart server answers, and views ask again', async () => {
    let lists = 0;
    const session = await ClientSession.start({
      list: () => {
        lists++;
        return [];
      },
    });
    const before = lists;
    await session.editor.run('galley.restartServer');
    await session.settle();
    assert.equal(session.transcript, 'info: The language server of Galley has been started again.');
    assert.equal(session.starts, 2);
    assert.ok(lists > before);
  });

  test('a server that does not start is a fault of every command, and a state of the views', async () => {
    const session = await ClientSession.start({}, undefined, new Error('spawn failed'));
    assert.equal(session.editor.contexts.get('galley.serverState'), 'failed');
    assert.equal(
      await session.editor.drawTree('galley.prompts'),
      'Cannot list the prompts | the language server is not running: spawn failed',
    );
    await session.editor.run('galley.commit');
    assert.equal(
      session.transcript,
      'error: Cannot list the prompts: the language server is not running: spawn failed. Run "Galley: Restart server". [Show output]',
    );
    assert.equal(session.editor.languageItems.get('galley.server')?.['detail'], 'does not run: spawn failed');
    await session.editor.run('galley.restartServer');
    assert.match(session.transcript, /error: The language server does not run: spawn failed\. \[Show output\]$/);
  });

  test('what is asked during a restart waits for the new server', async () => {
    const session = await ClientSession.start({ list: () => [prompt('triage')], log: () => [] });
    const restarting = session.editor.run('galley.restartServer');
    await session.editor.run('galley.compare', { prompt: 'triage' });
    await restarting;
    assert.match(session.transcript, /info: triage has no version yet/);
    assert.doesNotMatch(session.transcript, /error/);
  });

  test('a crash is followed by fresh views', async () => {
    let name = 'before';
    const session = await ClientSession.start({ list: () => [prompt(name)] });
    name = 'after';
    session.crash();
    await session.settle();
    assert.match(await session.editor.drawTree('galley.prompts'), /^after/);
  });

  test('trust that is granted later starts a server that may run prompts', async () => {
    const session = await ClientSession.start({}, (editor) => {
      editor.isTrusted = false;
    });
    session.editor.isTrusted = true;
    session.editor.trustGranted.fire();
    await session.settle();
    assert.equal(session.starts, 2);
  });

  test('Show output shows it', async () => {
    const session = await ClientSession.start();
    await session.editor.run('galley.showOutput');
    assert.equal(session.transcript, 'output shown');
  });

  test('everything that was registered is taken back', async () => {
    const session = await ClientSession.start();
    session.galley.dispose();
    assert.deepEqual([session.editor.has('galley.commit'), session.editor.trees.size], [false, 0]);
  });
});

describe('calls', () => {
  test('a call that was cancelled before it was sent is not sent', async () => {
    const source = new CancellationTokenSource();
    source.cancel();
    const connection = {
      request: () => Promise.reject(new Error('sent')),
      onProgress: () => ({ dispose: () => undefined }),
    };
    const answer = await callOperation(
      () => Promise.resolve({ ok: true, value: connection }),
      'env',
      {},
      {
        token: source.token,
      },
    );
    assert.equal(answer.ok || answer.fault.code, 'cancelled');
  });

  test('errors become faults', () => {
    const fault: Fault = { code: 'not-found', message: 'no prompt "x"' };
    const cases: readonly (readonly [unknown, Fault])[] = [
      [{ code: 1, message: 'x', data: fault }, fault],
      [
        { code: -32800, message: 'cancelled' },
        { code: 'cancelled', message: 'The request was cancelled.' },
      ],
      [new Error('connection got disposed'), { code: 'io', message: 'connection got disposed' }],
      [undefined, { code: 'io', message: 'The server did not answer.' }],
    ];
    for (const [error, expected] of cases) assert.deepEqual(faultOf(error), expected);
  });

  test('the words of a fault: what, where, why, what next', () => {
    const cases: readonly (readonly [Fault, string])[] = [
      [{ code: 'io', message: 'disk full' }, 'Could not save: disk full.'],
      [{ code: 'io', message: 'Disk full!', help: 'Make room' }, 'Could not save: Disk full! Make room.'],
      [
        { code: 'invalid-config', message: 'bad key', file: 'galley.yaml', line: 4 },
        'Could not save (galley.yaml:5): bad key.',
      ],
      [
        { code: 'invalid-config', message: 'galley.yaml is empty', file: 'galley.yaml' },
        'Could not save: galley.yaml is empty.',
      ],
    ];
    for (const [fault, expected] of cases) assert.equal(describeFault('Could not save', fault), expected);
  });

  test('the buttons of a fault', () => {
    const labels = (fault: Fault): string =>
      nextSteps(fault)
        .map(({ label }) => label)
        .join(', ');
    assert.equal(
      labels({ code: 'invalid-config', message: 'x', file: 'a/galley.yaml' }),
      'Open galley.yaml, Open Problems',
    );
    assert.equal(labels({ code: 'untrusted', message: 'x' }), 'Manage workspace trust');
    assert.equal(labels({ code: 'damaged', message: 'x' }), 'Show output');
    assert.equal(labels({ code: 'not-found', message: 'x' }), '');
  });

  test('no text of a message can run a command', () => {
    const hostile = 'see [this](command:workbench.action.terminal.new)';
    assert.equal(/\[[^\]]+\]\((?:command|https?|file):/.test(inertText(hostile)), false);
    assert.ok(inertText('x'.repeat(5000)).length < 1000);
  });
});
