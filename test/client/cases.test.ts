import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { firstCaseFile, settled, summaryText, terminalText } from '../../client/src/tests/model';
import type { CaseResult, RunEvent } from '../../server/src/protocol';
import { caseInfo, prompt } from './fake/records';
import { ClientSession, type Answers } from './fake/session';
import { CancellationTokenSource } from './fake/values';

const triage = prompt('triage', { cases: 2 });

function result(name: string, outcome: CaseResult['outcome'], more: Partial<CaseResult> = {}): CaseResult {
  return { prompt: 'triage', case: name, outcome, assertions: [], output: '', latencyMs: 12, cached: false, ...more };
}

const failed = result('late parcel', 'failed', {
  output: 'two\nlines',
  assertions: [
    { type: 'contains', passed: true, message: 'contains "x"' },
    {
      type: 'equals',
      passed: false,
      message: 'the answer is another',
      expected: 'billing',
      actual: 'delivery',
      file: 'prompts/triage.cases.yaml',
      range: { start: { line: 7, character: 8 }, end: { line: 7, character: 20 } },
    },
    { type: 'latency', passed: false, message: 'took 9 ms, at most 5' },
  ],
});

const answering: Answers = {
  list: () => [triage],
  cases: () => [caseInfo('refund'), caseInfo('late parcel', { tags: ['smoke'] })],
  providers: () => [
    { name: 'replay', type: 'replay', default: true },
    { name: 'local', type: 'openai-compatible', default: false },
  ],
  test: ({ run = '' }, { emit }) => {
    emit({ kind: 'started', run, prompt: 'triage', case: 'refund' });
    emit({ kind: 'output', run, prompt: 'triage', case: 'refund', text: 'bill\ning' });
    emit({ kind: 'finished', run, result: result('refund', 'passed', { output: 'bill\ning' }) });
    emit({ kind: 'finished', run: 'another run', result: result('late parcel', 'passed') });
    return { summary: { passed: 1, failed: 1, errored: 0, skipped: 0 }, results: [result('refund', 'passed'), failed] };
  },
};

/** A promise that the test itself settles. */
class Gate {
  open: () => void = () => undefined;
  readonly passed = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

describe('cases, pure', () => {
  test('a burst shows no start of what has ended', () => {
    const events: readonly RunEvent[] = [
      { kind: 'started', run: '1', prompt: 'a', case: 'x' },
      { kind: 'started', run: '1', prompt: 'a', case: 'y' },
      { kind: 'finished', run: '1', result: { ...result('x', 'passed'), prompt: 'a' } },
    ];
    assert.deepEqual(
      settled(events).map(({ kind }) => kind),
      ['started', 'finished'],
    );
  });

  test('line ends and summaries', () => {
    assert.equal(terminalText('a\nb\r\nc'), 'a\r\nb\r\nc');
    assert.equal(summaryText({ passed: 3, failed: 0, errored: 1, skipped: 0 }), '3 passed, 1 errored');
    assert.equal(summaryText({ passed: 0, failed: 0, errored: 0, skipped: 0 }), 'no case ran');
  });

  test('a first case gives every required input a value of its type', () => {
    const inputs = [
      { name: 'ticket', type: 'string', required: true },
      { name: 'count', type: 'integer', required: true },
      { name: 'tags', type: 'array', required: true },
      { name: 'tone', type: 'string', required: false },
    ];
    assert.equal(
      firstCaseFile({ name: 'orders/refund', inputs }),
      'prompt: "orders/refund"\ncases:\n  - name: first case\n    inputs:\n      "ticket": sample\n      "count": 1\n' +
        '      "tags": []\n    assert:\n      - { type: not-equals, value: "" }\n',
    );
  });
});

describe('the Test Explorer', () => {
  test('shows cases by prompt; a file with cases of several prompts is a level of its own', async () => {
    const session = await ClientSession.start({
      ...answering,
      cases: () => [
        caseInfo('refund', { tags: ['smoke', 'billing'] }),
        caseInfo('late parcel', { error: 'the input "ticket" is missing' }),
        caseInfo('one', { prompt: 'reply', file: 'cases/all.cases.yaml', skip: 'too slow' }),
        caseInfo('one', { prompt: 'triage', file: 'cases/all.cases.yaml' }),
        caseInfo('one', { prompt: 'triage', file: 'cases/all.cases.yaml' }),
        caseInfo('two', { file: 'cases/more.cases.yaml' }),
      ],
    });
    assert.equal(
      session.editor.tests.draw(),
      [
        'cases/all.cases.yaml | all.cases.yaml:-',
        '  reply | all.cases.yaml:0',
        '    one | all.cases.yaml:2',
        '  triage | triage.prompt:0',
        '    one | all.cases.yaml:2',
        '    one | all.cases.yaml:2',
        'triage (cases/more.cases.yaml) | triage.prompt:0',
        '  two | more.cases.yaml:2',
        'triage (prompts/triage.cases.yaml) | triage.prompt:0',
        '  refund | triage.cases.yaml:2',
        '  late parcel | triage.cases.yaml:2 | ! the input "ticket" is missing',
      ].join('\n'),
    );
  });

  test('has a profile for the default and one for each provider', async () => {
    const session = await ClientSession.start(answering);
    const labels = session.editor.tests.profiles.map(({ label, isDefault }) => `${label}${isDefault ? ' *' : ''}`);
    assert.deepEqual(labels, ['Run cases *', 'Run with replay', 'Run with local']);
  });

  test('keeps the items that stay when cases change', async () => {
    let names = ['refund', 'late parcel'];
    const session = await ClientSession.start({ ...answering, cases: () => names.map((name) => caseInfo(name)) });
    const find = (label: string): unknown => {
      let found: unknown;
      session.editor.tests.items.forEach((group) =>
        group.children.forEach((item) => {
          if (item.label === label) found = item;
        }),
      );
      return found;
    };
    const kept = find('refund');
    names = ['refund', 'newsletter'];
    session.notifyChanged({ cases: true });
    await session.settle();
    assert.ok(kept !== undefined && find('refund') === kept);
    assert.equal(find('late parcel'), undefined);
    assert.ok(find('newsletter'));
  });

  test('reports each case once: streamed output, failures with diff and place', async () => {
    const session = await ClientSession.start(answering);
    await session.editor.tests.run();
    assert.equal(
      session.editor.tests.report.join('\n'),
      [
        'enqueued refund',
        'enqueued late parcel',
        'output refund "\\u001b[1mtriage: refund\\u001b[0m\\r\\n"',
        'output refund "bill\\r\\ning"',
        'passed refund',
        'output late parcel "\\r\\n\\u001b[1mtriage: late parcel\\u001b[0m\\r\\n"',
        'output late parcel "two\\r\\nlines\\r\\n"',
        'failed late parcel',
        '  the answer is another expected billing actual delivery at triage.cases.yaml:7',
        '  took 9 ms, at most 5',
        'end',
      ].join('\n'),
    );
  });

  test('runs what was chosen with the provider of the settings', async () => {
    const session = await ClientSession.start(answering, (editor) => {
      editor.settings.set('galley.test.provider', 'render');
    });
    const chosen: Parameters<typeof session.editor.tests.run>[0] = [];
    session.editor.tests.items.forEach((group) =>
      group.children.forEach((item) => {
        if (item.label === 'late parcel') (chosen as unknown[]).push(item);
      }),
    );
    await session.editor.tests.run(chosen);
    assert.match(
      session.requests.at(-1) ?? '',
      /^test \{"cases":\[\{"prompt":"triage","case":"late parcel"\}\],"run":"[\w-]+","provider":"render"\}$/,
    );
  });

  test('a run that fails as a whole errors what has no result, and says why', async () => {
    const session = await ClientSession.start({
      ...answering,
      test: () => ({ code: 'provider', message: 'http://127.0.0.1:11434 refused the connection' }),
    });
    await session.editor.tests.run();
    assert.deepEqual(session.editor.tests.report.slice(2), [
      'errored refund\n  The run did not succeed: http://127.0.0.1:11434 refused the connection.',
      'errored late parcel\n  The run did not succeed: http://127.0.0.1:11434 refused the connection.',
      'end',
    ]);
    assert.match(session.transcript, /^error: The cases did not run: .* \[Show output\]$/);
  });

  for (const [button, press] of [
    ['the Stop button of the run', 'run'],
    ['the token of the request', 'request'],
  ] as const) {
    test(`stops on ${button}`, async () => {
      const [asked, stopped] = [new Gate(), new Gate()];
      const session = await ClientSession.start({
        ...answering,
        test: async () => {
          asked.open();
          await stopped.passed;
          return { code: 'cancelled', message: 'cancelled' };
        },
      });
      const request = new CancellationTokenSource();
      const running = session.editor.tests.run(undefined, request.token);
      await asked.passed;
      if (press === 'run') session.editor.tests.stop();
      else request.cancel();
      assert.equal(session.cancelled, 1);
      stopped.open();
      await running;
      assert.deepEqual(session.editor.tests.report.slice(2), ['skipped refund', 'skipped late parcel', 'end']);
    });
  }

  test('a case that cannot run is errored before anything is asked', async () => {
    const session = await ClientSession.start({
      ...answering,
      cases: () => [caseInfo('refund', { error: 'unknown input "tiket"' })],
    });
    await session.editor.tests.run();
    assert.deepEqual(session.editor.tests.report, [
      'output refund "\\u001b[1mtriage: refund\\u001b[0m\\r\\n"',
      'output refund "errored: unknown input \\"tiket\\"\\r\\n"',
      'errored refund\n  unknown input "tiket"',
      'end',
    ]);
    assert.deepEqual(session.requests, []);
  });

  test('results of a changed prompt are marked as outdated', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const session = await ClientSession.start(answering);
    const document = session.editor.show('prompts/triage.prompt');
    session.editor.textChanged.fire({ document, contentChanges: [] });
    session.editor.textChanged.fire({ document, contentChanges: [{}] });
    session.editor.textChanged.fire({ document, contentChanges: [{}] });
    context.mock.timers.tick(1000);
    assert.deepEqual(session.editor.tests.invalidated, ['triage']);
  });
});

describe('Galley: Run cases', () => {
  test('runs the cases of the prompt and says how many passed', async () => {
    const session = await ClientSession.start(answering);
    await session.editor.run('galley.runCases', { prompt: 'triage', uri: 'file:///desk/prompts/triage.prompt' });
    assert.equal(session.transcript, 'warning: triage: 1 passed, 1 failed. [Show results]');
  });

  test('a case file in the editor stands for its prompt', async () => {
    const session = await ClientSession.start(answering);
    session.editor.show('prompts/triage.cases.yaml');
    await session.editor.run('galley.runCases');
    assert.match(session.transcript, /^warning: triage: /);
  });

  test('a prompt without cases is offered a first one', async () => {
    const session = await ClientSession.start({ ...answering, list: () => [prompt('reply')] });
    session.editor.willClick('Write a first case');
    await session.editor.run('galley.runCases', { prompt: 'reply' });
    await session.settle();
    assert.equal(
      session.transcript,
      'info: reply has no cases yet. [Write a first case]\nopened /desk/prompts/reply.cases.yaml',
    );
    assert.match(session.editor.edits[0]?.text ?? '', /^prompt: "reply"\ncases:\n/);
  });
});
