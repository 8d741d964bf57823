import { optional, parameter, type Callable, type CallableParameter } from '../callable';

function filter(
  name: string,
  signature: string,
  documentation: string,
  parameters: readonly CallableParameter[] = [],
): Callable {
  return {
    name,
    kind: 'filter',
    block: 'never',
    signature: `value|${signature}`,
    parameters,
    named: parameters,
    documentation,
  };
}

function test(
  name: string,
  signature: string,
  documentation: string,
  parameters: readonly CallableParameter[] = [],
): Callable {
  return {
    name,
    kind: 'test',
    block: 'never',
    signature: `value is ${signature}`,
    parameters,
    named: [],
    documentation,
  };
}

function global(
  name: string,
  signature: string,
  documentation: string,
  parameters: readonly CallableParameter[] = [],
): Callable {
  return { name, kind: 'function', block: 'never', signature, parameters, named: parameters, documentation };
}

const attribute = optional('attribute', 'string', 'The member of each item that counts.');
const width = parameter('width', 'integer', 'The number of characters.');

/** The filters of Jinja 3, and `tojson`, which every host adds. */
export const jinjaFilters: readonly Callable[] = [
  filter('abs', 'abs', 'The value without its sign.'),
  filter('attr', 'attr(name)', 'The attribute of this name.', [parameter('name', 'string', 'The name.')]),
  filter('batch', 'batch(linecount, fill_with=none)', 'The items in lists of this length.', [
    parameter('linecount', 'integer', 'Items in each list.'),
    optional('fill_with', 'any', 'Fills the last list.'),
  ]),
  filter('capitalize', 'capitalize', 'The first letter large, the others small.'),
  filter('center', 'center(width=80)', 'The text in the middle of so many characters.', [
    optional('width', 'integer', 'The number of characters.'),
  ]),
  filter('count', 'count', 'The number of items.'),
  filter('d', "d('')", 'Short for `default`.', [
    optional('default_value', 'any', 'The other value.'),
    optional('boolean', 'boolean', 'Also replaces false and empty values.'),
  ]),
  filter('default', "default('', boolean=false)", 'Another value when there is none.', [
    optional('default_value', 'any', 'The other value.'),
    optional('boolean', 'boolean', 'Also replaces false and empty values.'),
  ]),
  filter('dictsort', 'dictsort', 'The pairs of a map, sorted.', [
    optional('case_sensitive', 'boolean', 'Large before small letters.'),
    optional('by', 'string', '`key` or `value`.'),
    optional('reverse', 'boolean', 'Backwards.'),
  ]),
  filter('e', 'e', 'Short for `escape`.'),
  filter('escape', 'escape', 'Escapes `&`, `<`, `>` and quotes for HTML.'),
  filter('filesizeformat', 'filesizeformat(binary=false)', 'Bytes as text for people, such as `13 kB`.', [
    optional('binary', 'boolean', 'Counts in 1024s.'),
  ]),
  filter('first', 'first', 'The first item.'),
  filter('float', 'float(default=0.0)', 'The value as a number.', [optional('default', 'number', 'When it is none.')]),
  filter('forceescape', 'forceescape', 'Escapes for HTML, even what is safe.'),
  filter('format', 'format(…)', 'Fills `%s` places of a text.'),
  filter(
    'groupby',
    'groupby(attribute)',
    'The items in groups of the same member; each group has `grouper` and `list`.',
    [
      parameter('attribute', 'string', 'The member that counts.'),
      optional('default', 'any', 'For items without it.'),
      optional('case_sensitive', 'boolean', 'Large and small letters differ.'),
    ],
  ),
  filter('indent', 'indent(width=4, first=false, blank=false)', 'Indents each line.', [
    optional('width', 'integer', 'Spaces, or text.'),
    optional('first', 'boolean', 'Also the first line.'),
    optional('blank', 'boolean', 'Also empty lines.'),
  ]),
  filter('int', 'int(default=0, base=10)', 'The value as a whole number.', [
    optional('default', 'integer', 'When it is none.'),
    optional('base', 'integer', 'Of the digits.'),
  ]),
  filter('items', 'items', 'The pairs of a map.'),
  filter('join', "join(d='', attribute=none)", 'The items in one text.', [
    optional('d', 'string', 'Stands between them.'),
    attribute,
  ]),
  filter('last', 'last', 'The last item.'),
  filter('length', 'length', 'The number of items or characters.'),
  filter('list', 'list', 'The value as a list.'),
  filter('lower', 'lower', 'All letters small.'),
  filter('map', 'map(attribute=…)', 'A member of each item, or each item through a filter.', [
    optional('attribute', 'string', 'The member.'),
    optional('default', 'any', 'For items without it.'),
  ]),
  filter('max', 'max', 'The largest item.', [
    optional('case_sensitive', 'boolean', 'Large before small letters.'),
    attribute,
  ]),
  filter('min', 'min', 'The smallest item.', [
    optional('case_sensitive', 'boolean', 'Large before small letters.'),
    attribute,
  ]),
  filter('pprint', 'pprint', 'The value as Python prints it.'),
  filter('random', 'random', 'An item by chance.'),
  filter('reject', 'reject(test)', 'The items that fail a test.'),
  filter('rejectattr', 'rejectattr(attribute, test)', 'The items whose member fails a test.'),
  filter('replace', 'replace(old, new, count=none)', 'The text with one part replaced by another.', [
    parameter('old', 'string', 'What to look for.'),
    parameter('new', 'string', 'What to put there.'),
    optional('count', 'integer', 'At most so often.'),
  ]),
  filter('reverse', 'reverse', 'Backwards.'),
  filter('round', "round(precision=0, method='common')", 'The number rounded.', [
    optional('precision', 'integer', 'Digits after the point.'),
    optional('method', 'string', '`common`, `ceil` or `floor`.'),
  ]),
  filter('safe', 'safe', 'Is not escaped for HTML.'),
  filter('select', 'select(test)', 'The items that pass a test.'),
  filter('selectattr', 'selectattr(attribute, test)', 'The items whose member passes a test.'),
  filter('slice', 'slice(slices, fill_with=none)', 'The items in so many lists.', [
    parameter('slices', 'integer', 'The number of lists.'),
    optional('fill_with', 'any', 'Fills short lists.'),
  ]),
  filter('sort', 'sort(reverse=false, case_sensitive=false, attribute=none)', 'The items in order.', [
    optional('reverse', 'boolean', 'Backwards.'),
    optional('case_sensitive', 'boolean', 'Large before small letters.'),
    attribute,
  ]),
  filter('string', 'string', 'The value as text.'),
  filter('striptags', 'striptags', 'The text without tags.'),
  filter('sum', 'sum(attribute=none, start=0)', 'The sum of the items.', [
    attribute,
    optional('start', 'number', 'Is added.'),
  ]),
  filter('title', 'title', 'Each word with a large letter.'),
  filter('tojson', 'tojson(indent=none)', 'The value as JSON.', [
    optional('indent', 'integer', 'Spaces for each level.'),
  ]),
  filter('trim', 'trim(chars=none)', 'Without white space around it.', [
    optional('chars', 'string', 'What to take away instead.'),
  ]),
  filter(
    'truncate',
    "truncate(length=255, killwords=false, end='...', leeway=none)",
    'The text cut after so many characters.',
    [
      optional('length', 'integer', 'The number of characters.'),
      optional('killwords', 'boolean', 'May cut a word.'),
      optional('end', 'string', 'Stands behind the cut.'),
      optional('leeway', 'integer', 'So many more are left alone.'),
    ],
  ),
  filter('unique', 'unique', 'Each item once.', [
    optional('case_sensitive', 'boolean', 'Large and small letters differ.'),
    attribute,
  ]),
  filter('upper', 'upper', 'All letters large.'),
  filter('urlencode', 'urlencode', 'The text for a URL.'),
  filter('urlize', 'urlize', 'URLs in the text as links.'),
  filter('wordcount', 'wordcount', 'The number of words.'),
  filter('wordwrap', 'wordwrap(width=79)', 'The text in lines of so many characters.', [{ ...width, optional: true }]),
  filter('xmlattr', 'xmlattr', 'A map as attributes of XML.'),
];

/** The tests of Jinja 3. */
export const jinjaTests: readonly Callable[] = [
  test('boolean', 'boolean', 'Is `true` or `false`.'),
  test('callable', 'callable', 'Can be called.'),
  test('defined', 'defined', 'Has a value.'),
  test('divisibleby', 'divisibleby(num)', 'Can be divided by a number.', [parameter('num', 'integer', 'The number.')]),
  test('eq', 'eq(other)', 'Is the same.', [parameter('other', 'any', 'The other value.')]),
  test('equalto', 'equalto(other)', 'Is the same.', [parameter('other', 'any', 'The other value.')]),
  test('escaped', 'escaped', 'Is escaped for HTML.'),
  test('even', 'even', 'Is an even number.'),
  test('false', 'false', 'Is `false`.'),
  test('filter', 'filter', 'Is the name of a filter.'),
  test('float', 'float', 'Is a number with a point.'),
  test('ge', 'ge(other)', 'Is greater or the same.', [parameter('other', 'any', 'The other value.')]),
  test('greaterthan', 'greaterthan(other)', 'Is greater.', [parameter('other', 'any', 'The other value.')]),
  test('gt', 'gt(other)', 'Is greater.', [parameter('other', 'any', 'The other value.')]),
  test('in', 'in(list)', 'Is one of the items.', [parameter('list', 'array', 'The items.')]),
  test('integer', 'integer', 'Is a whole number.'),
  test('iterable', 'iterable', 'Can be looped over.'),
  test('le', 'le(other)', 'Is less or the same.', [parameter('other', 'any', 'The other value.')]),
  test('lessthan', 'lessthan(other)', 'Is less.', [parameter('other', 'any', 'The other value.')]),
  test('lower', 'lower', 'Has only small letters.'),
  test('lt', 'lt(other)', 'Is less.', [parameter('other', 'any', 'The other value.')]),
  test('mapping', 'mapping', 'Is a map.'),
  test('ne', 'ne(other)', 'Differs.', [parameter('other', 'any', 'The other value.')]),
  test('none', 'none', 'Is `none`.'),
  test('number', 'number', 'Is a number.'),
  test('odd', 'odd', 'Is an odd number.'),
  test('sameas', 'sameas(other)', 'Is the very same object.', [parameter('other', 'any', 'The other value.')]),
  test('sequence', 'sequence', 'Is a list or text.'),
  test('string', 'string', 'Is text.'),
  test('test', 'test', 'Is the name of a test.'),
  test('true', 'true', 'Is `true`.'),
  test('undefined', 'undefined', 'Has no value.'),
  test('upper', 'upper', 'Has only large letters.'),
];

/** The functions that every template can call. */
export const jinjaGlobals: readonly Callable[] = [
  global('range', 'range(start, stop, step)', 'The whole numbers from `start` up to, without, `stop`.', [
    parameter('start', 'integer', 'The first number, or the end when it stands alone.'),
    optional('stop', 'integer', 'The end.'),
    optional('step', 'integer', 'The distance.'),
  ]),
  global('dict', 'dict(a=1, b=2)', 'A map.'),
  global('lipsum', 'lipsum(n=5)', 'Text to try a layout with.', [optional('n', 'integer', 'Paragraphs.')]),
  global('cycler', 'cycler(…)', 'Goes round its arguments with `next()`.'),
  global('joiner', "joiner(sep=', ')", 'Gives its text at every call but the first.', [
    optional('sep', 'string', 'The text.'),
  ]),
  global('namespace', 'namespace(a=1)', 'An object whose members can be set inside loops.'),
];

/** What `loop` has inside a loop. */
export const loopMembers: ReadonlyMap<string, string> = new Map([
  ['index', 'The number of the round of the loop, from 1.'],
  ['index0', 'The number of the round of the loop, from 0.'],
  ['revindex', 'How many rounds are left with this one, to 1.'],
  ['revindex0', 'How many rounds come after this one, to 0.'],
  ['first', 'True in the first round.'],
  ['last', 'True in the last round.'],
  ['length', 'The number of rounds.'],
  ['cycle', 'One of its arguments in each round, in turn: `loop.cycle("odd", "even")`.'],
  ['depth', 'How deep a recursive loop is, from 1.'],
  ['depth0', 'How deep a recursive loop is, from 0.'],
  ['previtem', 'The element of the round before; undefined in the first one.'],
  ['nextitem', 'The element of the round after; undefined in the last one.'],
  ['changed', 'True when its arguments differ from those of the round before.'],
]);

/** What the statements of Jinja do. */
export const jinjaStatements: ReadonlyMap<string, string> = new Map([
  ['if', 'Renders its text when the condition holds.'],
  ['elif', 'Another condition, asked when those before do not hold.'],
  ['else', 'What is rendered when no condition before holds, or when the list of a loop is empty.'],
  ['for', 'Renders its text for each element of a list: `{% for item in list %}`.'],
  ['set', 'Gives a name a value: `{% set name = value %}`, or the text up to `{% endset %}`.'],
  ['with', 'Gives names values up to `{% endwith %}`.'],
  ['macro', 'Defines text with parameters, which is called like a function.'],
  ['call', 'Calls a macro that can render the text up to `{% endcall %}` with `caller()`.'],
  ['filter', 'Puts the text up to `{% endfilter %}` through a filter.'],
  ['block', 'A part that a template which extends this one can fill anew.'],
  ['extends', 'Builds on another template, whose blocks are filled anew here.'],
  ['include', 'Renders another template here, with the names that can be read here.'],
  ['import', 'Makes the macros of another template members of a name.'],
  ['from', 'Takes macros from another template: `{% from "file" import name %}`.'],
  ['raw', 'Everything up to `{% endraw %}` is text.'],
  ['do', 'Works a value out and renders nothing.'],
  ['autoescape', 'Escapes values for HTML, or does not.'],
  ['break', 'Ends the loop.'],
  ['continue', 'Goes on with the next round of the loop.'],
  ['generation', 'Marks what the model wrote, in chat templates.'],
]);

/** Functions that hosts of templates add, such as the chat templates of model hubs. Calling them is no mistake. */
export const hostFunctions: ReadonlySet<string> = new Set([
  'raise_exception',
  'strftime_now',
  '_',
  'gettext',
  'ngettext',
  'pgettext',
  'npgettext',
  'super',
  'self',
  'caller',
  'url_for',
  'debug',
]);

/** Filters and tests that hosts of Jinja add (Ansible, Flask, dbt, chat templates): no misspellings of others. */
const hostFilters: ReadonlySet<string> = new Set(
  (
    'b64decode b64encode basename bool combine contains date datetime days_ago dict2items dirname extract flatten ' +
    'format_date format_datetime from_json from_yaml from_yaml_all fromjson hash human_readable indent_lines intersect ' +
    'ipaddr items2dict json json_dumps json_query jsonify log mandatory markdown match md5 path_join permutations ' +
    'pow quote random_mac realpath regex_escape regex_findall regex_replace regex_search relpath repr search sha1 ' +
    'sha256 shuffle slugify split splitext strftime subset superset symmetric_difference ternary to_datetime to_json ' +
    'to_nice_json to_nice_yaml to_pretty_json to_uuid to_yaml toyaml truncate_words type_debug union unvault ' +
    'urldecode urlsplit version win_basename zip zip_longest'
  ).split(' '),
);

/** Whether a well-known host of templates has a filter or test of this name. */
export function isKnownElsewhere(name: string): boolean {
  return hostFilters.has(name);
}
