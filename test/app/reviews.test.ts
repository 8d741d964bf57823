import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangedEvent } from '../../server/src/protocol';
import { describeOnEachEngine } from '../support/engines';
import { grace, openTestSession, sessionWith } from '../support/session';
import { greeting, greetingWith } from './files';

const prompt = 'greet';

describeOnEachEngine('reviews', () => {
  test('are requested once, decided, closed and reopened', async (t) => {
    const author = await sessionWith(t, greeting);
    const reviewer = await openTestSession(t, author.root, grace);
    await author.must('commit', { prompt, message: 'First' });
    assert.deepEqual(await author.must('review.list', {}), []);
    const review = await author.must('review.request', { selector: 'greet@latest', message: 'Please look' });
    assert.deepEqual(
      [review.prompt, review.version.semver, review.state, review.message, review.author.name],
      [prompt, '1.0.0', 'open', 'Please look', 'Ada Writer'],
    );
    assert.equal((await author.fault('review.request', { selector: 'greet@latest' })).code, 'unchanged');

    const back = await reviewer.must('review.decide', {
      review: review.id,
      decision: 'changes-requested',
      reason: 'Too short',
    });
    assert.deepEqual([back.state, back.decisions.map(({ reason }) => reason)], ['changes-requested', ['Too short']]);
    assert.equal(
      (await reviewer.must('review.decide', { review: 'greet@1.0.0', decision: 'approved' })).state,
      'approved',
    );
    assert.equal((await author.must('review.decide', { review: review.id, decision: 'closed' })).state, 'closed');
    assert.equal((await reviewer.fault('review.decide', { review: review.id, decision: 'approved' })).code, 'refused');
    assert.equal((await author.must('review.decide', { review: 'greet@1.0.0', decision: 'reopened' })).state, 'open');
    assert.deepEqual(
      (await author.must('review.list', { prompt, state: 'open' })).map(({ id, decisions }) => [id, decisions.length]),
      [[review.id, 4]],
    );
    assert.deepEqual(await author.must('review.list', { state: 'approved' }), []);
  });

  test('of what is not there are told', async (t) => {
    const { must, fault } = await sessionWith(t, greeting);
    assert.equal((await fault('review.request', { selector: 'greet@latest' })).code, 'not-found');
    assert.deepEqual(await must('review.list', { prompt }), []);
    assert.equal((await fault('review.list', { prompt: 'gret' })).code, 'not-found');
    await must('commit', { prompt, message: 'First' });
    const none = await fault('review.decide', { review: 'greet@latest', decision: 'approved' });
    assert.deepEqual([none.code, none.help], ['not-found', 'Request one first: galley review request greet@latest']);
  });
});

describeOnEachEngine('threads', () => {
  const text = ['# One', 'Two {{name}}', 'Three', 'Four', ''].join('\n');

  test('follow their lines through drafts and versions', async (t) => {
    const { must, write } = await sessionWith(t, { 'prompts/greet.prompt': text });
    await must('commit', { prompt, message: 'First' });
    const started = await must('thread.start', { prompt, startLine: 1, endLine: 2, body: ' Why two? ' });
    assert.deepEqual(
      [started.startLine, started.endLine, started.outdated, started.version?.semver, started.state, started.file],
      [1, 2, false, '1.0.0', 'open', 'prompts/greet.prompt'],
    );
    assert.deepEqual(
      started.comments.map(({ body, author }) => [body, author.name]),
      [['Why two?', 'Ada Writer']],
    );

    const place = async (): Promise<readonly unknown[]> => {
      const [thread] = await must('threads', { prompt });
      return [thread?.startLine, thread?.endLine, thread?.outdated];
    };
    await write('prompts/greet.prompt', `Zero\n${text}`);
    assert.deepEqual(await place(), [2, 3, false]);
    await must('commit', { prompt, message: 'Second' });
    await write('prompts/greet.prompt', `Zero\n${text}`.replace('Two {{name}}\n', ''));
    assert.deepEqual(await place(), [2, 2, false]);
    await write('prompts/greet.prompt', 'Something else {{name}}\nThree again\nFour\n');
    assert.deepEqual((await place())[2], true);
    const [unsaved] = await must('threads', { prompt, text: `A\nB\n${text}` });
    assert.deepEqual([unsaved?.startLine, unsaved?.endLine, unsaved?.outdated], [3, 4, false]);
  });

  test('can be started on a prompt without versions and on text that is not saved', async (t) => {
    const { must, fault } = await sessionWith(t, { 'prompts/greet.prompt': text });
    assert.deepEqual(await must('threads', { prompt }), []);
    const unsaved = `Above\n${text}`;
    const started = await must('thread.start', { prompt, startLine: 3, endLine: 3, body: 'Three?', text: unsaved });
    assert.deepEqual([started.version, started.startLine], [undefined, 3]);
    assert.equal((await must('threads', { prompt }))[0]?.startLine, 2);
    assert.equal((await must('commit', { prompt, message: 'First' })).version.number, 1);
    assert.equal((await must('threads', { prompt })).length, 1);

    const outside = await fault('thread.start', { prompt, startLine: 0, endLine: 99, body: 'x' });
    assert.deepEqual([outside.code, outside.key], ['invalid-input', 'endLine']);
    assert.equal((await fault('thread.start', { prompt, startLine: 2, endLine: 1, body: 'x' })).key, 'startLine');
    assert.equal((await fault('thread.start', { prompt, startLine: 0, endLine: 0, body: ' \n ' })).key, 'body');
    assert.equal(
      (await fault('thread.start', { prompt: 'gret', startLine: 0, endLine: 0, body: 'x' })).code,
      'not-found',
    );
  });

  test('are answered, edited by their author, resolved and reopened; another session sees it all', async (t) => {
    const first = await sessionWith(t, { 'prompts/greet.prompt': text });
    const second = await openTestSession(t, first.root, grace);
    const { id: thread } = await first.must('thread.start', { prompt, startLine: 0, endLine: 0, body: 'One' });
    const replied = await second.must('thread.reply', { thread, body: 'Two' });
    const [one, two] = replied.comments;
    assert.ok(one !== undefined && two !== undefined);
    assert.deepEqual([one.body, two.body, two.author], ['One', 'Two', grace]);

    assert.equal((await first.fault('thread.edit', { thread, comment: two.id, body: 'x' })).code, 'refused');
    const edited = await first.must('thread.edit', { thread, comment: one.id, body: 'One, edited' });
    assert.deepEqual(
      [edited.comments[0]?.body, typeof edited.comments[0]?.edited, edited.comments[1]?.edited],
      ['One, edited', 'string', undefined],
    );
    assert.equal((await first.must('thread.resolve', { thread, state: 'resolved' })).state, 'resolved');
    assert.equal((await second.must('threads', { prompt }))[0]?.state, 'resolved');
    const facts = (await second.must('status', {})).facts;
    await second.must('thread.resolve', { thread, state: 'resolved' });
    assert.equal((await second.must('status', {})).facts, facts);
    assert.equal((await second.must('thread.resolve', { thread, state: 'open' })).state, 'open');
    assert.equal((await first.must('threads', { prompt }))[0]?.comments.length, 2);
    assert.equal((await first.fault('thread.reply', { thread: 'none', body: 'x' })).code, 'not-found');
    assert.equal((await first.fault('thread.edit', { thread, comment: 'none', body: 'x' })).code, 'not-found');
  });

  test('a comment of another session is told to this one', async (t) => {
    const first = await sessionWith(t, greeting);
    const second = await openTestSession(t, first.root, grace);
    await first.must('threads', { prompt });
    const told = new Promise<ChangedEvent>((resolve) => {
      first.session.onDidChange((event) => event.reviews && resolve(event));
    });
    await second.must('thread.start', { prompt, startLine: 0, endLine: 0, body: 'Seen?' });
    assert.equal((await told).reviews, true);
    assert.equal((await first.must('threads', { prompt }))[0]?.comments[0]?.body, 'Seen?');
  });
});

describeOnEachEngine('the catalog', () => {
  test('knows heads and what environments hold, and says whether a text differs', async (t) => {
    const { must, write, session } = await sessionWith(t, greeting);
    assert.equal(session.catalog.entry(prompt), undefined);
    const changed = (): Promise<void> =>
      new Promise((resolve) => {
        const subscription = session.catalog.onDidChange(() => {
          subscription.dispose();
          resolve();
        });
      });
    let next = changed();
    await must('list', {});
    await next;
    assert.equal(session.catalog.entry(prompt)?.head, undefined);
    assert.equal(session.catalog.entry(prompt)?.isModified(''), true);

    next = changed();
    await must('commit', { prompt, message: 'First' });
    await next;
    next = changed();
    await must('deploy', { selectors: [prompt], environment: 'development' });
    await next;
    const text = greeting['prompts/greet.prompt'] ?? '';
    const until = async (): Promise<void> => {
      while (session.catalog.entry(prompt)?.environments.length !== 1) await changed();
    };
    await until();
    const entry = session.catalog.entry(prompt);
    assert.deepEqual(entry?.head, { number: 1, semver: '1.0.0' });
    assert.deepEqual(entry?.environments, [
      { environment: 'development', number: 1, semver: '1.0.0', inputs: ['name', 'locale'], requiredInputs: ['name'] },
    ]);
    assert.equal(entry?.isModified(text), false);
    assert.equal(entry?.isModified(text.replace('Greets a person.', 'Other words.')), false);
    assert.equal(entry?.isModified(greetingWith({ body: 'Hi {{name}} {{locale}}' })), true);
    await write('prompts/_closing.prompt', 'Changed.\n');
    assert.equal(session.catalog.entry(prompt)?.isModified(text), true);
  });
});
