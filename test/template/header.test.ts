import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { headerCatalogue, schemaAt, type PromptDocument, type Schema } from '../../server/src/template';
import { expectProblems, parse } from './support';

/** Inputs as `name?: type = default` lines. */
function inputsOf(document: PromptDocument): readonly string[] {
  return document.inputs.map(
    ({ name, required, schema, ...rest }) =>
      `${name}${required ? '' : '?'}: ${show(schema)}${'default' in rest ? ` = ${JSON.stringify(rest.default)}` : ''}`,
  );
}

function show(schema: Schema): string {
  const nullable = schema.nullable === true ? '|null' : '';
  if (schema.enum !== undefined) return `${schema.enum.map((value) => JSON.stringify(value)).join('|')}${nullable}`;
  if (schema.type === 'array') return `[${schema.items === undefined ? '' : show(schema.items)}]${nullable}`;
  if (schema.type !== 'object') return schema.type + nullable;
  const members = [...(schema.properties ?? [])].map(
    ([name, member]) => `${name}${schema.required?.includes(name) === true ? '' : '?'}: ${show(member)}`,
  );
  return `{${[...members, ...(schema.open === true ? ['…'] : [])].join(', ')}}${nullable}`;
}

describe('Dotprompt header', () => {
  test('says name, model, parameters, tools and output', () => {
    const document = parse(
      '---\nname: a/b\nmodel: m\ndescription: d\nconfig:\n  temperature: 0.5\ntools: [t]\noutput:\n  format: json\n  schema:\n    a?: string, what\n---\n',
    );
    assert.deepEqual(
      [document.name, document.model, document.description, document.parameters, document.tools],
      ['a/b', 'm', 'd', { temperature: 0.5 }, ['t']],
    );
    assert.deepEqual(document.output, {
      format: 'json',
      schema: {
        type: 'object',
        properties: { a: { type: ['string', 'null'], description: 'what' } },
        additionalProperties: false,
      },
    });
  });

  test('declares inputs in Picoschema', () => {
    const document = parse(`---
input:
  schema:
    a: string, first
    b?: number
    list(array, things): string
    rows?(array):
      x: integer
    o(object, thing):
      y?: boolean
    e?(enum, one of): [A, B]
    any: any
    named: Customer
  default:
    a: hello
---
`);
    assert.deepEqual(inputsOf(document), [
      'a?: string = "hello"',
      'b?: number|null',
      'list: [string]',
      'rows?: [{x: integer}]|null',
      'o: {y?: boolean|null}',
      'e?: "A"|"B"|null',
      'any: any',
      'named: any',
    ]);
    assert.deepEqual(document.problems, []);
    assert.equal(document.declaresInputs, true);
    assert.equal(document.openInputs, false);
    assert.deepEqual(
      document.inputs.map(({ description }) => description),
      ['first', undefined, 'things', undefined, 'thing', 'one of', undefined, undefined],
    );
  });

  test('declares inputs in JSON Schema', () => {
    const document = parse(`---
input:
  schema:
    type: object
    required: [a, o]
    properties:
      a: { type: string, description: d }
      "b": { type: [integer, "null"] }
      o:
        type: object
        additionalProperties: false
        properties: { x: { type: array, items: { type: number } } }
      u: { anyOf: [{ type: string }] }
---
`);
    assert.deepEqual(inputsOf(document), ['a: string', 'b?: integer|null', 'o: {x?: [number]}', 'u?: any']);
    assert.deepEqual(document.problems, []);
  });

  test('the place of a name leaves out what Picoschema adds, that of a declaration is its lines', () => {
    const text =
      '---\ninput:\n  schema:\n    a?(array, d): string # note\n    "b": string\n    c:\n      x: string\n---\n';
    const document = parse(text);
    assert.deepEqual(
      document.inputs.map(({ nameRange }) => text.slice(nameRange.start, nameRange.end)),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(
      document.inputs.map(({ range }) => text.slice(range.start, range.end)),
      ['    a?(array, d): string # note\n', '    "b": string\n', '    c:\n      x: string\n'],
    );
  });

  test('a declaration in a flow map goes with one comma', () => {
    const text = '---\ninput: { schema: { a: string, b: number } }\n---\n';
    assert.deepEqual(
      parse(text).inputs.map(({ range }) => text.slice(range.start, range.end)),
      ['a: string, ', ', b: number'],
    );
  });

  test('a wildcard and additionalProperties let other inputs in', () => {
    assert.equal(parse('---\ninput:\n  schema:\n    a: string\n    (*): any, more\n---\n').openInputs, true);
    assert.equal(
      parse(
        '---\ninput:\n  schema:\n    type: object\n    properties: { a: { type: string } }\n    additionalProperties: true\n---\n',
      ).openInputs,
      true,
    );
    assert.equal(
      parse('---\ninput:\n  schema:\n    type: object\n    properties: { a: { type: string } }\n---\n').openInputs,
      false,
    );
    assert.equal(parse('---\ninput:\n  schema: Customer\n---\n').openInputs, true);
  });

  test('defaults count as declared', () => {
    const document = parse('---\ninput:\n  default:\n    a: 1\n---\n{{a}}');
    assert.deepEqual(document.impliedInputs, ['a']);
    assert.equal(document.declaresInputs, false);
  });

  const ok = [
    ['comment lines before the fence', '# c\n\n---\nmodel: m\n---\nx'],
    ['blank line before the fence', '\n---\nmodel: m\n---\nx'],
    ['no header', 'x'],
    ['empty header', '---\n---\nx'],
    ['carriage returns', '---\r\nmodel: m\r\n---\r\nx'],
    ['no line end after the closing fence', '---\nmodel: m\n---'],
    ['blanks after a fence', '--- \nmodel: m\n---\t\nx'],
    ['keys of extensions', '---\nmyext.flag: true\nmetadata: { a: 1 }\nmax_steps: 3\napp: x\n---\nx'],
    ['dashes in a value', '---\ndescription: a --- b\n---\nx'],
    ['a byte order mark', '\ufeff---\nmodel: m\n---\nx'],
    ['many blank lines', `---\n${'\n'.repeat(50_000)}model: m\n---\nx`],
  ] as const;
  for (const [name, text] of ok) test(`nothing is wrong: ${name}`, () => assert.deepEqual(parse(text).problems, []));

  const bodies = [
    ['# c\n---\nmodel: m\n---\nbody', 'body'],
    ['  ---\nmodel: m\n---\nbody', '  ---\nmodel: m\n---\nbody'],
    ['body\n---\nmodel: m\n---\n', 'body\n---\nmodel: m\n---\n'],
    ['---\nmodel: m\n---', ''],
    ['\ufeffbody', 'body'],
    ['+++\nmodel: m\n+++\nbody', '+++\nmodel: m\n+++\nbody'],
    ['---\n---\nbody', 'body'],
    ['\ufeff---\r\nmodel: m\r\n---\r\nbody', 'body'],
    ['---\ndescription: a --- b\n---\nbody', 'body'],
    ['---\nmodel: m\n---\n---\nbody', '---\nbody'],
    ['---js\nprocess.exit(1)\n---\nbody', '---js\nprocess.exit(1)\n---\nbody'],
  ] as const;
  for (const [text, body] of bodies)
    test(`the body of ${JSON.stringify(text)}`, () => assert.equal(parse(text).parts[0]?.text, body));
});

const defects: readonly (readonly [name: string, sample: string, codes: readonly string[]])[] = [
  ['missing colon', '---\nconfig:\n  ⟦topP 0.8⟧\n  temperature: 1\n---\n', ['header-syntax']],
  ['missing colon on the last line', '---\nmodel: m\n⟦descr⟧\n---\n', ['header-syntax']],
  ['colon in a value', '---\ndescription: ⟦one: two⟧\n---\n', ['header-syntax']],
  [
    'colon in a Picoschema description',
    '---\ninput:\n  schema:\n    age?: ⟦integer, yes: no⟧\n---\n',
    ['header-syntax'],
  ],
  ['tab', '---\nconfig:\n⟦\t⟧temperature: 1\n---\n', ['header-syntax']],
  ['unclosed quote', '---\nname: ⟦"abc⟧\nmodel: m\n---\n', ['header-syntax']],
  ['unclosed list', '---\ntools: ⟦[a, b⟧\nmodel: m\n---\n', ['header-syntax']],
  ['unclosed map', '---\nconfig: ⟦{ a: 1⟧\nmodel: m\n---\n', ['header-syntax']],
  ['reserved character', '---\nname: ⟦@foo⟧\n---\n', ['header-syntax']],
  ['template as a value', '---\ndescription: ⟦{{x}}⟧\n---\n', ['header-syntax']],
  ['alias to nothing', '---\ntools: ⟦*missing⟧\n---\n', ['header-syntax']],
  ['uneven indentation', '---\nconfig:\n  temperature: 1\n⟦ topP: 1⟧\n---\n', ['header-syntax']],
  ['key given twice', '---\nmodel: a\n⟦model⟧: b\n---\n', ['header-syntax']],
  ['no closing fence', '⟦---⟧\nmodel: m\n{{role "user"}}\nx: y\n', ['header-syntax']],
  ['a list for a header', '---\n⟦- a\n⟧---\n', ['header-syntax']],
  ['misspelt key', '---\n⟦modle⟧: m\n---\n', ['header-key']],
  ['unknown key in input', '---\ninput:\n  ⟦shema⟧: {}\n---\n', ['header-key']],
  ['number expected', '---\nconfig:\n  temperature: ⟦hot⟧\n---\n', ['header-value']],
  ['list expected', '---\ntools: ⟦a⟧\n---\n', ['header-value']],
  ['dialect that does not exist', '---\ndialect: ⟦handelbars⟧\n---\n', ['header-value']],
  ['misspelt type', '---\ninput:\n  schema:\n    a: ⟦strng⟧, first\n---\n', ['bad-schema']],
  ['misspelt type in quotes', '---\ninput:\n  schema:\n    a: "⟦interger⟧"\n---\n', ['bad-schema']],
  ['misspelt word in parentheses', '---\ninput:\n  schema:\n    a(⟦aray⟧): string\n---\n', ['bad-schema']],
  ['scalar type in parentheses', '---\ninput:\n  schema:\n    a(⟦string⟧): x\n---\n', ['bad-schema']],
  ['type missing', '---\ninput:\n  schema:\n    ⟦a⟧:\n---\n', ['bad-schema']],
  ['list as a type', '---\ninput:\n  schema:\n    a: ⟦[x]⟧\n---\n', ['bad-schema']],
  ['enum without a list', '---\ninput:\n  schema:\n    a(enum): ⟦x⟧\n---\n', ['bad-schema']],
  ['number as a type', '---\ninput:\n  schema:\n    a: ⟦12⟧\n---\n', ['bad-schema']],
  [
    'misspelt JSON Schema type',
    '---\ninput:\n  schema:\n    type: object\n    properties: { a: { type: ⟦sting⟧ } }\n---\n',
    ['bad-schema'],
  ],
  [
    'required name that is misspelt',
    '---\ninput:\n  schema:\n    type: object\n    required: [⟦colour⟧]\n    properties: { color: { type: string } }\n---\n',
    ['bad-schema'],
  ],
  [
    'input twice in JSON Schema',
    '---\ninput:\n  schema:\n    type: object\n    properties:\n      a: { type: string }\n      ⟦a⟧: { type: number }\n---\n',
    ['duplicate-input'],
  ],
  [
    'property twice in JSON Schema',
    '---\ninput:\n  schema:\n    type: object\n    properties:\n      o: { type: object, properties: { a: {}, ⟦a⟧: {} } }\n---\n',
    ['bad-schema'],
  ],
  ['colon missing in the only line of a map', '---\nconfig:\n  ⟦topP 0.8⟧\n---\n', ['header-syntax']],
  ['input twice', '---\ninput:\n  schema:\n    a: string\n    ⟦a⟧?: number\n---\n', ['duplicate-input']],
  ['property twice', '---\noutput:\n  schema:\n    a: string\n    ⟦a⟧: number\n---\n', ['bad-schema']],
];

describe('header defects: one problem each, at the culprit', () => {
  for (const [name, sample, codes] of defects) test(name, () => void expectProblems(sample, codes));

  test('the missing colon is named, with what to write', () => {
    const [problem] = expectProblems('---\nconfig:\n  ⟦topP 0.8⟧\n  temperature: 1\n---\n', ['header-syntax']).problems;
    assert.match(problem?.message ?? '', /“topP: 0.8”/);
    assert.deepEqual(problem?.data, { insert: ':', at: 18 });
  });

  test('a misspelling comes with what is meant', () => {
    assert.deepEqual(parse('---\nmodle: m\n---\n').problems[0]?.data, { replace: 'model' });
    assert.deepEqual(parse('---\ninput:\n  schema:\n    a: strng\n---\n').problems[0]?.data, { replace: 'string' });
  });

  test('the second declaration of an input points to the first', () => {
    const text = '---\ninput:\n  schema:\n    a: string\n    a: number\n---\n';
    const { range } = parse(text).problems[0]?.related ?? {};
    assert.equal(range?.start, text.indexOf('a: string'));
  });
});

describe('a broken header', () => {
  const good = '---\nmodel: m\ninput:\n  schema:\n    a: string\n    b(array): string\n---\n{{a}} {{b}}\n';

  test('leaves the last good one in force, moved to where it stands now', () => {
    const before = parse(good);
    const text = good.replace('model: m', 'model: m: n');
    const document = parse(text, { previous: before });
    assert.deepEqual(
      document.problems.map(({ code }) => code),
      ['header-syntax'],
    );
    assert.equal(document.header?.broken, true);
    assert.deepEqual(
      document.inputs.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.deepEqual(
      document.inputs.map(({ nameRange }) => text.slice(nameRange.start, nameRange.end)),
      ['a', 'b'],
    );
    assert.deepEqual(
      document.header?.entries.map(({ keyRange }) => text.slice(keyRange.start, keyRange.end)),
      ['model', 'input'],
    );
  });

  test('stays in force over several broken states', () => {
    let document = parse(good);
    for (const typed of ['d', 'de', 'des', 'desc', 'desc ', 'desc x'])
      document = parse(good.replace('model: m\n', `model: m\n${typed}\n`), { previous: document });
    assert.deepEqual(
      document.inputs.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.equal(document.problems.length, 1);
  });

  test('opened for the first time, tells what can still be read', () => {
    const document = parse('---\nconfig:\n  topP 0.8\n  temperature: 1\ninput:\n  schema:\n    a: string\n---\n{{a}}');
    assert.deepEqual(
      document.inputs.map(({ name }) => name),
      ['a'],
    );
  });

  test('with its closing fence gone, keeps the inputs and finds the body', () => {
    const text = good.replace('---\n{{a}}', '--\n{{a}}');
    const document = parse(text, { previous: parse(good) });
    assert.deepEqual(
      document.problems.map(({ code }) => code),
      ['header-syntax'],
    );
    assert.deepEqual(
      document.inputs.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.deepEqual(
      document.analysis.variables.map(({ range }) => text.slice(range.start, range.end)),
      ['a', 'b'],
    );
  });

  test('an unchanged header is taken over as it is', () => {
    const before = parse(good);
    const after = parse(`${good}more {{a}}`, { previous: before });
    assert.equal(after.inputs, before.inputs);
    assert.notEqual(parse(good.replace('a: string', 'c: string'), { previous: before }).inputs, before.inputs);
  });

  test('a header of another format is not taken over', () => {
    const before = parse(good, { file: 'x.prompt' });
    assert.deepEqual(parse(good, { file: 'x.prompty', previous: before }).inputs, []);
  });
});

describe('Prompty header', () => {
  test('version 1', () => {
    const document = parse(
      '---\nname: n\nmodel:\n  api: chat\n  configuration: { type: azure_openai, azure_deployment: gpt }\n  parameters: { max_tokens: 10 }\ninputs:\n  a: { type: string, description: d }\n  b: { type: array, default: [] }\n  c: number\n  d: Paris\nsample:\n  a: x\n---\nsystem:\n{{ a }}\n',
      { file: 'x.prompty' },
    );
    assert.deepEqual(inputsOf(document), ['a: string', 'b?: [any] = []', 'c: number', 'd?: any = "Paris"']);
    assert.deepEqual(
      [document.model, document.parameters, document.impliedInputs, document.dialect],
      ['gpt', { max_tokens: 10 }, ['a'], 'jinja'],
    );
    assert.deepEqual(document.problems, []);
    assert.deepEqual(
      document.analysis.roles.map(({ role }) => role),
      ['system'],
    );
  });

  test('version 2', () => {
    const document = parse(
      '---\nname: n\nmodel:\n  id: gpt-4o\n  provider: azure\n  apiType: chat\n  connection: { kind: key, endpoint: "${env:URL:http://x}" }\n  options: { temperature: 1 }\ninputs:\n  - name: a\n    kind: string\n    required: true\n  - name: t\n    kind: thread\n  - name: f\n    kind: image\n    required: false\ntemplate:\n  format: { kind: mustache }\n---\n{{a}}',
      { file: 'x.prompty' },
    );
    assert.deepEqual(inputsOf(document), ['a: string', 't: [any]', 'f?: any']);
    assert.deepEqual(
      [document.model, document.parameters, document.dialect, document.dialectSource],
      ['gpt-4o', { temperature: 1 }, 'mustache', 'header'],
    );
    assert.deepEqual(document.problems, []);
  });

  test('a sample in another file leaves the inputs open', () => {
    assert.equal(parse('---\nsample: ${file:sample.json}\n---\n{{ a }}', { file: 'x.prompty' }).openInputs, true);
  });

  const headers = [
    ['blank lines in front', '\n \n---\nname: n\n---\nbody', 'n', 'body'],
    ['one fence may close the other', '---\nname: n\n+++\nbody', 'n', 'body'],
    ['dashes in a value do not close it', '---\nname: n\ndescription: a --- b\n---\nbody', 'n', 'body'],
    ['dashes behind a line of text are text', 'Hello\n---\nname: n\n---\n', undefined, 'Hello\n---\nname: n\n---\n'],
  ] as const;
  for (const [rule, text, name, body] of headers) {
    test(`fences: ${rule}`, () => {
      const document = parse(text, { file: 'x.prompty' });
      assert.deepEqual([document.name, document.parts[0]?.text, document.problems], [name, body, []]);
    });
  }

  test('a fence that is not closed is told', () =>
    void expectProblems('⟦---⟧\nname: n\nuser:\n  x: {{ y }}\n', ['header-syntax'], { file: 'x.prompty' }));

  test('plus signs are a fence too', () => {
    assert.equal(parse('+++\nname: n\n+++\nx', { file: 'x.prompty' }).name, 'n');
  });

  test('role lines make messages, prose does not', () => {
    const text = '---\nname: n\n---\nsystem:\nAnswer:\n# User:\nx\n assistant[name="a"]:\ny\nNote: user\n';
    const document = parse(text, { file: 'x.prompty' });
    assert.deepEqual(
      document.analysis.roles.map(({ role, roleRange }) => [role, text.slice(roleRange.start, roleRange.end)]),
      [
        ['system', 'system'],
        ['user', 'User'],
        ['assistant', 'assistant'],
      ],
    );
    assert.deepEqual(document.problems, []);
  });

  test('a misspelt first role', () =>
    void expectProblems('---\nname: n\n---\n⟦sytem⟧:\nx\n', ['unknown-role'], { file: 'x.prompty' }));
  test('input twice in a list', () =>
    void expectProblems(
      '---\ninputs:\n  - name: a\n    kind: string\n  - name: ⟦a⟧\n    kind: string\n---\n',
      ['duplicate-input'],
      {
        file: 'x.prompty',
      },
    ));
  test('input twice', () =>
    void expectProblems('---\ninputs:\n  a: string\n  ⟦a⟧: string\n---\n', ['duplicate-input'], { file: 'x.prompty' }));
});

describe('VS Code prompt files', () => {
  test('header and marks', () => {
    const document = parse(
      '---\nname: n\ndescription: d\nmode: agent\nmodel: gpt\ntools: [a, b]\n---\nDo ${input:what:What to do} in ${file}.',
      { file: 'x.prompt.md' },
    );
    assert.deepEqual(
      [document.dialect, document.format, document.model, document.tools],
      ['input-marks', 'vscode-prompt', 'gpt', ['a', 'b']],
    );
    assert.deepEqual(document.problems, []);
  });
});

describe('header catalogue', () => {
  test('has the keys of each format with a sentence on each', () => {
    for (const format of ['dotprompt', 'prompty', 'github-models', 'vscode-prompt'] as const) {
      const { keys } = headerCatalogue(format);
      assert.ok(keys.length > 5);
      for (const key of [...keys, ...keys.flatMap(({ children }) => children ?? [])])
        assert.match(key.documentation, /\.$/, `${format} ${key.name}`);
    }
  });
});

describe('schemas', () => {
  const schema = parse(
    '---\ninput:\n  schema:\n    o(object):\n      xs(array):\n        y: string\n      s: string\n    any: any\n    m(object):\n      (*): number\n---\n',
  ).inputs;
  const at = (name: string, ...path: readonly string[]): string | undefined => {
    const root = schema.find((input) => input.name === name)?.schema;
    const found = root === undefined ? undefined : schemaAt(root, path);
    return typeof found === 'object' ? found.type : found;
  };
  test('a path leads to a type, to nothing, or to what nobody knows', () => {
    assert.equal(at('o', 'xs', '[]', 'y'), 'string');
    assert.equal(at('o', 'xs', '0', 'y'), 'string');
    assert.equal(at('o', 'xs', 'length'), 'integer');
    assert.equal(at('o', 'z'), 'missing');
    assert.equal(at('o', 's', 'x'), 'missing');
    assert.equal(at('any', 'x'), undefined);
    assert.equal(at('m', 'x'), 'number');
  });
});
