import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { rootPath } from '../../server/src/template/handlebars/frames';
import type { PromptDocument } from '../../server/src/template';
import { bodies } from './grammars/handlebars-scopes';
import { compileHandlebars, factsOf } from './oracles/lookups';
import { enough, runs, seed } from './runs';
import { parse } from './support';

/** The names of every object, and what each is. Blocks bind `it` and `x` too. */
const kinds: { readonly [name: string]: 'text' | 'object' | 'list' } = {
  s: 'text',
  t: 'text',
  it: 'object',
  x: 'object',
  o: 'object',
  xs: 'list',
  ys: 'list',
};

/** The same as Picoschema, `depth` levels of it. */
function schema(depth: number, indent: string): string {
  if (depth === 0) return `${indent}s?: string\n`;
  const lines = Object.entries(kinds).map(([name, kind]) => {
    if (kind === 'text') return `${indent}${name}?: string\n`;
    return `${indent}${name}?(${kind === 'list' ? 'array' : 'object'}):\n${schema(depth - 1, `${indent}  `)}`;
  });
  return lines.join('');
}

const typed = `---\ninput:\n  schema:\n${schema(3, '    ')}---\n`;

/**
 * Data that notes the paths that are read; elements are `[]`. Whether a value is there is decided anew by chance at each
 * read, so that both branches of a block are taken whatever stands around it.
 */
class Recorder {
  readonly paths = new Set<string>();
  #state: number;

  constructor(start: number) {
    this.#state = start;
  }

  root(): object {
    return this.#object([]);
  }

  #chance(): boolean {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state > 0x6000_0000;
  }

  #object(path: readonly string[]): object {
    const members = Object.fromEntries(Object.keys(kinds).map((name) => [name, null]));
    return new Proxy(members, {
      get: (target, key): unknown => {
        if (key === Symbol.toPrimitive) return () => 'an object';
        if (typeof key !== 'string' || !Object.hasOwn(target, key)) return undefined;
        this.paths.add([...path, key].join('/'));
        return this.#value(kinds[key] ?? 'text', [...path, key]);
      },
    });
  }

  #value(kind: 'text' | 'object' | 'list', path: readonly string[]): unknown {
    const there = this.#chance();
    if (kind === 'text') return there ? 'text' : this.#chance() ? '' : undefined;
    if (kind === 'object') return there ? this.#object(path) : undefined;
    return there ? [this.#object([...path, '[]'])] : [];
  }
}

/** The paths read in one rendering. */
function readsOf(render: (data: object) => string, start: number): ReadonlySet<string> {
  const recorder = new Recorder(start);
  try {
    render(recorder.root());
  } catch {
    // What was read up to the failure counts.
  }
  return recorder.paths;
}

interface Said {
  /** The paths that are surely read, with those on the way to them. */
  readonly paths: ReadonlySet<string>;
  /** The paths of which everything may be read. */
  readonly whole: readonly string[];
  /** The first names that may be read, sure or not. */
  readonly names: ReadonlySet<string>;
  readonly everything: boolean;
  readonly unknown: boolean;
}

function saidOf(document: PromptDocument): Said {
  const paths = new Set<string>();
  const whole: string[] = [];
  for (const use of document.analysis.variables) {
    const path = rootPath(use.resolution);
    if (path === undefined) continue;
    for (let length = 1; length <= path.length; length++) paths.add(path.slice(0, length).join('/'));
    if (use.usage === 'argument') whole.push(path.join('/'));
  }
  const { reads, readsAll } = factsOf(document);
  const unknown = document.analysis.variables.some(
    ({ resolution }) =>
      resolution.kind === 'unknown' || (resolution.kind === 'local' && resolution.binding.source === undefined),
  );
  return { paths, whole, names: reads, everything: readsAll, unknown };
}

function isSaid(read: string, { paths, whole, names, everything, unknown }: Said): boolean {
  const path = read.replace(/\/\[\]$/, '');
  if (paths.has(path)) return true;
  if (whole.some((said) => said === '' || read.startsWith(`${said}/`))) return true;
  return unknown && (everything || names.has(read.split('/')[0] ?? ''));
}

/** What can be read at most of a path: members of a text are not there. */
function readable(path: string): string {
  const parts = path.split('/');
  const end = parts.findIndex((part) => part !== '[]' && (kinds[part] ?? 'text') === 'text');
  return parts
    .slice(0, end < 0 ? undefined : end + 1)
    .join('/')
    .replace(/\/\[\]$/, '');
}

/** A block over a context: its other branch is never taken. What `lookup` reads by a written name is a member of text here. */
const alwaysThere = /\b(?:with|if|unless) (?:this|@root|[./]+)[ }]|\{\{[#^](?:this|@root|[./]+)[ }]/;

describe('Handlebars: what the engine reads is what is said', () => {
  const grammars = {
    small: [bodies(2, 1), 2_500, { known: 350, paths: 1_200 }],
    large: [bodies(3, 3), 300, { known: 12, paths: 35 }],
  } as const;
  for (const [size, [body, usual, least]] of Object.entries(grammars))
    test(`${size} templates: every path read is said, and every path said is read in some rendering`, (context) => {
      const header = parse(typed, { dialect: 'handlebars' });
      const count = { templates: 0, known: 0, paths: 0, unread: 0 };
      fc.assert(
        fc.property(body, (template) => {
          const document = parse(typed + template, { previous: header, dialect: 'handlebars' });
          const said = saidOf(document);
          // Where a name cannot be known, what stands around it may never be reached.
          const missing = new Set(said.unknown ? [] : [...said.paths].map(readable));
          count.templates++;
          if (!said.unknown) count.known++;
          count.paths += missing.size;
          const render = compileHandlebars(template, []);
          for (
            let round = 1;
            round <= 8 || (missing.size > 0 && round <= (template.length < 100 ? 1_500 : 60));
            round++
          ) {
            for (const read of readsOf(render, round * 7_919)) {
              missing.delete(read);
              assert.ok(isSaid(read, said), `${read} is read by ${template}, said: ${[...said.paths].join(' ')}`);
            }
          }
          // In a large template chance may not lead everywhere.
          if (template.length < 100 && !alwaysThere.test(template) && !template.includes('lookup'))
            assert.deepEqual([...missing], [], `never read by ${template}`);
          count.unread += missing.size;
        }),
        { numRuns: runs(usual), seed: seed(3), endOnFailure: true },
      );
      enough(context, `handlebars reads, ${size}`, count, least);
    });
});
