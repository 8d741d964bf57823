import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CodeAction } from 'vscode-languageserver-types';
import { applied, findings, head, sample, type Sample, type SampleFiles, type SampleOptions } from './harness';

function actions(one: Sample, only?: readonly string[]): readonly CodeAction[] {
  const range = { start: one.position, end: one.position };
  return one.service.codeActions(one.uri, range, {
    diagnostics: findings(one).all,
    ...(only === undefined ? {} : { only }),
  });
}

/** Takes the action `title` at the cursor: what it leaves in each changed file. */
function take(
  files: SampleFiles | string,
  title: string,
  options?: SampleOptions,
): { one: Sample; result: Record<string, string> } {
  const one = sample(files, options);
  const offered = actions(one);
  const action = offered.find((candidate) => candidate.title === title);
  assert.ok(action !== undefined, `“${title}” is offered, among ${offered.map((other) => other.title).join(' | ')}`);
  return { one, result: applied(one, action.edit) };
}

/** Takes an action and demands that no finding of `code` is left where it was offered. */
function mends(
  name: string,
  files: SampleFiles | string,
  title: string,
  expected: SampleFiles,
  code: string,
  options?: SampleOptions,
): void {
  test(name, () => {
    const { one, result } = take(files, title, options);
    assert.deepEqual(result, expected);
    for (const [path, text] of Object.entries(result)) one.workspace.write(path, text);
    assert.ok(Object.keys(result).length > 0);
    assert.ok(!findings(one).codes.includes(code), `still ${findings(one).codes.join(', ')}`);
  });
}

describe('declare an input', () => {
  const declares = (name: string, before: string, after: string, variable = 'name'): void => {
    mends(name, before, `Declare the input ${variable}`, { 'a.prompt': after }, 'undeclared-variable');
  };
  declares(
    'below the last one',
    `${head('a: string')}{{a}}{{na‸me}}`,
    `${head('a: string\nname: string')}{{a}}{{name}}`,
  );
  declares(
    'as a list, when it is looped over',
    `${head('a: string')}{{a}}{{#each na‸me}}{{this}}{{/each}}`,
    `${head('a: string\nname(array): string')}{{a}}{{#each name}}{{this}}{{/each}}`,
  );
  declares(
    'as a list of objects, by what is read of its elements',
    `${head('a: string')}{{a}}{{#each na‸me}}{{id}}{{#if sale}}{{/if}}{{/each}}`,
    `${head('a: string\nname(array):\n  id: string\n  sale?: boolean')}{{a}}{{#each name}}{{id}}{{#if sale}}{{/if}}{{/each}}`,
  );
  declares(
    'as an object',
    `${head('a: string')}{{a}}{{na‸me.first}}`,
    `${head('a: string\nname(object):\n  first: string')}{{a}}{{name.first}}`,
  );
  declares(
    'as optional, when it is tested',
    `${head('a: string')}{{a}}{{#if na‸me}}{{name}}{{/if}}`,
    `${head('a: string\nname?: string')}{{a}}{{#if name}}{{name}}{{/if}}`,
  );
  declares(
    'in braces',
    '---\ninput: { schema: { a: string } }\n---\n{{a}}{{na‸me}}',
    '---\ninput: { schema: { a: string, name: string } }\n---\n{{a}}{{name}}',
  );
  declares(
    'in a JSON schema',
    '---\ninput:\n  schema:\n    type: object\n    properties:\n      a: { type: string }\n---\n{{a}}{{na‸me}}',
    '---\ninput:\n  schema:\n    type: object\n    properties:\n      a: { type: string }\n      name: { type: string }\n---\n{{a}}{{name}}',
  );
  declares(
    'with the line ends of the file',
    `---\r\ninput:\r\n  schema:\r\n    a: string\r\n---\r\n{{a}}{{na‸me}}`,
    `---\r\ninput:\r\n  schema:\r\n    a: string\r\n    name: string\r\n---\r\n{{a}}{{name}}`,
  );

  mends(
    'all of them at once',
    `${head('a: string')}{{a}}{{‸b}}{{#each c}}{{this}}{{/each}}`,
    'Declare all 2 undeclared variables',
    { 'a.prompt': `${head('a: string\nb: string\nc(array): string')}{{a}}{{b}}{{#each c}}{{this}}{{/each}}` },
    'undeclared-variable',
  );

  test('not while the header is broken', () => {
    const one = sample(head('a: string') + '{{a}}{{‸b}}');
    one.service.diagnostics(one.uri);
    one.workspace.open('a.prompt', one.text('a.prompt').replace('input:', 'input: ['), 2);
    assert.deepEqual(
      actions(one).filter(({ title }) => title.startsWith('Declare')),
      [],
    );
  });
});

describe('declare the inputs of a prompt that declares none', () => {
  const title = 'Declare the inputs of this prompt';
  test('makes the header', () => {
    const { result } = take('Dear {{na‸me}}, {{#each items}}{{price}}{{/each}}{{#if vip}}!{{/if}}', title);
    assert.deepEqual(result, {
      'a.prompt':
        '---\ninput:\n  schema:\n    name: string\n    items(array):\n      price: string\n    vip?: boolean\n---\nDear {{name}}, {{#each items}}{{price}}{{/each}}{{#if vip}}!{{/if}}',
    });
  });

  test('adds to the header', () => {
    const { one, result } = take('---\nmodel: x\n‸---\n{{name}}', title);
    assert.deepEqual(result, { 'a.prompt': '---\nmodel: x\ninput:\n  schema:\n    name: string\n---\n{{name}}' });
    one.workspace.write('a.prompt', result['a.prompt'] ?? '');
    assert.deepEqual(findings(one).codes, []);
  });

  test('is not offered where inputs are declared, or in partials', () => {
    const samples: readonly SampleFiles[] = [{ 'a.prompt': `${head('a: string')}{{‸a}}` }, { '_p.prompt': '{{‸a}}' }];
    for (const files of samples) {
      assert.deepEqual(
        actions(sample(files)).map((action) => action.title),
        [],
      );
    }
  });
});

describe('remove an unused input', () => {
  const removes = (name: string, before: string, after: string): void => {
    mends(name, before, 'Remove the input b', { 'a.prompt': after }, 'unused-input');
  };
  removes(
    'with its lines',
    `${head('a: string\n‸b(object):\n  c: string\nd: string')}{{a}}{{d}}`,
    `${head('a: string\nd: string')}{{a}}{{d}}`,
  );
  removes(
    'in braces',
    '---\ninput: { schema: { a: string, ‸b: string } }\n---\n{{a}}',
    '---\ninput: { schema: { a: string } }\n---\n{{a}}',
  );
  removes(
    'with its default',
    '---\ninput:\n  schema:\n    a: string\n    ‸b: string\n  default:\n    b: x\n    a: y\n---\n{{a}}',
    '---\ninput:\n  schema:\n    a: string\n  default:\n    a: y\n---\n{{a}}',
  );
  removes(
    'the only one, with what would be empty',
    '---\nmodel: x\ninput:\n  schema:\n    ‸b: string\n---\nx',
    '---\nmodel: x\n---\nx',
  );
});

describe('other fixes', () => {
  mends(
    'change to what is meant',
    `${head('name: string')}{{nam‸}}{{name}}`.replace('nam‸', 'na‸m'),
    'Change nam to name',
    { 'a.prompt': `${head('name: string')}{{name}}{{name}}` },
    'undeclared-variable',
  );
  mends(
    'a property',
    `${head('o(object):\n  price: number')}{{o.pri‸se}}`,
    'Change prise to price',
    { 'a.prompt': `${head('o(object):\n  price: number')}{{o.price}}` },
    'unknown-property',
  );
  mends(
    'an input outside of the block',
    `${head('who: string\nxs(array):\n  id: string')}{{#each xs}}{{wh‸o}}{{/each}}{{who}}`,
    'Change to @root.who',
    { 'a.prompt': `${head('who: string\nxs(array):\n  id: string')}{{#each xs}}{{@root.who}}{{/each}}{{who}}` },
    'unknown-property',
  );
  mends(
    'braces of JSON',
    `${head('a: integer')}{"k":{{a‸}}}`,
    'Add a space',
    { 'a.prompt': `${head('a: integer')}{"k":{{a}} }` },
    'json-braces',
  );
  mends(
    'an assertion',
    { 'a.cases.yaml': 'cases:\n  - assert:\n      - { type: cont‸ainz, value: x }', 'a.prompt': 'x' },
    'Change containz to contains',
    { 'a.cases.yaml': 'cases:\n  - assert:\n      - { type: contains, value: x }' },
    'unknown-assertion',
  );
  mends('a role', '{{role "‸usr"}}', 'Change usr to user', { 'a.prompt': '{{role "user"}}' }, 'unknown-role');
  mends(
    'an argument of a partial',
    { 'a.prompt': `${head('a: string')}{{a}}{{> si‸gn}}`, '_sign.prompt': '{{team}}' },
    'Hand over team',
    { 'a.prompt': `${head('a: string')}{{a}}{{> sign team=""}}` },
    'missing-partial-argument',
  );
  mends(
    'a partial that is missing, with what it is handed',
    { 'prompts/a.prompt': '{{> mails/si‸gn team="x"}}', 'prompts/_other.prompt': '' },
    'Create prompts/mails/_sign.prompt',
    { 'prompts/mails/_sign.prompt': '{{team}}\n' },
    'missing-partial',
    { config: { roots: ['prompts/**'] } },
  );

  describe('inputs of a case', () => {
    const prompt = `${head('ticket: string\ncount: integer\ntone(enum): [warm, cool]')}{{ticket}}{{count}}{{tone}}`;
    const gives = (name: string, before: string, after: string): void => {
      mends(
        name,
        { 'a.cases.yaml': before, 'a.prompt': prompt },
        'Give the inputs count, tone',
        { 'a.cases.yaml': after },
        'missing-input',
      );
    };
    gives(
      'in a block',
      'cases:\n  - name: o‸ne\n    inputs:\n      ticket: x\n',
      'cases:\n  - name: one\n    inputs:\n      ticket: x\n      count: 0\n      tone: "warm"\n',
    );
    gives(
      'in braces',
      'cases:\n  - name: o‸ne\n    inputs: { ticket: x }\n',
      'cases:\n  - name: one\n    inputs: { ticket: x, count: 0, tone: "warm" }\n',
    );
    test('where there are none yet', () => {
      const { result } = take(
        { 'a.cases.yaml': 'cases:\n  - name: o‸ne\n    tags: [x]\n', 'a.prompt': prompt },
        'Give the inputs ticket, count, tone',
      );
      assert.equal(
        result['a.cases.yaml'],
        'cases:\n  - name: one\n    inputs:\n      ticket: ""\n      count: 0\n      tone: "warm"\n    tags: [x]\n',
      );
    });
  });
});

describe('ignore a finding', () => {
  const ignores = (name: string, files: SampleFiles | string, code: string, expected: SampleFiles): void => {
    mends(name, files, `Ignore ${code} here`, expected, code);
  };
  ignores('in a template', `${head('a: string')}{{a}}\n  {{‸b}}`, 'undeclared-variable', {
    'a.prompt': `${head('a: string')}{{a}}\n  {{!-- galley-ignore undeclared-variable --}}\n  {{b}}`,
  });
  ignores('in the header', `${head('a: string\n‸b: string')}{{a}}`, 'unused-input', {
    'a.prompt': `${head('a: string\n# galley-ignore unused-input\nb: string')}{{a}}`,
  });
  ignores(
    'in a case file',
    { 'a.cases.yaml': 'cases:\n  - inputs:\n      ‸x: 1\n', 'a.prompt': `${head('a?: string')}{{a}}` },
    'unknown-input',
    { 'a.cases.yaml': 'cases:\n  - inputs:\n      # galley-ignore unknown-input\n      x: 1\n' },
  );
});

describe('fix all', () => {
  test('mends the form, and leaves names to people', () => {
    const one = sample(`${head('a: integer')}{{role "usr"}}{"k":{{a}}}{{aa}}`);
    const all = actions(one, ['source.fixAll']);
    assert.deepEqual(
      all.map(({ title, kind }) => [title, kind]),
      [['Fix 2 problems', 'source.fixAll.galley']],
    );
    assert.deepEqual(applied(one, all[0]?.edit), {
      'a.prompt': `${head('a: integer')}{{role "user"}}{"k":{{a}} }{{aa}}`,
    });
  });

  test('is not offered unasked, nor where nothing is wrong', () => {
    const one = sample(`${head('a: integer')}{"k":{{a}}}‸`);
    assert.ok(!actions(one).some(({ kind }) => kind?.startsWith('source') === true));
    assert.deepEqual(actions(sample('x'), ['source.fixAll.galley']), []);
  });
});

test('an action names the diagnostic it mends, and the best one is preferred', () => {
  const one = sample(`${head('name: string')}{{na‸m}}{{name}}`);
  const [first] = actions(one);
  assert.equal(first?.isPreferred, true);
  assert.deepEqual(first?.diagnostics, findings(one).all);
});

test('an editor that keeps no data gets the same actions', () => {
  const one = sample(`${head('name: string')}{{na‸m}}{{name}}`);
  const range = { start: one.position, end: one.position };
  const titles = one.service.codeActions(one.uri, range, { diagnostics: [] }).map(({ title }) => title);
  assert.deepEqual(titles, ['Change nam to name', 'Declare the input nam', 'Ignore undeclared-variable here']);
});
