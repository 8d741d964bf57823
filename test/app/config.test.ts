import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { defaultConfig, galleyJsonSchema, loadConfig, readConfig } from '../../server/src/app/config';
import { fromRoot, supportDesk } from '../support/repo';
import { drawRanges } from '../support/markers';

/** The text with the ranges of the problems drawn in, and their messages. */
function problemsIn(text: string): { drawn: string; messages: readonly string[] } {
  const { problems } = readConfig(text);
  return {
    drawn: drawRanges(
      text,
      problems.map(({ range }) => range),
    ),
    messages: problems.map(({ message }) => message),
  };
}

describe('galley.yaml', () => {
  test('of the example says what it says', () => {
    const { config, problems } = readConfig(readFileSync(`${supportDesk}/galley.yaml`, 'utf8'));
    assert.deepEqual(problems, []);
    assert.deepEqual(config?.prompts, ['prompts/**', 'practice/**']);
    assert.deepEqual(config?.environments.at(-1), {
      name: 'production',
      protected: true,
      gates: [
        { gate: 'lint', parameters: { severity: 'error' } },
        { gate: 'interface', parameters: { breaking: 'refuse' } },
        { gate: 'tests', parameters: { passRate: 1, minimum: 1, newFailures: 'refuse' } },
        { gate: 'approval', parameters: { count: 1, owners: {} } },
      ],
      override: [],
      target: { file: 'releases/production.json' },
    });
    assert.deepEqual(config?.providers.get('local'), {
      type: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:11434/v1',
      model: 'llama3.2',
    });
  });

  test('may be empty or absent: there are three environments and recorded answers', () => {
    assert.deepEqual(readConfig('').config, defaultConfig);
    assert.deepEqual(readConfig('# nothing\n').config, defaultConfig);
    const loaded = loadConfig(undefined);
    assert.ok(loaded.ok);
    assert.deepEqual(
      loaded.value.environments.map(({ name, protected: guarded, gates, target }) => [
        name,
        guarded,
        gates.map(({ gate }) => gate),
        target?.file,
      ]),
      [
        ['development', false, ['lint'], 'releases/development.json'],
        ['staging', false, ['lint', 'interface', 'tests'], 'releases/staging.json'],
        ['production', true, ['lint', 'interface', 'tests', 'approval'], 'releases/production.json'],
      ],
    );
    assert.deepEqual(
      [loaded.value.defaultProvider, [...loaded.value.providers.keys()]],
      ['replay', ['replay', 'render']],
    );
  });

  test('takes the usual gates of an environment that names none', () => {
    const text = 'environments: [{ name: production }, { name: lab }, { name: staging, gates: [], protected: true }]\n';
    assert.deepEqual(
      readConfig(text).config?.environments.map((one) => [one.name, one.protected, one.gates.map(({ gate }) => gate)]),
      [
        ['production', true, ['lint', 'interface', 'tests', 'approval']],
        ['lab', false, ['lint']],
        ['staging', true, []],
      ],
    );
  });

  const rows: readonly (readonly [text: string, ...messages: readonly string[]])[] = [
    ['⟦promts⟧: []\n', 'promts: the key "promts" is not known; did you mean "prompts"?'],
    [
      '⟦pipelines⟧: x\n',
      'pipelines: the key "pipelines" is not known; known are prompts, dialects, environments, providers, prices, severities, helpers, store.',
    ],
    ['store: ⟦mysql://db/galley⟧\n', 'store: expected postgres://user@host:5432/database.'],
    [
      'store: ⟦postgres://ada:very-secret@db/galley⟧\n',
      'store: a password never stands here. Set GALLEY_STORE_PASSWORD or PGPASSWORD, write it to ~/.pgpass, or run Galley: Set store password in VS Code.',
    ],
    [
      'store: ⟦postgres://db/galley?sslmod=require⟧\n',
      'store: "sslmod" in the address is not known; did you mean "sslmode"?',
    ],
    ['store: ⟦7⟧\n', 'store: the value has none of the possible forms.'],
    ['store: { ⟦shard⟧: automatic }\n', 'store.shard: the key "shard" is not known; did you mean "share"?'],
    ['prompts: ⟦prompts/**⟧\n', 'prompts: expected a list.'],
    ['prompts: [⟦1⟧]\n', 'prompts.0: expected text.'],
    ['⟦- a⟧\n', 'galley.yaml: expected a map.'],
    [
      'dialects: { "a/**": ⟦jinja2⟧ }\n',
      'dialects.a/**: expected one of handlebars, mustache, jinja, fstring, braces, input-marks, semantic-kernel; did you mean "jinja"?',
    ],
    ['environments:\n  - ⟦{ gates: [lint] }⟧\n', 'environments.0.name: text is missing.'],
    [
      'environments:\n  - { name: ⟦latest⟧ }\n',
      'environments.0.name: expected a name other than latest and v with digits.',
    ],
    [
      'environments:\n  - { name: ⟦my env⟧ }\n',
      'environments.0.name: expected a name: a letter, then letters, digits, - or _, at most 64.',
    ],
    ['environments:\n  - { name: a }\n  - { name: ⟦a⟧, target: none }\n', 'environments.1.name: "a" is there twice.'],
    [
      'environments:\n  - { name: a, target: { file: x.json } }\n  - ⟦{ name: b, target: { file: x.json } }⟧\n',
      'environments.1: a already publishes to x.json.',
    ],
    [
      'environments:\n  - { name: a, gates: [⟦lintt⟧] }\n',
      'environments.0.gates.0: expected one of lint, interface, tests, approval, security; did you mean "lint"?',
    ],
    ['environments:\n  - { name: a, override: [⟦ada⟧] }\n', 'environments.0.override.0: expected a mail address.'],
    [
      'environments:\n  - { name: a, gates: [{ security: { ⟦alow⟧: [x] } }] }\n',
      'environments.0.gates.0.security.alow: the key "alow" is not known; did you mean "allow"?',
    ],
    [
      'environments:\n  - { name: a, gates: [{ approval: { owners: { "b/**": [⟦ada⟧] } } }] }\n',
      'environments.0.gates.0.approval.owners.b/**.0: expected a mail address.',
    ],
    [
      'environments:\n  - { name: a, gates: [{ ⟦test⟧: {} }] }\n',
      'environments.0.gates.0.test: the key "test" is not known; did you mean "tests"?',
    ],
    [
      'environments:\n  - { name: a, gates: [{ tests: { ⟦passrate⟧: 1 } }] }\n',
      'environments.0.gates.0.tests.passrate: the key "passrate" is not known; did you mean "passRate"?',
    ],
    [
      'environments:\n  - { name: a, gates: [{ tests: { passRate: ⟦2⟧ } }] }\n',
      'environments.0.gates.0.tests.passRate: too big: expected number to be <=1.',
    ],
    [
      'environments:\n  - { name: a, gates: [{ tests: { provider: ⟦gpt⟧ } }] }\n',
      'environments.0.gates.0.tests.provider: there is no provider "gpt"; known are replay, render.',
    ],
    [
      'environments:\n  - { name: a, gates: [lint, ⟦lint⟧] }\n',
      'environments.0.gates.1: the gate "lint" is there twice.',
    ],
    [
      'environments:\n  - name: a\n    gates: [{ custom: { name: x, command: [a] } }, ⟦{ custom: { name: x, command: [b] } }⟧]\n',
      'environments.0.gates.1: the gate "x" is there twice.',
    ],
    [
      'environments:\n  - name: a\n    gates: [{ custom: { name: ⟦lint⟧, command: [a] } }]\n',
      'environments.0.gates.0.custom.name: expected a name that no other gate has.',
    ],
    [
      'environments:\n  - name: a\n    gates: [{ budget: ⟦{ provider: replay }⟧ }]\n',
      'environments.0.gates.0.budget: expected a limit: characters, tokens, latencyMs or costUsd.',
    ],
    [
      'environments:\n  - name: a\n    gates: [{ budget: { tokens: 5, provider: ⟦reply⟧ } }]\n',
      'environments.0.gates.0.budget.provider: there is no provider "reply"; did you mean "replay"?',
    ],
    [
      'environments:\n  - { name: a, target: { file: ⟦../x.json⟧ } }\n',
      'environments.0.target.file: expected a path inside the workspace with /, without ..',
    ],
    [
      'environments:\n  - { name: a, target: { file: ⟦/etc/x⟧ } }\n',
      'environments.0.target.file: expected a path inside the workspace with /, without ..',
    ],
    [
      'environments:\n  - { name: a, target: { file: ⟦C:\\x⟧ } }\n',
      'environments.0.target.file: expected a path inside the workspace with /, without ..',
    ],
    ['providers: { default: ⟦gpt⟧ }\n', 'providers.default: there is no provider "gpt"; known are replay, render.'],
    [
      'providers: { a: ⟦{ baseUrl: "http://x" }⟧ }\n',
      'providers.a.type: expected one of openai-compatible, replay, render.',
    ],
    ['providers: { a: { type: ⟦openai⟧ } }\n', 'providers.a.type: expected one of openai-compatible, replay, render.'],
    [
      'providers: { a: { type: openai-compatible, baseUrl: ⟦ftp://x⟧ } }\n',
      'providers.a.baseUrl: expected an http or https address.',
    ],
    [
      'providers: { a: { type: openai-compatible, baseUrl: ⟦"http://u:p@x"⟧ } }\n',
      'providers.a.baseUrl: expected an address without user and password.',
    ],
    [
      'providers: { a: { type: openai-compatible, baseUrl: "http://x", ⟦apiKey⟧: s } }\n',
      'providers.a.apiKey: the key "apiKey" is not known; did you mean "apiKeyEnv"?',
    ],
    [
      'providers: { a: { type: openai-compatible, baseUrl: "http://x", headers: { ⟦Authorization⟧: s } } }\n',
      'providers.a.headers.Authorization: a key never stands here: use apiKeyEnv.',
    ],
    [
      'severities: { ⟦unused-inputs⟧: off }\n',
      'severities.unused-inputs: the key "unused-inputs" is not known; did you mean "unused-input"?',
    ],
    [
      'severities: { unused-input: ⟦fatal⟧ }\n',
      'severities.unused-input: expected one of error, warning, information, hint, off.',
    ],
    [
      '⟦a⟧: 1\n⟦b⟧: 2\n',
      'a: the key "a" is not known; known are prompts, dialects, environments, providers, prices, severities, helpers, store.',
      'b: the key "b" is not known; known are prompts, dialects, environments, providers, prices, severities, helpers, store.',
    ],
  ];
  for (const [sample, ...messages] of rows) {
    test(sample.trim(), () => {
      assert.deepEqual(problemsIn(sample.replace(/[⟦⟧]/g, '')), { drawn: sample, messages });
    });
  }

  test('with broken YAML, too many aliases or keys of a prototype is told, not obeyed', () => {
    assert.match(problemsIn('a: [1\nb: 2\n').messages[0] ?? '', /./);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c]\n`;
    assert.deepEqual(problemsIn(bomb).messages, ['The file has too many aliases.']);
    assert.match(problemsIn('__proto__: { prompts: [a] }\n').messages[0] ?? '', /__proto__/);
    assert.match(problemsIn('prompts: [a]\nprompts: [b]\n').messages[0] ?? '', /unique/);
  });

  test('is a fault with file, line and key for an operation', () => {
    const loaded = loadConfig('prompts: [a]\nenvironments:\n  - name: a\n    gates: [lintt]\nhelper: []\n');
    assert.ok(!loaded.ok);
    const { code, file, line, key, message } = loaded.fault;
    assert.deepEqual([code, file, line, key], ['invalid-config', 'galley.yaml', 3, 'environments.0.gates.0']);
    assert.match(message, /did you mean "lint"\? \(1 more; galley lint shows them\)/);
  });
});

describe('the JSON Schema of galley.yaml', () => {
  const file = fromRoot('media/schemas/galley.schema.json');

  test('that ships is the one of the reader', () => {
    const schema = `${JSON.stringify(galleyJsonSchema(), undefined, 2)}\n`;
    if (process.env['GALLEY_WRITE'] !== undefined) writeFileSync(file, schema);
    const hint = 'GALLEY_WRITE=1 npm run test:unit -- app/config writes it anew';
    assert.equal(readFileSync(file, 'utf8'), schema, hint);
  });

  test('accepts the example and refuses what the reader refuses', () => {
    const validate = new Ajv({ strict: false, formats: { uri: true } }).compile(galleyJsonSchema());
    assert.equal(
      validate(parse(readFileSync(`${supportDesk}/galley.yaml`, 'utf8'))),
      true,
      JSON.stringify(validate.errors),
    );
    for (const text of [
      'promts: []',
      'environments: [{ gates: [lint] }]',
      'environments: [{ name: a, gates: [lintt] }]',
    ]) {
      assert.equal(validate(parse(text)), false, text);
    }
  });
});
