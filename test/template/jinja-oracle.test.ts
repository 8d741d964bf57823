import assert from 'node:assert/strict';
import { Environment, Interpreter, parse as parsePeer, tokenize } from '@huggingface/jinja';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { analyseJinja } from '../../server/src/template/jinja';
import type { Analysis } from '../../server/src/template';
import { broken, fragments, inherited, tags, template } from './grammars/jinja';
import { askPython, recorded } from './oracles/python';
import { enough, runs, seed } from './runs';

/** What Jinja itself says about a template. */
interface Verdict {
  readonly error?: string;
  /** The names it looks up in what it is given; null where that cannot be told. */
  readonly names?: readonly string[] | null;
}

const globals = new Set(['range', 'dict', 'lipsum', 'cycler', 'joiner', 'namespace', '_']);

/** The analysis of a template whose every name is declared as an input, except those that Jinja has. */
function analyse(text: string): Analysis {
  return analyseJinja(
    { text, start: 0, end: text.length },
    {
      helpers: new Set(),
      roles: [],
      dotprompt: false,
      declares: (name) => !globals.has(name),
      schemaAt: () => undefined,
    },
  );
}

/** The inputs that we say are looked up. */
function inputsOf({ variables }: Analysis): readonly string[] {
  const names = variables.flatMap(({ resolution }) => (resolution.kind === 'input' ? resolution.path.slice(0, 1) : []));
  return [...new Set(names)];
}

/** What Jinja takes and nobody means: told on purpose. */
const deliberate: readonly (readonly [
  what: string,
  is: (text: string, problem: string, names: readonly string[]) => boolean,
])[] = [
  [
    'a comment or raw block that opens at the very end is overlooked',
    (text) => /(?:\{#[-+]?|\braw\s*[-+]?%\})\s*$/.test(text),
  ],
  [
    'where a value must stand, even reserved words are names',
    (_, problem, names) =>
      names.some((name) => reserved.has(name)) ||
      /^A value is missing before [a-z]+\.$|^Jinja takes “\w+” for the argument|^\{\{else is/.test(problem),
  ],
  ['an index of nothing', (text) => /\[\s*\]/.test(text)],
];
const reserved = new Set(['not', 'and', 'or', 'in', 'is', 'if', 'else', 'elif']);

/** Throws where we and Jinja differ. Returns whether Jinja refuses the template. */
function compare(text: string, verdict: Verdict): boolean {
  const analysis = analyse(text);
  const where = JSON.stringify(text);
  if (verdict.error !== undefined) {
    assert.notDeepEqual(analysis.problems, [], `Jinja refuses ${where}: ${verdict.error}`);
    return true;
  }
  const [problem] = analysis.problems;
  if (problem !== undefined) {
    const excused = deliberate.some(([, is]) => is(text, problem.message, verdict.names ?? []));
    assert.ok(excused, `Jinja takes ${where}, we say: ${problem.message}`);
    return false;
  }
  if (verdict.names !== undefined && verdict.names !== null) compareNames(analysis, verdict.names, where);
  return false;
}

/**
 * The names are the same, except: a name that is set and never read counts for Jinja where a branch sets it, and so does
 * one that is set at the top, in a named block or in a branch, and read there. A name that we take for an input though
 * it is also set must be set behind the place that reads it.
 */
function compareNames(analysis: Analysis, theirs: readonly string[], where: string): void {
  const ours = inputsOf(analysis);
  const read = new Set(analysis.variables.map(({ segments }) => segments[0]?.text ?? ''));
  const bound = new Set(analysis.scopes.flatMap(({ bindings }) => bindings.map((binding) => binding.name)));
  const blocks = new Set(analysis.blocks.map(({ name }) => name));
  const moved = blocks.has('if') || blocks.has('block');
  const missing = theirs.filter((name) => !ours.includes(name) && read.has(name) && !(moved && bound.has(name)));
  const invented = ours.filter((name) => !theirs.includes(name) && !bound.has(name));
  assert.deepEqual({ missing, invented }, { missing: [], invented: [] }, where);
}

/** Texts that fail once, found by comparison. */
const found = [
  '{% set ns.m = 1 %}',
  '{{ {a} }}',
  '{{ {a:} }}',
  '{{ {a: 1, b} }}',
  '{{ {a: {b: 1}} }}',
  '{% if a if b else c %}{% endif %}',
  '{% macro m(a, b=1,) %}{% endmacro %}',
  '{% macro m(a=1, b) %}{% endmacro %}',
  '{% for a.b in c %}{% endfor %}',
  '{% call a %}{% endcall %}',
  '{% call a.b(c) %}{% endcall %}',
  '{% filter a. %}{% endfilter %}',
  '{{ a[b c] }}',
  '{{ a[b,] }}',
  '{{ a[,b] }}',
  '{{ a[b:c:1, 2] }}',
  '{{ elseé }}',
  '{% if a: %}{% elif b: %}{% else: %}{% endif %}',
  '{% for a in b: %}{% endfor %}',
  '{% set a: %}{% endset %}',
  '{% set a = 1: %}',
  '{% if c %}{% set x = 1 %}{% endif %}{{ x }}',
  '{% if c %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}{{ x }}',
  '{% if c %}{% set x = 1 %}{% elif d %}{% set x = 2 %}{% endif %}{{ x }}',
  '{% for a in b %}{% else %}{% set x = 1 %}{% endfor %}{{ x }}',
  '{% for a in b %}{% set x = 1 %}{% endfor %}{{ x }}',
  '{% autoescape a %}{% set x = 1 %}{% endautoescape %}{{ x }}',
  '{% set true = 1 %}',
  '{% set ns.true = 1 %}',
  '{% from "p" import _a %}',
  '{% import "p" as none %}',
  '{% block true %}{% endblock %}',
];

const generators = { template, inherited, broken, fragments, tags };

/** Different texts of a grammar: half as many as are asked for, or more. */
function sample(grammar: fc.Arbitrary<string>, usual: number, first: number): readonly string[] {
  const texts = [...new Set(fc.sample(grammar, { numRuns: runs(usual), seed: seed(first) }))];
  assert.ok(texts.length >= runs(usual) / 2, `only ${texts.length} different texts`);
  return texts;
}

describe('Jinja: the same as Jinja itself', () => {
  test('recorded verdicts', (context) => {
    const texts = [...found, ...Object.values(generators).flatMap((grammar) => sample(grammar, 120, 40))];
    const count = { taken: 0, refused: 0 };
    for (const [text, verdict] of recorded<Verdict>(context, 'jinja.py', 'jinja.json', texts, 500))
      count[compare(text, verdict) ? 'refused' : 'taken']++;
    assert.ok(count.taken >= 200 && count.refused >= 200, JSON.stringify(count));
  });

  for (const [index, [name, grammar]] of Object.entries(generators).entries())
    test(`${name}: a problem exactly where Jinja refuses, else the same names`, (context) => {
      const texts = sample(grammar, 1_500, 41 + index);
      const verdicts = askPython<Verdict>(context, 'jinja.py', texts);
      if (verdicts === undefined) return;
      const count = { taken: 0, refused: 0 };
      verdicts.forEach((verdict, at) => count[compare(texts[at] ?? '', verdict) ? 'refused' : 'taken']++);
      enough(context, `jinja ${name}`, count, { taken: name === 'tags' ? 40 : 250, refused: 150 });
    });
});

describe('Jinja: what is read at run time is among the look-ups', () => {
  const compareReads = (text: string, reads: readonly string[]): number => {
    const said = new Set(inputsOf(analyse(text)));
    assert.deepEqual(
      reads.filter((name) => !said.has(name)),
      [],
      JSON.stringify(text),
    );
    return reads.length;
  };

  test('by recorded renderings', (context) => {
    const texts = [...found, ...sample(template, 250, 50)];
    const count = { names: 0 };
    for (const [text, reads] of recorded<string[] | null>(context, 'jinja-reads.py', 'jinja-reads.json', texts, 200))
      count.names += compareReads(text, reads ?? []);
    assert.ok(count.names >= 120, JSON.stringify(count));
  });

  test('by Jinja', (context) => {
    const texts = sample(template, 700, 51);
    const renderings = askPython<readonly string[] | null>(context, 'jinja-reads.py', texts);
    if (renderings === undefined) return;
    const count = { names: 0 };
    renderings.forEach((reads, index) => (count.names += compareReads(texts[index] ?? '', reads ?? [])));
    enough(context, 'jinja reads', count, { names: 350 });
  });

  test('by the engine that renders prompts', (context) => {
    const count = { renderings: 0, names: 0 };
    for (const text of sample(template, 2_000, 52)) {
      for (const value of ['p', '', [], [{ m: 1 }], { m: 'x' }]) {
        const reads = readsOfPeer(text, value);
        if (reads === undefined) break;
        count.renderings++;
        count.names += compareReads(text, reads);
      }
    }
    enough(context, '@huggingface/jinja', count, { renderings: 600, names: 600 });
  });
});

/** Notes which names are asked for. */
class RecordingMap extends Map<string, never> {
  readonly asked = new Set<string>();

  override has(name: string): boolean {
    const known = super.has(name);
    if (known) this.asked.add(name);
    return known;
  }
}

/** The names that @huggingface/jinja asks for when all have one value; undefined where it cannot parse the template. */
function readsOfPeer(text: string, value: unknown): readonly string[] | undefined {
  let program;
  try {
    program = parsePeer(tokenize(text));
  } catch {
    return undefined;
  }
  const given = new Environment();
  const names = new RecordingMap();
  for (const name of ['a', 'b', 'c', 'x', 'y', 'item', 'user'])
    names.set(name, new Environment().set(name, value) as never);
  given.variables = names;
  try {
    new Interpreter(new Environment(given)).run(program);
  } catch {
    // What was asked for up to the failure counts.
  }
  return [...names.asked];
}
