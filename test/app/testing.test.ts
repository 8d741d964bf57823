import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { createLanguageService } from '../../server/src/language';
import type { RunEvent } from '../../server/src/protocol';
import { openTestSession, sessionWith } from '../support/session';
import { supportDesk } from '../support/repo';
import { temporaryWorkspace } from '../support/workspace';
import { greeting, greetingWith } from './files';

const prompt = 'greet';

describe('test', () => {
  test('runs all cases and keeps the results of versions', async (t) => {
    const { must } = await sessionWith(t, greeting);
    const ran = await must('test', {});
    assert.deepEqual(ran.summary, { passed: 1, failed: 0, errored: 0, skipped: 0 });
    const [result] = ran.results;
    assert.deepEqual(
      [result?.prompt, result?.case, result?.outcome, result?.output, result?.cached, result?.assertions.length],
      [prompt, 'says hello', 'passed', 'Hello Ann', true, 1],
    );
    const before = (await must('commit', { prompt, message: 'First' }), (await must('status', {})).facts);
    await must('test', { prompts: [prompt] });
    assert.equal((await must('status', {})).facts, before + 1);
  });

  test('says where a failed assertion stands', async (t) => {
    const { must, write } = await sessionWith(t, greeting);
    await write('recordings/greet.yaml', 'prompt: greet\nanswers:\n  - { case: says hello, answer: Bye }\n');
    const { results, summary } = await must('test', { prompts: [prompt] });
    assert.equal(summary.failed, 1);
    const [assertion] = results[0]?.assertions ?? [];
    assert.deepEqual(
      [assertion?.passed, assertion?.file, assertion?.range?.start.line],
      [false, 'prompts/greet.cases.yaml', 5],
    );
  });

  test('takes the blank lines around a body away and says at which line of the file it cannot be rendered', async (t) => {
    const body = '\n\nGreet {{name}} in {{locale}}.\n\n';
    const source = greetingWith({ body }).replace('{{> closing}}', '');
    const { must, write } = await sessionWith(t, { ...greeting, 'prompts/greet.prompt': source });
    const [fine] = (await must('test', { provider: 'render' })).results;
    assert.equal(fine?.output, 'Greet Ann in en.');
    const text = greetingWith({ body: '\n\nGreet {{name}}\nin {{shout locale}}.' });
    await write('prompts/greet.prompt', text);
    const [wrong] = (await must('test', { provider: 'render' })).results;
    const line = text.split('\n').findIndex((each) => each.includes('shout')) + 1;
    assert.match(
      wrong?.message ?? '',
      new RegExp(`^prompts/greet\\.prompt:${line}: The helper "shout" does not exist`),
    );
  });

  test('runs only what is asked for', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    await write(
      'prompts/greet.cases.yaml',
      `${greeting['prompts/greet.cases.yaml'] ?? ''}  - name: other\n    inputs: { name: Bo }\n    skip: later\n`,
    );
    assert.deepEqual((await must('test', {})).summary, { passed: 1, failed: 0, errored: 0, skipped: 1 });
    assert.deepEqual(
      (await must('test', { tags: ['smoke'] })).results.map((one) => one.case),
      ['says hello'],
    );
    assert.deepEqual((await must('test', { tags: ['none'] })).results, []);
    const [only] = (await must('test', { cases: [{ prompt, case: 'other' }] })).results;
    assert.deepEqual([only?.case, only?.outcome, only?.message], ['other', 'skipped', 'later']);
    const wrong = await fault('test', { cases: [{ prompt, case: 'says helo' }] });
    assert.deepEqual([wrong.code, wrong.help], ['not-found', 'Did you mean "says hello"?']);
    assert.equal((await fault('test', { provider: 'replai' })).help, 'Did you mean "replay"?');
    assert.equal((await fault('test', { prompts: [prompt, `${prompt}`] })).key, 'prompts');
  });

  test('runs a version with the text it was committed with', async (t) => {
    const { must, write } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    await write('prompts/greet.prompt', greetingWith({ body: 'Other words {{name}} {{locale}}' }));
    const output = async (selector: string): Promise<string | undefined> =>
      (await must('test', { prompts: [selector], provider: 'render' })).results[0]?.output;
    assert.match((await output(prompt)) ?? '', /Other words Ann en/);
    assert.match((await output('greet@#1')) ?? '', /Greet Ann in en/);
  });

  test('tells cases of one name in two files apart', async (t) => {
    const again =
      'prompt: greet\ncases:\n  - name: says hello\n    inputs: { name: Bo }\n    assert: [{ type: contains, value: Bo }]\n';
    const { must } = await sessionWith(t, { ...greeting, 'prompts/more.cases.yaml': again });
    const names = ['says hello', 'says hello (prompts/more.cases.yaml)'];
    assert.deepEqual(
      (await must('cases', {})).map((one) => one.case),
      names,
    );
    const { results } = await must('test', { provider: 'render' });
    assert.deepEqual(
      results.map((one) => [one.case, one.assertions[0]?.file]),
      [
        [names[0], 'prompts/greet.cases.yaml'],
        [names[1], 'prompts/more.cases.yaml'],
      ],
    );
    const [only] = (await must('test', { provider: 'render', cases: [{ prompt, case: names[1] ?? '' }] })).results;
    assert.equal(only?.outcome, 'passed');
  });

  test('errs before any call when a case is wrong', async (t) => {
    const { must, write } = await sessionWith(t, greeting);
    await write(
      'prompts/greet.cases.yaml',
      'cases:\n  - name: bad\n    inputs: { nam: Ann }\n    assert: [{ type: containz, value: x }]\n',
    );
    const [result] = (await must('test', { prompts: [prompt], provider: 'render' })).results;
    assert.equal(result?.outcome, 'errored');
    assert.match(result?.message ?? '', /containz/);
  });

  test('asks a server with the key from the environment or the editor, and never tells the key', async (t) => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization ?? '');
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"no"}}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const config = `providers:\n  local: { type: openai-compatible, baseUrl: 'http://127.0.0.1:${port}/v1', model: m, apiKeyEnv: LOCAL_KEY, retries: 0 }\n`;
    const { session } = await sessionWith(t, { ...greeting, 'galley.yaml': config }, undefined, {
      environment: { LOCAL_KEY: 'key-of-the-test' },
    });
    const ran = await session.call('test', { provider: 'local' });
    assert.deepEqual(seen, ['Bearer key-of-the-test']);
    assert.ok(ran.ok);
    assert.deepEqual([ran.value.summary.errored, ran.value.results[0]?.fault], [1, 'provider']);
    assert.ok(!JSON.stringify(ran).includes('key-of-the-test'));
  });

  test('tells what happens while it happens, and stops when asked', async (t) => {
    const { session } = await sessionWith(t, greeting);
    const events: RunEvent[] = [];
    await session.call('test', { run: 'r1' }, { onRunEvent: (event) => events.push(event) });
    assert.deepEqual(
      events.map(({ kind, run }) => `${kind} ${run}`),
      ['started r1', 'output r1', 'finished r1'],
    );
    const controller = new AbortController();
    controller.abort();
    const stopped = await session.call('test', {}, { signal: controller.signal });
    assert.equal(stopped.ok ? '' : stopped.fault.code, 'cancelled');
  });
});

describe('render', () => {
  test('takes inputs, a case, or unsaved text', async (t) => {
    const { must, fault } = await sessionWith(t, greeting);
    const content = async (input: object): Promise<string | undefined> =>
      (await must('render', { selector: prompt, ...input })).messages[0]?.content;
    assert.match((await content({ case: 'says hello' })) ?? '', /Greet Ann in en/);
    assert.match((await content({ case: 'says hello', inputs: { name: 'Bo' } })) ?? '', /Greet Bo in en/);
    assert.match((await content({ inputs: { name: '{{x}} <b>' }, text: 'Now {{name}}' })) ?? '', /^Now \{\{x\}\} <b>$/);
    assert.deepEqual((await must('render', { selector: prompt })).missing, ['name']);
    assert.equal((await fault('render', { selector: prompt, case: 'none' })).code, 'not-found');
    assert.equal((await fault('render', { selector: prompt, text: '{{#if name}}' })).code, 'render');
  });
});

describe('the support desk', () => {
  test('lint finds what the editor finds', async (t) => {
    const root = temporaryWorkspace(t);
    cpSync(supportDesk, root, { recursive: true });
    const { must, workspace } = await openTestSession(t, root);
    const { findings, files } = await must('lint', {});
    const service = createLanguageService({ workspace });
    const expected = [...workspace.files()].flatMap((file) =>
      (service.diagnostics(file.uri)?.diagnostics ?? []).map(({ range, code, message }) => ({
        file: file.path,
        range,
        code,
        message,
      })),
    );
    service.dispose();
    const order = (a: { file: string }, b: { file: string }): number =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
    assert.deepEqual(
      findings.map(({ file, range, code, message }) => ({ file, range, code, message })),
      expected.sort(order),
    );
    assert.equal(files, [...workspace.files()].length);
    assert.ok(findings.length >= 7);
    assert.ok(findings.every(({ file }) => file.startsWith('practice/mistakes/')));
  });

  test('lint takes files, folders and names of prompts', async (t) => {
    const root = temporaryWorkspace(t);
    cpSync(supportDesk, root, { recursive: true });
    const { must, fault } = await openTestSession(t, root);
    const count = async (...files: readonly string[]): Promise<number> =>
      (await must('lint', { files: [...files] })).files;
    assert.equal(await count('prompts/triage.prompt'), 1);
    assert.equal(await count('triage', './prompts/triage.prompt'), 1);
    assert.equal(await count('prompts/orders/'), 4);
    assert.equal(await count('galley.yaml', '.'), (await must('lint', {})).files);
    const wrong = await fault('lint', { files: ['triaje'] });
    assert.deepEqual([wrong.code, wrong.help], ['not-found', 'Did you mean "triage"?']);
  });

  test('every prompt of the team can be committed, tested and deployed up to staging', async (t) => {
    const root = temporaryWorkspace(t);
    cpSync(supportDesk, root, { recursive: true });
    const { must } = await openTestSession(t, root);
    const prompts = (await must('list', {})).filter(({ file }) => file.startsWith('prompts/')).map(({ name }) => name);
    assert.equal(prompts.length, 11);
    for (const name of prompts) await must('commit', { prompt: name, message: 'First' });
    const { summary } = await must('test', { prompts });
    assert.deepEqual([summary.failed, summary.errored, summary.skipped], [0, 0, 0]);
    const selectors = prompts.map((name) => `${name}@latest`);
    const deployed = await must('deploy', { selectors, environment: 'staging' });
    assert.ok(deployed.gates.every(({ outcome }) => outcome === 'passed'));
    assert.equal(deployed.changes.length, 11);
  });
});
