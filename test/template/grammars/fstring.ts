import fc from 'fast-check';
import { mutated } from './mutation';

const name = fc.constantFrom('a', 'name', '_x', 'größe', 'b2');
const access = fc.constantFrom('', '', '', '.m', '[0]', '[key]', '.m[k].n', '[a b]');
const conversion = fc.constantFrom('', '', '!r', '!s', '!a');
const spec = fc.constantFrom('', '', ':>10', ':.2f', ':', ':{w}', ':{w.x}.{p}', ':>{w!r}', ':%Y-%m', ':,');
const field = fc.tuple(name, access, conversion, spec).map((parts) => `{${parts.join('')}}`);
const text = fc.constantFrom('text ', '\n', '"', '{{', '}}', '{{"k": ', '}}\n', ':', '!', '$', '[', ' ');

/** Well-formed format strings: fields with members, conversions and specifications, and doubled braces. */
export const template = fc.array(fc.oneof(text, field), { maxLength: 8 }).map((parts) => parts.join(''));

const words = [
  '{',
  '}',
  '{{',
  '}}',
  '{a}',
  '{b.c}',
  '{a[0]}',
  '{a!r}',
  '{a:>10}',
  '{a:{b}}',
  'a',
  ' ',
  '"k": ',
  '\n',
  ':',
  '!',
  '{a',
  'x}',
  '[',
  ']',
  '.',
  '0',
  '!x',
  '{a:{b:{c}}}',
];

/** Well-formed format strings that somebody changes. */
export const broken = mutated(template, words);

/** Strings of random tokens. */
export const fragments = fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((parts) => parts.join(''));

const mark = fc
  .tuple(
    fc.constantFrom('{{', '{{ ', '{{\t', '{{{'),
    fc.constantFrom('a', 'a.b', 'user_name', 'x-y', '_z', 'a1', 'größe'),
    fc.constantFrom('}}', ' }}', '\t}}', '}}}'),
  )
  .map((parts) => parts.join(''));
const near = fc.constantFrom(
  '{',
  '}',
  '{{',
  '}}',
  '{{}}',
  '{{ }}',
  '{{1}}',
  '{{a b}}',
  '{{"a"}}',
  '{{a|b}}',
  '{"k": ',
  'text ',
  '\n',
  'a',
  '.',
  '${',
  '$',
);

/** Text with bare marks, and with braces that are none. */
export const marks = fc.array(fc.oneof(mark, near), { maxLength: 8 }).map((parts) => parts.join(''));
