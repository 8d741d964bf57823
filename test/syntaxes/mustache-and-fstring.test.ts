import { describe } from 'node:test';
import { checkSamples, type Sample } from './tokenizer';

/** A text and what it is coloured as, punctuation left out. */
const mustache: readonly Sample[] = [
  [
    '{{name}} {{ a.b }} {{{raw}}} {{&raw}} {{.}}',
    [
      'name · variable.other.readwrite',
      'a · variable.other.readwrite',
      'b · variable.other.property',
      'raw · variable.other.readwrite',
      '& · keyword.operator.raw',
      'raw · variable.other.readwrite',
      '. · variable.language.context',
    ],
  ],
  [
    '{{#items}}{{name}}{{/items}}{{^items}}none{{/items}}',
    [
      '# · keyword.control.section',
      'items · variable.other.readwrite',
      'name · variable.other.readwrite',
      '/ · keyword.control.section',
      'items · variable.other.readwrite',
      '^ · keyword.control.section',
      'items · variable.other.readwrite',
      '/ · keyword.control.section',
      'items · variable.other.readwrite',
    ],
  ],
  [
    '{{>sig}}{{> *dynamic}}{{<layout}}{{$title}}x{{/title}}{{/layout}}',
    [
      '> · keyword.operator.partial',
      'sig · entity.name.type.partial',
      '> · keyword.operator.partial',
      '* · keyword.operator.dynamic',
      'dynamic · entity.name.type.partial',
      '< · keyword.operator.partial',
      'layout · entity.name.type.partial',
      '$ · keyword.control.section',
      'title · variable.other.readwrite',
      '/ · keyword.control.section',
      'title · variable.other.readwrite',
      '/ · keyword.control.section',
      'layout · variable.other.readwrite',
    ],
  ],
  [
    '{{! note }}{{=<% %>=}}',
    [
      ' note  · comment.block',
      '= · keyword.operator.delimiters',
      '<% · constant.other.delimiter',
      '%> · constant.other.delimiter',
      '= · keyword.operator.delimiters',
    ],
  ],
  ['{{! open\nmore\n{{name}}', [' open · comment.block', 'more · comment.block', 'name · variable.other.readwrite']],
  [
    '{{#ite\nnext {{y}}',
    ['# · keyword.control.section', 'ite · variable.other.readwrite', 'y · variable.other.readwrite'],
  ],
  ['{{a {{b}}', ['a · variable.other.readwrite', 'b · variable.other.readwrite']],
];

const fstring: readonly Sample[] = [
  [
    'Hi {name}, {{literal}} {user.first[0]!r:>{width}.2f}',
    [
      'name · variable.other.readwrite',
      '{{ · constant.character.escape',
      '}} · constant.character.escape',
      'user · variable.other.readwrite',
      'first · variable.other.property',
      '0 · variable.other.property',
      'r · storage.type.conversion',
      '> · constant.other.format',
      'width · variable.other.readwrite',
      '.2f · constant.other.format',
    ],
  ],
  ['{} {0} { name }', ['0 · constant.numeric', 'name · variable.other.readwrite']],
  ['{"k": {value}}', ['value · variable.other.readwrite']],
  [
    '{{"k": "{value}"}}',
    ['{{ · constant.character.escape', 'value · variable.other.readwrite', '}} · constant.character.escape'],
  ],
  ['Dear {na\nnext {y}', ['na · variable.other.readwrite', 'y · variable.other.readwrite']],
  ['Dear {na and {y}', ['y · variable.other.readwrite']],
  [
    '{name:>1\nnext {y}',
    ['name · variable.other.readwrite', '>1 · constant.other.format', 'y · variable.other.readwrite'],
  ],
];

describe('colours of Mustache prompts', () => checkSamples('text.mustache-prompt', mustache));

describe('colours of f-string prompts', () => checkSamples('text.fstring-prompt', fstring));
