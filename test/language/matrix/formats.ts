import { readFileSync } from 'node:fs';
import { fromRoot } from '../../support/repo';
import { finds, folds, leads, lenses, links, lists, offers, omits, renames, says, type Cell } from './checks';
import type { SampleFiles, SampleOptions } from '../harness';
import type { Json } from '../../../server/src/base';
import { github } from './samples';

const typed: SampleFiles = {
  'a.prompt':
    '---\ninput:\n  schema:\n    name: string\n    mood(enum): [kind, stern]\n    order(object):\n      id: string\n---\n{{name}}{{mood}}{{order.id}}',
};
const settings: SampleOptions = {
  config: {
    providers: ['local'],
    schema: () => JSON.parse(readFileSync(fromRoot('media/schemas/galley.schema.json'), 'utf8')) as Json,
  },
};

/** What works in files of these kinds. */
export const formatsCells: { readonly [surface: string]: readonly Cell[] } = {
  dotprompt: [
    ['completion: keys', { 'a.prompt': '---\n‸\n---\n' }, offers('model', 'input', 'output', 'config')],
    ['completion: keys below', { 'a.prompt': '---\nconfig:\n  ‸\n---\n' }, offers('temperature')],
    ['completion: types', { 'a.prompt': '---\ninput:\n  schema:\n    a: ‸\n---\n' }, offers('string', 'integer')],
    [
      'completion: modifiers',
      { 'a.prompt': '---\ninput:\n  schema:\n    tags(‸)\n---\n' },
      offers('array', 'object', 'enum'),
    ],
    [
      'completion: keys of JSON Schema',
      { 'a.prompt': '---\ninput:\n  schema:\n    type: object\n    ‸\n---\n' },
      offers('properties', 'required'),
    ],
    [
      'completion: keys of a property',
      { 'a.prompt': '---\ninput:\n  schema:\n    type: object\n    properties:\n      a:\n        ‸\n---\n' },
      offers('type', 'description', 'enum'),
    ],
    ['completion: dialects', { 'a.prompt': '---\ndialect: ‸\n---\n' }, offers('handlebars', 'jinja')],
    ['completion: formats of the answer', { 'a.prompt': '---\noutput:\n  format: ‸\n---\n' }, offers('json', 'text')],
    [
      'completion: models',
      { 'a.prompt': '---\nmodel: ‸\n---\n', 'b.prompt': '---\nmodel: gemini\n---\n' },
      offers('llama3.2'),
      { config: { models: { local: 'llama3.2' } } },
    ],
    ['completion: codes to ignore', { 'a.prompt': '---\ngalley:\n  ignore: [‸]\n---\n' }, offers('unused-input')],
    ['completion: nothing in a description', { 'a.prompt': '---\ndescription: na‸\n---\n' }, omits()],
    ['hover: keys', { 'a.prompt': '---\nmod‸el: x\n---\n' }, says(/model[^]*to ask/)],
    [
      'hover: inputs',
      { 'a.prompt': '---\ninput:\n  schema:\n    na‸me: string, who it is\n---\n{{name}}' },
      says(/name: string[^]*who it is/),
    ],
    ['hover: the name', { 'a.prompt': '---\nname: he‸re\n---\n' }, says(/here/)],
    [
      'references: a default',
      { 'a.prompt': '---\ninput:\n  schema:\n    ⟦name⟧: string\n  default:\n    ⟦na‸me⟧: x\n---\n{{⟦name⟧}}' },
      finds(),
    ],
    [
      'references: the name',
      { 'a.prompt': '---\nname: ⟦he‸re⟧\n---\nx', 'b.cases.yaml': 'prompt: ⟦here⟧\ncases: []' },
      finds(),
    ],
    [
      'rename: the name',
      { 'a.prompt': '---\nname: he‸re\n---\nx', 'b.cases.yaml': 'prompt: here\ncases: []' },
      renames({ 'a.prompt': '---\nname: who\n---\nx', 'b.cases.yaml': 'prompt: who\ncases: []' }),
    ],
  ],
  prompty: [
    ['completion: keys', { 'a.prompty': '---\n‸\n---\n' }, offers('inputs', 'model', 'sample', 'template')],
    ['completion: apis', { 'a.prompty': '---\nmodel:\n  api: ‸\n---\n' }, offers('chat', 'completion')],
    [
      'completion: keys of an input',
      { 'a.prompty': '---\ninputs:\n  name:\n    ‸\n---\n' },
      offers('type', 'description', 'default'),
    ],
    [
      'completion: keys of an input (2)',
      { 'a.prompty': '---\ninputs:\n  - name: x\n    ‸\n---\n' },
      offers('kind', 'description', 'default'),
    ],
    ['completion: types', { 'a.prompty': '---\ninputs:\n  name:\n    type: ‸\n---\n' }, offers('string', 'array')],
    [
      'completion: samples',
      { 'a.prompty': '---\ninputs:\n  name: { type: string }\nsample:\n  ‸\n---\n{{ name }}' },
      offers('name'),
    ],
    ['completion: template languages', { 'a.prompty': '---\ntemplate: ‸\n---\n' }, offers('jinja2', 'mustache')],
    [
      'completion: template languages (2)',
      { 'a.prompty': '---\ntemplate:\n  format:\n    kind: ‸\n---\n' },
      offers('jinja2', 'mustache'),
    ],
    [
      'completion: models',
      { 'a.prompty': '---\nmodel:\n  id: ‸\n---\n' },
      offers('llama3.2'),
      { config: { models: { local: 'llama3.2' } } },
    ],
    ['hover: keys', { 'a.prompty': '---\nsam‸ple: {}\n---\n' }, says(/sample/)],
    ['hover: keys of an input', { 'a.prompty': '---\ninputs:\n  name:\n    ty‸pe: string\n---\n' }, says(/type/)],
    ['links: files', { 'a.prompty': '‸---\nsample: ${file:sample.json}\n---\n' }, links('sample.json')],
  ],
  'github-models': [
    ['completion: keys', { 'a.prompt.yml': 'name: x\n‸' }, offers('messages', 'model', 'testData', 'evaluators')],
    ['completion: keys of a message', { 'a.prompt.yml': 'messages:\n  - ‸' }, offers('role', 'content')],
    ['completion: roles', { 'a.prompt.yml': 'messages:\n  - role: ‸' }, offers('system', 'user', 'assistant')],
    ['completion: formats', { 'a.prompt.yml': 'responseFormat: ‸' }, offers('text', 'json_schema')],
    [
      'completion: evaluators',
      { 'a.prompt.yml': 'evaluators:\n  - name: x\n    string:\n      ‸' },
      offers('contains', 'startsWith'),
    ],
    [
      'completion: ready-made judges',
      { 'a.prompt.yml': 'evaluators:\n  - name: x\n    uses: ‸' },
      offers('github/similarity'),
    ],
    [
      'completion: models',
      { 'a.prompt.yml': 'model: ‸' },
      offers('llama3.2'),
      { config: { models: { local: 'llama3.2' } } },
    ],
    [
      'completion: variables in a message',
      { 'a.prompt.yml': github('{{‸}}', 'testData:\n  - first: x\n') },
      offers('first'),
    ],
    ['completion: nothing in the text of a message', { 'a.prompt.yml': github('na‸me') }, omits()],
    ['hover: keys', { 'a.prompt.yml': 'mes‸sages: []' }, says(/messages/)],
    ['hover: variables', { 'a.prompt.yml': github('{{fi‸rst}}', 'testData:\n  - first: x\n') }, says(/first/)],
    ['hover: roles', { 'a.prompt.yml': 'messages:\n  - role: us‸er\n    content: x' }, says(/user/)],
    ['definition: variables', { 'a.prompt.yml': github('{{fi‸rst}}', 'testData:\n  - ⟦first⟧: x\n') }, leads()],
    [
      'references: variables',
      { 'a.prompt.yml': github('{{⟦fi‸rst⟧}}', 'testData:\n  - ⟦first⟧: x\n  - ⟦first⟧: y\n') },
      finds(),
    ],
    [
      'rename: variables',
      { 'a.prompt.yml': github('{{fi‸rst}}', 'testData:\n  - first: x\n') },
      renames({ 'a.prompt.yml': github('{{who}}', 'testData:\n  - who: x\n') }),
    ],
    [
      'symbols',
      {
        'a.prompt.yml':
          'name: g\nmessages:\n  - role: system\n    content: a\n  - role: user\n    content: b\ntestData:\n  - first: x\n',
      },
      lists('header', 'case 1', 'system', 'user'),
    ],
    [
      'folding',
      {
        'a.prompt.yml':
          '‸name: g\nmessages:\n  - role: user\n    content: |\n      a\n      b\ntestData:\n  - first: x\n    last: y\n',
      },
      folds('1-5', '2-5', '3-5', '6-8', '7-8'),
    ],
  ],
  'vscode-prompt': [
    ['completion: keys', { 'a.prompt.md': '---\n‸\n---\n' }, offers('description', 'agent', 'tools', 'model')],
    ['completion: keys of instructions', { 'a.instructions.md': '---\n‸\n---\n' }, offers('applyTo', 'description')],
    ['completion: agents', { 'a.prompt.md': '---\nagent: ‸\n---\n' }, offers('ask', 'edit', 'agent')],
    ['hover: keys', { 'a.prompt.md': '---\nag‸ent: ask\n---\n' }, says(/agent/)],
  ],
  bare: [
    ['completion: what it reads', { 'prompts/a.hbs': '{{first}}{{‸}}' }, offers('first', 'lookup')],
    ['hover: what it reads', { 'prompts/a.hbs': '{{fi‸rst}}' }, says(/first/)],
    ['references: what it reads', { 'prompts/a.hbs': '{{⟦fi‸rst⟧}}{{#if ⟦first⟧}}{{/if}}' }, finds()],
    [
      'rename: what it reads',
      { 'prompts/a.hbs': '{{fi‸rst}}{{#if first}}{{/if}}' },
      renames({ 'prompts/a.hbs': '{{who}}{{#if who}}{{/if}}' }),
    ],
  ],
  cases: [
    ['completion: keys', { 'a.prompt': 'x', 'a.cases.yaml': '‸' }, offers('prompt', 'cases', 'defaults')],
    [
      'completion: keys of a case',
      { 'a.prompt': 'x', 'a.cases.yaml': 'cases:\n  - name: x\n    ‸' },
      offers('inputs', 'assert'),
    ],
    ['completion: inputs', { ...typed, 'a.cases.yaml': 'cases:\n  - inputs: { ‸ }' }, offers('name', 'mood', 'order')],
    [
      'completion: members of an input',
      { ...typed, 'a.cases.yaml': 'cases:\n  - inputs:\n      order:\n        ‸' },
      offers('id'),
    ],
    [
      'completion: values of an input',
      { ...typed, 'a.cases.yaml': 'cases:\n  - inputs: { mood: ‸ }' },
      offers('kind', 'stern'),
    ],
    [
      'completion: assertions',
      { ...typed, 'a.cases.yaml': 'cases:\n  - assert:\n      - type: ‸' },
      offers('contains', 'not-contains'),
    ],
    [
      'completion: keys of an assertion',
      { ...typed, 'a.cases.yaml': 'cases:\n  - assert:\n      - type: regex\n        ‸' },
      offers('value', 'flags'),
    ],
    [
      'completion: no keys of other assertions',
      { ...typed, 'a.cases.yaml': 'cases:\n  - assert:\n      - type: contains\n        ‸' },
      omits('flags', 'threshold'),
    ],
    ['completion: prompts', { ...typed, 'b.cases.yaml': 'prompt: ‸' }, offers('a')],
    [
      'completion: providers',
      { 'b.cases.yaml': 'provider: ‸' },
      offers('replay', 'local'),
      { config: { providers: ['local'] } },
    ],
    [
      'completion: tags of other cases',
      { 'b.cases.yaml': 'cases:\n  - name: x\n    tags: [smoke]\n  - name: y\n    tags: [‸]' },
      offers('smoke'),
    ],
    ['completion: nothing in comments', { 'b.cases.yaml': '# prom‸' }, omits()],
    ['hover: keys', { 'b.cases.yaml': 'pro‸mpt: a' }, says(/prompt/)],
    [
      'hover: inputs',
      { ...typed, 'a.cases.yaml': 'cases:\n  - inputs: { na‸me: x }' },
      says(/name: string[^]*Input of `a`/),
    ],
    [
      'hover: assertions',
      { ...typed, 'a.cases.yaml': 'cases:\n  - assert:\n      - type: con‸tains' },
      says(/contains/),
    ],
    ['hover: prompts', { ...typed, 'b.cases.yaml': 'prompt: ‸a' }, says(/a\.prompt[^]*name: string/)],
    ['definition: prompts', { 'a.prompt': '⟦⟧x', 'b.cases.yaml': 'prompt: ‸a' }, leads()],
    [
      'references: prompts',
      { 'a.prompt': '---\nname: ⟦a⟧\n---\n', 'b.cases.yaml': 'prompt: ⟦‸a⟧', 'c.cases.yaml': 'prompt: ⟦a⟧' },
      finds(),
    ],
    [
      'rename: inputs',
      { 'a.prompt': '{{name}}', 'a.cases.yaml': 'defaults: { inputs: { name: x } }\ncases:\n  - inputs: { na‸me: y }' },
      renames({
        'a.prompt': '{{who}}',
        'a.cases.yaml': 'defaults: { inputs: { who: x } }\ncases:\n  - inputs: { who: y }',
      }),
    ],
    ['symbols', { 'a.cases.yaml': 'cases:\n  - name: x\n  - name: y' }, lists('x', 'y')],
    ['links: prompts', { 'a.prompt': 'x', 'b.cases.yaml': '‸prompt: a' }, links('a.prompt')],
    ['lenses: cases', { 'a.prompt': 'x', 'a.cases.yaml': '‸cases:\n  - name: x\n  - name: y' }, lenses('run 2 cases')],
  ],
  'galley.yaml': [
    [
      'completion: keys',
      { 'galley.yaml': '‸' },
      offers('prompts', 'environments', 'providers', 'severities'),
      settings,
    ],
    ['completion: keys that are not there yet', { 'galley.yaml': 'helpers: []\n‸' }, omits('helpers'), settings],
    [
      'completion: keys of an environment',
      { 'galley.yaml': 'environments:\n  - name: x\n    ‸' },
      offers('gates', 'protected', 'target'),
      settings,
    ],
    [
      'completion: names of environments',
      { 'galley.yaml': 'environments:\n  - name: ‸' },
      offers('staging', 'production'),
      settings,
    ],
    [
      'completion: gates',
      { 'galley.yaml': 'environments:\n  - name: x\n    gates: [‸]' },
      offers('lint', 'interface', 'tests', 'approval'),
      settings,
    ],
    [
      'completion: gates, one on a line',
      { 'galley.yaml': 'environments:\n  - name: x\n    gates:\n      - ‸' },
      offers('lint', 'tests'),
      settings,
    ],
    [
      'completion: parameters of a gate',
      { 'galley.yaml': 'environments:\n  - name: x\n    gates:\n      - tests:\n          ‸' },
      offers('passRate', 'minimum', 'newFailures', 'provider'),
      settings,
    ],
    [
      'completion: words of a gate',
      { 'galley.yaml': 'environments:\n  - name: x\n    gates:\n      - interface:\n          breaking: ‸' },
      offers('refuse', 'major'),
      settings,
    ],
    [
      'completion: dialects',
      { 'galley.yaml': 'dialects:\n  "legacy/**": ‸' },
      offers('handlebars', 'fstring'),
      settings,
    ],
    [
      'completion: types of providers',
      { 'galley.yaml': 'providers:\n  local:\n    type: ‸' },
      offers('openai-compatible', 'replay', 'render'),
      settings,
    ],
    [
      'completion: keys of a provider',
      { 'galley.yaml': 'providers:\n  local:\n    type: openai-compatible\n    ‸' },
      offers('baseUrl', 'model', 'apiKeyEnv'),
      settings,
    ],
    [
      'completion: the default provider',
      { 'galley.yaml': 'providers:\n  default: ‸' },
      offers('replay', 'local'),
      settings,
    ],
    ['completion: codes', { 'galley.yaml': 'severities:\n  ‸' }, offers('unused-input', 'bad-tag'), settings],
    ['completion: severities', { 'galley.yaml': 'severities:\n  unused-input: ‸' }, offers('error', 'off'), settings],
    [
      'hover: keys',
      { 'galley.yaml': 'environments:\n  - name: x\n    prot‸ected: true' },
      says(/protected[^]*Ask before a deployment/),
      settings,
    ],
    [
      'folding',
      { 'galley.yaml': '‸environments:\n  - name: x\n    gates:\n      - lint\n' },
      folds('0-3', '1-3', '2-3'),
      settings,
    ],
    [
      'symbols',
      { 'galley.yaml': '‸prompts: ["a/**"]\nenvironments:\n  - name: x\n' },
      lists('prompts', 'environments', '  x'),
      settings,
    ],
  ],
};
