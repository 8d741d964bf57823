import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fail, fault, ok, type Json } from '../../server/src/base';
import {
  type CaseOutcome,
  createProvider,
  createRenderer,
  inlineRenderer,
  type Provider,
  runCases,
  type RunCase,
  type RunProgress,
} from '../../server/src/runner';
import { assertionOf, behaviourOf, inputsOf } from './behaviours';
import { answer, type ChatServer, event, startChatServer, stream } from './chat-server';

/** Answers `echo: <last message>`, or as the message says: a port of the runner, filled in. */
function echo(asked: string[] = []): Provider {
  return {
    name: 'echo',
    complete: (request, options) => {
      const text = request.messages.at(-1)?.content ?? '';
      asked.push(request.case);
      if (text === 'refuse') return Promise.resolve(fail(fault('provider', 'No answer.', { help: 'Ask later.' })));
      if (text === 'break') throw new Error('broken');
      options?.onText?.(`echo: ${text}`);
      return Promise.resolve(
        ok({ text: `echo: ${text}`, cached: false, latencyMs: 5, tokens: { input: 1, output: 2 } }),
      );
    },
  };
}

const prompt = behaviourOf('{{text}}', { inputs: inputsOf('text') });

function caseOf(name: string, more: Partial<RunCase> & { readonly text?: Json } = {}): RunCase {
  const { text = name, ...rest } = more;
  return { prompt: 'p', case: name, behaviour: prompt, provider: echo(), inputs: { text }, assertions: [], ...rest };
}

function line({ case: name, outcome, message, assertions }: CaseOutcome): string {
  const failed = assertions.filter((result) => !result.passed).map((result) => result.message);
  return [`${name} ${outcome}`, ...(message === undefined ? [] : [message]), ...failed].join(': ');
}

const contains = (value: string): RunCase['assertions'] => [assertionOf({ type: 'contains', value })];

describe('a run', () => {
  test('of mixed cases gives each its outcome, in the order of the plan', async () => {
    const cases = [
      caseOf('passes', { assertions: [...contains('echo'), assertionOf({ type: 'latency', threshold: 10 })] }),
      caseOf('fails', { assertions: [...contains('echo'), ...contains('thanks')] }),
      caseOf('refuse', { assertions: contains('echo') }),
      caseOf('break'),
      caseOf('bare'),
      caseOf('skipped', { skip: 'waits for the new queue' }),
      caseOf('wrong', { problem: 'The case gives "text" a number.' }),
      caseOf('unrenderable', {
        behaviour: behaviourOf('\n{{#if', { inputs: inputsOf('text') }),
        source: { file: 'prompts/p.prompt', lines: [4] },
      }),
    ];
    const report = await runCases({ cases, renderer: inlineRenderer });
    assert.deepEqual(report.outcomes.map(line), [
      'passes passed',
      'fails failed: the output does not contain "thanks"',
      'refuse errored: No answer. Ask later.',
      'break errored: The provider "echo" broke: broken',
      'bare passed: The case has no assertions.',
      'skipped skipped: waits for the new queue',
      'wrong errored: The case gives "text" a number.',
      'unrenderable errored: prompts/p.prompt:6: A tag cannot be read, or is not closed.',
    ]);
    assert.deepEqual(
      report.outcomes.map((outcome) => outcome.fault?.code),
      [undefined, undefined, 'provider', 'provider', undefined, undefined, 'invalid-input', 'render'],
    );
    assert.equal(report.cancelled, false);
    const { prompt: _, assertions: __, ...passed } = report.outcomes[0]!;
    const expected = { case: 'passes', outcome: 'passed', output: 'echo: passes', latencyMs: 5, cached: false };
    assert.deepEqual(passed, { ...expected, tokens: { input: 1, output: 2 } });
  });

  test('asks nobody about a case with a mistake', async () => {
    const asked: string[] = [];
    const provider = echo(asked);
    const mistakes: readonly [more: Partial<RunCase>, message: string][] = [
      [{ inputs: {} }, 'Required input without a value: text.'],
      [{ inputs: { text: null } }, 'Required input without a value: text.'],
      [{ inputs: { text: 'a', txet: 'b' } }, 'The prompt does not declare the input txet. Did you mean "text"?'],
      [
        { inputs: JSON.parse('{"text": "a", "__proto__": 1}') as RunCase['inputs'] },
        'The prompt does not declare the input __proto__.',
      ],
      [{ assertions: [assertionOf({ type: 'regex', value: '(' })] }, 'Assertion 1: The pattern cannot be read'],
      [
        { assertions: [...contains('a'), assertionOf({ type: 'contians', value: 'a' })] },
        'Assertion 2: The assertion "contians" does not exist. Did you mean "contains"?',
      ],
      [
        { assertions: [assertionOf({ type: 'is-json', value: { type: 'objekt' } })] },
        'Assertion 1: The JSON Schema cannot be used',
      ],
      [{ behaviour: behaviourOf('{{eq a b}}', { inputs: inputsOf('text') }) }, 'The helper "eq" does not exist.'],
    ];
    const cases = mistakes.map(([more], index) => caseOf(`case ${index}`, { provider, ...more }));
    const { outcomes } = await runCases({ cases, renderer: inlineRenderer });
    for (const [index, outcome] of outcomes.entries()) {
      assert.equal(outcome.outcome, 'errored');
      assert.ok(outcome.message?.startsWith(mistakes[index]?.[1] ?? '?'), outcome.message);
    }
    assert.equal(outcomes.length, mistakes.length);
    assert.deepEqual(asked, []);
  });

  test('gives undeclared inputs to a prompt that takes any', async () => {
    const behaviour = behaviourOf('{{text}} {{more}}', { inputs: inputsOf('text') });
    const open = caseOf('open', {
      behaviour,
      openInputs: true,
      inputs: { text: 'a', more: 'b' },
      assertions: contains('a b'),
    });
    const { outcomes } = await runCases({ cases: [open], renderer: inlineRenderer });
    assert.deepEqual(outcomes.map(line), ['open passed']);
  });

  test('does not judge the latency of a recorded answer', async () => {
    const recorded: Provider = {
      name: 'recorded',
      complete: () => Promise.resolve(ok({ text: 'x', cached: true, latencyMs: 9000 })),
    };
    const slow = caseOf('slow', { provider: recorded, assertions: [assertionOf({ type: 'latency', threshold: 1 })] });
    const { outcomes } = await runCases({ cases: [slow], renderer: inlineRenderer });
    assert.deepEqual(outcomes.map(line), ['slow passed']);
    assert.deepEqual([outcomes[0]?.cached, outcomes[0]?.assertions[0]?.skipped], [true, true]);
  });

  test('an assertion that breaks on an answer is an error of that case alone', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const endless = { $ref: '#/$defs/list', $defs: { list: { type: 'array', items: { $ref: '#/$defs/list' } } } };
    const provider: Provider = {
      ...echo(),
      complete: () => Promise.resolve(ok({ text: deep, cached: false, latencyMs: 1 })),
    };
    const assertions = [assertionOf({ type: 'is-json', value: endless })];
    const { outcomes } = await runCases({
      cases: [caseOf('deep', { provider, assertions }), caseOf('next')],
      renderer: inlineRenderer,
    });
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['errored', 'passed'],
    );
    assert.match(outcomes[0]?.message ?? '', /^The answer could not be judged: /);
  });

  test('never has more cases running than it may', async () => {
    let running = 0;
    let most = 0;
    const provider: Provider = {
      name: 'counting',
      async complete() {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running--;
        return ok({ text: '', cached: false, latencyMs: 1 });
      },
    };
    const cases = Array.from({ length: 50 }, (_, index) => caseOf(`case ${index}`, { provider }));
    for (const concurrency of [1, 3]) {
      most = 0;
      const { outcomes } = await runCases({ cases, renderer: inlineRenderer }, { concurrency });
      assert.deepEqual([outcomes.length, most], [50, concurrency]);
    }
  });

  test('throws again what a listener throws, after all cases', async () => {
    let finished = 0;
    const onEvent = (told: RunProgress): void => {
      if (told.kind === 'finished' && ++finished === 1) throw new Error('a mistake of the listener');
    };
    const plan = { cases: [caseOf('a'), caseOf('b')], renderer: inlineRenderer };
    await assert.rejects(runCases(plan, { onEvent }), /a mistake of the listener/);
    assert.equal(finished, 2);
  });

  test('of no cases is a run', async () => {
    assert.deepEqual(await runCases({ cases: [], renderer: inlineRenderer }), { outcomes: [], cancelled: false });
  });
});

describe('a run against a server', () => {
  const servers: ChatServer[] = [];
  const renderer = createRenderer({ workerPath: path.join(__dirname, 'runner-worker.js') });
  after(() => Promise.all([renderer.dispose(), ...servers.map((server) => server.close())]));

  async function serve(
    handler: Parameters<typeof startChatServer>[0],
  ): Promise<{ server: ChatServer; provider: Provider }> {
    const server = await startChatServer(handler);
    servers.push(server);
    const config = { type: 'openai-compatible', baseUrl: server.baseUrl, model: 'small' } as const;
    return {
      server,
      provider: createProvider('local', config, { root: '/', apiKey: () => Promise.resolve('sk-secret') }),
    };
  }

  test('tells what happens: started, the output as it grows, finished', async () => {
    const heard = Promise.withResolvers<undefined>();
    const { provider } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event({ delta: { content: 'one ' } }));
      const rest = event({ delta: { content: 'two' } }) + event({ delta: {}, finish_reason: 'stop' });
      void heard.promise.then(() => response.end(rest));
    });
    const events: RunProgress[] = [];
    const plan = { cases: [caseOf('a', { provider, assertions: contains('two') })], renderer };
    const onEvent = (told: RunProgress): void => {
      events.push(told);
      if (told.kind === 'output') heard.resolve(undefined);
    };
    const { outcomes } = await runCases(plan, { streamed: true, onEvent });
    const id = { prompt: 'p', case: 'a' };
    assert.deepEqual(events, [
      { kind: 'started', ...id },
      { kind: 'output', ...id, text: 'one ' },
      { kind: 'output', ...id, text: 'two' },
      { kind: 'finished', outcome: outcomes[0] },
    ]);
    assert.ok(!JSON.stringify(events).includes('sk-secret'));
  });

  test('tells of many small pieces in few events', async () => {
    const pieces = Array.from({ length: 2000 }, (_, index) => `${index} `);
    const { provider } = await serve((response) => stream(response, ...pieces));
    const events: RunProgress[] = [];
    const plan = { cases: [caseOf('a', { provider })], renderer };
    await runCases(plan, { streamed: true, onEvent: (told) => events.push(told) });
    const outputs = events.flatMap((told) => (told.kind === 'output' ? [told.text] : []));
    assert.equal(outputs.join(''), pieces.join(''));
    assert.ok(outputs.length < 100, `${outputs.length} events`);
  });

  test('asks for answers in one piece when nobody reads along, and still tells of them', async () => {
    const { server, provider } = await serve((response, asked) => answer(response, asked, 'one ', 'two'));
    const events: RunProgress[] = [];
    const tools = [{ name: 'search', inputSchema: { type: 'object' } }];
    const asks = { ...prompt, parameters: { temperature: 0 }, tools, output: {} };
    const cases = [
      caseOf('a', { provider, behaviour: asks }),
      caseOf('b', { provider, behaviour: { ...asks, format: 'vscode-prompt', tools: ['codebase'] } }),
    ];
    await runCases({ cases, renderer }, { concurrency: 1, onEvent: (told) => events.push(told) });
    const outputs = events.flatMap((told) => (told.kind === 'output' ? [`${told.case}: ${told.text}`] : []));
    assert.deepEqual(outputs, ['a: one two', 'b: one two']);
    const format = { response_format: { type: 'json_object' } };
    const wire = { type: 'function', function: { name: 'search', parameters: { type: 'object' } } };
    assert.deepEqual(
      server.requests.map(({ body: { messages: _, ...rest } }) => rest),
      [
        { model: 'small', temperature: 0, ...format, tools: [wire] },
        { model: 'small', temperature: 0, ...format },
      ],
    );
  });

  test('that is stopped stops its calls and starts no other case', async () => {
    const { server, provider } = await serve((response, { body }, count) => {
      if (count === 1) return stream(response, 'done');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event({ delta: { content: `half of ${JSON.stringify(body['messages'])}` } }));
    });
    const stop = new AbortController();
    const events: string[] = [];
    const running = runCases(
      { cases: ['a', 'b', 'c', 'd', 'e'].map((name) => caseOf(name, { provider })), renderer },
      {
        signal: stop.signal,
        concurrency: 2,
        streamed: true,
        onEvent: (told) =>
          events.push(
            told.kind === 'finished' ? `${told.outcome.case} ${told.outcome.outcome}` : `${told.case} ${told.kind}`,
          ),
      },
    );
    await server.received(3);
    stop.abort();
    const { outcomes, cancelled } = await running;
    assert.equal(cancelled, true);
    assert.deepEqual(outcomes.map(line), [
      'a passed: The case has no assertions.',
      'b skipped: The call was stopped.',
      'c skipped: The call was stopped.',
    ]);
    const told = events.filter((event) => !event.endsWith('output'));
    assert.deepEqual(told.slice(0, 4), ['a started', 'b started', 'a passed', 'c started']);
    assert.deepEqual(told.slice(4).sort(), ['b skipped', 'c skipped']);
    await server.brokenOff(2);
    assert.equal(server.requests.length, 3);
  });

  test('that is stopped before it starts does nothing', async () => {
    const { server, provider } = await serve((response) => stream(response, 'x'));
    const plan = { cases: [caseOf('a', { provider })], renderer };
    assert.deepEqual(await runCases(plan, { signal: AbortSignal.abort() }), { outcomes: [], cancelled: true });
    assert.equal(server.requests.length, 0);
  });

  test('goes on after an endless template', { timeout: 60_000 }, async () => {
    const { provider } = await serve((response, asked) => answer(response, asked, 'fine'));
    const loops = Array.from({ length: 5 }, (_, depth) => `{% for a${depth} in range(1000) %}`).join('');
    const endless = behaviourOf(loops + '{% endfor %}'.repeat(5), { dialect: 'jinja', inputs: inputsOf('text') });
    const impatient = createRenderer({ workerPath: path.join(__dirname, 'runner-worker.js'), timeoutMs: 2500 });
    const cases = [caseOf('a', { provider }), caseOf('b', { provider, behaviour: endless }), caseOf('c', { provider })];
    const { outcomes } = await runCases({ cases, renderer: impatient });
    await impatient.dispose();
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['passed', 'errored', 'passed'],
    );
    assert.equal(outcomes[1]?.message, 'Rendering took longer than 2500 ms.');
  });
});
