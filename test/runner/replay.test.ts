import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { createProvider, type Provider } from '../../server/src/runner';

const root = mkdtempSync(path.join(tmpdir(), 'galley-replay-'));
const outside = mkdtempSync(path.join(tmpdir(), 'galley-outside-'));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

function replay(recordings = 'recordings'): Provider {
  const ports = { root, apiKey: () => Promise.resolve(undefined) };
  return createProvider('replay', { type: 'replay', recordings }, ports);
}

async function answer(prompt: string, name: string, provider = replay()): Promise<string> {
  const result = await provider.complete({ prompt, case: name, messages: [], parameters: {} });
  if (!result.ok)
    return `${result.fault.code} ${result.fault.file ?? ''} ${result.fault.key ?? ''}: ${result.fault.message}`;
  const { text, latencyMs, cached } = result.value;
  return `${text} (${latencyMs} ms${cached ? ', cached' : ''})`;
}

describe('replay', () => {
  after(() => [root, outside].forEach((folder) => rmSync(folder, { recursive: true })));

  test('answers as recorded, from folders as prompts have them', async () => {
    write(
      'recordings/orders/triage.yaml',
      'prompt: orders/triage\nanswers:\n  - { case: refund, answer: billing, latencyMs: 40 }\n  - { case: other, answer: "" }\n',
    );
    const provider = replay();
    assert.equal(await answer('orders/triage', 'refund', provider), 'billing (40 ms, cached)');
    assert.equal(await answer('orders/triage', 'other', provider), ' (0 ms, cached)');
  });

  test('says which file and case are missing, and how to record them', async () => {
    write('recordings/reply.yaml', 'prompt: reply\nanswers: [{ case: angry customer, answer: x }]\n');
    assert.equal(
      await answer('reply', 'angry customers'),
      'provider recordings/reply.yaml answers: recordings/reply.yaml has no answer for the case "angry customers". Did you mean "angry customer"?',
    );
    assert.equal(
      await answer('gone', 'x'),
      'provider recordings/gone.yaml : There is no recording recordings/gone.yaml.',
    );
    const result = await replay().complete({ prompt: 'reply', case: 'new', messages: [], parameters: {} });
    assert.equal(
      !result.ok && result.fault.help,
      'Add {case: "new", answer: ...} under answers, or test with another provider.',
    );
  });

  const broken: readonly [text: string, expected: string][] = [
    ['- a', ' : recordings/b.yaml: expected a map with the keys prompt and answers.'],
    ['prompt: b\nanswer: []', ' answer: recordings/b.yaml: the key "answer" is not known; expected prompt or answers.'],
    ['prompt: c\nanswers: []', ' prompt: recordings/b.yaml: expected prompt: b.'],
    ['prompt: b\nanswers: {}', ' answers: recordings/b.yaml: expected answers to be a list of {case, answer}.'],
    ['prompt: b\nanswers: [7]', ' answers.0: recordings/b.yaml: expected {case, answer}.'],
    ['prompt: b\nanswers: [{ case: a }]', ' answers.0: recordings/b.yaml: expected answer to be text.'],
    [
      'prompt: b\nanswers: [{ case: a, answer: x, latency: 1 }]',
      ' answers.0: recordings/b.yaml: the key "latency" is not known; expected case, answer or latencyMs.',
    ],
    [
      'prompt: b\nanswers: [{ case: a, answer: x, latencyMs: -1 }]',
      ' answers.0: recordings/b.yaml: expected latencyMs to be a number.',
    ],
    [
      'prompt: b\nanswers: [{ case: a, answer: x }, { case: a, answer: y }]',
      ' answers.1: recordings/b.yaml: the case "a" has two answers.',
    ],
  ];
  for (const [text, expected] of broken) {
    test(`a recording with a mistake is an error: ${text.replaceAll('\n', ' | ')}`, async () => {
      write('recordings/b.yaml', text);
      assert.equal(await answer('b', 'a'), `provider recordings/b.yaml${expected}`);
    });
  }

  test('broken YAML is an error with its line', async () => {
    write('recordings/b.yaml', 'prompt: b\nanswers:\n  - { case: a');
    const result = await replay().complete({ prompt: 'b', case: 'a', messages: [], parameters: {} });
    assert.deepEqual(!result.ok && [result.fault.file, result.fault.line], ['recordings/b.yaml', 2]);
  });

  test('aliases that multiply are not followed', async () => {
    const levels = Array.from({ length: 30 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}, *x${i}]`);
    write('recordings/b.yaml', ['x0: &x0 [a, a]', ...levels].join('\n'));
    assert.match(await answer('b', 'a'), /^provider recordings\/b.yaml/);
  });

  test('nothing outside of the folder of recordings is read', async () => {
    writeFileSync(path.join(outside, 'secret.yaml'), 'prompt: secret\nanswers: [{ case: a, answer: SECRET }]\n');
    write('elsewhere.yaml', 'prompt: elsewhere\nanswers: [{ case: a, answer: SECRET }]\n');
    symlinkSync(outside, path.join(root, 'recordings/linked'));
    symlinkSync(path.join(outside, 'secret.yaml'), path.join(root, 'recordings/secret.yaml'));
    const names = [
      '../elsewhere',
      '/etc/passwd',
      `../../${path.basename(outside)}/secret`,
      'linked/secret',
      'secret',
      '..',
      '',
    ];
    for (const name of names)
      assert.match(await answer(name, 'a'), /^provider .*(lies outside|There is no recording)/, name);
    for (const folder of ['..', outside, `../${path.basename(outside)}`, 'recordings/linked']) {
      assert.match(
        await answer('secret', 'a', replay(folder)),
        /^provider .*(lies outside|There is no recording)/,
        folder,
      );
    }
  });
});

describe('render as provider', () => {
  test('answers with the prompt, roles marked', async () => {
    const provider = createProvider('render', { type: 'render' }, { root, apiKey: () => Promise.resolve(undefined) });
    const of = async (...messages: readonly { role: string; content: string }[]): Promise<string | undefined> => {
      const result = await provider.complete({ prompt: 'p', case: 'c', messages, parameters: {} });
      return result.ok ? result.value.text : undefined;
    };
    assert.equal(await of({ role: 'user', content: 'Hi\n' }), 'Hi\n');
    assert.equal(await of({ role: 'system', content: 'Be kind.' }), 'system:\nBe kind.');
    assert.equal(
      await of({ role: 'system', content: 'Be kind.' }, { role: 'user', content: 'Hi' }),
      'system:\nBe kind.\n\nuser:\nHi',
    );
    assert.equal(await of(), '');
  });
});
