import { describe, test } from 'node:test';
import {
  calls,
  finds,
  folds,
  hints,
  leads,
  lenses,
  linked,
  links,
  lists,
  offers,
  omits,
  paints,
  renames,
  says,
  selects,
  signs,
  types,
} from './matrix';
import { memoryCatalog } from '../support/memory-workspace';
import type { Cell } from './matrix';
import type { SampleFiles } from './harness';

const order =
  'name: string, who it is\norder(object, what was bought):\n  id: string, its number\n  lines(array):\n    sku: string\n    price: number';
const dotprompt = (body: string, more = ''): string =>
  `---\n${more}input:\n  schema:\n${order.replace(/^/gm, '    ')}\n---\n${body}`;
const promptyInputs =
  'name: { type: string, description: who it is }\norder:\n  type: object\n  properties:\n    id: { type: string, description: its number }\n    lines: { type: array, items: { type: object, properties: { sku: { type: string } } } }';
const prompty = (body: string, more = ''): string =>
  `---\nname: p\n${more}inputs:\n${promptyInputs.replace(/^/gm, '  ')}\n---\nsystem:\n${body}`;
const github = (content: string, more = ''): string =>
  `name: g\nmodel: m\nmessages:\n  - role: user\n    content: |\n      ${content}\n${more}`;

const handlebars = (body: string, more: SampleFiles = {}): SampleFiles => ({ 'a.prompt': dotprompt(body), ...more });
const jinja = (body: string, more: SampleFiles = {}): SampleFiles => ({ 'a.prompty': prompty(body), ...more });
const mustache = (body: string, more: SampleFiles = {}): SampleFiles => ({
  'a.prompt': dotprompt(body, 'dialect: mustache\n'),
  ...more,
});
const fstring = (body: string): SampleFiles => ({ 'a.prompt': dotprompt(body, 'dialect: fstring\n') });
const braces = (body: string): SampleFiles => ({ 'a.prompt': dotprompt(body, 'dialect: braces\n') });
const marks = (body: string): SampleFiles => ({ 'a.prompt.md': `---\ndescription: x\n---\n${body}` });
const kernel = (body: string): SampleFiles => ({ 'ask/skprompt.txt': body });

const parts = { '_sign.prompt': '---\ndescription: says goodbye\n---\n{{name}}' };

const surfaces: { readonly [surface: string]: readonly Cell[] } = {
  handlebars: [
    ['completion: inputs', handlebars('{{‸}}'), offers('name', 'order')],
    ['completion: members', handlebars('{{order.‸}}'), offers('id', 'lines')],
    [
      'completion: members of an element',
      handlebars('{{#each order.lines}}{{‸}}{{/each}}'),
      offers('sku', '../name', 'price'),
    ],
    ['completion: members through with', handlebars('{{#with order}}{{‸}}{{/with}}'), offers('id', 'lines', '../name')],
    [
      'completion: members of a block parameter',
      handlebars('{{#each order.lines as |line i|}}{{line.‸}}{{/each}}'),
      offers('sku'),
    ],
    [
      'completion: block parameters',
      handlebars('{{#each order.lines as |line i|}}{{‸}}{{/each}}'),
      offers('line', 'i'),
    ],
    ['completion: members through this', handlebars('{{#each order.lines}}{{this.‸}}{{/each}}'), offers('sku')],
    ['completion: members through ../', handlebars('{{#each order.lines}}{{../‸}}{{/each}}'), offers('name', 'order')],
    [
      'completion: members through two ../',
      handlebars('{{#with order}}{{#each lines}}{{../../‸}}{{/each}}{{/with}}'),
      offers('name'),
    ],
    [
      'completion: inputs through @root',
      handlebars('{{#each order.lines}}{{@root.‸}}{{/each}}'),
      offers('name', 'order'),
    ],
    ['completion: members through @root', handlebars('{{@root.order.‸}}'), offers('id')],
    ['completion: loop data', handlebars('{{#each order.lines}}{{@‸}}{{/each}}'), offers('index', 'first', 'root')],
    [
      'completion: loop data of the loop around',
      handlebars('{{#each order.lines}}{{#each tags}}{{@../‸}}{{/each}}{{/each}}'),
      offers('index', 'key'),
    ],
    ['completion: helpers', handlebars('{{js‸}}'), offers('json')],
    ['completion: helpers of a sub-expression', handlebars('{{#if (‸)}}{{/if}}'), offers('json', 'name')],
    ['completion: block helpers', handlebars('{{#‸}}{{/if}}'), offers('if', 'each', 'with')],
    ['completion: names of arguments', handlebars('{{json order ‸}}'), offers('indent')],
    ['completion: else', handlebars('{{#if name}}{{‸}}{{/if}}'), offers('else')],
    ['completion: partials', handlebars('{{> ‸}}', parts), offers('sign')],
    ['completion: inline partials', handlebars('{{#*inline "row"}}x{{/inline}}{{> ‸}}'), offers('row')],
    ['completion: what a partial takes', handlebars('{{> sign ‸}}', parts), offers('name')],
    ['completion: the block that is open', handlebars('{{#if name}}{{/‸'), offers('if')],
    ['completion: roles', handlebars('{{role "‸"}}'), offers('system', 'user', 'model')],
    ['completion: nothing in text', handlebars('na‸me'), omits()],
    ['completion: nothing in comments', handlebars('{{!-- na‸me --}}'), omits()],
    ['completion: nothing in strings', handlebars('{{json "na‸me"}}'), omits()],
    ['signatures: helpers', handlebars('{{json ‸}}'), signs('json(value: any, indent?: number)', 0)],
    ['signatures: partials', handlebars('{{> sign ‸}}', parts), signs('sign(name: any)', 0)],
    ['hover: inputs', handlebars('{{na‸me}}'), says(/name: string[^]*who it is[^]*Input of `a`/)],
    ['hover: members', handlebars('{{order.i‸d}}'), says(/order\.id: string[^]*its number/)],
    ['hover: locals', handlebars('{{#each order.lines as |line|}}{{li‸ne}}{{/each}}'), says(/element|block/)],
    ['hover: data', handlebars('{{#each order.lines}}{{@in‸dex}}{{/each}}'), says(/index of the element/)],
    ['hover: helpers', handlebars('{{js‸on name}}'), says(/json[^]*as JSON/)],
    ['hover: block helpers', handlebars('{{#ea‸ch order.lines}}{{/each}}'), says(/each/)],
    ['hover: closing tags', handlebars('{{#each order.lines}}{{/ea‸ch}}'), says(/line 11[^]*each/)],
    ['hover: else', handlebars('{{#if name}}a{{el‸se}}b{{/if}}'), says(/else/)],
    ['hover: partials', handlebars('{{> si‸gn}}', parts), says(/_sign\.prompt[^]*says goodbye[^]*`name`/)],
    ['hover: arguments of partials', handlebars('{{> sign na‸me=order.id}}', parts), says(/name/)],
    ['hover: roles', handlebars('{{role "sys‸tem"}}'), says(/system/)],
    ['definition: inputs', { 'a.prompt': '---\ninput:\n  schema:\n    ⟦name⟧: string\n---\n{{na‸me}}' }, leads()],
    [
      'definition: members',
      { 'a.prompt': '---\ninput:\n  schema:\n    o(object):\n      ⟦id⟧: string\n---\n{{o.i‸d}}' },
      leads(),
    ],
    ['definition: locals', handlebars('{{#each order.lines as |⟦line⟧|}}{{li‸ne}}{{/each}}'), leads()],
    ['definition: partials', { 'a.prompt': '{{> si‸gn}}', '_sign.prompt': '⟦⟧x' }, leads()],
    ['definition: inline partials', handlebars('{{#*inline "⟦row⟧"}}x{{/inline}}{{> ro‸w}}'), leads()],
    ['definition: blocks', handlebars('{{#⟦if⟧ name}}{{/i‸f}}'), leads()],
    [
      'type: members of an element',
      {
        'a.prompt':
          '---\ninput:\n  schema:\n    ⟦xs⟧(array):\n      a: string\n---\n{{#each xs as |x|}}{{‸x.a}}{{/each}}',
      },
      types(),
    ],
    [
      'references: inputs',
      {
        'a.prompt':
          '---\ninput:\n  schema:\n    ⟦name⟧: string\n---\n{{⟦na‸me⟧}}{{#if ⟦name⟧}}{{/if}}{{> sign who=⟦name⟧}}',
        '_sign.prompt': '{{who}}',
        'a.cases.yaml': 'cases:\n  - inputs: { ⟦name⟧: x }',
      },
      finds(),
    ],
    ['references: locals', handlebars('{{#each order.lines as |⟦line⟧|}}{{⟦li‸ne⟧}}{{⟦line⟧.sku}}{{/each}}'), finds()],
    ['references: inline partials', handlebars('{{#*inline "⟦row⟧"}}x{{/inline}}{{> ⟦ro‸w⟧}}{{> ⟦row⟧}}'), finds()],
    ['references: partials', { 'a.prompt': '{{> ⟦si‸gn⟧}}', 'b.prompt': '{{> ⟦sign⟧}}', '_sign.prompt': 'x' }, finds()],
    ['linked: blocks', handlebars('{{#⟦i‸f⟧ name}}{{/⟦if⟧}}'), linked()],
    [
      'rename: locals',
      handlebars('{{#each order.lines as |line|}}{{li‸ne.sku}}{{/each}}'),
      renames(handlebars('{{#each order.lines as |who|}}{{who.sku}}{{/each}}')),
    ],
    [
      'rename: inline partials',
      handlebars('{{#*inline "row"}}x{{/inline}}{{> ro‸w}}'),
      renames(handlebars('{{#*inline "who"}}x{{/inline}}{{> who}}')),
    ],
    [
      'rename: partials',
      { 'a.prompt': '{{> si‸gn}}{{#> sign}}x{{/sign}}', 'b.prompt': '{{> "sign"}}', '_sign.prompt': 'x' },
      renames({ 'a.prompt': '{{> who}}{{#> who}}x{{/who}}', 'b.prompt': '{{> "who"}}', '_who.prompt': 'x' }),
    ],
    [
      'rename: fields with blocks',
      handlebars('{{#order}}{{id}}{{/or‸der}}{{^order}}{{/order}}'),
      renames({ 'a.prompt': dotprompt('{{#who}}{{id}}{{/who}}{{^who}}{{/who}}').replace('order(', 'who(') }),
    ],
    [
      'symbols',
      handlebars('{{role "user"}}{{#if name}}{{> sign}}{{/if}}', parts),
      lists(
        'header',
        '  name',
        '  order',
        '    id',
        '    lines',
        '      sku',
        '      price',
        'user',
        '  if name',
        '    sign',
      ),
    ],
    [
      'folding',
      { 'a.prompt': '---\ninput:\n  schema:\n    a: string\n---\n{{#if a}}\na\n{{else}}\nb\n{{/if}}\n{{!\n\n}}' },
      folds('0-4', '1-3', '2-3', '5-6', '7-8', '10-12'),
    ],
    [
      'selection',
      handlebars('{{#if name}}{{order.i‸d}}{{/if}}'),
      selects('id', 'order.id', '{{order.id}}', '{{#if name}}{{order.id}}{{/if}}'),
    ],
    [
      'tokens',
      { 'a.hbs': '{{#if a}}{{b.c}}{{/if}}{{> s}}{{! x }}' },
      paints(
        '{{#:operator',
        'if:keyword',
        'a:variable',
        '}}:operator',
        '{{:operator',
        'b:variable',
        'c:property',
        '}}:operator',
        '{{/:operator',
        'if:keyword',
        '}}:operator',
        '{{>:operator',
        's:namespace',
        '}}:operator',
        '{{! x }}:comment',
      ),
    ],
    ['hints: partials', handlebars('{{> sign}}‸', parts), hints('reads name')],
    ['links: partials', handlebars('{{> ‸sign}}', parts), links('_sign.prompt')],
    [
      'lenses: includers of a partial',
      { '_sign.prompt': '‸x', 'a.prompt': '{{> sign}}', 'b.prompt': '{{> sign}}' },
      lenses('2 inclusions'),
    ],
    ['calls', handlebars('{{‸> sign}}', parts), calls('a', 'sign')],
  ],
  jinja: [
    ['completion: inputs', jinja('{{ ‸ }}'), offers('name', 'order', 'range')],
    ['completion: members', jinja('{{ order.‸ }}'), offers('id', 'lines')],
    ['completion: members in brackets', jinja('{{ order["‸"] }}'), offers('id', 'lines')],
    [
      'completion: members of an element',
      jinja('{% for line in order.lines %}{{ line.‸ }}{% endfor %}'),
      offers('sku'),
    ],
    ['completion: members of a set name', jinja('{% set o = order %}{{ o.‸ }}'), offers('id')],
    ['completion: members of a with name', jinja('{% with o = order %}{{ o.‸ }}{% endwith %}'), offers('id')],
    [
      'completion: loop variables',
      jinja('{% for line in order.lines %}{{ ‸ }}{% endfor %}'),
      offers('line', 'loop', 'name'),
    ],
    ['completion: no loop outside of one', jinja('{{ ‸ }}'), omits('loop')],
    [
      'completion: loop data',
      jinja('{% for line in order.lines %}{{ loop.‸ }}{% endfor %}'),
      offers('index', 'first', 'last', 'previtem'),
    ],
    ['completion: macros', jinja('{% macro hi(who) %}{% endmacro %}{{ ‸ }}'), offers('hi')],
    ['completion: macro parameters', jinja('{% macro hi(who) %}{{ ‸ }}{% endmacro %}'), offers('who', 'caller')],
    [
      'completion: macros of an import',
      jinja('{% import "m.j2" as m %}{{ m.‸ }}', { 'm.j2': '{% macro hi(who) %}{% endmacro %}' }),
      offers('hi'),
    ],
    [
      'completion: names to import',
      jinja('{% from "m.j2" import ‸ %}', { 'm.j2': '{% macro hi(who) %}{% endmacro %}{% set k = 1 %}' }),
      offers('hi', 'k'),
    ],
    ['completion: filters', jinja('{{ name | ‸ }}'), offers('upper', 'join', 'default')],
    ['completion: filters behind a call', jinja('{{ name | default("x") | up‸ }}'), offers('upper')],
    ['completion: tests', jinja('{% if name is ‸ %}'), offers('defined', 'none')],
    ['completion: tests turned round', jinja('{% if name is not ‸ %}'), offers('defined')],
    ['completion: statements', jinja('{% ‸ %}'), offers('if', 'for', 'set')],
    ['completion: arguments by name', jinja('{{ name | indent(‸) }}'), offers('width', 'name')],
    ['completion: words of a loop', jinja('{% for x ‸ %}'), offers('in')],
    ['completion: else of a condition', jinja('{{ name if order ‸ }}'), offers('else', 'and', 'is')],
    ['completion: the block that is open', jinja('{% if name %}{% end‸'), offers('endif')],
    [
      'completion: files to include',
      jinja('{% include "‸" %}', { 'head.j2': 'x', 'parts/foot.j2': 'y' }),
      offers('head.j2', 'parts/foot.j2'),
    ],
    ['completion: files to import', jinja('{% import "he‸" as x %}', { 'head.j2': 'x' }), offers('head.j2')],
    ['completion: files to extend', jinja("{% extends '‸' %}", { 'base.j2': 'x' }), offers('base.j2')],
    [
      'completion: blocks of the base',
      jinja('{% extends "base.j2" %}{% block ‸ %}{% endblock %}', { 'base.j2': '{% block main %}{% endblock %}' }),
      offers('main'),
    ],
    ['completion: role lines', { 'a.prompty': '---\nname: p\n---\nsys‸' }, offers('system')],
    ['completion: nothing in text', jinja('na‸me is here'), omits()],
    ['completion: nothing in comments', jinja('{# na‸me #}'), omits()],
    ['completion: nothing in strings', jinja('{{ "na‸me" }}'), omits()],
    ['completion: nothing for a new name', jinja('{% set na‸ %}'), omits()],
    [
      'signatures: filters',
      jinja('{{ name | indent(‸) }}'),
      signs('indent(width?: integer, first?: boolean, blank?: boolean)', 0),
    ],
    [
      'signatures: named arguments',
      jinja('{{ name | indent(first=‸) }}'),
      signs('indent(width?: integer, first?: boolean, blank?: boolean)', 1),
    ],
    ['signatures: tests', jinja('{% if 3 is divisibleby(‸) %}{% endif %}'), signs('divisibleby(num: integer)', 0)],
    [
      'signatures: functions',
      jinja('{{ range(1, ‸) }}'),
      signs('range(start: integer, stop?: integer, step?: integer)', 1),
    ],
    [
      'signatures: macros',
      jinja('{% macro hi(who, greeting="Hi") %}{% endmacro %}{{ hi(1, ‸) }}'),
      signs('hi(who, greeting="Hi")', 1),
    ],
    ['hover: inputs', jinja('{{ na‸me }}'), says(/name\??: string[^]*who it is/)],
    ['hover: members', jinja('{{ order.i‸d }}'), says(/order\.id: string[^]*its number/)],
    [
      'hover: locals',
      jinja('{% for line in order.lines %}{{ li‸ne }}{% endfor %}'),
      says(/line: \{ sku \}[^]*order\.lines/),
    ],
    [
      'hover: loop data',
      jinja('{% for line in order.lines %}{{ loop.ind‸ex }}{% endfor %}'),
      says(/round of the loop, from 1/),
    ],
    ['hover: loop', jinja('{% for line in order.lines %}{{ lo‸op.index }}{% endfor %}'), says(/loop/)],
    ['hover: filters', jinja('{{ name | up‸per }}'), says(/upper[^]*letters large/)],
    ['hover: tests', jinja('{% if name is def‸ined %}{% endif %}'), says(/defined/)],
    ['hover: functions', jinja('{{ ran‸ge(3) }}'), says(/range/)],
    [
      'hover: macros',
      jinja('{% macro hi(who) %}{% endmacro %}{{ h‸i(1) }}'),
      says(/macro[^]*hi\(who\)|hi\(who\)[^]*macro/),
    ],
    ['hover: statements', jinja('{% f‸or x in order.lines %}{% endfor %}'), says(/for[^]*each/i)],
    ['hover: closing tags', jinja('{% for x in order.lines %}{% end‸for %}'), says(/for/)],
    ['hover: files', jinja('{% include "he‸ad.j2" %}', { 'head.j2': '{{ name }}' }), says(/head\.j2[^]*name/)],
    ['hover: role lines', { 'a.prompty': '---\nname: p\n---\nsys‸tem:\nx' }, says(/system/)],
    [
      'definition: inputs',
      { 'a.prompty': '---\ninputs:\n  ⟦name⟧: { type: string }\n---\nuser:\n{{ na‸me }}' },
      leads(),
    ],
    [
      'definition: members',
      {
        'a.prompty':
          '---\ninputs:\n  o: { type: object, properties: { ⟦id⟧: { type: string } } }\n---\nuser:\n{{ o.i‸d }}',
      },
      leads(),
    ],
    ['definition: locals', jinja('{% for ⟦line⟧ in order.lines %}{{ li‸ne }}{% endfor %}'), leads()],
    ['definition: macros', jinja('{% macro ⟦hi⟧(who) %}{% endmacro %}{{ h‸i(1) }}'), leads()],
    [
      'definition: imported macros',
      { 'a.j2': '{% from "m.j2" import hi %}{{ h‸i(1) }}', 'm.j2': '{% macro ⟦hi⟧(who) %}{% endmacro %}' },
      leads(),
    ],
    [
      'definition: macros of an import',
      { 'a.j2': '{% import "m.j2" as m %}{{ m.h‸i(1) }}', 'm.j2': '{% macro ⟦hi⟧(who) %}{% endmacro %}' },
      leads(),
    ],
    ['definition: files', { 'a.j2': '{% include "he‸ad.j2" %}', 'head.j2': '⟦⟧x' }, leads()],
    ['definition: blocks', jinja('{% ⟦if⟧ name %}{% end‸if %}'), leads()],
    [
      'definition: blocks of the base',
      {
        'a.j2': '{% extends "base.j2" %}{% block ma‸in %}{% endblock %}',
        'base.j2': '{% block ⟦main⟧ %}{% endblock %}',
      },
      leads(),
    ],
    [
      'type: inputs',
      { 'a.prompty': '---\ninputs:\n  ⟦name⟧: { type: string }\n---\nuser:\n{% set n = name %}{{ ‸n }}' },
      types(),
    ],
    [
      'references: inputs',
      {
        'a.prompty':
          '---\ninputs:\n  ⟦name⟧: { type: string }\nsample:\n  ⟦name⟧: x\n---\nuser:\n{{ ⟦na‸me⟧ | upper }}{% if ⟦name⟧ %}{% endif %}',
        'a.cases.yaml': 'cases:\n  - inputs: { ⟦name⟧: x }',
      },
      finds(),
    ],
    ['references: locals', jinja('{% set ⟦n⟧ = 1 %}{{ ⟦‸n⟧ }}{% if ⟦n⟧ %}{% endif %}'), finds()],
    ['references: macros', jinja('{% macro ⟦hi⟧(who) %}{% endmacro %}{{ ⟦h‸i⟧(1) }}{{ ⟦hi⟧(2) }}'), finds()],
    [
      'references: files',
      { 'a.j2': '{% include "⟦he‸ad.j2⟧" %}', 'b.j2': '{% include "⟦head.j2⟧" %}', 'head.j2': 'x' },
      finds(),
    ],
    [
      'rename: inputs',
      { 'a.prompty': '---\ninputs:\n  name: { type: string }\nsample:\n  name: x\n---\nuser:\n{{ na‸me }}' },
      renames({ 'a.prompty': '---\ninputs:\n  who: { type: string }\nsample:\n  who: x\n---\nuser:\n{{ who }}' }),
    ],
    [
      'rename: macros',
      { 'a.j2': '{% macro hi(x) %}{% endmacro %}{{ h‸i(1) }}' },
      renames({ 'a.j2': '{% macro who(x) %}{% endmacro %}{{ who(1) }}' }),
    ],
    [
      'rename: macros that others import',
      {
        'm.j2': '{% macro h‸i(x) %}{% endmacro %}',
        'a.j2': '{% from "m.j2" import hi %}{{ hi(1) }}',
        'b.j2': '{% import "m.j2" as m %}{{ m.hi(1) }}',
        'c.j2': '{% from "m.j2" import hi as ho %}{{ ho(1) }}',
      },
      renames({
        'm.j2': '{% macro who(x) %}{% endmacro %}',
        'a.j2': '{% from "m.j2" import who %}{{ who(1) }}',
        'b.j2': '{% import "m.j2" as m %}{{ m.who(1) }}',
        'c.j2': '{% from "m.j2" import who as ho %}{{ ho(1) }}',
      }),
    ],
    [
      'rename: blocks',
      {
        'a.j2': '{% extends "base.j2" %}{% block ma‸in %}{% endblock main %}',
        'base.j2': '{% block main %}{% endblock %}',
      },
      renames({
        'a.j2': '{% extends "base.j2" %}{% block who %}{% endblock who %}',
        'base.j2': '{% block who %}{% endblock %}',
      }),
    ],
    [
      'rename: macro parameters',
      { 'a.j2': '{% macro hi(x) %}{{ ‸x }}{% endmacro %}{{ hi(x=1) }}' },
      renames({ 'a.j2': '{% macro hi(who) %}{{ who }}{% endmacro %}{{ hi(who=1) }}' }),
    ],
    [
      'symbols',
      {
        'a.j2':
          '{% macro hi(x) %}{% endmacro %}{% block main %}{% for a in b %}{% endfor %}{% endblock %}{% set k = 1 %}',
      },
      lists('macro hi(x)', 'block main', '  for a in b'),
    ],
    ['folding', { 'a.j2': '‸{% if a %}\nx\n{% else %}\ny\n{% endif %}\n{#\n\n#}' }, folds('0-1', '2-3', '5-7')],
    [
      'selection',
      jinja('{% if name %}{{ order.i‸d }}{% endif %}'),
      selects('id', 'order.id', '{{ order.id }}', '{% if name %}{{ order.id }}{% endif %}'),
    ],
    [
      'tokens',
      { 'a.j2': '{% for a in b %}{{ a.c | upper }}{% endfor %}{# x #}' },
      paints(
        '{%:operator',
        'for:keyword',
        'a:parameter',
        'in:keyword',
        'b:variable',
        '%}:operator',
        '{{:operator',
        'a:parameter',
        'c:property',
        'upper:method',
        '}}:operator',
        '{%:operator',
        'endfor:keyword',
        '%}:operator',
        '{# x #}:comment',
      ),
    ],
    ['hints: includes', { 'a.j2': '{% include "head.j2" %}‸', 'head.j2': '{{ name }}' }, hints('reads name')],
    [
      'links: includes',
      { 'a.j2': '‸{% include "head.j2" %}{% import "m.j2" as m %}', 'head.j2': 'x', 'm.j2': 'y' },
      links('head.j2', 'm.j2'),
    ],
    ['calls', { 'a.j2': '{% include "he‸ad.j2" %}', 'head.j2': 'x' }, calls('a', 'head')],
    ['linked: nothing, since the words differ', jinja('{% i‸f name %}{% endif %}'), linked()],
  ],
  mustache: [
    ['completion: inputs', mustache('{{‸}}'), offers('name', 'order')],
    ['completion: members', mustache('{{order.‸}}'), offers('id', 'lines')],
    ['completion: members in a section', mustache('{{#order}}{{‸}}{{/order}}'), offers('id', 'lines', 'name')],
    ['completion: members of an element', mustache('{{#order.lines}}{{‸}}{{/order.lines}}'), offers('sku', 'name')],
    ['completion: sections', mustache('{{#‸}}'), offers('name', 'order')],
    ['completion: the section that is open', mustache('{{#order}}{{/‸'), offers('order')],
    ['completion: unescaped', mustache('{{{‸}}}'), offers('name')],
    ['completion: partials', mustache('{{> ‸}}', { '_sign.mustache': 'x' }), offers('sign')],
    ['completion: nothing in text', mustache('na‸me'), omits()],
    ['completion: nothing in comments', mustache('{{! na‸me }}'), omits()],
    ['hover: inputs', mustache('{{na‸me}}'), says(/name: string[^]*who it is/)],
    ['hover: members', mustache('{{order.i‸d}}'), says(/order\.id: string/)],
    ['hover: closing tags', mustache('{{#order}}{{/or‸der}}'), says(/order/)],
    ['hover: partials', mustache('{{> si‸gn}}', { '_sign.mustache': '{{name}}' }), says(/_sign\.mustache[^]*name/)],
    [
      'definition: inputs',
      { 'a.prompt': '---\ndialect: mustache\ninput:\n  schema:\n    ⟦name⟧: string\n---\n{{na‸me}}' },
      leads(),
    ],
    ['definition: sections', mustache('{{#⟦order⟧}}{{/or‸der}}'), leads()],
    ['definition: partials', { 'a.mustache': '{{> si‸gn}}', '_sign.mustache': '⟦⟧x' }, leads()],
    [
      'references: inputs',
      {
        'a.prompt':
          '---\ndialect: mustache\ninput:\n  schema:\n    ⟦name⟧: string\n---\n{{⟦na‸me⟧}}{{#⟦name⟧}}{{/⟦name⟧}}',
      },
      finds(),
    ],
    [
      'rename: inputs',
      { 'a.mustache': '{{na‸me}}{{#name}}{{/name}}{{^name}}{{/name}}' },
      renames({ 'a.mustache': '{{who}}{{#who}}{{/who}}{{^who}}{{/who}}' }),
    ],
    ['linked: sections', mustache('{{#⟦or‸der⟧}}{{/⟦order⟧}}'), linked()],
    ['symbols', { 'a.mustache': '{{#xs}}{{#y}}{{/y}}{{/xs}}' }, lists('xs', '  y')],
    ['folding', { 'a.mustache': '‸{{#xs}}\na\n{{/xs}}\n{{!\n\n}}' }, folds('0-1', '3-5')],
    ['selection', mustache('{{#order}}{{i‸d}}{{/order}}'), selects('id', '{{id}}', '{{#order}}{{id}}{{/order}}')],
    [
      'tokens',
      { 'a.mustache': '{{#a}}{{b.c}}{{/a}}{{> s}}{{! x }}' },
      paints(
        '{{#:operator',
        'a:variable',
        '}}:operator',
        '{{:operator',
        'b:variable',
        'c:property',
        '}}:operator',
        '{{/:operator',
        'a:keyword',
        '}}:operator',
        '{{>:operator',
        's:namespace',
        '}}:operator',
        '{{! x }}:comment',
      ),
    ],
    ['hints: partials', { 'a.mustache': '{{> sign}}‸', '_sign.mustache': '{{name}}' }, hints('reads name')],
    ['links: partials', { 'a.mustache': '{{> ‸sign}}', '_sign.mustache': 'x' }, links('_sign.mustache')],
    ['calls', { 'a.mustache': '{{> si‸gn}}', '_sign.mustache': 'x' }, calls('a', 'sign')],
  ],
  fstring: [
    ['completion: inputs', fstring('{‸}'), offers('name', 'order')],
    ['completion: members', fstring('{order.‸}'), offers('id')],
    ['completion: nothing in text', fstring('na‸me'), omits()],
    ['completion: nothing in doubled braces', fstring('{{na‸me}}'), omits()],
    ['completion: nothing in a format', fstring('{name:na‸}'), omits()],
    ['hover: inputs', fstring('{na‸me}'), says(/name: string[^]*who it is/)],
    ['hover: members', fstring('{order.i‸d}'), says(/order\.id: string/)],
    [
      'definition: inputs',
      { 'a.prompt': '---\ndialect: fstring\ninput:\n  schema:\n    ⟦name⟧: string\n---\n{na‸me}' },
      leads(),
    ],
    [
      'references: inputs',
      { 'a.prompt': '---\ndialect: fstring\ninput:\n  schema:\n    ⟦name⟧: string\n---\n{⟦na‸me⟧} {⟦name⟧!r:>10}' },
      finds(),
    ],
    [
      'rename: inputs',
      fstring('{na‸me}'),
      renames({ 'a.prompt': dotprompt('{who}', 'dialect: fstring\n').replace('name: string', 'who: string') }),
    ],
    ['selection', fstring('x {order.i‸d} y'), selects('id', 'order.id', '{order.id}', 'x {order.id} y')],
    ['tokens', fstring('{name!r}'), paints('{:operator', 'name:variable', '!r:operator', '}:operator')],
  ],
  braces: [
    ['completion: inputs', braces('{{‸}}'), offers('name', 'order')],
    ['completion: members', braces('{{ order.‸ }}'), offers('id')],
    ['completion: nothing in text', braces('na‸me'), omits()],
    ['hover: inputs', braces('{{na‸me}}'), says(/name: string[^]*who it is/)],
    [
      'definition: inputs',
      { 'a.prompt': '---\ndialect: braces\ninput:\n  schema:\n    ⟦name⟧: string\n---\n{{na‸me}}' },
      leads(),
    ],
    [
      'references: inputs',
      { 'a.prompt': '---\ndialect: braces\ninput:\n  schema:\n    ⟦name⟧: string\n---\n{{⟦na‸me⟧}} {{ ⟦name⟧ }}' },
      finds(),
    ],
    [
      'rename: inputs',
      braces('{{na‸me}}'),
      renames({ 'a.prompt': dotprompt('{{who}}', 'dialect: braces\n').replace('name: string', 'who: string') }),
    ],
    ['selection', braces('x {{na‸me}} y'), selects('name', '{{name}}', 'x {{name}} y')],
    ['tokens', braces('{{name}}'), paints('{{:operator', 'name:variable', '}}:operator')],
  ],
  'input-marks': [
    ['completion: inputs', marks('${input:first} ${input:‸}'), offers('first')],
    ['completion: values of the editor', marks('${‸}'), offers('file', 'selection', 'input:')],
    ['completion: nothing in text', marks('fi‸le'), omits()],
    ['completion: nothing in a placeholder', marks('${input:first:fi‸}'), omits()],
    ['hover: inputs', marks('${input:fi‸rst:who it is}'), says(/first[^]*who it is/)],
    ['hover: values of the editor', marks('${fi‸le}'), says(/path of the file/)],
    ['references: inputs', marks('${input:⟦fi‸rst⟧} ${input:⟦first⟧:x}'), finds()],
    ['rename: inputs', marks('${input:fi‸rst} ${input:first:x}'), renames(marks('${input:who} ${input:who:x}'))],
    ['selection', marks('x ${input:fi‸rst:y} z'), selects('first', '${input:first:y}', 'x ${input:first:y} z')],
    [
      'tokens',
      { 'a.prompt.md': '${input:first:y} ${file}' },
      paints(
        '${:operator',
        'input:keyword',
        'first:variable',
        ':y:string',
        '}:operator',
        '${:operator',
        'file:macro',
        '}:operator',
      ),
    ],
  ],
  'semantic-kernel': [
    ['completion: inputs', kernel('{{$first}} {{$‸}}'), offers('first')],
    ['completion: inputs as arguments', kernel('{{$first}} {{chat.say $‸}}'), offers('first')],
    ['completion: nothing in text', kernel('fi‸rst'), omits()],
    ['hover: inputs', kernel('{{$fi‸rst}}'), says(/first/)],
    ['references: inputs', kernel('{{$⟦fi‸rst⟧}} {{chat.say $⟦first⟧}}'), finds()],
    [
      'rename: inputs',
      kernel('{{$fi‸rst}} {{chat.say name=$first}}'),
      renames(kernel('{{$who}} {{chat.say name=$who}}')),
    ],
    ['selection', kernel('x {{$fi‸rst}} z'), selects('first', '{{$first}}', 'x {{$first}} z')],
    [
      'tokens',
      kernel('{{$first}} {{chat.say $first}}'),
      paints(
        '{{:operator',
        '$:operator',
        'first:variable',
        '}}:operator',
        '{{:operator',
        'chat.say:function',
        '$:operator',
        'first:variable',
        '}}:operator',
      ),
    ],
  ],
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
};

const catalog = memoryCatalog({
  a: {
    head: { number: 3, semver: '1.3.0' },
    isModified: () => false,
    environments: [
      { environment: 'production', number: 2, semver: '1.2.0', inputs: ['name'], requiredInputs: ['name'] },
    ],
  },
});
void catalog;

for (const [surface, cells] of Object.entries(surfaces)) {
  describe(surface, () => {
    for (const [name, files, check, options] of cells) test(name, () => check(files, options ?? {}));
  });
}
