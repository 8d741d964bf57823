import assert from 'node:assert/strict';
import fc from 'fast-check';
import Mustache from 'mustache';
import { describe, test } from 'node:test';
import { rootPath } from '../../server/src/template/handlebars/frames';
import type { Problem } from '../../server/src/template';
import { parseMustache } from '../../server/src/template/mustache/parser';
import { broken, fragments, scoped, template } from './grammars/mustache';
import { enough, runs, seed } from './runs';
import { parse } from './support';

const file = 'x.mustache';

/** The names and kinds that mustache.js finds, with the places of the tags; undefined where it refuses the text. */
function peerTags(text: string): readonly string[] | undefined {
  const found: string[] = [];
  const walk = (tokens: readonly unknown[]): void => {
    for (const token of tokens as readonly (readonly [string, string, number, number, (readonly unknown[])?])[]) {
      const [kind, name, start, end, inner] = token;
      if (!['text', '!', '='].includes(kind)) found.push(`${kind === '&' ? 'name' : kind} ${name} ${start} ${end}`);
      if (Array.isArray(inner)) walk(inner);
    }
  };
  try {
    walk(new Mustache.Writer().parse(text));
  } catch {
    return undefined;
  }
  return found;
}

const marks: { readonly [kind: string]: string } = { section: '#', inverted: '^', partial: '>' };

function ownTags(text: string): readonly string[] {
  return parseMustache(text, 0, text.length).tags.flatMap(({ kind, name, range }) =>
    kind === 'close' || kind === 'comment' || kind === 'delimiters'
      ? []
      : [`${marks[kind] ?? 'name'} ${name} ${range.start} ${range.end}`],
  );
}

/** What mustache.js takes for a tag of a strange name, and nobody means: told on purpose. */
const deliberate: readonly (readonly [what: string, is: (text: string, problem: Problem) => boolean])[] = [
  ['a tag without a name', (_, { code, message }) => code === 'bad-tag' && message.startsWith('A name is missing')],
  [
    'a name that holds a delimiter, a brace or a line break',
    (text, { code, range }) => code === 'unclosed-tag' && closes(text, range.start),
  ],
  ['delimiters that are none', (_, { code, message }) => code === 'bad-tag' && message.startsWith('Two delimiters')],
  ['inheritance, which mustache.js does not know', (text) => /[<$]/.test(text)],
  ['blocks of Handlebars and statements of Jinja', (_, { code }) => code === 'mixed-dialect'],
];

/** Whether the tag that starts at `start` is closed further on, by whichever delimiters hold there. */
function closes(text: string, start: number): boolean {
  return /\}\}|%>|\||\]\]|@@@/.test(text.slice(start + 1));
}

function agree(text: string): 'taken' | 'refused' | 'deliberate' {
  const peer = peerTags(text);
  const { problems } = parse(text, { file });
  const where = JSON.stringify(text);
  if (peer === undefined) {
    assert.notDeepEqual(problems, [], `mustache.js refuses ${where}`);
    return 'refused';
  }
  const [problem] = problems;
  if (problem !== undefined) {
    const excused = problems.some((one) => deliberate.some(([, is]) => is(text, one)));
    assert.ok(excused, `mustache.js takes ${where}, we say: ${problem.message}`);
    return 'deliberate';
  }
  assert.deepEqual(ownTags(text), peer, where);
  return 'taken';
}

const found = [
  '{{={{ }}=}}{{a}}',
  '{{=| |=}}|=| |=||a|',
  '{{=<% %>=}}<%={{ }}=%>{{a}}',
  '{{ {a}}}',
  '{{ {}}=}}',
  '{{{a}}}}',
  '{{#a}}{{=<% %>=}}<%/a%>',
  '{{&a}}{{& a }}',
];

describe('Mustache: the same tags as mustache.js', () => {
  for (const [index, [name, grammar]] of Object.entries({ template, broken, fragments }).entries())
    test(`${name}: where it takes a text; a problem where it does not`, (context) => {
      const verdicts = { taken: 0, refused: 0, deliberate: 0 };
      fc.assert(
        fc.property(grammar, (text) => void verdicts[agree(text)]++),
        { numRuns: runs(4_000), seed: seed(8 + index) },
      );
      enough(context, `mustache ${name}`, verdicts, { taken: 500, refused: name === 'template' ? 40 : 700 });
    });

  for (const text of found) test(`agrees on ${JSON.stringify(text)}`, () => void agree(text));
});

type Kind = 'text' | 'flag' | 'object' | 'list' | 'texts';

/** What each context has; `only` and `n` are at the root alone, `inner` and `ys` in the lists alone. */
const shapes: { readonly [shape: string]: { readonly [name: string]: readonly [Kind, shape: string] } } = {
  root: {
    s: ['text', ''],
    t: ['text', ''],
    n: ['text', ''],
    only: ['text', ''],
    on: ['flag', ''],
    o: ['object', 'o'],
    xs: ['list', 'x'],
    ys: ['texts', ''],
  },
  o: { s: ['text', ''], o: ['object', 'p'], xs: ['list', 'x'] },
  p: { t: ['text', ''], ys: ['texts', ''] },
  x: { t: ['text', ''], inner: ['object', 'p'], on: ['flag', ''] },
};

function schema(shape: string, indent: string): string {
  const lines = Object.entries(shapes[shape] ?? {}).map(([name, [kind, inner]]) => {
    if (kind === 'text') return `${indent}${name}: string\n`;
    if (kind === 'flag') return `${indent}${name}: boolean\n`;
    if (kind === 'texts') return `${indent}${name}(array): string\n`;
    return `${indent}${name}(${kind === 'list' ? 'array' : 'object'}):\n${schema(inner, `${indent}  `)}`;
  });
  return lines.join('');
}

/** Data in which every declared name has a value that a section enters. */
function data(shape: string, path: string, places: Map<unknown, string>): unknown {
  const values = Object.entries(shapes[shape] ?? {}).map(([name, [kind, inner]]) => {
    const at = path === '' ? name : `${path}/${name}`;
    if (kind === 'text') return [name, `text ${at}`];
    if (kind === 'flag') return [name, true];
    if (kind === 'texts') return [name, [`text ${at}/[]`]];
    return [name, kind === 'list' ? [data(inner, `${at}/[]`, places)] : data(inner, at, places)];
  });
  const made: unknown = Object.fromEntries(values);
  places.set(made, path);
  return made;
}

/** Notes where each name is found: by the specification, in the innermost context that has its first part. */
class RecordingContext extends Mustache.Context {
  static places = new Map<unknown, string>();
  static found: string[] = [];

  override push(view: unknown): RecordingContext {
    return new RecordingContext(view, this);
  }

  override lookup(name: string): unknown {
    const value: unknown = super.lookup(name);
    RecordingContext.found.push(`${name} ${this.#placeOf(name)}`);
    return value;
  }

  #placeOf(name: string): string {
    if (name === '.') return RecordingContext.places.get(this.view) ?? textOf(this.view);
    const base = placeWith(this, name.split('.')[0] ?? '');
    return [...(base === '' ? [] : [base]), name.replaceAll('.', '/')].join('/');
  }
}

/** The place of the innermost context that has `name`; the root when none has. */
function placeWith(context: Mustache.Context, name: string): string {
  if (has(context.view, name)) return RecordingContext.places.get(context.view) ?? '';
  return context.parent === undefined ? '' : placeWith(context.parent, name);
}

function has(view: unknown, name: string): boolean {
  return typeof view === 'object' && view !== null && Object.hasOwn(view, name);
}

/** A text says where it is from. */
function textOf(view: unknown): string {
  return typeof view === 'string' ? view.replace('text ', '') : '?';
}

describe('Mustache: names mean what mustache.js finds', () => {
  const header = `---\ndialect: mustache\ninput:\n  schema:\n${schema('root', '    ')}---\n`;
  const places = new Map<unknown, string>();
  const root = data('root', '', places);

  /** Each look-up that we tell, as its name and place; those that may be elsewhere as `?`. */
  function said(text: string): readonly string[] {
    return parse(header + text).analysis.variables.map((use) => {
      const path = rootPath(use.resolution);
      const name = use.segments.length === 0 ? '.' : use.segments.map((segment) => segment.text).join('.');
      return path === undefined ? `${name} ?` : `${name} ${path.join('/')}`;
    });
  }

  test('in sections that are all entered, each look-up in its place', (context) => {
    const count = { lookups: 0, unsure: 0 };
    fc.assert(
      fc.property(scoped, (body) => {
        // Nothing is rendered in an inverted section over data that is there: read as the section it is the opposite of.
        const text = body.replaceAll('{{^ ', '{{# ').replaceAll('{{/ ', '{{/ ');
        RecordingContext.places = places;
        RecordingContext.found = [];
        new Mustache.Writer().render(text, new RecordingContext(root));
        const own = said(text);
        // What stands in a section that is not there is told, and not looked up.
        let at = 0;
        for (const use of RecordingContext.found) {
          const maybe = `${use.split(' ')[0] ?? ''} ?`;
          while (at < own.length && own[at] !== use && own[at] !== maybe) at++;
          if (own[at] === use) count.lookups++;
          else count.unsure++;
          assert.ok(at++ < own.length, `${text}\nfound ${RecordingContext.found.join(', ')}\nsaid  ${own.join(', ')}`);
        }
      }),
      { numRuns: runs(3_000), seed: seed(20) },
    );
    enough(context, 'mustache scopes', count, { lookups: 7_000 });
  });

  test('in inverted sections over nothing, each look-up at the root', (context) => {
    const count = { lookups: 0 };
    fc.assert(
      fc.property(scoped, (body) => {
        const text = body.replaceAll(/\{\{[#^]\s*/g, '{{^').replaceAll('{{.}}', '');
        const nothing = {};
        RecordingContext.places = new Map([[nothing, '']]);
        RecordingContext.found = [];
        new Mustache.Writer().render(text, new RecordingContext(nothing));
        assert.deepEqual(said(text), RecordingContext.found, text);
        count.lookups += RecordingContext.found.length;
      }),
      { numRuns: runs(1_000), seed: seed(21) },
    );
    enough(context, 'mustache, inverted', count, { lookups: 2_500 });
  });
});
