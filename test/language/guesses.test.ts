import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findings, sample } from './harness';

/** Text in the shape of prompts that people have, where a less careful check would be wrong: no findings. */
const silent: readonly (readonly [what: string, file: string, text: string])[] = [
  ['JSON and code in plain text', 'a.txt', 'Reply with:\n{\n  "answer": "…"\n}\nor `const f = { a, b }` for {name}.\n'],
  ['shell text', 'a.txt', 'Run `echo ${HOME}` and {command}.\n'],
  ['LaTeX', 'a.txt', 'Write \\frac{a}{b} and \\textbf{bold}.\n'],
  ['escaped JSON in an f-string', 'a.txt', 'Reply to {question} with {{"answer": "…"}}.\n'],
  ['a format spec', 'a.txt', 'Costs {price:.2f} for {user.name!r} at {rows[0]}.\n'],
  [
    'filters of other hosts',
    'a.j2',
    '{{ rows | to_json }} {{ text | regex_replace("a", "b") }} {{ day | strftime("%d") }}\n',
  ],
  [
    'chat templates of model hubs',
    'a.jinja',
    '{%- if strftime_now is defined %}{{ strftime_now("%d") }}{%- endif %}{%- generation %}{{ m.content }}{%- endgeneration %}{{ raise_exception("no") }}\n',
  ],
  ['short helpers of an application', 'a.hbs', '{{#is a "b"}}x{{/is}}{{#in a b}}y{{/in}}{{eq a b}}\n'],
  [
    'a value with a colon in a header of VS Code',
    'a.agent.md',
    '---\nname: a\ndescription: Use when: something happens\nagents: [b]\nuser-invocable: false\n---\nHi\n',
  ],
  [
    'snake case in parameters',
    'a.prompt.yml',
    'messages:\n  - role: user\n    content: hi\nmodelParameters:\n  max_completion_tokens: 5\n',
  ],
  ['own keys below output', 'a.prompt', '---\noutput:\n  summary: string\n---\nhi\n'],
  [
    'shell, actions and templates in Markdown',
    'a.prompt.md',
    'Use ${input:name}, ${{ github.token }}, `${HOME:-x}` and {{other}}.\n',
  ],
];

describe('silence over a guess', () => {
  for (const [what, file, text] of silent)
    test(what, () => {
      const one = sample({ [`prompts/${file}`]: text }, { config: { roots: ['prompts/**'] } });
      assert.deepEqual(findings(one, `prompts/${file}`).messages, []);
    });

  const noted: readonly (readonly [what: string, file: string, text: string, severity: number, code: string])[] = [
    ['JSON in what looks like an f-string', 'a.txt', 'Reply with {"a": 1} to {question}.\n', 3, 'json-braces'],
    ['a helper of the application', 'a.prompt', '{{upper name}}\n', 3, 'unknown-helper'],
    ['a role of another tool', 'a.prompt', '{{role "assistant"}}hi\n', 2, 'unknown-role'],
    ['a role that nobody has', 'a.prompt', '{{role "sytem"}}hi\n', 1, 'unknown-role'],
  ];
  for (const [what, file, text, severity, code] of noted)
    test(`${what} is told with severity ${severity}`, () => {
      const { all, codes } = findings(sample({ [file]: text }));
      assert.deepEqual([codes, all.map((one) => one.severity)], [[code], [severity]]);
    });

  test('in a file that is said to be an f-string, JSON is an error', () => {
    const { all } = findings(
      sample({ 'a.txt': 'Reply with {"a": 1} to {question}.\n' }, { config: { dialects: { 'a.txt': 'fstring' } } }),
    );
    assert.deepEqual(
      all.map((one) => one.severity),
      [1],
    );
  });
});

/** Prompty files whose inputs are told elsewhere or in other words than usual. */
describe('inputs of Prompty files', () => {
  const header = (lines: string): string => `---\nname: a\n${lines}\n---\nsystem:\n`;
  const rows: readonly (readonly [what: string, text: string, codes: readonly string[]])[] = [
    [
      'a sample in a file',
      `${header('inputs:\n  question: { type: string }\nsample: chat.json')}{{question}} {{history}}`,
      [],
    ],
    [
      'inputs as a schema',
      `${header('inputSchema:\n  properties:\n    - name: question\n      kind: string')}{{question}} {{qestion}}`,
      ['undeclared-variable'],
    ],
    ['parameters of models', `${header('model:\n  parameters:\n    top_k: 5\n    guardrails: true')}hi`, []],
    [
      'braces after a tag are text',
      `${header('inputs:\n  answer: { type: string }')}{{answer}}}} {% if answer %}}x{% endif %}`,
      [],
    ],
  ];
  for (const [what, text, codes] of rows)
    test(what, () => assert.deepEqual(findings(sample({ 'a.prompty': text })).codes, codes));
});
