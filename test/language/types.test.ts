import { describe } from 'node:test';
import { checkFindings, head, prompty } from './findings-table';

const order = 'order(object):\n  id: string\n  total: number\n  items(array):\n    price: number\n    name: string';
const json = `order:
  type: object
  additionalProperties: false
  properties:
    id: { type: string }
    count: { type: integer }
    items: { type: array, items: { $ref: '#/none', type: object, additionalProperties: false, properties: { price: { type: number }, name: { type: string } } } }
    tags: { type: array, items: { type: string } }
name: { type: string }
channel: { type: string, enum: [email, chat] }
`.replaceAll("$ref: '#/none', ", '');
const jinja = (body: string): string => prompty(json.trimEnd(), `${body}{# #}{{ name }}{{ channel }}{{ order.id }}`);
const did = (name: string): readonly [string, string] => ['unknown-property', `Did you mean ${name}?`];

describe('types in Handlebars: a misspelt member', () => {
  const forms: readonly (readonly [name: string, body: string])[] = [
    ['in each', '{{#each order.items}}{{⟦prise⟧}}{{/each}}'],
    ['by this', '{{#each order.items}}{{this.⟦prise⟧}}{{./⟦prise⟧}}{{/each}}'],
    ['in a block over a field', '{{#with order}}{{#items}}{{⟦prise⟧}}{{/items}}{{/with}}'],
    ['by a block parameter', '{{#each order.items as |item i|}}{{item.⟦prise⟧}}{{i}}{{/each}}'],
    ['in nested with and each', '{{#with order as |o|}}{{#each o.items}}{{⟦prise⟧}}{{/each}}{{/with}}'],
    ['from @root', '{{#each order.items}}{{name}}{{#each @root.order.items}}{{⟦prise⟧}}{{/each}}{{/each}}'],
    ['by ../', '{{#with order}}{{#each items}}{{#each ../items}}{{⟦prise⟧}}{{/each}}{{/each}}{{/with}}'],
    ['in brackets', '{{order.items.[0].⟦prise⟧}}'],
    ['by lookup', '{{lookup order.items.[0] "⟦prise⟧"}}'],
    [
      'by lookup in a loop',
      '{{#each order.items}}{{#with (lookup ../order.items @index)}}{{⟦prise⟧}}{{/with}}{{/each}}',
    ],
    ['in an argument', '{{#each order.items}}{{json ⟦prise⟧}}{{/each}}'],
    ['in a condition', '{{#each order.items}}{{#if ⟦prise⟧}}x{{/if}}{{/each}}'],
    ['in else if', '{{#each order.items}}{{#if name}}x{{else if ⟦prise⟧}}y{{/if}}{{/each}}'],
  ];
  checkFindings(
    forms.map(([name, body]) => ({
      name,
      files: `${head(order)}${body}`,
      expected: [...body.matchAll(/⟦/g)].map(() => did('price')),
    })),
  );
});

describe('types in Jinja: a misspelt member', () => {
  const forms: readonly (readonly [name: string, body: string])[] = [
    ['in for', '{% for x in order["items"] %}{{ x.⟦prise⟧ }}{% endfor %}'],
    ['by an index', '{{ order["items"][0].⟦prise⟧ }}'],
    ['in front of an index', '{{ order.⟦itms⟧[0].price }}'],
    ['in a slice', '{% for x in order["items"][:2] %}{{ x.⟦prise⟧ }}{% endfor %}'],
    ['by set', '{% set x = order["items"][0] %}{{ x.⟦prise⟧ }}'],
    ['by with', '{% with o = order %}{% for x in o["items"] %}{{ x.⟦prise⟧ }}{% endfor %}{% endwith %}'],
    ['by first', '{{ (order["items"] | first).⟦prise⟧ }}'],
    [
      'behind filters that keep the items',
      '{% for x in order["items"] | sort(attribute="name") | list %}{{ x.⟦prise⟧ }}{% endfor %}',
    ],
    ['behind a default', '{% for x in order["items"] | default([]) %}{{ x.⟦prise⟧ }}{% endfor %}'],
    ['named to map', '{{ order["items"] | map(attribute="⟦prise⟧") | join(", ") }}'],
    ['named to selectattr', '{% for x in order["items"] | selectattr("⟦prise⟧") %}{{ x.name }}{% endfor %}'],
    ['named to sort and sum', '{{ order["items"] | sort(attribute="⟦prise⟧") | sum(attribute="⟦prise⟧") }}'],
    ['in the condition of a loop', '{% for x in order["items"] if x.⟦prise⟧ %}{{ x.name }}{% endfor %}'],
    ['in a test', '{% for x in order["items"] %}{% if x.⟦prise⟧ is defined %}a{% endif %}{% endfor %}'],
  ];
  checkFindings(
    forms.map(([name, body]) => ({
      name,
      files: { 'a.prompty': jinja(body) },
      expected: [...body.matchAll(/⟦/g)].map(() => did(body.includes('itms') ? 'items' : 'price')),
    })),
  );
});

describe('types in Mustache', () => {
  const mustache = (body: string): string => `${head(order).replace('---\n', '---\ndialect: mustache\n')}${body}`;
  checkFindings([
    {
      name: 'a misspelt member in a section',
      files: mustache('{{#order.items}}{{⟦prise⟧}}{{/order.items}}'),
      expected: [['undeclared-variable', 'Did you mean price?']],
    },
    {
      name: 'a misspelt member behind a dot',
      files: mustache('{{#order}}{{#items}}{{price}}{{/items}}{{/order}}{{order.⟦totl⟧}}'),
      expected: [did('total')],
    },
    {
      name: 'names of the sections around are found, with what they hold',
      files: mustache('{{#order}}{{#items}}{{id}}{{total}}{{order.id}}{{.}}{{/items}}{{/order}}').replace('{{.}}', ''),
      expected: [],
    },
    {
      name: 'an element that is an object, written as text',
      files: mustache('{{#order.items}}{{⟦.⟧}}{{/order.items}}'),
      expected: [['type-misuse', '[object Object]']],
    },
  ]);
});

describe('types through partials', () => {
  const prompt = (body: string): string => `${head(order)}${body}`;
  checkFindings([
    {
      name: 'a member of what every file hands over',
      files: {
        '_row.prompt': '{{name}} {{⟦prise⟧}}',
        'a.prompt': prompt('{{#each order.items}}{{> row}}{{/each}}'),
        'b.prompt': prompt('{{#each order.items as |x|}}{{> row x}}{{/each}}'),
      },
      expected: [['unknown-property', 'Nothing that includes this partial hands over prise. Did you mean price?']],
    },
    {
      name: 'a member of a named argument',
      files: {
        '_rows.prompt': '{{#each rows}}{{⟦prise⟧}}{{/each}}',
        'a.prompt': prompt('{{> rows rows=order.items}}'),
      },
      expected: [did('price')],
    },
    {
      name: 'a member of the shared context',
      files: { '_o.prompt': '{{order.⟦ttal⟧}}', 'a.prompt': prompt('{{> o}}') },
      expected: [did('total')],
    },
    {
      name: 'a partial in a partial',
      files: {
        '_row.prompt': '{{⟦prise⟧}}',
        '_rows.prompt': '{{#each items}}{{> row}}{{/each}}',
        'a.prompt': prompt('{{> rows order}}'),
      },
      expected: [did('price')],
    },
    {
      name: 'a list where the partial reads a member',
      files: { '_row.prompt': '{{⟦price⟧}}', 'a.prompt': prompt('{{> row order.items}}') },
      expected: [['type-misuse', 'What is handed over is a list of objects: it has no member price.']],
    },
    {
      name: 'an object written as text, a loop over a number',
      files: { '_o.prompt': '{{⟦order⟧}}{{#each ⟦order.total⟧}}x{{/each}}', 'a.prompt': prompt('{{> o}}') },
      expected: [
        ['type-misuse', '[object Object]'],
        ['type-misuse', 'a loop needs a list'],
      ],
    },
    {
      name: 'a template that Jinja includes sees the local names',
      files: {
        'prompts/_row.j2': '{{ x.⟦prise⟧ }}{{ total }}',
        'a.prompty': jinja(
          '{% set total = 1 %}{% for x in order["items"] %}{% include "prompts/_row.j2" %}{% endfor %}',
        ),
      },
      expected: [did('price')],
    },
  ]);
  const row = '{{name}} {{prise}}';
  const one = prompt('{{#each order.items}}{{> row}}{{/each}}');
  // Where the partial cannot say it, the file that leaves the name out does.
  const told = one.replace('> row', '> ⟦row⟧');
  const silent: readonly (readonly [name: string, files: { readonly [path: string]: string }])[] = [
    ['nobody includes it', { '_row.prompt': row }],
    [
      'one file has what another has not',
      {
        '_row.prompt': row,
        'a.prompt': `${head('items(array):\n  name: string\n  prise: number')}{{#each items}}{{> row}}{{/each}}`,
        'b.prompt': `${head('items(array):\n  name: string\n  prise: number')}{{#each items}}{{> row}}{{/each}}`,
      },
    ],
    ['one file declares nothing', { '_row.prompt': row, 'a.prompt': told, 'b.prompt': '{{> row}}' }],
    [
      'one file hands over an open object',
      {
        '_row.prompt': row,
        'a.prompt': `${head('items(array):\n  name: string\n  (*): any')}{{#each items}}{{> row}}{{/each}}`,
      },
    ],
    [
      'a file includes by a computed name',
      { '_row.prompt': row, 'a.prompt': told, 'b.prompt': `${head('k: string')}{{> (lookup this k)}}` },
    ],
    [
      'a name that is tested may be missing',
      { '_row.prompt': '{{name}}{{#if prise}}{{prise}}{{/if}}', 'a.prompt': one },
    ],
  ];
  describe('silence', () => {
    checkFindings(
      silent.map(([name, files]) => ({
        name,
        files,
        expected: files['a.prompt'] === told ? [['missing-partial-argument', 'reads prise']] : [],
      })),
    );
  });
});

describe('arguments of partials that declare their inputs', () => {
  const partial = head('price: number\nkind(enum): [a, b]\nnote?: string') + '{{price}}{{kind}}{{note}}';
  checkFindings([
    {
      name: 'of the wrong type',
      files: {
        'a.prompt': `${head(order)}{{> p price=⟦order.id⟧ kind=⟦"c"⟧ note=⟦order⟧}}`,
        '_p.prompt': partial,
      },
      expected: [
        ['type-misuse', 'order.id is a string: the partial takes a number as price.'],
        ['type-misuse', '"c" does not fit: the partial takes one of "a", "b" as kind.'],
        ['type-misuse', 'order is an object: the partial takes a string as note.'],
      ],
    },
    {
      name: 'that it does not take, and one that is only misspelt',
      files: {
        'a.prompt': `${head(order)}{{> p ⟦prise⟧=order.total kind="a" ⟦zebra⟧=1}}`,
        '_p.prompt': partial,
      },
      expected: [
        ['unknown-partial-argument', 'Did you mean price?'],
        ['unknown-partial-argument', 'The partial p has no input zebra.'],
      ],
    },
    {
      name: 'that fit, or that nobody knows',
      files: {
        'a.prompt': `${head(`${order}\nany: any`)}{{> p price=order.total kind=any note="x"}}{{> p price=1 kind="b"}}`,
        '_p.prompt': partial,
      },
      expected: [],
    },
    {
      name: 'that a partial in the partial reads',
      files: {
        'a.prompt': '{{> p name="x" team="y"}}',
        '_p.prompt': head('name: string') + '{{name}}{{> q}}',
        '_q.prompt': '{{#if team}}{{team}}{{/if}}',
      },
      expected: [],
    },
    {
      name: 'that an open partial takes',
      files: { 'a.prompt': '{{> p more=1}}', '_p.prompt': head('(*): any') + '{{more}}' },
      expected: [],
    },
  ]);
});

describe('uses that a type does not allow', () => {
  const channel = head('channel(enum): [email, chat]\nlevel(enum): [1, 2]\nname: string');
  checkFindings([
    {
      name: 'a comparison with a value that is not in the list: Dotprompt',
      files: `${channel}{{#ifEquals channel "⟦emial⟧"}}x{{/ifEquals}}{{#unlessEquals ⟦3⟧ level}}y{{/unlessEquals}}{{#ifEquals channel "chat"}}{{/ifEquals}}{{#ifEquals channel ""}}{{/ifEquals}}{{#ifEquals name "x"}}{{/ifEquals}}`,
      expected: [
        ['type-misuse', 'channel is one of "email", "chat": it is never "emial". Did you mean email?'],
        ['type-misuse', 'it is never 3'],
      ],
    },
    {
      name: 'a comparison with a value that is not in the list: Jinja',
      files: {
        'a.prompty': jinja(
          '{% if channel == "⟦fax⟧" or name == "x" %}{% elif "⟦emial⟧" != channel %}{% elif channel == "chat" and not channel == "x" %}{% endif %}{% if channel ~ "" == "fax" %}{% endif %}{% if channel | upper == "EMAIL" %}{% endif %}',
        ),
      },
      expected: [
        ['type-misuse', 'it is never "fax"'],
        ['type-misuse', 'Did you mean email?'],
      ],
    },
    {
      name: 'filters that fail on a number, a text or a list',
      files: {
        'a.prompty': jinja(
          '{{ order.count | ⟦join⟧(",") }}{{ name | ⟦items⟧ }}{{ order.tags | ⟦abs⟧ }}{{ order.tags | length | ⟦first⟧ }}{% for x in ⟦order.tags | join⟧ %}{% endfor %}',
        ),
      },
      expected: [
        ['type-misuse', 'order.count is an integer: the filter join needs a list.'],
        ['type-misuse', 'name is a string: the filter items needs a map.'],
        ['type-misuse', 'order.tags is a list of strings: the filter abs needs a number.'],
        ['type-misuse', 'order.tags | length is an integer: the filter first needs a list.'],
        ['type-misuse', 'order.tags | join is a string: a loop needs a list.'],
      ],
    },
    {
      name: 'filters that can be used',
      files: {
        'a.prompty': jinja(
          '{{ order.tags | join(", ") | upper }}{{ name | length }}{{ name | first }}{{ order.count | string | length }}{{ order | dictsort | first }}{{ order | items | list | length }}{{ order.count | default([]) | first }}{{ order.tags | first | upper }}{% for c in name | list %}{{ c }}{% endfor %}{% for x in order.tags[:2] %}{{ x }}{% endfor %}{% for k in order %}{{ k.x }}{% endfor %}',
        ),
      },
      expected: [],
    },
    {
      name: 'a member of loop that does not exist',
      files: { 'prompts/a.j2': '{% for x in xs %}{{ loop.⟦lenght⟧ }}{{ loop.index }}{% endfor %}' },
      expected: [['unknown-property', 'loop has no lenght. Did you mean length?']],
    },
    {
      name: 'an element that is an object, written as text',
      files: `${head(order)}{{#each order.items}}{{⟦this⟧}}{{/each}}`,
      expected: [['type-misuse', 'an element of order.items is an object: it would be written as [object Object]']],
    },
  ]);
});

describe('JSON Schema', () => {
  const schema = (properties: string, more = ''): string =>
    `---\ninput:\n  schema:\n    type: object\n    properties:\n${properties.replace(/^/gm, '      ')}\n${more.replace(/^(?=.)/gm, '    ')}---\n`;
  const defs = `$defs:
  item: { type: object, additionalProperties: false, properties: { price: { type: number } } }
  node: { type: object, additionalProperties: false, properties: { label: { type: string }, next: { $ref: '#/$defs/node' } } }
`;
  checkFindings([
    {
      name: 'a reference to a definition is followed',
      files: `${schema("xs: { type: array, items: { $ref: '#/$defs/item' } }", defs)}{{#each xs}}{{⟦prise⟧}}{{price}}{{/each}}`,
      expected: [did('price')],
    },
    {
      name: 'a definition that leads back to itself is followed once',
      files: `${schema("n: { $ref: '#/$defs/node' }", defs)}{{n.label}}{{n.⟦lable⟧}}{{n.next.lable}}`,
      expected: [did('label')],
    },
    {
      name: 'elements by their place',
      files: `${schema('t: { type: array, prefixItems: [{ type: string }, { $ref: "#/$defs/item" }], items: false }', defs)}{{t.[0].⟦x⟧}}{{t.[1].⟦prise⟧}}{{t.[2].x}}{{#each t}}{{anything}}{{/each}}`,
      expected: [['type-misuse', 'it has no member x'], did('price')],
    },
    {
      name: 'what is not understood may be anything',
      files: `${schema(
        'u: { oneOf: [{ type: string }] }\nv: { type: [string, object] }\nw: { type: object, additionalProperties: false, patternProperties: { "^x-": { type: string } } }\nr: { $ref: "other.json#/a" }\nm: { type: object, additionalProperties: { type: string, nullable: true } }',
      )}{{u.a}}{{v.b}}{{w.x-y}}{{r.c}}{{m.any}}{{#each m}}{{this}}{{/each}}`,
      expected: [],
    },
    {
      name: 'types of members that have no name of their own',
      files: `${schema('m: { type: object, additionalProperties: { type: object, additionalProperties: false, properties: { a: { type: string } } } }')}{{m.x.⟦b⟧}}{{#each m}}{{⟦b⟧}}{{/each}}`,
      expected: [
        ['unknown-property', 'm.x has no property b'],
        ['unknown-property', 'an element of m has no property b'],
      ],
    },
  ]);
});
