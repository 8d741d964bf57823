import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CompletionItem } from 'vscode-languageserver-types';
import { uriOf } from '../support/memory-workspace';
import { applyEdits, head, sample, type Sample, type SampleFiles, type SampleOptions } from './harness';

const order = head(
  'name: string, first name\norder(object, what was bought):\n  id: string\n  lines(array):\n    price: number, per piece\n    sku: string\ncount?: integer',
);

function complete(one: Sample, snippets = true): readonly CompletionItem[] {
  return one.service.completion(one.uri, one.position, { snippets })?.items ?? [];
}

function labels(files: SampleFiles | string, options?: SampleOptions): string[] {
  return complete(sample(files, options))
    .map((item) => ({ label: item.label, key: item.sortText ?? item.label }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ label }) => label);
}

/** The text after accepting the item `label`; tab stops stay as they are. */
function accept(files: SampleFiles | string, label: string, snippets = true): string {
  const one = sample(files);
  const list = one.service.completion(one.uri, one.position, { snippets });
  const item = list?.items.find((candidate) => candidate.label === label);
  assert.ok(item !== undefined, `${label} is offered, among ${list?.items.map((other) => other.label).join(', ')}`);
  const range = list?.itemDefaults?.editRange;
  assert.ok(range !== undefined && 'start' in range);
  return applyEdits(one.text(one.path), [{ range, newText: item.textEditText ?? item.label }]);
}

describe('in a tag', () => {
  const starts = (name: string, files: SampleFiles | string, expected: readonly string[]): void => {
    test(name, () => assert.deepEqual(labels(files).slice(0, expected.length), expected));
  };
  starts('inputs come first', `${order}{{‸}}`, ['count', 'name', 'order']);
  starts('half a name', `${order}{{na‸}}`, ['count', 'name', 'order']);
  starts('without a closing delimiter', `${order}{{na‸\nmore {{name}}`, ['count', 'name', 'order']);
  starts('in an element: its members, then the inputs outside', `${order}{{#each order.lines}}{{‸}}{{/each}}`, [
    'price',
    'sku',
    '../count',
    '../name',
    '../order',
  ]);
  starts('block parameters before all', `${order}{{#each order.lines as |line i|}}{{‸}}{{/each}}`, [
    'i',
    'line',
    'price',
    'sku',
  ]);
  starts('what a prompt without declarations reads', `Dear {{first}} {{last}}, {{‸}}`, ['first', 'last']);
  starts('block helpers after {{#', `${order}{{#‸}}`, ['each', 'if', 'ifEquals', 'unless', 'unlessEquals', 'with']);

  const exactly = (name: string, files: SampleFiles | string, expected: readonly string[]): void => {
    test(name, () => assert.deepEqual(labels(files), expected));
  };
  exactly('members after a dot', `${order}{{order.‸}}`, ['id', 'lines']);
  exactly('members of a block parameter', `${order}{{#each order.lines as |line|}}{{line.‸}}{{/each}}`, [
    'price',
    'sku',
  ]);
  exactly('members through ../', `${order}{{#each order.lines}}{{../order.‸}}{{/each}}`, ['id', 'lines']);
  exactly('inputs after ../', `${order}{{#each order.lines}}{{../‸}}{{/each}}`, ['count', 'name', 'order']);
  exactly('members of a type nobody knows', `${head('a: any')}{{a.‸}}`, []);
  exactly('arguments are variables, and those with a name', `${order}{{json ‸}}`, ['count', 'name', 'order', 'indent']);
  exactly('the block that is open', `${order}{{#each order.lines}}{{#if price}}{{/‸`, ['if']);
  exactly('partials', { 'a.prompt': '{{> ‸}}', '_sign.prompt': 'x', 'mails/_head.prompt': 'y' }, ['head', 'sign']);
  exactly('loop data in a loop', `${order}{{#each order.lines}}{{@‸}}{{/each}}`, [
    'first',
    'index',
    'key',
    'last',
    'root',
  ]);
  exactly('outside of a loop only the root', `${order}{{@‸}}`, ['root']);
  exactly('roles', `{{role "‸"}}`, ['model', 'system', 'tool', 'user']);
  exactly('nothing in text', `${order}na‸me`, []);
  exactly('nothing in a comment', `${order}{{!-- na‸ --}}`, []);

  test('a helper comes with its arguments as tab stops', () => {
    assert.equal(accept('{{js‸}}', 'json'), '{{json ${1:value}}}');
    assert.equal(accept('{{js‸}}', 'json', false), '{{json}}');
  });

  test('a block that is not closed comes with its closing tag', () => {
    assert.equal(accept('{{#ea‸\n', 'each'), '{{#each ${1:list}\\}\\}\n$0\n{{/each\\}\\}\n');
    assert.equal(accept('{{#ea‸}}{{/each}}', 'each'), '{{#each ${1:list}}}{{/each}}');
  });

  test('an input outside of the block replaces the half-typed name', () => {
    assert.equal(
      accept(`${order}{{#each order.lines}}{{na‸}}{{/each}}`, '../name'),
      `${order}{{#each order.lines}}{{../name}}{{/each}}`,
    );
  });

  test('items say their type, and on request what they are for', () => {
    const one = sample(`${order}{{#each order.lines}}{{‸}}{{/each}}`);
    const list = one.service.completion(one.uri, one.position, { snippets: true });
    const resolve = (label: string): unknown => {
      const item = list?.items.find((candidate) => candidate.label === label);
      assert.ok(item !== undefined);
      return one.service.resolveCompletion({ ...item, data: list?.itemDefaults?.data as unknown }).documentation;
    };
    assert.equal(list?.items.find(({ label }) => label === 'price')?.detail, 'number');
    assert.match(JSON.stringify(resolve('price')), /per piece/);
    assert.match(JSON.stringify(resolve('../name')), /first name/);
    assert.match(JSON.stringify(resolve('json')), /Writes a value as JSON/);
  });

  test('resolving an item of somebody else leaves it alone', () => {
    const one = sample('x');
    const item = { label: 'a', data: { uri: 5 } };
    assert.equal(one.service.resolveCompletion(item), item);
  });
});

describe('in a header', () => {
  const has = (
    name: string,
    files: SampleFiles | string,
    expected: readonly string[],
    missing: readonly string[] = [],
  ): void => {
    test(name, () => {
      const found = labels(files);
      assert.deepEqual(
        expected.filter((label) => !found.includes(label)),
        [],
        `offered: ${found.join(', ')}`,
      );
      assert.deepEqual(
        missing.filter((label) => found.includes(label)),
        [],
      );
    });
  };
  has(
    'keys that are not there yet',
    '---\nmodel: x\n‸\n---\nx',
    ['description', 'input', 'config', 'output'],
    ['model'],
  );
  has('half a key', '---\nmo‸\n---\nx', ['model']);
  has('keys below a key', '---\nconfig:\n  te‸\n---\nx', ['temperature', 'topP'], ['model']);
  has('keys in a map in braces', '---\nconfig: { temperature: 1, ‸ }\n---\nx', ['topP'], ['temperature', 'model']);
  has('types of inputs', '---\ninput:\n  schema:\n    name: ‸\n---\nx', ['string', 'integer', 'boolean']);
  has(
    'names of inputs below default',
    `---\ninput:\n  schema:\n    a: string\n    b: string\n  default:\n    a: x\n    ‸\n---\n{{a}}{{b}}`,
    ['b'],
    ['a'],
  );

  test('models that prompts looked at so far use', () => {
    const one = sample({ 'a.prompt': '---\nmodel: ‸\n---\nx', 'b.prompt': '---\nmodel: llama3.2\n---\ny' });
    one.service.references(uriOf('b.prompt'), one.position, true);
    one.service.diagnostics(uriOf('b.prompt'));
    assert.deepEqual(
      complete(one).map(({ label }) => label),
      ['llama3.2'],
    );
  });

  test('a key is written with what its value begins with', () => {
    assert.equal(accept('---\nmod‸\n---\nx', 'model'), '---\nmodel: \n---\nx');
    assert.equal(accept('---\ninp‸\n---\nx', 'input'), '---\ninput:\n  $0\n---\nx');
  });
});

describe('in cases', () => {
  const files = (cases: string): SampleFiles => ({
    'a.cases.yaml': cases,
    'a.prompt': `${head('ticket: string, what was written\nchannel?(enum): [email, chat]\nurgent?: boolean')}{{ticket}}{{channel}}{{urgent}}`,
    'sub/b.prompt': 'x',
  });
  const offers = (name: string, cases: string, expected: readonly string[]): void => {
    test(name, () => assert.deepEqual(labels(files(cases)), expected));
  };
  offers('keys at the top', 'prompt: a\n‸', ['cases', 'defaults', 'description', 'provider']);
  offers('keys of a case', 'cases:\n  - name: x\n    ‸', [
    'assert',
    'description',
    'inputs',
    'only',
    'options',
    'skip',
    'tags',
  ]);
  offers('keys of a case, on its first line', 'cases:\n  - ‸', [
    'assert',
    'description',
    'inputs',
    'name',
    'only',
    'options',
    'skip',
    'tags',
  ]);
  offers('inputs, the required first', 'cases:\n  - name: x\n    inputs:\n      ‸', ['ticket', 'channel', 'urgent']);
  offers('inputs that are not given yet, in braces', 'cases:\n  - name: x\n    inputs: { ticket: a, ‸ }', [
    'channel',
    'urgent',
  ]);
  offers('inputs of the defaults', 'defaults:\n  inputs:\n    channel: email\n    ‸', ['ticket', 'urgent']);
  offers('values of a list of words', 'cases:\n  - name: x\n    inputs:\n      channel: ‸', ['chat', 'email']);
  offers('true and false', 'cases:\n  - inputs: { urgent: ‸ }', ['false', 'true']);
  offers('prompts', 'prompt: ‸', ['a', 'sub/b']);

  test('assertions, plain and turned round', () => {
    const found = labels(files('cases:\n  - name: x\n    assert:\n      - { type: ‸ }'));
    assert.deepEqual(found.slice(0, 4), ['bleu', 'contains', 'contains-all', 'contains-any']);
    assert.ok(found.includes('not-contains') && found.includes('is-json') && found.includes('latency'));
  });

  test('keys of an assertion', () => {
    assert.deepEqual(labels(files('cases:\n  - name: x\n    assert:\n      - type: regex\n        ‸')), [
      'flags',
      'metric',
      'value',
      'weight',
    ]);
  });

  test('providers of the settings', () => {
    assert.deepEqual(labels(files('provider: ‸'), { config: { providers: ['local'] } }), ['local', 'render', 'replay']);
  });

  test('nothing in a comment or a text block', () => {
    assert.deepEqual(labels(files('# prom‸')), []);
    assert.deepEqual(labels(files('cases:\n  - inputs:\n      ticket: |\n        some ‸')), []);
  });

  test('what an input is for', () => {
    const one = sample(files('cases:\n  - inputs:\n      ‸'));
    const list = one.service.completion(one.uri, one.position, { snippets: true });
    const [first] = list?.items ?? [];
    assert.ok(first !== undefined);
    assert.match(
      JSON.stringify(one.service.resolveCompletion({ ...first, data: list?.itemDefaults?.data as unknown })),
      /what was written/,
    );
  });
});

test('an answer on a prompt with thousands of inputs is bounded', () => {
  const inputs = Array.from({ length: 3_000 }, (_, i) => `input_${i}: string, number ${i}`).join('\n');
  const one = sample(`${head(inputs)}{{‸}}`);
  const list = one.service.completion(one.uri, one.position, { snippets: true });
  assert.equal(list?.isIncomplete, true);
  assert.ok(JSON.stringify(list).length < 256 * 1024);
});
