import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type * as vscode from 'vscode';
import type { WireThread } from '../../server/src/protocol';
import type { FakeThread } from './fake/comments-api';
import { comment, prompt, review, status, thread, version } from './fake/records';
import { ClientSession, type Answers } from './fake/session';
import { Range } from './fake/values';

const triage = prompt('triage', { head: version(2, '1.1.0') });

/** A server that keeps its threads, as the store does. */
function keeping(threads: WireThread[], self = 'Ada Writer'): Answers {
  const change = (id: string, more: (found: WireThread) => Partial<WireThread>): WireThread => {
    const index = threads.findIndex((candidate) => candidate.id === id);
    const found = threads[index];
    if (found === undefined) throw new Error(`no thread ${id}`);
    const changed = { ...found, ...more(found) };
    threads[index] = changed;
    return changed;
  };
  return {
    list: () => [triage],
    status: () => status(self),
    threads: () => threads,
    'thread.start': ({ body, startLine, endLine }) => {
      const started = thread({ id: `new-${threads.length}`, startLine, endLine, comments: [comment('c-new', body)] });
      threads.push(started);
      return started;
    },
    'thread.reply': ({ thread: id, body }) =>
      change(id, ({ comments }) => ({ comments: [...comments, comment(`c${comments.length}`, body, self)] })),
    'thread.edit': ({ thread: id, comment: edited, body }) =>
      change(id, ({ comments }) => ({
        comments: comments.map((one) => (one.id === edited ? { ...one, body, edited: '2026-03-01T11:00:00Z' } : one)),
      })),
    'thread.resolve': ({ thread: id, state }) => change(id, () => ({ state })),
  };
}

async function open(answers: Answers): Promise<ClientSession> {
  const session = await ClientSession.start(answers);
  session.editor.show('prompts/triage.prompt', 'one\ntwo\nthree');
  await session.settle();
  return session;
}

function only(session: ClientSession): FakeThread {
  const [found] = session.editor.comments.threads;
  if (found === undefined) throw new Error('no thread');
  return found;
}

describe('comment threads', () => {
  test('stand where the server places them in the draft, and say on which version they were started', async () => {
    const session = await open(
      keeping([
        thread({ comments: [comment('1', 'Polite?'), comment('2', 'Yes.', 'Bo Reader')] }),
        thread({ id: 'other', state: 'resolved', outdated: true, version: undefined, startLine: 0, endLine: 0 }),
      ]),
    );
    assert.equal(
      session.editor.comments.draw(),
      [
        'triage.prompt:3-4 | On 1.1.0 | open',
        '  Ada Writer: Polite? (own)',
        '  Bo Reader: Yes. (other)',
        'triage.prompt:0-0 | On the draft, resolved, these lines have changed since | resolved',
        '  Ada Writer: Is this polite enough? (own)',
      ].join('\n'),
    );
  });

  test('are there as long as the prompt is open, seen or not', async () => {
    const session = await open(keeping([thread()]));
    session.editor.show('notes.txt');
    await session.settle();
    assert.equal(session.editor.comments.threads.size, 1);
    const [document] = session.editor.documents;
    if (document !== undefined) session.editor.close(document);
    await session.settle();
    assert.equal(session.editor.comments.threads.size, 0);
  });

  test('comments are Markdown that can neither run commands nor hold HTML', async () => {
    const session = await open(keeping([thread()]));
    const [first] = only(session).comments;
    const body = first?.body as vscode.MarkdownString;
    assert.deepEqual([body.isTrusted, body.supportHtml], [false, false]);
  });

  test('are offered on prompts only', async () => {
    const session = await open(keeping([]));
    const ranges = (file: string): number => {
      const document = session.editor.show(file, 'a\nb') as unknown as vscode.TextDocument;
      const found = session.editor.comments.commentingRangeProvider?.provideCommentingRanges(
        document,
        new session.editor.api.CancellationTokenSource().token,
      );
      return Array.isArray(found) ? found.length : -1;
    };
    assert.equal(ranges('prompts/triage.prompt'), 1);
    assert.equal(ranges('notes.txt'), 0);
  });

  test('start, reply, edit, resolve and reopen, each in the thread that is open', async () => {
    const threads: WireThread[] = [];
    const session = await open(keeping(threads));
    const { editor } = session;
    const started = editor.comments.startOnLines(editor.active?.uri ?? editor.root, new Range(1, 0, 2, 3));
    await editor.run('galley.startThread', { thread: started, text: ' Too long? ' });
    await editor.run('galley.reply', { thread: started, text: 'A little.' });
    assert.equal(
      editor.comments.draw(),
      'triage.prompt:1-2 | On 1.1.0 | open\n  Ada Writer: Too long? (own)\n  Ada Writer: A little. (own)',
    );

    const [first] = started.comments;
    await editor.run('galley.editComment', first);
    assert.match(editor.comments.draw(), /Too long\? \(own, editing\)/);
    await editor.run('galley.cancelEdit', started.comments[0]);
    assert.match(editor.comments.draw(), /Too long\? \(own\)/);
    await editor.run('galley.editComment', started.comments[0]);
    const edited = started.comments[0];
    if (edited !== undefined) edited.body = new editor.api.MarkdownString('Too short?');
    await editor.run('galley.saveComment', edited);
    assert.match(editor.comments.draw(), /Too short\? \(edited, own\)/);

    await editor.run('galley.resolveThread', started);
    assert.match(editor.comments.draw(), /On 1\.1\.0, resolved \| resolved/);
    assert.equal(started.state, editor.api.CommentThreadState.Resolved);
    await editor.run('galley.reopenThread', { thread: started, text: '' });
    assert.equal(started.state, editor.api.CommentThreadState.Unresolved);
    assert.deepEqual(
      session.requests.filter((request) => request.startsWith('thread.')).map((request) => request.split(' ')[0]),
      ['thread.start', 'thread.reply', 'thread.edit', 'thread.resolve', 'thread.resolve'],
    );
    assert.match(
      session.requests.find((request) => request.startsWith('thread.start')) ?? '',
      /"startLine":1,"endLine":2/,
    );
  });

  test('what another window writes shows, and does not disturb a comment that is being edited', async () => {
    const threads = [thread()];
    const session = await open(keeping(threads));
    const { editor } = session;
    await editor.run('galley.editComment', only(session).comments[0]);
    const [known] = threads;
    if (known !== undefined) threads[0] = { ...known, comments: [...known.comments, comment('9', 'From afar', 'Bo')] };
    session.notifyChanged({ reviews: true });
    await session.settle();
    assert.equal(
      editor.comments.draw(),
      'triage.prompt:3-4 | On 1.1.0 | open\n  Ada Writer: Is this polite enough? (own, editing)\n  Bo: From afar (other)',
    );
    threads.splice(0);
    session.notifyChanged({ reviews: true });
    await session.settle();
    assert.equal(editor.comments.draw(), '');
  });

  test('are left alone when nothing in them has changed', async () => {
    const session = await open(keeping([thread()]));
    only(session).updates.length = 0;
    session.notifyChanged({ reviews: true });
    await session.settle();
    assert.deepEqual(only(session).updates, []);
  });

  test('a thread that cannot be started stays, with the reason', async () => {
    const session = await open({
      ...keeping([]),
      'thread.start': () => ({ code: 'read-only', message: 'the store is on a read-only disk' }),
    });
    const { editor } = session;
    const started = editor.comments.startOnLines(editor.active?.uri ?? editor.root, new Range(0, 0, 0, 0));
    await editor.run('galley.startThread', { thread: started, text: 'Hm' });
    assert.equal(
      session.transcript,
      'error: Could not start a thread: the store is on a read-only disk. [Show output]',
    );
    assert.ok(editor.comments.threads.has(started));
  });
});

describe('review commands', () => {
  const reviewing: Answers = {
    list: () => [triage],
    'review.request': () => review(),
    'review.decide': ({ decision }) => review({ state: decision === 'reopened' ? 'open' : decision }),
    'review.list': () => [
      review({ message: 'mind the tone' }),
      review({ id: 'closed', state: 'closed', prompt: 'reply' }),
    ],
  };

  test('Request review asks for the newest version unless another was chosen', async () => {
    const session = await ClientSession.start(reviewing);
    session.editor.willAnswer('please look at the tone');
    await session.editor.run('galley.requestReview', { prompt: 'triage' });
    assert.equal(
      session.transcript,
      'input: Request a review of triage 1.1.0: What should the reviewer look at? (may stay empty) > please look at the tone\n' +
        'info: Requested a review of triage 1.1.0. It is in the Reviews view until somebody decides.',
    );
    assert.deepEqual(session.requests, ['review.request {"selector":"triage@#2","message":"please look at the tone"}']);
  });

  test('each decision, from its row', async () => {
    const cases = [
      ['galley.approve', '', 'Approved triage 1.1.0.', 'approved'],
      ['galley.sendBack', 'too long', 'Sent triage 1.1.0 back.', 'changes-requested'],
      ['galley.closeReview', '', 'Closed the review of triage 1.1.0.', 'closed'],
      ['galley.reopenReview', '', 'Reopened the review of triage 1.1.0.', 'reopened'],
    ] as const;
    for (const [command, reason, said, decision] of cases) {
      const session = await ClientSession.start(reviewing);
      session.editor.willAnswer(reason);
      await session.editor.run(command, { kind: 'review', review: review() });
      assert.match(session.transcript, new RegExp(`info: ${said}$`));
      assert.match(session.requests.at(-1) ?? '', new RegExp(`^review.decide .*"decision":"${decision}"`));
    }
  });

  test('sending back needs a reason', async () => {
    const session = await ClientSession.start(reviewing);
    session.editor.willAnswer('', 'too long');
    await session.editor.run('galley.sendBack', { kind: 'review', review: review() });
    assert.match(session.transcript, /! Say it in a few words\./);
  });

  test('from the palette, the reviews it can be said of are offered', async () => {
    const session = await ClientSession.start(reviewing);
    session.editor.willAnswer('triage 1.1.0', '');
    await session.editor.run('galley.approve');
    assert.match(
      session.transcript,
      /^pick: Approve which review\?\n {2}> triage 1\.1\.0 \| open, asked by Ada Writer \| mind the tone\ninput: /,
    );
    const none = await ClientSession.start({ ...reviewing, 'review.list': () => [] });
    await none.editor.run('galley.approve');
    assert.equal(none.transcript, 'info: There is no review that this could be said of. [Request review]');
  });

  test('a refusal is shown', async () => {
    const session = await ClientSession.start({
      ...reviewing,
      'review.decide': () => ({ code: 'refused', message: 'an author cannot approve their own version' }),
    });
    session.editor.willAnswer('');
    await session.editor.run('galley.approve', { kind: 'review', review: review() });
    assert.match(
      session.transcript,
      /error: Could not approve triage 1\.1\.0: an author cannot approve their own version\.$/,
    );
  });
});
