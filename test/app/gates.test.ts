import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { WireGateResult } from '../../server/src/protocol';
import { startChatServer } from '../runner/chat-server';
import { sessionWith, type TestSession } from '../support/session';
import type { Files } from '../support/workspace';
import { greeting, greetingWith } from './files';

function config(gates: string, rest = ''): string {
  return `environments:\n  - { name: lab, gates: [${gates}] }\n${rest}`;
}

/** A workspace with the version 1.0.0 of `greet` and an environment `lab`. */
async function site(t: TestContext, gates: string, files: Files = {}): Promise<TestSession> {
  const opened = await sessionWith(t, { ...greeting, 'galley.yaml': config(gates), ...files });
  await opened.must('commit', { prompt: 'greet', message: 'First' });
  return opened;
}

/** What the gates say when `greet` is about to be deployed. */
async function plan({ must }: TestSession): Promise<readonly WireGateResult[]> {
  return (await must('deploy', { selectors: ['greet@latest'], environment: 'lab', dryRun: true })).gates;
}

const told = (gates: readonly WireGateResult[]): readonly string[] =>
  gates.map(({ gate, outcome, summary }) => `${gate} ${outcome}: ${summary}`);

describe('the gate interface', () => {
  const caller = (inputs: readonly string[]): string =>
    ['---', 'name: x', 'inputs:', ...inputs.map((name) => `  ${name}: { type: string }`), '---', 'system:', ''].join(
      '\n',
    ) + '{{item}} {% include "order.prompty" %}\n';
  const order = (inputs: readonly string[]): string =>
    ['---', 'name: order', 'inputs:', ...inputs.map((name) => `  ${name}: { type: string }`), '---', ''].join('\n') +
    `Order ${inputs.map((name) => `{{${name}}}`).join(' ')}\n`;

  test('names the files that break, and only those', async (t) => {
    const opened = await sessionWith(t, {
      'galley.yaml': config('interface'),
      'prompts/order.prompty': order(['item']),
      'prompts/breaks.prompty': caller(['item']),
      'prompts/gives.prompty': caller(['item', 'place']),
    });
    await opened.must('commit', { prompt: 'order', message: 'First' });
    await opened.must('deploy', { selectors: ['order'], environment: 'lab' });
    await opened.write('prompts/order.prompty', order(['item', 'place']));
    await opened.must('commit', { prompt: 'order', message: 'Second' });
    const refused = await opened.fault('deploy', { selectors: ['order'], environment: 'lab' });
    assert.match(refused.message, /new required input "place".*\(files that break: prompts\/breaks\.prompty:7\)/);
  });
});

describe('the gate tests', () => {
  const other =
    'prompt: greet\ncases:\n  - { name: other, inputs: { name: Bo }, assert: [{ type: contains, value: Bye }] }\n';
  const recordings =
    'prompt: greet\nanswers:\n  - { case: says hello, answer: Hello }\n  - { case: other, answer: Hm }\n';
  const rows: readonly (readonly [gate: string, summary: string])[] = [
    ['tests', 'tests failed: 1 of 2 cases passed with replay: "other" failed'],
    ['{ tests: { tags: [smoke] } }', 'tests passed: 1 of 1 cases passed with replay'],
    ['{ tests: { suite: ["prompts/greet.*"] } }', 'tests passed: 1 of 1 cases passed with replay'],
    ['{ tests: { suite: ["more/**"] } }', 'tests failed: 0 of 1 cases passed with replay: "other" failed'],
    [
      '{ tests: { suite: ["more/**"], tags: [smoke] } }',
      'tests failed: no case ran, and at least 1 must: write cases, or lower tests.minimum of the environment',
    ],
  ];
  for (const [gate, summary] of rows) {
    test(`${gate}: ${summary}`, async (t) => {
      const opened = await site(t, gate, { 'more/greet.cases.yaml': other, 'recordings/greet.yaml': recordings });
      assert.deepEqual(told(await plan(opened)), [summary]);
    });
  }
});

describe('the gate budget', () => {
  test('measures the rendered prompt without a model', async (t) => {
    const opened = await site(t, '{ budget: { characters: 10 } }');
    assert.deepEqual(told(await plan(opened)), [
      'budget failed: 27 characters in "says hello", and at most 10 characters are allowed',
    ]);
    await opened.write('galley.yaml', config('{ budget: { characters: 27 } }'));
    assert.deepEqual(told(await plan(opened)), [
      'budget passed: at most 27 characters in "says hello" of 27 characters',
    ]);
  });

  test('asks the model once for the tests and the budget, and knows what it costs', async (t) => {
    const server = await startChatServer((response) => {
      const choices = [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }];
      const usage = { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 0, model: 'm', choices, usage }));
    });
    t.after(() => server.close());
    const rest = [
      `providers: { lab: { type: openai-compatible, baseUrl: "${server.baseUrl}", model: small } }`,
      'prices: { small: { input: 2, output: 8 } }',
      '',
    ].join('\n');
    const gates = '{ tests: { provider: lab } }, { budget: { tokens: 1500, costUsd: 0.005, provider: lab } }';
    const opened = await site(t, gates, { 'galley.yaml': config(gates, rest) });
    assert.deepEqual(told(await plan(opened)), [
      'tests passed: 1 of 1 cases passed with lab',
      'budget failed: $0.006 in "says hello", and at most $0.005 are allowed',
    ]);
    assert.equal(server.requests.length, 1);
    const { results } = await opened.must('test', { prompts: ['greet'], provider: 'lab' });
    assert.equal(results[0]?.costUsd, 0.006);
  });

  test('an answer that was recorded measures nothing', async (t) => {
    const opened = await site(t, '{ budget: { latencyMs: 10000 } }');
    assert.match(told(await plan(opened))[0] ?? '', /^budget failed: replay asked no model/);
  });
});

describe('the gate custom', () => {
  const node = JSON.stringify(process.execPath);
  const gate = (name: string, file: string, more = ''): string =>
    `{ custom: { name: ${name}, command: [${node}, ${file}]${more} } }`;

  const rows: readonly (readonly [what: string, code: string, outcome: string, summary: RegExp])[] = [
    ['ends with 0', 'console.log("All is well.")', 'passed', /^All is well\.$/],
    [
      'ends with another number',
      'console.error("Not\\nlike this.\\n"); process.exit(3)',
      'failed',
      /^Not$|^like this\.$/,
    ],
    ['says nothing', 'process.exit(4)', 'failed', /ended with 4$/],
    [
      'answers in JSON',
      'console.log(JSON.stringify({ outcome: "skipped", summary: "Later.", evidence: [1] }))',
      'skipped',
      /^Later\.$/,
    ],
    [
      'lies about how it ended',
      'console.log(JSON.stringify({ outcome: "passed", summary: "Fine." })); process.exit(1)',
      'failed',
      /^Fine\.$/,
    ],
    ['never ends', 'setInterval(() => undefined, 1000)', 'failed', /did not end within 1 s$/],
    [
      'prints without end',
      'process.stdout.write("x".repeat(3e6)); setInterval(() => undefined, 1000)',
      'failed',
      /prints more than a gate may$/,
    ],
  ];
  for (const [what, code, outcome, summary] of rows) {
    test(`a command that ${what}`, async (t) => {
      const gates = gate('licence', 'check.cjs', `, timeoutMs: ${what === 'never ends' ? 1000 : 60000}`);
      const opened = await site(t, gates, { 'check.cjs': code });
      const [result] = await plan(opened);
      assert.deepEqual([result?.gate, result?.outcome], ['licence', outcome], result?.summary);
      assert.match(result?.summary ?? '', summary);
    });
  }

  test('gets the version and what is held, and is asked before anything is written', async (t) => {
    const code = [
      'const question = JSON.parse(require("node:fs").readFileSync(0, "utf8"));',
      'require("node:fs").writeFileSync("asked.json", JSON.stringify(question));',
      'process.exit(question.held === null ? 0 : 1);',
    ].join('\n');
    const opened = await site(t, gate('licence', 'check.cjs'), { 'check.cjs': code });
    await opened.must('deploy', { selectors: ['greet'], environment: 'lab' });
    await opened.write('prompts/greet.prompt', greetingWith({ body: 'Hi {{name}} {{locale}}' }));
    await opened.must('commit', { prompt: 'greet', message: 'Second' });
    const refused = await opened.fault('deploy', { selectors: ['greet'], environment: 'lab' });
    assert.match(refused.message, /licence of greet/);
    assert.match(refused.help ?? '', /See what the command says/);
    const asked = JSON.parse(readFileSync(path.join(opened.root, 'asked.json'), 'utf8')) as Question;
    assert.deepEqual(
      [asked.environment, asked.prompt.name, asked.version.semver, asked.held?.semver],
      ['lab', 'greet', '1.0.1', '1.0.0'],
    );
    assert.match(asked.version.source, /Hi \{\{name\}\}/);
    await opened.must('deploy', { selectors: ['greet'], environment: 'lab', override: ['licence'], reason: 'Known' });
  });

  test('a program that is not there refuses, and no shell reads the words', async (t) => {
    const opened = await site(t, '{ custom: { name: shell, command: ["no-such-program", "; touch x"] } }');
    const [result] = await plan(opened);
    assert.deepEqual(result?.outcome, 'failed');
    assert.match(result.summary, /^no-such-program cannot be started/);
    assert.equal(existsSync(path.join(opened.root, 'x')), false);
  });
});

interface Question {
  readonly environment: string;
  readonly prompt: { readonly name: string };
  readonly version: { readonly semver: string; readonly source: string };
  readonly held: { readonly semver: string } | null;
}
