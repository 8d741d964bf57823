/** Whole files made to hurt, by what they are. They are large: parsers, the language service and the server read them all. */
export const hostileFiles: readonly (readonly [name: string, text: string])[] = [
  ['100 KB of {', '{'.repeat(100_000)],
  ['8,000 open blocks', '{{#if a}}\n'.repeat(8_000)],
  ['5,000 nested parentheses', `{{json ${'('.repeat(5_000)}a${')'.repeat(5_000)}}}`],
  ['a line of 1 MB', `{{name}} ${'x'.repeat(1_000_000)} {{name}}`],
  ['a comment of 1 MB', `{{!-- ${'x'.repeat(1_000_000)} --}}{{name}}`],
  ['100,000 tags on a line', '{{a}}'.repeat(100_000)],
  ['opening and closing tags in turn', '{{#{{/'.repeat(50_000)],
  ['chained else blocks', `{{#if a}}${'{{else if b}}'.repeat(5_000)}{{/if}}`],
  ['strings without end', `{{json "${'x'.repeat(100_000)}\n{{a}}`],
  [
    'line ends of all kinds, zero bytes and bytes that are no text',
    '\ufeff{{a}}\r{{b}}\r\n{{c\u0000}}\n\ufffd{{\ufffd}}\u2028',
  ],
  ['lone surrogates, CR and a byte order mark', '\ufeff---\rmodel: \ud800\r---\r{{\udc00}} {{a}}\r\n{{b}}'],
  [
    'names of the prototype',
    '---\ninput:\n  schema:\n    constructor: string\n    __proto__: string\n---\n{{constructor}}{{__proto__}}{{toString}}{{a.hasOwnProperty}}',
  ],
  ['deep YAML', `---\n${'a: {'.repeat(500)}${'}'.repeat(500)}\n---\n{{x}}`],
  [
    'YAML aliases that multiply',
    `---\na: &a [x]\n${[...'bcdefghijk'].map((name, i) => `${name}: &${name} [${`*${'abcdefghijk'[i] ?? 'a'},`.repeat(9)}]`).join('\n')}\n---\n{{x}}`,
  ],
  ['a key of 200 KB', `---\n${'k'.repeat(200_000)}: 1\n---\n{{x}}`],
];
