import { optional, parameter, type Callable } from '../callable';

/** The helpers that Handlebars has built in. */
export const handlebarsHelpers: readonly Callable[] = [
  {
    name: 'if',
    kind: 'helper',
    block: 'always',
    context: 'same',
    signature: '{{#if condition}}…{{else}}…{{/if}}',
    parameters: [
      parameter('condition', 'any', 'Is true unless it is `false`, `undefined`, `null`, `""`, `0` or `[]`.'),
    ],
    named: [optional('includeZero', 'boolean', 'Counts `0` as true.')],
    documentation:
      'Renders the block when the condition is true, else the part after `{{else}}`. The context stays the same.',
  },
  {
    name: 'unless',
    kind: 'helper',
    block: 'always',
    context: 'same',
    signature: '{{#unless condition}}…{{else}}…{{/unless}}',
    parameters: [
      parameter('condition', 'any', 'Is true unless it is `false`, `undefined`, `null`, `""`, `0` or `[]`.'),
    ],
    named: [optional('includeZero', 'boolean', 'Counts `0` as true.')],
    documentation: 'Renders the block when the condition is false. The context stays the same.',
  },
  {
    name: 'each',
    kind: 'helper',
    block: 'always',
    context: 'element',
    signature: '{{#each list as |item index|}}…{{else}}…{{/each}}',
    parameters: [parameter('list', 'array', 'The list, or the object, to go through.')],
    named: [],
    documentation:
      'Renders the block once for each element, which is the context inside (`this`). `@index`, `@key`, `@first` and `@last` can be read; `../` reaches outside. The part after `{{else}}` is rendered for an empty list.',
  },
  {
    name: 'with',
    kind: 'helper',
    block: 'always',
    context: 'argument',
    signature: '{{#with object as |name|}}…{{else}}…{{/with}}',
    parameters: [parameter('object', 'object', 'The new context.')],
    named: [],
    documentation:
      'Renders the block with the object as its context. `../` reaches outside. The part after `{{else}}` is rendered when there is no object.',
  },
  {
    name: 'lookup',
    kind: 'helper',
    block: 'never',
    signature: '{{lookup object key}}',
    parameters: [
      parameter('object', 'object', 'An object or list.'),
      parameter('key', 'string', 'The name or index of the member.'),
    ],
    named: [],
    documentation: 'The member of an object or list whose name is only known when the prompt is rendered.',
  },
  {
    name: 'log',
    kind: 'helper',
    block: 'never',
    signature: '{{log value}}',
    parameters: [parameter('value', 'any', 'What to log.')],
    named: [optional('level', 'string', '`debug`, `info`, `warn` or `error`.')],
    documentation: 'Writes values to the log of the application and renders nothing.',
  },
];

/** The helpers that Handlebars uses inside; they are names like any other, but reserved. */
export const hookNames: readonly string[] = ['blockHelperMissing', 'helperMissing'];

/** The helpers that Dotprompt adds. */
export const dotpromptHelpers: readonly Callable[] = [
  {
    name: 'role',
    kind: 'helper',
    block: 'never',
    signature: '{{role "system"}}',
    parameters: [parameter('role', 'string', '`system`, `user`, `model` or `tool`.')],
    named: [],
    documentation: 'Starts a new message: all that follows is said by this role, up to the next `{{role}}`.',
  },
  {
    name: 'history',
    kind: 'helper',
    block: 'never',
    signature: '{{history}}',
    parameters: [],
    named: [],
    documentation: 'Puts the earlier messages of the conversation here.',
  },
  {
    name: 'media',
    kind: 'helper',
    block: 'never',
    signature: '{{media url=photo contentType="image/jpeg"}}',
    parameters: [],
    named: [
      { name: 'url', type: 'string', optional: false, documentation: 'An https, data or gs URL.' },
      optional('contentType', 'string', 'The MIME type, such as `image/jpeg`.'),
    ],
    documentation: 'Puts an image or another file into the message.',
  },
  {
    name: 'section',
    kind: 'helper',
    block: 'never',
    signature: '{{section "name"}}',
    parameters: [parameter('name', 'string', 'The name of the section.')],
    named: [],
    documentation:
      'Marks a place that the application fills, such as `output` for instructions about the form of the answer.',
  },
  {
    name: 'json',
    kind: 'helper',
    block: 'never',
    signature: '{{json value indent=2}}',
    parameters: [parameter('value', 'any', 'Any value.')],
    named: [optional('indent', 'number', 'Spaces for each level; without it everything is on one line.')],
    documentation: 'Writes a value as JSON.',
  },
  {
    name: 'ifEquals',
    kind: 'helper',
    block: 'always',
    context: 'same',
    signature: '{{#ifEquals a b}}…{{else}}…{{/ifEquals}}',
    parameters: [parameter('a', 'any', 'One value.'), parameter('b', 'any', 'The other value.')],
    named: [],
    documentation: 'Renders the block when both values are the same (`===`).',
  },
  {
    name: 'unlessEquals',
    kind: 'helper',
    block: 'always',
    context: 'same',
    signature: '{{#unlessEquals a b}}…{{else}}…{{/unlessEquals}}',
    parameters: [parameter('a', 'any', 'One value.'), parameter('b', 'any', 'The other value.')],
    named: [],
    documentation: 'Renders the block when the values differ (`!==`).',
  },
];

/** Loop data that `each` gives. */
export const loopData: readonly string[] = ['index', 'key', 'first', 'last'];
