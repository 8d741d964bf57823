import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  type Bump,
  checkAliasName,
  checkSemver,
  contentHash,
  formatSelector,
  nextSemver,
  parseSelector,
  type VersionBehaviour,
} from '../../server/src/domain';
import { behaviour, input } from './records';

describe('contentHash', () => {
  test('is SHA-256 in hexadecimal and stays what it is', () => {
    const canonical =
      '{"dialect":"handlebars","format":"dotprompt","inputs":[{"name":"name","required":true,"schema":{"type":"string"},' +
      '"type":"string"}],"messages":[{"text":"Hello {{name}}"}],"parameters":{},"partials":[],"tools":[],"type":"text"}';
    assert.equal(contentHash(behaviour()), createHash('sha256').update(canonical).digest('hex'));
  });

  const changes: readonly (readonly [what: string, more: Partial<VersionBehaviour>])[] = [
    ['the text', { messages: [{ text: 'Hello  {{name}}' }] }],
    ['a role', { messages: [{ role: 'system', text: 'Hello {{name}}' }] }],
    ['the dialect', { dialect: 'jinja' }],
    ['the format', { format: 'prompty' }],
    ['the model', { model: 'llama3.2' }],
    ['a parameter', { parameters: { temperature: 0 } }],
    ['a tool', { tools: [{ name: 'search' }] }],
    ['an input', { inputs: [input('name?')] }],
    ['the output', { output: { type: 'object' } }],
    ['a partial', { partials: [{ name: 'a', text: 'b' }] }],
  ];
  for (const [what, more] of changes) {
    test(`changes with ${what}`, () => assert.notEqual(contentHash(behaviour(more)), contentHash(behaviour())));
  }

  test('does not depend on the order of inputs, partials and keys', () => {
    const [a, b] = [input('a'), input('b')];
    const [x, y] = [
      { name: 'x', text: '1' },
      { name: 'y', text: '2' },
    ];
    assert.equal(
      contentHash(behaviour({ inputs: [a, b], partials: [x, y], parameters: { p: 1, q: 2 } })),
      contentHash(behaviour({ inputs: [b, a], partials: [y, x], parameters: { q: 2, p: 1 } })),
    );
  });
});

describe('nextSemver', () => {
  const rows: readonly (readonly [previous: string | undefined, bump: Bump, taken: readonly string[], next: string])[] =
    [
      [undefined, 'patch', [], '1.0.0'],
      [undefined, 'major', [], '1.0.0'],
      ['1.2.3', 'patch', [], '1.2.4'],
      ['1.2.3', 'minor', [], '1.3.0'],
      ['1.2.3', 'major', [], '2.0.0'],
      ['0.9.9', 'major', [], '1.0.0'],
      ['1.2.3', 'patch', ['1.2.4', '1.2.5'], '1.2.6'],
      ['2.0.0-rc.1', 'major', [], '2.0.0'],
    ];
  for (const [previous, bump, taken, next] of rows) {
    test(`${previous ?? 'none'} ${bump} -> ${next}`, () =>
      assert.equal(nextSemver(previous, bump, new Set(taken)), next));
  }
});

describe('checkSemver', () => {
  const rows: readonly (readonly [label: string, head: string | undefined, valid: boolean])[] = [
    ['1.0.0', undefined, true],
    ['1.0.1', '1.0.0', true],
    ['1.1.0-beta.1', '1.0.0', true],
    ['1.0.0', '1.0.0', false],
    ['0.9.0', '1.0.0', false],
    ['v1.0.1', '1.0.0', false],
    ['1.0', undefined, false],
    ['one', undefined, false],
    [' 1.0.1', '1.0.0', false],
  ];
  for (const [label, head, valid] of rows) {
    test(`${label} after ${head ?? 'none'}`, () => {
      const checked = checkSemver(label, head);
      assert.equal(checked.ok, valid);
      if (!checked.ok) assert.deepEqual([checked.fault.code, checked.fault.key], ['invalid-input', 'semver']);
    });
  }
});

describe('parseSelector', () => {
  const good: readonly (readonly [text: string, prompt: string, choice: object])[] = [
    ['triage', 'triage', { kind: 'draft' }],
    ['orders/refund', 'orders/refund', { kind: 'draft' }],
    ['triage@latest', 'triage', { kind: 'latest' }],
    ['triage@1.4.0', 'triage', { kind: 'semver', semver: '1.4.0' }],
    ['triage@2.0.0-rc.1', 'triage', { kind: 'semver', semver: '2.0.0-rc.1' }],
    ['triage@#12', 'triage', { kind: 'number', number: 12 }],
    ['triage@sha:ab12cd', 'triage', { kind: 'hash', prefix: 'ab12cd' }],
    ['triage@production', 'triage', { kind: 'pointer', name: 'production' }],
    ['triage@champion', 'triage', { kind: 'pointer', name: 'champion' }],
    ['a@b@#1', 'a@b', { kind: 'number', number: 1 }],
  ];
  for (const [text, prompt, choice] of good) {
    test(text, () => {
      const parsed = parseSelector(text);
      assert.deepEqual(parsed, { ok: true, value: { prompt, choice } });
      assert.equal(parsed.ok && formatSelector(parsed.value), text);
    });
  }

  const bad = [
    '',
    '@latest',
    'a@',
    'a@#0',
    'a@#x',
    'a@12',
    'a@v1',
    'a@1.4',
    'a@sha:ab',
    'a@sha:xyz1',
    'a@not a name',
    'a@1.04.0',
  ];
  for (const text of bad) {
    test(`${JSON.stringify(text)} is refused with what is allowed`, () => {
      const parsed = parseSelector(text);
      assert.ok(!parsed.ok);
      assert.equal(parsed.fault.code, 'invalid-input');
      assert.match(parsed.fault.help ?? '', /name@latest/);
    });
  }

  test('upper case is one with lower case where it cannot matter', () => {
    assert.deepEqual(parseSelector('a@Latest'), parseSelector('a@latest'));
    assert.deepEqual(parseSelector('a@sha:AB12'), parseSelector('a@sha:ab12'));
  });
});

describe('checkAliasName', () => {
  const environments = ['development', 'production'];
  const rows: readonly (readonly [alias: string, valid: boolean])[] = [
    ['champion', true],
    ['stable-2', true],
    ['V', true],
    ['latest', false],
    ['LATEST', false],
    ['v1', false],
    ['V12', false],
    ['v1a', true],
    ['production', false],
    ['1st', false],
    ['a.b', false],
    ['a b', false],
    ['', false],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
  ];
  for (const [alias, valid] of rows) {
    test(`${JSON.stringify(alias)} is ${valid ? 'allowed' : 'refused'}`, () => {
      assert.equal(checkAliasName(alias, environments).ok, valid);
    });
  }
});
