import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findings, head, sample, type SampleFiles, type SampleOptions } from './harness';

/** A sample in which `⟦ ⟧` stand around what must be reported, and nothing else may be. */
interface Row {
  readonly name: string;
  readonly files: SampleFiles | string;
  /** Codes in order of place, each with a part of its message. */
  readonly expected: readonly (readonly [code: string, message: string])[];
  readonly options?: SampleOptions;
}

function check(rows: readonly Row[]): void {
  for (const { name, files, expected, options } of rows) {
    test(name, () => {
      const one = sample(files, options);
      const marked = typeof files === 'string' ? files : (files[one.path] ?? '');
      const found = findings(one);
      assert.deepEqual(
        found.all.map((_, index) => [found.codes[index], found.messages[index]]),
        expected.map(([code, part], index) => [
          code,
          found.messages[index]?.includes(part) === true ? found.messages[index] : part,
        ]),
      );
      assert.equal(found.drawn, marked.replace('‸', ''));
    });
  }
}

describe('undeclared variables', () => {
  check([
    {
      name: 'a misspelt input, with the one that is meant',
      files: `${head('customer_name: string')}Dear {{⟦custmer_name⟧}} {{customer_name}}`,
      expected: [['undeclared-variable', 'Did you mean customer_name?']],
    },
    {
      name: 'a name that is like no other',
      files: `${head('a: string')}{{a}} {{⟦zebra⟧}}`,
      expected: [['undeclared-variable', 'Declare it in the header']],
    },
    {
      name: 'only the first name of a path is looked for',
      files: `${head('a: string')}{{a}} {{⟦order⟧.items.price}}`,
      expected: [['undeclared-variable', 'order']],
    },
    {
      name: 'once for a loop over an undeclared list, not again for what is in it',
      files: `${head('a: string')}{{a}}{{#each ⟦ordrs⟧}}{{price}}{{this.name}}{{/each}}`,
      expected: [['undeclared-variable', 'ordrs']],
    },
    {
      name: 'in conditions, arguments and sub-expressions',
      files: `${head('a: string')}{{a}}{{#if ⟦b⟧}}{{/if}}{{json ⟦c⟧}}{{#each (lookup ⟦d⟧ "x")}}{{/each}}`,
      expected: [
        ['undeclared-variable', 'b'],
        ['undeclared-variable', 'c'],
        ['undeclared-variable', 'd'],
      ],
    },
    {
      name: 'reached from a block by @root and by ../',
      files: `${head('xs(array): string')}{{#each xs}}{{@root.⟦ys⟧}}{{../⟦ys⟧}}{{this}}{{/each}}`,
      expected: [
        ['undeclared-variable', 'ys'],
        ['undeclared-variable', 'ys'],
      ],
    },
  ]);
});

describe('what is declared, local or unknown is not reported', () => {
  check(
    (
      [
        ['a prompt that declares nothing', 'Dear {{name}}, {{#each xs}}{{y}}{{/each}}'],
        [
          'a default counts as a declaration',
          `---\ninput:\n  default:\n    mood: kind\n  schema:\n    a: string\n---\n{{a}} {{mood}}`,
        ],
        ['other inputs are allowed', `${head('a: string\n(*): any')}{{a}}{{b}}`],
        [
          'loop data, block parameters and this',
          `${head('xs(array): string')}{{#each xs as |x i|}}{{x}}{{i}}{{@index}}{{@first}}{{this}}{{/each}}`,
        ],
        ['members of an open type', `${head('o: any')}{{o.anything.else}}`],
        ['the context of an unknown helper', { 'a.prompt': `${head('a: string')}{{a}}{{#table a}}{{cell}}{{/table}}` }],
        ['elements that have declared members', `${head('xs(array):\n  name: string')}{{#each xs}}{{name}}{{/each}}`],
        ['a variable of a partial without inputs', { '_p.prompt': 'Hi {{agent}}' }],
        ['@-data of the application', `${head('a: string')}{{a}}{{@state.turn}}{{@auth.email}}`],
        ['helpers of Dotprompt', `${head('a: string')}{{role "system"}}{{history}}{{section "code"}}{{media url=a}}`],
      ] as const
    ).map(([name, files]) => ({
      name,
      files: files,
      expected: [],
      options: { config: { helpers: ['table'] } },
    })),
  );
});

describe('types', () => {
  check([
    {
      name: 'a property that is not in the schema',
      files: `${head('order(object):\n  price: number')}{{order.⟦prise⟧}}`,
      expected: [['unknown-property', 'order has no property prise. Did you mean price?']],
    },
    {
      name: 'a property of an element, through a loop',
      files: `${head('orders(array):\n  price: number')}{{#each orders}}{{⟦prise⟧}}{{/each}}`,
      expected: [['unknown-property', 'an element of orders has no property prise. Did you mean price?']],
    },
    {
      name: 'a property of a block parameter',
      files: `${head('orders(array):\n  price: number')}{{#each orders as |o|}}{{o.⟦prise⟧}}{{o.price}}{{/each}}`,
      expected: [['unknown-property', 'Did you mean price?']],
    },
    {
      name: 'an input that a block hides',
      files: `${head('name: string\norders(array):\n  price: number')}{{#each orders}}{{⟦name⟧}}{{/each}}{{name}}`,
      expected: [['unknown-property', 'The input name is outside of this block.']],
    },
    {
      name: 'a path into a text',
      files: `${head('name: string')}{{name.⟦first⟧}}`,
      expected: [['type-misuse', 'name is a string: it has no member first.']],
    },
    {
      name: 'a loop over a number',
      files: `${head('count: integer')}{{#each ⟦count⟧}}x{{/each}}`,
      expected: [['type-misuse', 'count is an integer: a loop needs a list.']],
    },
    {
      name: 'an object written as text',
      files: `${head('order(object):\n  id: string')}{{⟦order⟧}} {{json order}} {{order.id}}`,
      expected: [['type-misuse', '[object Object]']],
    },
    {
      name: 'lists of texts, and loops over objects, are fine',
      files: `${head('xs(array): string\no(object):\n  a: string')}{{xs}}{{#each o}}{{@key}}={{this}}{{/each}}{{xs.length}}`,
      expected: [],
    },
  ]);
});

describe('inputs', () => {
  check([
    {
      name: 'an input that nothing reads',
      files: `${head('a: string\n⟦b⟧: string')}{{a}}`,
      expected: [['unused-input', 'The input b is never used.']],
    },
    {
      name: 'an input that a partial reads is used',
      files: {
        'a.prompt': `${head('agent: string\nteam: string')}{{> sign}}`,
        '_sign.prompt': '{{agent}}{{> team}}',
        '_team.prompt': '{{team}}',
      },
      expected: [],
    },
    {
      name: 'an argument of that name stands in for the input',
      files: { 'a.prompt': `${head('⟦agent⟧: string')}{{> sign agent="Ada"}}`, '_sign.prompt': '{{agent}}' },
      expected: [['unused-input', 'agent']],
    },
    {
      name: 'nothing is unused when the whole context is read, or the partial is unknown',
      files: {
        'a.prompt': `${head('a: string')}{{json this}}`,
        'b.prompt': `${head('a: string')}{{> (lookup . "x")}}`,
      },
      expected: [],
    },
    {
      name: 'an input that has the name of a helper, read where the helper wins',
      files: `${head('⟦history⟧: string')}{{history}}`,
      expected: [['shadowed-helper', 'is also a helper']],
    },
    {
      name: 'an input that has the name of a helper, read where no helper can stand',
      files: `${head('history(array): string\njson: string')}{{#each history}}{{this}}{{/each}}{{this.json}}{{json @root}}`,
      expected: [],
    },
    {
      name: 'two declarations of one input',
      files: `${head('a: string\n⟦a⟧: number')}{{a}}`,
      expected: [['duplicate-input', 'declared twice']],
    },
  ]);
});

describe('helpers', () => {
  check([
    {
      name: 'a misspelt helper',
      files: `${head('a: string')}{{⟦jsn⟧ a}}`,
      expected: [['unknown-helper', 'Did you mean json?']],
    },
    {
      name: 'a helper of the application',
      files: `${head('a: string')}{{⟦shout⟧ a}}`,
      expected: [['unknown-helper', 'list it under helpers in galley.yaml']],
    },
    {
      name: 'a helper that the settings name',
      files: `${head('a: string')}{{shout a}}`,
      expected: [],
      options: { config: { helpers: ['shout'] } },
    },
    {
      name: 'bare templates get helpers from their application',
      files: { 'prompts/a.hbs': '{{shout name}}' },
      expected: [],
    },
  ]);
});

test('a helper that is like no other may come from the application: a note', () => {
  const severities = findings(sample(`${head('a: string')}{{shout a}}{{jsn a}}`)).all.map(({ severity }) => severity);
  assert.deepEqual(severities, [3, 1]);
});

describe('partials', () => {
  check([
    {
      name: 'a partial that is not there',
      files: { 'a.prompt': '{{> ⟦sing⟧}}', '_sign.prompt': 'x' },
      expected: [['missing-partial', 'Did you mean sign?']],
    },
    {
      name: 'a partial with a fallback, and one of this file',
      files: '{{#> layout}}x{{/layout}}{{#*inline "p"}}y{{/inline}}{{> p}}',
      expected: [],
    },
    {
      name: 'partials that include each other',
      files: { '_a.prompt': '{{> ⟦b⟧}}', '_b.prompt': '{{> a}}' },
      expected: [['circular-partial', 'includes itself through b → a']],
    },
    {
      name: 'a partial that includes itself',
      files: { '_a.prompt': '{{> ⟦a⟧}}' },
      expected: [['circular-partial', 'includes itself directly']],
    },
    {
      name: 'a name that the partial reads and nobody gives',
      files: {
        'a.prompt': `${head('agent: string')}{{> ⟦sign⟧ agent=agent}}`,
        '_sign.prompt': '{{agent}} {{team}} {{#if fax}}{{/if}}',
      },
      expected: [['missing-partial-argument', 'reads team']],
    },
    {
      name: 'an element that lacks what the partial reads',
      files: {
        'a.prompt': `${head('xs(array):\n  name: string')}{{#each xs}}{{> ⟦row⟧}}{{/each}}`,
        '_row.prompt': '{{name}} {{price}}',
      },
      expected: [['missing-partial-argument', 'reads price']],
    },
  ]);
});

describe('cases', () => {
  const prompt = `${head('ticket: string\nchannel?(enum): [email, chat]\ncount?: integer')}{{ticket}}{{channel}}{{count}}`;
  check([
    {
      name: 'a required input that is not given',
      files: { 'a.cases.yaml': 'cases:\n  - name: ⟦one⟧\n    inputs: { count: 1 }\n', 'a.prompt': prompt },
      expected: [['missing-input', 'required input ticket']],
    },
    {
      name: 'an input that does not exist',
      files: {
        'a.cases.yaml': 'cases:\n  - name: one\n    inputs: { ticket: x, ⟦chanel⟧: email }\n',
        'a.prompt': prompt,
      },
      expected: [['unknown-input', 'Did you mean channel?']],
    },
    {
      name: 'values of another type',
      files: {
        'a.cases.yaml': 'cases:\n  - name: one\n    inputs: { ticket: x, count: ⟦many⟧, channel: ⟦fax⟧ }\n',
        'a.prompt': prompt,
      },
      expected: [
        ['input-type', 'Expected an integer'],
        ['input-type', 'Expected one of "email", "chat"'],
      ],
    },
    {
      name: 'defaults give inputs, and are checked once',
      files: {
        'a.cases.yaml': 'defaults: { inputs: { ticket: x, ⟦foo⟧: 1 } }\ncases:\n  - name: one\n  - name: two\n',
        'a.prompt': prompt,
      },
      expected: [['unknown-input', 'no input foo']],
    },
    {
      name: 'a prompt that does not exist',
      files: { 'b.cases.yaml': 'prompt: ⟦triag⟧\ncases: []\n', 'triage.prompt': 'x' },
      expected: [['unknown-prompt', 'Did you mean triage?']],
    },
    {
      name: 'an assertion that does not exist',
      files: {
        'a.cases.yaml':
          'cases:\n  - name: one\n    inputs: { ticket: x }\n    assert:\n      - { type: ⟦containz⟧, value: a }\n',
        'a.prompt': prompt,
      },
      expected: [['unknown-assertion', 'Did you mean contains?']],
    },
    {
      name: 'a case that is skipped may be incomplete',
      files: { 'a.cases.yaml': 'cases:\n  - name: one\n    skip: later\n', 'a.prompt': prompt },
      expected: [],
    },
    {
      name: 'cases in the header of the prompt',
      files: `---\ninput:\n  schema:\n    a: string\ntests:\n  - name: ⟦one⟧\n    inputs: { ⟦b⟧: 1 }\n---\n{{a}}`,
      expected: [
        ['missing-input', 'a'],
        ['unknown-input', 'b'],
      ],
    },
  ]);
});

describe('names and secrets', () => {
  const key = ['sk', 'proj', 'abCD12efGH34ijKL56mnOP78qrST90uvWX'].join('-');
  check([
    {
      name: 'two files with the same name',
      files: { 'a.prompt': '---\nname: ⟦triage⟧\n---\nx', 'b.prompt': '---\nname: triage\n---\ny' },
      expected: [['duplicate-prompt', 'also that of b.prompt']],
    },
    { name: 'a key', files: `Use ⟦${key}⟧ please`, expected: [['secret-in-prompt', 'an OpenAI key']] },
    {
      name: 'a private key',
      files: `⟦-----BEGIN PRIVATE KEY-----⟧\n${'abCD12efGH34ijKL'.repeat(4)}\n`,
      expected: [['secret-in-prompt', 'a private key']],
    },
    {
      name: 'words that only look like keys',
      files: `sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx task-force ghost hf_models AKIA`,
      expected: [],
    },
    {
      name: 'keys of examples',
      files: [
        'sk-proj-your-key-here-1a2b3c4d5e6f7g8h',
        'AKIAIOSFODNN7EXAMPLE',
        'ghp_0123456789abcdefghijklmnopqrstuvwxyz',
      ].join(' '),
      expected: [],
    },
    {
      name: 'talk of private keys',
      files: 'A file with -----BEGIN RSA PRIVATE KEY----- in it, or\n-----BEGIN PRIVATE KEY-----\nMIIEv...\n',
      expected: [],
    },
    {
      name: 'an encrypted private key, and one in a JSON text',
      files: `⟦-----BEGIN RSA PRIVATE KEY-----⟧\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n${'abCD12efGH34ijKL'.repeat(4)}\n"⟦-----BEGIN EC PRIVATE KEY-----⟧\\n${'abCD12efGH34ijKL'.repeat(2)}"`,
      expected: [
        ['secret-in-prompt', 'a private key'],
        ['secret-in-prompt', 'a private key'],
      ],
    },
  ]);

  test('a finding never repeats the secret', () => {
    const { all } = findings(sample(`Use ${key} please`));
    assert.equal(all.length, 1);
    assert.ok(!JSON.stringify(all).includes(key));
  });
});

describe('silence', () => {
  check([
    {
      name: 'a comment on the line above',
      files: `${head('a: string')}{{a}}\n{{!-- galley-ignore undeclared-variable --}}\n{{b}}\n{{⟦c⟧}}`,
      expected: [['undeclared-variable', 'c']],
    },
    {
      name: 'a comment on the same line',
      files: `${head('a: string')}{{a}}\n{{b}} {{! galley-ignore undeclared-variable }}`,
      expected: [],
    },
    {
      name: 'a comment without codes',
      files: `${head('a: string')}{{a}}\n{{!-- galley-ignore --}}\n{{b}}`,
      expected: [],
    },
    {
      name: 'a comment about another code',
      files: `${head('a: string')}{{a}}\n{{!-- galley-ignore ⟦unused-input⟧ --}}\n{{⟦b⟧}}`,
      expected: [
        ['unused-suppression', 'unused-input'],
        ['undeclared-variable', 'b'],
      ],
    },
    {
      name: 'the words in plain text',
      files: `${head('a: string')}{{a}}\ngalley-ignore undeclared-variable\n{{⟦b⟧}}`,
      expected: [['undeclared-variable', 'b']],
    },
    {
      name: 'a comment in the header',
      files: `---\ninput:\n  schema:\n    a: string\n    # galley-ignore unused-input\n    b: string\n---\n{{a}}`,
      expected: [],
    },
    {
      name: 'a key of the header',
      files: `---\ninput:\n  schema:\n    a: string\ngalley: { ignore: [undeclared-variable] }\n---\n{{a}}{{b}}`,
      expected: [],
    },
    {
      name: 'the settings',
      files: `${head('a: string')}{{a}}{{b}}`,
      expected: [],
      options: { config: { severities: { 'undeclared-variable': 'off' } } },
    },
  ]);
});

describe('the form of a finding', () => {
  test('has source, code, page, severity and tags', () => {
    const one = sample(`${head('a: string\nb: string')}{{a}}{{c}}`, {
      documentation: 'https://example.org/diagnostics.md',
      config: { severities: { 'undeclared-variable': 'hint' } },
    });
    const [unused, undeclared] = findings(one).all;
    assert.deepEqual(
      {
        source: unused?.source,
        code: unused?.code,
        href: unused?.codeDescription?.href,
        severity: unused?.severity,
        tags: unused?.tags,
      },
      {
        source: 'galley',
        code: 'galley/unused-input',
        href: 'https://example.org/diagnostics.md#unused-input',
        severity: 2,
        tags: [1],
      },
    );
    assert.equal(undeclared?.severity, 4);
  });

  test('says where the type is declared', () => {
    const [found] = findings(sample(`${head('name: string')}{{name.first}}`)).all;
    assert.equal(found?.relatedInformation?.[0]?.location.range.start.line, 3);
  });

  test('carries the version of the open document', () => {
    const one = sample('x');
    one.workspace.open('a.prompt', '{{', 7);
    assert.equal(one.service.diagnostics(one.uri)?.version, 7);
  });

  test('of a file with thousands is bounded', () => {
    const one = sample(`${head('a: string')}${Array.from({ length: 3_000 }, (_, i) => `{{name${i}}}`).join('\n')}`);
    const found = findings(one).all;
    assert.equal(found.length, 250);
    assert.ok(JSON.stringify(found).length < 256 * 1024);
  });
});
