import fc from 'fast-check';
import { mutated } from './mutation';

const name = fc.constantFrom('a', 'b', 'c.d', 'x', 'a.b.c', 'größe', 'a-b', '.');
const blank = fc.constantFrom('', '', ' ', '  ', '\t');
const section = fc.constantFrom('a', 'b', 'c.d', 'x');
const text = fc.constantFrom('text ', '\n', '{', '}', '"', '{"k":', '|', '%', '<');

interface Delimiters {
  readonly open: string;
  readonly close: string;
}
const usual: Delimiters = { open: '{{', close: '}}' };
const others = fc.constantFrom<Delimiters>(
  usual,
  { open: '<%', close: '%>' },
  { open: '|', close: '|' },
  { open: '[[', close: ']]' },
  { open: '$', close: '@@@' },
);

/** A part of a template, written with the delimiters that hold where it stands; it says which hold behind it. */
type Part = (delimiters: Delimiters) => { readonly text: string; readonly after: Delimiters };

function plain(write: (delimiters: Delimiters) => string): Part {
  return (delimiters) => ({ text: write(delimiters), after: delimiters });
}

function all(parts: readonly Part[]): Part {
  return (delimiters) => {
    let after = delimiters;
    const texts = parts.map((part) => {
      const written = part(after);
      after = written.after;
      return written.text;
    });
    return { text: texts.join(''), after };
  };
}

function tag(mark: fc.Arbitrary<string>, named: fc.Arbitrary<string>): fc.Arbitrary<Part> {
  return fc
    .tuple(mark, blank, named, blank)
    .map(([sign, before, said, after]) => plain(({ open, close }) => `${open}${sign}${before}${said}${after}${close}`));
}

/** Well-formed templates: variables, sections, partials, comments, and delimiters that change. */
export const template: fc.Arbitrary<string> = fc
  .letrec<{ body: Part; node: Part }>((tie) => ({
    body: fc.array(tie('node'), { maxLength: 4 }).map(all),
    node: fc.oneof(
      { maxDepth: 3 },
      text.map((said) => plain(() => said)),
      tag(fc.constantFrom('', '', '&'), name),
      fc.tuple(blank, name, blank).map((inside) => plain(({ open, close }) => `${open}{${inside.join('')}}${close}`)),
      tag(fc.constant('>'), fc.constantFrom('p', 'folder/q')),
      tag(fc.constant('!'), fc.constantFrom('c', 'a note', 'over\nlines', '')),
      others.map((next): Part => ({ open, close }) => ({
        text: `${open}=${next.open} ${next.close}=${close}`,
        after: next,
      })),
      fc
        .tuple(fc.constantFrom('#', '^'), section, blank, tie('body'))
        .map(([mark, said, gap, main]) =>
          all([
            plain(({ open, close }) => `${open}${mark}${gap}${said}${close}`),
            main,
            plain(({ open, close }) => `${open}/${said}${gap}${close}`),
          ]),
        ),
    ),
  }))
  .body.map((part) => part(usual).text);

const words = [
  '{{',
  '}}',
  '{',
  '}',
  '{{#',
  '{{/',
  '{{^',
  '{{>',
  '{{!',
  '{{&',
  '{{=',
  '=}}',
  '<%',
  '%>',
  '{{#a}}',
  '{{/a}}',
  '{{^b}}',
  '{{/b}}',
  '{{=<% %>=}}',
  '<%={{ }}=%>',
  '<%a%>',
  '{{a',
  'a',
  ' ',
  '\n',
  '.',
  '#',
  '/',
  '|',
  '{{ x.y }}',
  '{{{b}}}',
  '{{> p}}',
  '{{! c }}',
];

/** Well-formed templates that somebody changes. */
export const broken = mutated(template, words);

/** Strings of random tokens. */
export const fragments = fc.array(fc.constantFrom(...words), { maxLength: 10 }).map((parts) => parts.join(''));

const member = fc.constantFrom('s', 't', 'o.s', 'o.o.t', 'n', 'xs', '.', 'only', 'inner.t');
const part = fc.constantFrom('o', 'xs', 'on', 'o.o', 'o.xs', 's', 'inner', 'ys');

/** Bodies whose sections nest and shadow names, over known data. */
export const scoped: fc.Arbitrary<string> = fc.letrec<{ body: string; node: string }>((tie) => ({
  body: fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes) => nodes.join(' ')),
  node: fc.oneof(
    { maxDepth: 4 },
    member.map((said) => `{{${said}}}`),
    member.map((said) => `{{{ ${said} }}}`),
    member.map((said) => `{{=<% %>=}}<%& ${said} %><%={{ }}=%>`),
    fc.tuple(part, tie('body')).map(([said, main]) => `{{#${said}}}${main}{{/${said}}}`),
    fc.tuple(part, tie('body')).map(([said, main]) => `{{^ ${said} }}${main}{{/ ${said} }}`),
  ),
})).body;
