import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Dialect } from '../../server/src/template';
import { findings, sample, type SampleFiles } from './harness';

/** A prompt of one format without a mistake, and what each mistake makes of it: text to replace, by what. */
interface Format {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly partials?: SampleFiles;
  readonly dialects?: { readonly [path: string]: Dialect };
  /** By the name of the mistake: the code, the text that is replaced, and what stands there then. */
  readonly mistakes: { readonly [mistake: string]: readonly [code: string, from: string, to: string] };
}

const dotprompt = (dialect: string, body: string): string =>
  `---\nmodel: vendor/model\ndialect: ${dialect}\nconfig:\n  temperature: 0.5\ninput:\n  schema:\n    name: string\n    orders(array):\n      id: string\n---\n${body}\n`;
const inHeader = {
  'unused input': ['unused-input', '    name: string\n', '    name: string\n    mood: string\n'],
  'unknown key': ['header-key', 'config:', 'confg:'],
  'value that is not in the list': ['header-value', 'dialect: ', 'dialect: x'],
  'value of another type': ['header-value', '0.5', 'warm'],
  'type that does not exist': ['bad-schema', 'name: string', 'name: strng'],
  'YAML that cannot be read': ['header-syntax', 'temperature: 0.5', 'temperature 0.5'],
  'input declared twice': ['duplicate-input', '    name: string\n', '    name: string\n    name: number\n'],
} as const;

const prompty = (body: string): string =>
  `---\nname: p\nmodel:\n  api: chat\n  parameters:\n    temperature: 0.5\ninputs:\n  name:\n    type: string\n  orders:\n    type: array\n    items: { type: string }\n---\nuser:\n${body}\n`;
const inPrompty = {
  'unused input': ['unused-input', '  orders:', '  mood: string\n  orders:'],
  'unknown key': ['header-key', '  api: chat', '  apu: chat'],
  'value that is not in the list': ['header-value', 'api: chat', 'api: chatt'],
  'value of another type': ['header-value', '0.5', 'warm'],
  'type that does not exist': ['bad-schema', '{ type: string }', '{ type: strng }'],
  'YAML that cannot be read': ['header-syntax', 'temperature: 0.5', 'temperature 0.5'],
  'input declared twice': ['duplicate-input', '  orders:', '  name: string\n  orders:'],
} as const;

const blocks = {
  handlebars: 'Dear {{name}}\n{{#each orders}}\n{{id}}\n{{/each}}\n{{> sign}}',
  mustache: 'Dear {{name}}\n{{#orders}}\n{{id}}\n{{/orders}}\n{{> sign}}',
  jinja: 'Dear {{ name }}\n{% for x in orders %}\n{{ x }}\n{% endfor %}\n{% include "_sign.j2" %}',
};

const formats: readonly Format[] = [
  {
    name: 'Handlebars in Dotprompt',
    path: 'a.prompt',
    text: dotprompt('handlebars', blocks.handlebars),
    partials: { '_sign.prompt': 'Bye' },
    mistakes: {
      ...inHeader,
      'undeclared variable': ['undeclared-variable', 'Dear {{name}}', 'Dear {{name}} {{nmae}}'],
      'unclosed block': ['unclosed-block', '{{/each}}', ''],
      'unclosed tag': ['unclosed-tag', '{{name}}', '{{name'],
      'wrong end': ['mismatched-block', '{{/each}}', '{{/if}}'],
      'missing partial': ['missing-partial', '{{> sign}}', '{{> sing}}'],
    },
  },
  {
    name: 'Mustache in Dotprompt',
    path: 'a.prompt',
    text: dotprompt('mustache', blocks.mustache),
    partials: { '_sign.prompt': 'Bye' },
    mistakes: {
      ...inHeader,
      'undeclared variable': ['undeclared-variable', 'Dear {{name}}', 'Dear {{name}} {{nmae}}'],
      'unclosed block': ['unclosed-block', '{{/orders}}', ''],
      'unclosed tag': ['unclosed-tag', '{{name}}', '{{name'],
      'wrong end': ['mismatched-block', '{{/orders}}', '{{/order}}'],
      'missing partial': ['missing-partial', '{{> sign}}', '{{> sing}}'],
    },
  },
  {
    name: 'Jinja in Dotprompt',
    path: 'a.prompt',
    text: dotprompt('jinja', blocks.jinja.replace('{{ x }}', '{{ x.id }}')),
    partials: { '_sign.j2': 'Bye' },
    mistakes: {
      ...inHeader,
      'undeclared variable': ['undeclared-variable', 'Dear {{ name }}', 'Dear {{ name }} {{ nmae }}'],
      'unclosed block': ['unclosed-block', '{% endfor %}', ''],
      'unclosed tag': ['unclosed-tag', '{{ name }}', '{{ name'],
      'wrong end': ['mismatched-block', '{% endfor %}', '{% endif %}'],
      'missing partial': ['missing-partial', '_sign.j2', '_sing.j2'],
    },
  },
  {
    name: 'f-strings in Dotprompt',
    path: 'a.prompt',
    text: dotprompt('fstring', 'Dear {name} {orders[0].id}'),
    mistakes: {
      ...inHeader,
      'undeclared variable': ['undeclared-variable', '{name}', '{name} {nmae}'],
      'unclosed tag': ['unclosed-tag', '{orders[0].id}', '{orders[0].id} {name'],
      'JSON in the text': ['json-braces', '{name}', '{name} {"k": 1}'],
    },
  },
  {
    name: 'double braces in Dotprompt',
    path: 'a.prompt',
    text: dotprompt('braces', 'Dear {{name}} {{orders}}'),
    mistakes: {
      ...inHeader,
      'undeclared variable': ['undeclared-variable', '{{name}}', '{{name}} {{nmae}}'],
      'unclosed tag': ['unclosed-tag', '{{orders}}', '{{orders}} {{name'],
    },
  },
  {
    name: 'Jinja in Prompty',
    path: 'a.prompty',
    text: prompty(blocks.jinja),
    partials: { '_sign.j2': 'Bye' },
    mistakes: {
      ...inPrompty,
      'undeclared variable': ['undeclared-variable', 'Dear {{ name }}', 'Dear {{ name }} {{ nmae }}'],
      'unclosed block': ['unclosed-block', '{% endfor %}', ''],
      'unclosed tag': ['unclosed-tag', '{{ name }}', '{{ name'],
      'wrong end': ['mismatched-block', '{% endfor %}', '{% endif %}'],
      'missing partial': ['missing-partial', '_sign.j2', '_sing.j2'],
      'unknown role': ['unknown-role', 'user:', 'usr:'],
    },
  },
  {
    name: 'Mustache in Prompty',
    path: 'a.prompty',
    text: prompty('Dear {{name}}\n{{#orders}}\n{{.}}\n{{/orders}}').replace('name: p', 'name: p\ntemplate: mustache'),
    mistakes: {
      ...inPrompty,
      'undeclared variable': ['undeclared-variable', 'Dear {{name}}', 'Dear {{name}} {{nmae}}'],
      'unclosed block': ['unclosed-block', '{{/orders}}', ''],
      'unclosed tag': ['unclosed-tag', '{{name}}', '{{name'],
      'wrong end': ['mismatched-block', '{{/orders}}', '{{/order}}'],
    },
  },
  {
    name: 'GitHub Models',
    path: 'a.prompt.yml',
    text: 'name: g\nmodel: vendor/model\nmodelParameters:\n  temperature: 0.5\nmessages:\n  - role: user\n    content: |\n      Dear {{name}}\ntestData:\n  - name: Ada\n',
    mistakes: {
      'unclosed tag': ['unclosed-tag', '{{name}}', '{{name}} {{na'],
      'unknown key': ['header-key', 'messages:', 'mesages:'],
      'value that is not in the list': ['unknown-role', 'role: user', 'role: usr'],
      'value of another type': ['header-value', '0.5', 'warm'],
      'YAML that cannot be read': ['header-syntax', 'temperature: 0.5', 'temperature 0.5'],
    },
  },
  {
    name: 'VS Code prompt files',
    path: 'a.prompt.md',
    text: '---\ndescription: d\nagent: ask\n---\nDo ${input:what} in ${file}.\n',
    mistakes: {
      'unclosed tag': ['unclosed-tag', '${input:what} in', '${input:what\nin'],
      'unknown key': ['header-key', 'description', 'desciption'],
      'value of another type': ['header-value', 'agent: ask', 'agent: [ask]'],
      'YAML that cannot be read': ['header-syntax', 'agent: ask', 'agent ask'],
    },
  },
  {
    name: 'bare Handlebars',
    path: 'prompts/a.hbs',
    text: blocks.handlebars,
    partials: { 'prompts/_sign.hbs': 'Bye' },
    mistakes: {
      'unclosed block': ['unclosed-block', '{{/each}}', ''],
      'unclosed tag': ['unclosed-tag', '{{name}}', '{{name'],
      'wrong end': ['mismatched-block', '{{/each}}', '{{/if}}'],
      'missing partial': ['missing-partial', '{{> sign}}', '{{> sing}}'],
    },
  },
  {
    name: 'bare Jinja',
    path: 'prompts/a.j2',
    text: blocks.jinja,
    partials: { 'prompts/_sign.j2': 'Bye' },
    mistakes: {
      'unclosed block': ['unclosed-block', '{% endfor %}', ''],
      'unclosed tag': ['unclosed-tag', '{{ name }}', '{{ name'],
      'wrong end': ['mismatched-block', '{% endfor %}', '{% endif %}'],
    },
  },
  {
    name: 'bare Mustache',
    path: 'prompts/a.mustache',
    text: blocks.mustache,
    partials: { 'prompts/_sign.mustache': 'Bye' },
    mistakes: {
      'unclosed block': ['unclosed-block', '{{/orders}}', ''],
      'unclosed tag': ['unclosed-tag', '{{name}}', '{{name'],
      'wrong end': ['mismatched-block', '{{/orders}}', '{{/order}}'],
      'missing partial': ['missing-partial', '{{> sign}}', '{{> sing}}'],
    },
  },
  {
    name: 'Semantic Kernel',
    path: 'prompts/a.txt',
    text: 'Dear {{$name}}\n{{$orders}}',
    dialects: { 'prompts/a.txt': 'semantic-kernel' },
    mistakes: { 'unclosed tag': ['unclosed-tag', '{{$name}}', '{{$name'] },
  },
  {
    name: 'cases',
    path: 'c.cases.yaml',
    text: 'prompt: p\nprovider: replay\ncases:\n  - name: one\n    inputs: { name: Ada, kind: a }\n    assert:\n      - { type: contains, value: x }\n',
    partials: {
      'p.prompt': '---\ninput:\n  schema:\n    name: string\n    kind(enum): [a, b]\n---\n{{name}}{{kind}}',
    },
    mistakes: {
      'unknown provider': ['unknown-provider', 'replay', 'reply'],
      'unknown prompt': ['unknown-prompt', 'prompt: p', 'prompt: q'],
      'unknown key': ['case-key', 'inputs:', 'vars:'],
      'value that is not in the list': ['input-type', 'kind: a', 'kind: c'],
      'value of another type': ['input-type', 'name: Ada', 'name: 1'],
      'misspelt input': ['unknown-input', 'kind: a', 'kind: a, knd: a'],
      'missing input': ['missing-input', 'name: Ada, ', ''],
      'unknown assertion': ['unknown-assertion', 'contains', 'containz'],
      'YAML that cannot be read': ['case-syntax', 'name: one', 'name: "one'],
    },
  },
];

describe('one mistake, one finding', () => {
  for (const { name, path, text, partials, dialects, mistakes } of formats) {
    const found = (changed: string): readonly string[] => {
      const files = { [path]: changed, ...partials };
      const config = { providers: ['replay', 'render'], ...(dialects === undefined ? {} : { dialects }) };
      const one = sample(files, { config });
      return Object.keys(files).flatMap((file) => findings(one, file).codes);
    };

    test(`${name}: without a mistake nothing`, () => assert.deepEqual(found(text), []));

    for (const [mistake, [code, from, to]] of Object.entries(mistakes)) {
      test(`${name}: ${mistake}`, () => {
        assert.ok(text.includes(from));
        assert.deepEqual(found(text.replace(from, () => to)), [code]);
      });
    }
  }
});
