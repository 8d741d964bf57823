import { readConfig } from '../../server/src/app/config';
import type { DiagnosticCode } from '../../server/src/base';
import type { Dialect, Problem } from '../../server/src/template';
import { memoryCatalog } from '../support/memory-workspace';
import { head, prompty } from '../language/findings-table';
import { sample, type Sample, type SampleFiles } from '../language/harness';

/** Files in which `⟦ ⟧` stand around the one finding there is, or in which there is none. */
export type Workspace = string | (SampleFiles & { readonly [path: string]: string });

/** What a code is told for, and what comes near and is right. */
export interface Entry {
  readonly wrong: readonly [Workspace, ...Workspace[]];
  readonly right: readonly [Workspace, ...Workspace[]];
}

const cases = (text: string): SampleFiles => ({
  'c.cases.yaml': text,
  'p.prompt': `${head('name: string\nkind?(enum): [a, b]')}{{name}}{{kind}}`,
});
const assertion = (text: string): SampleFiles =>
  cases(`prompt: p\ncases:\n  - inputs: { name: x }\n    assert: [${text}]\n`);
const key = ['sk', 'proj', 'abCD12efGH34ijKL56mnOP78qrST90uvWX'].join('-');
const million = 'x'.repeat(1_000_000);

/** Every code of the catalogue. A code that is added needs an entry: this does not compile without. */
export const catalogue: { readonly [code in DiagnosticCode]: Entry } = {
  'unclosed-tag': {
    wrong: ['Dear ⟦{{name⟧\n', { 'prompts/a.j2': 'Dear ⟦{{ name⟧\n' }, { 'a.txt': 'Dear ⟦{name⟧\n' }],
    right: ['Dear {{name}}\n', { 'prompts/a.j2': '{% raw %}{{ name{% endraw %}' }, { 'a.txt': 'Dear {{name\n{a}}}' }],
  },
  'unclosed-block': {
    wrong: ['{{#⟦if⟧ a}}x', { 'prompts/a.j2': '{% ⟦for⟧ x in xs %}' }, { 'prompts/a.mustache': '{{#⟦a⟧}}' }],
    right: ['{{#if a}}x{{/if}}', { 'prompts/a.j2': '{% set x = 1 %}' }, { 'prompts/a.mustache': '{{^a}}{{/a}}' }],
  },
  'mismatched-block': {
    wrong: ['{{#if a}}{{/⟦each⟧}}', { 'prompts/a.j2': '{% if a %}{% ⟦endfor⟧ %}' }],
    right: ['{{#if a}}{{/if}}', { 'prompts/a.j2': '{% block a %}{% endblock a %}' }],
  },
  'bad-tag': {
    wrong: ['⟦{{}}⟧', { 'prompts/a.j2': '{{ a ⟦b⟧ }}' }],
    right: ['\\{{}}', { 'prompts/a.j2': '{{ a if b }}' }],
  },
  'undeclared-variable': {
    wrong: [`${head('name: string')}{{name}}{{⟦nmae⟧}}`, { 'a.prompty': prompty('n: string', '{{ n }}{{ ⟦other⟧ }}') }],
    right: [
      '{{name}}{{nmae}}',
      `${head('name: string')}{{#each name.list as |nmae|}}{{nmae}}{{/each}}`.replace('name: string', 'name: any'),
      { 'a.prompty': prompty('n: string', '{{ n }}{% set other = 1 %}{{ other }}') },
    ],
  },
  'unused-input': {
    wrong: [`${head('⟦name⟧: string')}x`],
    right: [
      `${head('name: string')}{{> p}}`.replace('{{> p}}', '{{#if name}}x{{/if}}'),
      `${head('name: string')}{{json this}}`,
    ],
  },
  'duplicate-input': {
    wrong: [`${head('a: string\n⟦a⟧?: string')}{{a}}`, { 'a.prompty': prompty('a: string\n⟦a⟧: string', '{{ a }}') }],
    right: [`${head('a: string\nb(object):\n  a: string')}{{a}}{{b.a}}`],
  },
  'type-misuse': {
    wrong: [
      `${head('n: integer')}{{#each ⟦n⟧}}x{{/each}}`,
      `${head('n: string')}{{n.⟦first⟧}}`,
      `${head('k(enum): [a, b]')}{{#ifEquals k "⟦c⟧"}}x{{/ifEquals}}`,
      { 'a.prompty': prompty('n: number', '{{ n | ⟦join⟧ }}') },
      { 'a.prompt': `${head('n: integer')}{{> p s=⟦n⟧}}`, '_p.prompt': `${head('s: string')}{{s}}` },
    ],
    right: [
      `${head('n(array): integer')}{{#each n}}{{this}}{{/each}}`,
      `${head('n: string')}{{n.length}}`,
      `${head('k(enum): [a, b]')}{{#ifEquals k "b"}}x{{/ifEquals}}`,
      { 'a.prompty': prompty('n: number', '{{ n | string | join }}') },
      { 'a.prompt': `${head('n: integer')}{{> p s=n}}`, '_p.prompt': `${head('s: number')}{{s}}` },
    ],
  },
  'unknown-property': {
    wrong: [
      `${head('o(object):\n  price: number')}{{o.⟦prise⟧}}`,
      { 'a.prompt': `${head('o(object):\n  price: number')}{{> p o}}`, '_p.prompt': '{{⟦prise⟧}}' },
      { 'prompts/a.j2': '{% for x in xs %}{{ loop.⟦indx⟧ }}{% endfor %}' },
    ],
    right: [
      `${head('o(object):\n  price: number\n  (*): any')}{{o.prise}}`,
      { 'a.prompt': `${head('o: any')}{{> p o}}`, '_p.prompt': '{{prise}}' },
      { 'prompts/a.j2': '{% for x in xs %}{{ loop.index }}{% endfor %}{{ loop.indx }}' },
    ],
  },
  'unknown-helper': {
    wrong: [
      '{{⟦jsn⟧ a}}',
      { 'prompts/a.j2': '{{ a | ⟦uper⟧ }}' },
      { 'prompts/a.j2': '{% if a is ⟦defind⟧ %}{% endif %}' },
    ],
    right: ['{{json a}}', { 'prompts/a.hbs': '{{shout a}}' }, { 'prompts/a.j2': '{{ a | house_style }}' }],
  },
  'shadowed-helper': {
    wrong: [`${head('⟦history⟧: string')}{{history}}`],
    right: [`${head('history: string')}{{this.history}}{{#if history}}x{{/if}}`],
  },
  'missing-partial': {
    wrong: ['{{> ⟦farewell⟧}}', { 'prompts/a.hbs': '{{> ⟦sing⟧}}', 'prompts/_sign.hbs': 'x' }],
    right: ['{{#> farewell}}x{{/farewell}}', { 'prompts/a.hbs': '{{> farewell}}' }],
  },
  'circular-partial': {
    wrong: [{ '_a.prompt': '{{> ⟦a⟧}}' }],
    right: [{ 'a.prompt': '{{> a}}', '_a.prompt': '{{> b}}', '_b.prompt': 'x' }],
  },
  'missing-partial-argument': {
    wrong: [{ 'a.prompt': `${head('a: string')}{{a}}{{> ⟦p⟧ x=a}}`, '_p.prompt': '{{x}}{{zebra}}' }],
    right: [
      { 'a.prompt': `${head('a: string')}{{a}}{{> p x=a}}`, '_p.prompt': '{{x}}{{#if zebra}}{{zebra}}{{/if}}' },
      {
        'a.prompty': prompty('xs: { type: array }', '{% for x in xs %}{% include "_p.j2" %}{% endfor %}'),
        '_p.j2': '{{ x }}',
      },
    ],
  },
  'unknown-partial-argument': {
    wrong: [{ 'a.prompt': `${head('a: string')}{{> p b=a ⟦zebra⟧=a}}`, '_p.prompt': `${head('b: string')}{{b}}` }],
    right: [{ 'a.prompt': `${head('a: string')}{{> p b=a zebra=a}}`, '_p.prompt': '{{b}}' }],
  },
  'mixed-dialect': {
    wrong: ['{{#if a}}⟦{% if x %}⟧{{/if}}', { 'prompts/a.mustache': '⟦{{#if x}}⟧a{{/if x}}' }],
    right: ['{{!-- {% if x %} --}}{{a}} 50 {% off', { 'prompts/a.mustache': '{{#ifx}}a{{/ifx}}' }],
  },
  'json-braces': {
    wrong: ['{"k":⟦{{x}}}⟧', { 'a.txt': '⟦{"k": 1}⟧ {a}' }],
    right: ['{"k":{{x}} }', { 'a.txt': '{{"k": 1}} {a}' }, { 'prompts/a.j2': '{"k":{{ x }}}' }],
  },
  'unknown-role': {
    wrong: ['{{role "⟦usr⟧"}}x', { 'a.prompty': '---\nname: n\n---\n⟦usr⟧:\nx' }],
    right: ['{{role "user"}}x', { 'a.prompty': '---\nname: n\n---\nuser:\nNote:\nx' }],
  },
  'header-syntax': {
    wrong: [
      '---\nmodel: m\nconfig:\n  ⟦topP 0.8⟧\n  topK: 1\n---\nx',
      '---\nmodel: m\nconfig:\n  ⟦topP 0.8⟧\n---\nx',
      '---\ndescription: ⟦one: two⟧\n---\nx',
      '---\ninput:\n  schema:\n    age?: ⟦integer, yes: no⟧\n---\n{{age}}',
      '---\ninput:\n  schema:\n    a: string\n    ⟦b string⟧\n    c: string\n---\n{{a}}{{b}}{{c}}',
    ],
    right: ['---\ndescription: one:two\n---\nx', '---\ndescription: "one: two"\n---\nx'],
  },
  'header-key': {
    wrong: ['---\n⟦modle⟧: m\n---\nx', { 'a.prompty': '---\n⟦modle⟧: m\n---\nx' }],
    right: ['---\nmax_steps: 3\nmy.model: x\n---\nx', { 'a.prompty': '---\nteam: m\n---\nx' }],
  },
  'header-value': {
    wrong: ['---\nconfig: { temperature: ⟦warm⟧ }\n---\nx', { 'a.prompty': '---\nmodel: { api: ⟦chatt⟧ }\n---\nx' }],
    right: [
      '---\nconfig: { temperature: 1, mood: warm }\n---\nx',
      { 'a.prompty': '---\nmodel: { parameters: { temperature: "${env:T}" } }\n---\nx' },
    ],
  },
  'bad-schema': {
    wrong: [
      `${head('a: ⟦strng⟧')}{{a}}`,
      { 'a.prompty': prompty('a: { type: array, items: { type: ⟦strng⟧ } }', '{{ a }}') },
      `${head('type: object\nproperties: { o: { type: object, properties: { a: {}, ⟦a⟧: {} } } }')}{{o.a}}`,
    ],
    right: [`${head('a: Customer')}{{a}}`, `${head('a: string, strng')}{{a}}`],
  },
  'case-syntax': {
    wrong: [cases('prompt: p\ncases: ⟦1⟧\n'), cases('prompt: p\ncases:\n  - name: ⟦"one⟧\n')],
    right: [cases('prompt: p\ncases:\n')],
  },
  'case-key': {
    wrong: [
      cases('prompt: p\ncases:\n  - ⟦vars⟧: { name: x }\n'),
      cases('prompt: p\ncases:\n  - inputs: { name: x }\n    ⟦asert⟧: []\n'),
    ],
    right: [cases('prompt: p\ncases:\n  - inputs: { name: x }\n    options: { asert: 1 }\n')],
  },
  'unknown-assertion': {
    wrong: [assertion('{ type: ⟦containz⟧, value: a }')],
    right: [assertion('{ type: not-contains, value: a }')],
  },
  'bad-assertion': {
    wrong: [
      assertion('{ type: regex, value: ⟦"("⟧ }'),
      assertion('{ type: is-json, value: { type: ⟦strng⟧ } }'),
      assertion('{ type: ⟦latency⟧ }'),
    ],
    right: [
      assertion('{ type: regex, value: "\\\\(" }'),
      assertion('{ type: is-json, value: { type: string } }'),
      assertion('{ type: latency, threshold: 10 }'),
    ],
  },
  'missing-input': {
    wrong: [cases('prompt: p\ncases:\n  - name: ⟦one⟧\n')],
    right: [cases('prompt: p\ndefaults: { inputs: { name: x } }\ncases:\n  - name: one\n')],
  },
  'unknown-input': {
    wrong: [cases('prompt: p\ncases:\n  - inputs: { name: x, ⟦knd⟧: a }\n')],
    right: [cases('prompt: p\ncases:\n  - inputs: { name: x, kind: a }\n')],
  },
  'input-type': {
    wrong: [cases('prompt: p\ncases:\n  - inputs: { name: ⟦1⟧ }\n')],
    right: [cases('prompt: p\ncases:\n  - inputs: { name: "1", kind: null }\n')],
  },
  'unknown-prompt': {
    wrong: [cases('prompt: ⟦pp⟧\ncases: []\n'), { 'alone.cases.yaml': 'cases:\n  - name: ⟦one⟧\n' }],
    right: [cases('prompt: p\ncases: []\n'), { 'alone.cases.yaml': 'cases: []\n' }],
  },
  'unknown-selector': {
    wrong: [cases('prompt: ⟦p@produktion⟧\ncases: []\n'), cases('prompt: "⟦p@1.2.0⟧"\ncases: []\n')],
    right: [{ 'c.cases.yaml': 'prompt: p@x\ncases: []\n', 'p.prompt': '---\nname: p@x\n---\nx' }],
  },
  'unknown-provider': {
    wrong: [cases('prompt: p\nprovider: ⟦reply⟧\ncases: []\n')],
    right: [cases('prompt: p\nprovider: render\ncases: []\n')],
  },
  'duplicate-prompt': {
    wrong: [{ 'a.prompt': '---\nname: ⟦b⟧\n---\nx', 'b.prompt': '⟦x⟧' }],
    right: [{ 'a.prompt': '---\nname: b\n---\nx', 'b.prompt': '---\nname: c\n---\nx' }],
  },
  'config-syntax': {
    wrong: [
      { 'galley.yaml': '⟦promts⟧: ["a/**"]\n' },
      { 'galley.yaml': 'providers: { default: ⟦reply⟧ }\n' },
      { 'galley.yaml': 'severities: { ⟦unused-imput⟧: off }\n' },
      { 'galley.yaml': 'environments: [{ name: a, gates: [{ tests: { provider: ⟦reply⟧ } }] }]\n' },
    ],
    right: [{ 'galley.yaml': 'providers: { default: render }\n' }],
  },
  'unknown-code': {
    wrong: [
      `${head('a: string')}{{a}}\n{{! galley-ignore undeclared-variable, ⟦undeclared-varable⟧ }}\n{{b}}`,
      '---\ngalley: { ignore: [unused-input, ⟦galley/unused-imput⟧] }\ninput: { schema: { a: string } }\n---\nx',
      { 'galley.yaml': '# galley-ignore config-syntax ⟦config-sintax⟧\nhelpres: []\n' },
    ],
    right: [
      `${head('a: string')}{{a}}\n{{! galley-ignore undeclared-variable because the host gives it }}\n{{b}}`,
      `${head('a: string')}{{a}}\n{{! galley-ignore undeclared-variable -- set by app-server }}\n{{b}}`,
    ],
  },
  'unused-suppression': {
    wrong: [
      '{{! galley-ignore ⟦unused-input⟧ }}\n{{a}}',
      '{{! ⟦galley-ignore⟧ }}\n{{a}}',
      '---\ngalley: { ignore: [⟦unused-input⟧, undeclared-variable] }\ninput:\n  schema:\n    a: string\n---\n{{a}}{{b}}',
      '---\nmodel: m\ngalley:\n  ignore: ⟦unused-input⟧\n---\n{{a}}{{b}}',
    ],
    right: [
      `${head('a: string')}{{a}}\n{{! galley-ignore undeclared-variable }}\n{{b}}`,
      '---\ngalley: { ignore: [interface-drift] }\n---\n{{a}}',
      '{{! galley-ignore unused-input }}\n{{#if a}}',
    ],
  },
  'interface-drift': {
    wrong: [{ 'drift.prompt': '---\n⟦input⟧:\n  schema:\n    b: string\n---\n{{b}}' }],
    right: [{ 'drift.prompt': '---\ninput:\n  schema:\n    a: string\n    b?: string\n---\n{{a}}{{b}}' }],
  },
  'secret-in-prompt': {
    wrong: [`Use ⟦${key}⟧`],
    right: [`Use ${key.slice(0, 20)} or sk-${'x'.repeat(40)}`],
  },
  'file-too-large': {
    wrong: [`⟦⟧${million.repeat(4)}x`],
    right: [million],
  },
};

/** A sample of the catalogue, with the settings that its entries count on. */
export function catalogueSample(files: Workspace): Sample {
  const dialects: Record<string, Dialect> = { 'a.txt': 'fstring' };
  const problems = (text: string): readonly Problem[] => readConfig(text).problems;
  const held = { environment: 'production', number: 1, semver: '1.0.0', inputs: ['a'], requiredInputs: ['a'] };
  const catalog = memoryCatalog({
    drift: { head: { number: 2, semver: '1.1.0' }, isModified: () => true, environments: [held] },
  });
  return sample(files, { config: { dialects, providers: ['replay', 'render'], problems }, catalog });
}
