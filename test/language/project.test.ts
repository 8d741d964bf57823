import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uriOf, pathOf } from '../support/memory-workspace';
import { findings, sample, type Sample } from './harness';

const head = (schema: string): string => `---\ninput:\n  schema:\n${schema.replace(/^/gm, '    ')}\n---\n`;

/** The files whose findings may have changed since the last question, sorted. */
function affected(one: Sample): string[] {
  return one.service.takeAffected().map(pathOf).sort();
}

/** Looks at every file, as an editor has done that shows their findings. */
function look(one: Sample): void {
  for (const uri of one.service.takeAffected()) one.service.diagnostics(uri);
}

const files = {
  'a.prompt': `${head('name: string')}{{name}}{{> sign}}`,
  '_sign.prompt': 'Bye {{name}}',
  'a.cases.yaml': 'cases:\n  - inputs: { name: x }\n',
  'b.cases.yaml': 'prompt: a\ncases: []\n',
  'c.prompt': 'unrelated',
};

describe('what a change affects', () => {
  test('at first everything, then nothing', () => {
    const one = sample(files);
    assert.deepEqual(affected(one), Object.keys(files).sort());
    assert.deepEqual(affected(one), []);
  });

  const row = (name: string, change: (one: Sample) => void, expected: readonly string[]): void => {
    test(name, () => {
      const one = sample(files);
      look(one);
      change(one);
      assert.deepEqual(affected(one), [...expected].sort());
    });
  };
  row('text of a prompt: the prompt', (one) => one.workspace.write('a.prompt', `${files['a.prompt']} more`), [
    'a.prompt',
  ]);
  row(
    'inputs of a prompt: its cases too',
    (one) => one.workspace.write('a.prompt', `${head('name: string\nb: string')}{{name}}{{> sign}}`),
    ['a.prompt', 'a.cases.yaml', 'b.cases.yaml', '_sign.prompt'],
  );
  row(
    'what a partial is handed: the partial',
    (one) => one.workspace.write('a.prompt', files['a.prompt'].replace('{{> sign', '{{> sign name="x"')),
    ['a.prompt', 'a.cases.yaml', 'b.cases.yaml', '_sign.prompt'],
  );
  row(
    'what a partial reads: whoever includes it',
    (one) => one.workspace.write('_sign.prompt', 'Bye {{name}} {{team}}'),
    ['_sign.prompt', 'a.prompt'],
  );
  row('text of a partial: the partial', (one) => one.workspace.write('_sign.prompt', 'Goodbye {{name}}'), [
    '_sign.prompt',
  ]);
  row('a partial that goes: whoever includes it', (one) => one.workspace.remove('_sign.prompt'), [
    '_sign.prompt',
    'a.prompt',
  ]);
  row(
    'another name: cases of the old and of the new',
    (one) => one.workspace.write('a.prompt', '---\nname: z\n---\nx'),
    ['a.prompt', 'a.cases.yaml', 'b.cases.yaml', '_sign.prompt'],
  );
  row('galley.yaml: everything', (one) => one.workspace.write('galley.yaml', 'prompts: []'), [
    'galley.yaml',
    ...Object.keys(files),
  ]);
});

describe('findings follow other files', () => {
  test('a partial that appears', () => {
    const one = sample({ 'a.prompt': '{{> sign}}' });
    assert.deepEqual(findings(one).codes, ['missing-partial']);
    one.workspace.write('_sign.prompt', 'x');
    assert.deepEqual(findings(one).codes, []);
    one.workspace.remove('_sign.prompt');
    assert.deepEqual(findings(one).codes, ['missing-partial']);
  });

  test('a duplicate that is renamed', () => {
    const one = sample({ 'a.prompt': '---\nname: x\n---\n', 'b.prompt': '---\nname: x\n---\n' });
    assert.deepEqual(findings(one).codes, ['duplicate-prompt']);
    one.workspace.write('b.prompt', '---\nname: y\n---\n');
    assert.deepEqual(findings(one).codes, []);
  });

  test('an open document counts, not the file', () => {
    const one = sample({ 'a.cases.yaml': 'cases:\n  - inputs: { b: x }\n', 'a.prompt': `${head('a?: string')}{{a}}` });
    assert.deepEqual(findings(one).codes, ['unknown-input']);
    one.workspace.open('a.prompt', `${head('b: string')}{{b}}`, 1);
    assert.deepEqual(findings(one).codes, []);
  });

  test('everything changed at once', () => {
    const one = sample({ 'a.prompt': '{{> sign}}' });
    look(one);
    one.workspace.changeAll();
    assert.deepEqual(affected(one), ['a.prompt']);
  });
});

describe('the last good header stays in force', () => {
  test('while the header is half typed, inputs are still known', () => {
    const one = sample(`${head('name: string\ncount: integer')}{{name}} {{count}}`);
    one.service.diagnostics(one.uri);
    one.workspace.open('a.prompt', one.text('a.prompt').replace('count: integer', 'count: integer\n    x: [a'), 2);
    assert.deepEqual(findings(one).codes, ['header-syntax']);
    const items = one.service.completion(one.uri, { line: 7, character: 3 }, { snippets: true })?.items ?? [];
    assert.deepEqual(
      items.slice(0, 2).map(({ label }) => label),
      ['name', 'count'],
    );
  });
});

test('a text is parsed once, whatever is asked about it', () => {
  const one = sample(files);
  look(one);
  const before = one.service.semanticTokens(uriOf('a.prompt'));
  assert.ok(before !== undefined);
  // The same text under a new version gives new findings with that version, and equal tokens.
  one.workspace.open('a.prompt', files['a.prompt'], 9);
  assert.equal(one.service.diagnostics(uriOf('a.prompt'))?.version, 9);
  assert.deepEqual(one.service.semanticTokens(uriOf('a.prompt'))?.data, before.data);
});

test('an edit concerns few of many files', () => {
  const partial = (index: number): string => (index % 10 === 0 ? '{{name}}' : 'Bye {{name}}');
  const many: Record<string, string> = {};
  for (let index = 0; index < 300; index++) {
    many[`_part${index % 30}.prompt`] = partial(index % 30);
    many[`p${index}.prompt`] = `${head('name: string')}{{name}}{{> part${index % 30}}}`;
  }
  const one = sample(many);
  look(one);
  one.workspace.open('p7.prompt', `${head('name: string')}{{name}} more{{> part7}}`, 2);
  assert.deepEqual(affected(one), ['p7.prompt']);
  one.workspace.open('p7.prompt', `${head('name: string\nteam: string')}{{name}} more{{> part7}}`, 3);
  assert.deepEqual(affected(one), ['_part7.prompt', 'p7.prompt']);
  for (const path of ['_part7.prompt', 'p7.prompt']) findings(one, path);
  one.workspace.write('_part7.prompt', 'Bye {{name}} of {{team}}');
  assert.deepEqual(affected(one).length, 11);
});

test('partials that branch and meet again are looked at once each', () => {
  const layers: Record<string, string> = { 'p.prompt': `${head('name: string')}{{> a0}}{{> b0}}` };
  for (let layer = 0; layer < 40; layer++) {
    const body = `{{x${layer}}}{{> a${layer + 1}}}{{> b${layer + 1}}}`;
    Object.assign(layers, { [`_a${layer}.prompt`]: body, [`_b${layer}.prompt`]: body });
  }
  Object.assign(layers, { '_a40.prompt': '{{name}}', '_b40.prompt': '{{name}}' });
  const one = sample(layers);
  const [finding] = findings(one, 'p.prompt').all.filter(({ code }) => code === 'galley/missing-partial-argument');
  assert.equal((finding?.data as { names: string[] }).names.length, 40);
});

test('partials that circle end every question', () => {
  const circle = {
    '_a.prompt': '{{x}}{{> b}}',
    '_b.prompt': '{{y}}{{> c}}',
    '_c.prompt': '{{z}}{{> a}}',
    'p.prompt': `${head('x: string\nq: string')}{{> ‸a}}`,
  };
  const one = sample(circle);
  assert.deepEqual(findings(one).codes, ['unused-input', 'missing-partial-argument']);
  assert.ok(one.service.hover(one.uri, one.position) !== undefined);
  one.service.inlayHints(one.uri, { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } });
  one.service.references(one.uri, { line: 3, character: 4 }, true);
});

describe('where partials are found', () => {
  const rows: readonly (readonly [what: string, prompt: string, partial: string, name: string, found: boolean])[] = [
    ['in the root of prompts', 'prompts/a.prompt', 'prompts/_x.prompt', 'x', true],
    ['by the path under the root', 'prompts/a.prompt', 'prompts/b/_x.prompt', 'b/x', true],
    ['beside a prompt that is under no root', 'app/src/prompts/a.prompt', 'app/src/prompts/_x.prompt', 'x', true],
    ['by a path from there', 'app/prompts/a.prompt', 'app/prompts/b/_x.prompt', 'b/x', true],
    ['in a folder above', 'app/prompts/b/c/a.prompt', 'app/prompts/_x.prompt', 'x', true],
    ['below, by the name of the file alone', 'app/prompts/a.prompt', 'app/prompts/b/_x.prompt', 'x', true],
    ['not by the end of its path', 'app/prompts/a.prompt', 'app/prompts/c/b/_x.prompt', 'b/x', false],
    ['not by another name', 'app/prompts/a.prompt', 'app/prompts/_y.prompt', 'x', false],
  ];
  for (const [what, prompt, partial, name, found] of rows)
    test(what, () => {
      const one = sample({ [prompt]: `{{> ${name}}}`, [partial]: 'text' }, { config: { roots: ['prompts/**'] } });
      assert.deepEqual(findings(one, prompt).codes, found ? [] : ['missing-partial']);
    });

  test('a partial that goes or comes affects the prompts that know it by its file name', () => {
    const one = sample({ 'app/prompts/a.prompt': '{{> x}}', 'app/prompts/b/_x.prompt': 'text' });
    look(one);
    one.workspace.remove('app/prompts/b/_x.prompt');
    assert.deepEqual(affected(one), ['app/prompts/a.prompt', 'app/prompts/b/_x.prompt']);
    assert.deepEqual(findings(one, 'app/prompts/a.prompt').codes, ['missing-partial']);
    one.workspace.write('app/prompts/_x.prompt', 'text');
    assert.deepEqual(affected(one), ['app/prompts/_x.prompt', 'app/prompts/a.prompt']);
    assert.deepEqual(findings(one, 'app/prompts/a.prompt').codes, []);
  });
});
