import fc from 'fast-check';
import { mutated } from './mutation';

/** Names that are only read, and names that statements bind; some are both. */
export const name = fc.constantFrom('a', 'b', 'c', 'x', 'y', 'item', 'user');
const member = fc.constantFrom(
  '',
  '',
  '.m',
  '["k"]',
  "['k']",
  '[0]',
  '[b]',
  '.m.n',
  '[1:]',
  '[:c]',
  '[::2]',
  '.items()',
  '.0',
);
const filter = fc.constantFrom(
  '',
  '',
  '|upper',
  '|default("d")',
  '|default(c)',
  '| join(", ", attribute="a")',
  '|sort|first',
  '|round(precision=2)',
  '|map(attribute="m")|list',
  '|selectattr("k", "equalto", c)',
  ' is defined',
  ' is not none',
  ' is divisibleby 3',
  ' is sameas(b)',
  ' is in [1, c]',
  ' is not sameas c',
);
const literal = fc.constantFrom(
  '1',
  '1.5',
  '1e3',
  '0x1F',
  '1_000',
  '"s"',
  "'}}'",
  "'it\\'s'",
  '"a" "b"',
  'true',
  'False',
  'none',
  '[]',
  '{}',
  '[1, c,]',
  '{"k": {"l": b}}',
  "{'k': [b], a: c,}",
  '(1, c)',
  '(1,)',
  '()',
);
const operator = fc.constantFrom(
  '+',
  '-',
  '~',
  '*',
  '/',
  '//',
  '**',
  '%',
  '==',
  '!=',
  '<',
  '>=',
  'and',
  'or',
  'in',
  'not in',
);
const tied = fc.letrec<{ value: string; arguments: string }>((tie) => ({
  arguments: fc
    .tuple(fc.array(tie('value'), { maxLength: 2 }), fc.constantFrom('', 'k=a', 'k=b.m, l="s"', '*b', '**c', '*a, **b'))
    .map(([given, named]) => [...given, ...(named === '' ? [] : [named])].join(', ')),
  value: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(name, member, filter).map((parts) => parts.join('')),
    fc.tuple(literal, filter).map((parts) => parts.join('')),
    fc.tuple(tie('value'), operator, tie('value')).map(([a, mark, b]) => `((${a}) ${mark} ${b})`),
    fc.tuple(name, operator, name, operator, name).map((parts) => parts.join(' ')),
    fc.tuple(tie('value'), tie('value'), tie('value')).map(([a, test, b]) => `(${a} if ${test} else ${b})`),
    fc.tuple(name, name).map(([a, test]) => `${a} if ${test}`),
    fc.tuple(fc.constantFrom('not ', '-', '+', 'not not ', '- -'), name, member).map((parts) => parts.join('')),
    fc.tuple(tie('value'), tie('value')).map(([a, b]) => `[${a}, ${b}]`),
    fc.tuple(name, member, tie('value')).map(([a, part, b]) => `{${a}${part}: ${b}}`),
    fc.tuple(name, tie('arguments')).map(([callee, given]) => `${callee}(${given})`),
    fc.tuple(name, tie('arguments')).map(([callee, given]) => `${callee}.call(${given}).m`),
    fc.tuple(tie('value'), tie('arguments')).map(([a, given]) => `(${a})|custom(${given})`),
    tie('value').map((a) => `range(${a})`),
    tie('value').map((a) => `namespace(n=${a})`),
    tie('value').map((a) => `(${a}).m[0]`),
  ),
}));
export const expression = tied.value;
const gap = fc.constantFrom(' ', ' ', '', '\n  ', '- ', '+ ');
const end = fc.constantFrom(' ', ' ', '', '\n', ' -', ' +');
const targets = fc.oneof(
  name,
  name,
  fc.tuple(name, name).map(([a, b]) => `${a}, ${b}`),
  fc.tuple(name, name).map(([a, b]) => `(${a}, ${b})`),
);
const parameters = fc.constantFrom('', 'p', 'p, q', 'p=a', 'p, q=b.m', 'p=p', 'p, q=p', 'a, b=1');
const context = fc.constantFrom('', '', ' with context', ' without context');
const text = fc.constantFrom('text ', '{', '}', '{"k": ', '#', '%', '\n', 'user:\n', '"', "'");

function tag(inside: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(gap, inside, end).map(([before, said, after]) => `{%${before}${said}${after}%}`);
}

/** Well-formed templates with every statement of Jinja and of the extensions that prompts use. */
export const template: fc.Arbitrary<string> = fc.letrec<{
  body: string;
  node: string;
  output: string;
  block: string;
  plain: string;
}>((tie) => ({
  body: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof({ maxDepth: 4 }, text, tie('output'), tie('plain'), tie('block'), tie('block')),
  output: fc
    .tuple(gap, expression, end)
    .map(([before, value, after]) => `{{${before}${value}${after.replace('+', '')}}}`),
  plain: fc.oneof(
    tag(fc.tuple(targets, expression).map(([target, value]) => `set ${target} = ${value}`)),
    tag(fc.tuple(name, name, expression).map(([target, second, value]) => `set ${target}, ${second} = ${value}, 1`)),
    tag(name.map((target) => `set ${target}.m = 1`)),
    tag(expression.map((value) => `do ${value}`)),
    tag(
      fc
        .tuple(fc.constantFrom('"p"', 'a', '["p", b]', '"p" ~ c'), fc.constantFrom('', ' ignore missing'), context)
        .map((parts) => `include ${parts.join('')}`),
    ),
    tag(fc.tuple(fc.constantFrom('"p"', 'b'), name, context).map(([from, as, how]) => `import ${from} as ${as}${how}`)),
    tag(fc.tuple(name, name, context).map(([one, two, how]) => `from "p" import ${one}, z as ${two}${how}`)),
    tag(fc.constantFrom('extends "p"', 'extends a')),
    fc.constantFrom('{# c {{ x }} #}', '{#- {% if %} -#}'),
  ),
  block: fc.oneof(
    fc
      .tuple(
        tag(expression.map((value) => `if ${value}`)),
        tie('body'),
        tag(expression.map((value) => `elif ${value}`)),
        tie('body'),
        tie('body'),
      )
      .map(([open, main, chain, second, other]) => `${open}${main}${chain}${second}{% else: %}${other}{% endif %}`),
    fc
      .tuple(tag(expression.map((value) => `if ${value}`)), tie('body'), fc.constantFrom('', '{% else %}'), tie('body'))
      .map((parts) => `${parts.join('')}{%- endif -%}`),
    fc
      .tuple(
        tag(
          fc
            .tuple(targets, expression, fc.constantFrom('', '', ' if x', ' if item.ok and y', ' recursive'))
            .map(([target, list, rest]) => `for ${target} in ${list}${rest}`),
        ),
        tie('body'),
        fc.constantFrom('', '{{ loop.index }}', '{% break %}', '{% if a %}{% continue %}{% endif %}', '{% else %}'),
        tie('body'),
      )
      .map((parts) => `${parts.join('')}{% endfor %}`),
    fc
      .tuple(
        tag(
          fc
            .tuple(name, fc.constantFrom('', '|upper', ' | trim | replace("a", "b")'))
            .map((parts) => `set ${parts.join('')}`),
        ),
        tie('body'),
      )
      .map((parts) => `${parts.join('')}{% endset %}`),
    fc
      .tuple(
        tag(
          fc
            .tuple(name, expression, name, expression)
            .map(([a, first, b, second]) => `with ${a} = ${first}, ${b} = ${second}`),
        ),
        tie('body'),
      )
      .map((parts) => `${parts.join('')}{% endwith %}`),
    fc.tuple(tag(fc.constant('with')), tie('body')).map((parts) => `${parts.join('')}{% endwith %}`),
    fc
      .tuple(
        tag(fc.tuple(fc.constantFrom('a', 'm1', 'm2'), parameters).map(([macro, given]) => `macro ${macro}(${given})`)),
        tie('body'),
        fc.constantFrom('', '{{ caller() }}', '{{ varargs }}'),
      )
      .map((parts) => `${parts.join('')}{% endmacro %}`),
    fc
      .tuple(
        tag(fc.tuple(fc.constantFrom('', '(p)', '(p, q=a)'), name).map(([given, macro]) => `call${given} ${macro}(b)`)),
        tie('body'),
      )
      .map((parts) => `${parts.join('')}{% endcall %}`),
    fc
      .tuple(tag(fc.constantFrom('filter upper', 'filter upper|trim', 'filter indent(c)')), tie('body'))
      .map((parts) => `${parts.join('')}{% endfilter %}`),
    fc
      .tuple(tag(fc.constantFrom('autoescape true', 'autoescape a')), tie('body'))
      .map((parts) => `${parts.join('')}{% endautoescape %}`),
    tie('body').map((main) => `{% raw %}${main.replaceAll('endraw', '')}{% endraw %}`),
  ),
})).body;

/** The same with a named block, which may stand once. */
export const inherited: fc.Arbitrary<string> = fc
  .tuple(
    template,
    fc.constantFrom('block n', 'block n scoped', 'block n required', 'block n scoped required'),
    template,
    fc.constantFrom('', ' n'),
  )
  .map(
    ([before, open, main, closing]) =>
      `${before}{% ${open} %}${open.includes('required') ? ' ' : main}{% endblock${closing} %}`,
  );

const words = [
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '|',
  '.',
  ',',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '=',
  '==',
  '+',
  '-',
  '~',
  ':',
  '!',
  '*',
  '**',
  ';',
  '"',
  "'",
  '\\',
  ' ',
  '\n',
  'if',
  'elif',
  'else',
  'for',
  'in',
  'is',
  'not',
  'and',
  'or',
  'endif',
  'endfor',
  'set',
  'endset',
  'macro',
  'call',
  'import',
  'as',
  'from',
  'with',
  'block',
  'raw',
  'true',
  'none',
  '1',
  'a',
  'b.c',
  '{% if a %}',
  '{% endif %}',
  '{% else %}',
  '{% for a in b %}',
  '{% endfor %}',
  '{{ ',
  ' }}',
  '{% ',
  ' %}',
  'recursive',
  'é',
  '$',
  '@',
];

/** Well-formed templates that somebody changes. */
export const broken = mutated(template, words);

/** Strings of random tokens. */
export const fragments = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(''));

/** One tag of random tokens: most are refused, for a reason of their own. */
export const tags = fc
  .tuple(
    fc.constantFrom(
      ['{{ ', ' }}'],
      ['{% ', ' %}'],
      ['{% if ', ' %}{% endif %}'],
      ['{% for ', ' %}{% endfor %}'],
      ['{% set ', ' %}'],
      ['{% with ', ' %}{% endwith %}'],
      ['{% macro ', ' %}{% endmacro %}'],
      ['{% call ', ' %}{% endcall %}'],
      ['{% from ', ' %}'],
      ['{% include ', ' %}'],
      ['{% import ', ' %}'],
      ['{% filter ', ' %}{% endfilter %}'],
      ['{% block ', ' %}{% endblock %}'],
      ['{% for a in ', ' %}{% endfor %}'],
      ['{{ a(', ') }}'],
      ['{{ a[', '] }}'],
      ['{{ {', '} }}'],
    ),
    fc.array(fc.constantFrom(...words.filter((word) => !/[{}]{2}|[%#]/.test(word))), { maxLength: 6 }),
    fc.constantFrom('', ' '),
  )
  .map(([[open = '', close = ''], parts, glue]) => open + parts.join(glue) + close);
