import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { broken, fragments, marks, template } from './grammars/fstring';
import { askPython, recorded } from './oracles/python';
import { enough, runs, seed } from './runs';
import { parse } from './support';

/** The fields of a format string, each as its name and as it is written; null where Python refuses it. */
type Verdict = readonly (readonly [name: string, written: string])[] | null;

/** What Python takes and nobody means: told on purpose. */
const deliberate: readonly (readonly [what: string, is: (text: string, fields: NonNullable<Verdict>) => boolean])[] = [
  ['a name that is no identifier', (_, fields) => fields.some(([name]) => !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name))],
  [
    'a member that is no identifier',
    (_, fields) =>
      fields.some(([, written]) =>
        /\.(?![\p{L}_][\p{L}\p{N}_]*(?:[.[]|$))/u.test(written.replaceAll(/\[[^\]]*\]/g, '[]')),
      ),
  ],
  ['an index with a brace or a bracket', (_, fields) => fields.some(([, written]) => /\[[^\]]*[[{}\n]/.test(written))],
  ['a quote or a line break in a specification', (text) => /\{[^{}]*:[^}]*["\n]/.test(text)],
  ['doubled braces in a specification', (text) => /\{[^{}]*:[^}]*(?:\{\{|\}\})/.test(text)],
];

function compare(text: string, verdict: Verdict): 'taken' | 'refused' | 'deliberate' {
  const { problems, analysis } = parse(text, { file: 'x.txt', dialect: 'fstring' });
  const where = JSON.stringify(text);
  if (verdict === null) {
    assert.notDeepEqual(problems, [], `Python refuses ${where}`);
    return 'refused';
  }
  if (problems.length > 0) {
    assert.ok(
      deliberate.some(([, is]) => is(text, verdict)),
      `Python takes ${where}, we say: ${problems[0]?.message ?? ''}`,
    );
    return 'deliberate';
  }
  const own = analysis.variables.map(({ segments, range }) => [segments[0]?.text, text.slice(range.start, range.end)]);
  assert.deepEqual(own, verdict, where);
  return 'taken';
}

const grammars = { template, broken, fragments };

describe("f-string: the same fields as Python's", () => {
  test('recorded verdicts', (context) => {
    const texts = Object.values(grammars).flatMap((grammar) => fc.sample(grammar, { numRuns: 250, seed: 60 }));
    const count = { taken: 0, refused: 0, deliberate: 0 };
    for (const [text, verdict] of recorded<Verdict>(context, 'fstring.py', 'fstring.json', [...new Set(texts)], 600))
      count[compare(text, verdict)]++;
    assert.ok(count.taken >= 200 && count.refused >= 150, JSON.stringify(count));
  });

  for (const [index, [name, grammar]] of Object.entries(grammars).entries())
    test(`${name}: a problem exactly where Python refuses, else the same fields in the same places`, (context) => {
      const texts = fc.sample(grammar, { numRuns: runs(4_000), seed: seed(61 + index) });
      const verdicts = askPython<Verdict>(context, 'fstring.py', texts);
      if (verdicts === undefined) return;
      const count = { taken: 0, refused: 0, deliberate: 0 };
      verdicts.forEach((verdict, at) => void count[compare(texts[at] ?? '', verdict)]++);
      enough(
        context,
        `f-string ${name}`,
        count,
        name === 'template' ? { taken: 2_000 } : { taken: 800, refused: 1_000 },
      );
    });
});

/** MLflow: `{{ name }}`, dotted, blanks allowed. */
const mlflow = /\{\{\s*([a-zA-Z_][\w-]*(?:\.[\w-]+)*)\s*\}\}/g;
/** Langfuse: whatever stands between the braces, trimmed. */
const langfuse = /\{\{([^{}]*)\}\}/g;

describe('bare braces: the same marks as the regular expressions of MLflow and Langfuse', () => {
  test('names and places', (context) => {
    const count = { marks: 0, names: 0 };
    fc.assert(
      fc.property(marks, (text) => {
        const { analysis } = parse(text, { file: 'x.txt', dialect: 'braces' });
        const sure = analysis.variables.filter(({ resolution }) => resolution.kind === 'input');
        const own = sure.map(({ range }) => `${text.slice(range.start, range.end)} ${range.start}`);
        const theirs = [...text.matchAll(langfuse)].map((match) => {
          const [, inside = ''] = match;
          return `${inside.trim()} ${match.index + 2 + inside.length - inside.trimStart().length}`;
        });
        // Any text is a name to Langfuse; to MLflow, and to us, one that could be an identifier.
        const named = theirs.filter((name) => /^[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)* \d+$/u.test(name));
        const onLine = named.filter(
          (name) =>
            !text
              .slice(text.lastIndexOf('{{', Number(name.split(' ')[1])))
              .split('}}')[0]
              ?.includes('\n'),
        );
        assert.deepEqual(own, onLine, JSON.stringify(text));
        const ascii = own.filter((name) => /^[\w.-]+ \d+$/.test(name)).map((name) => name.split(' ')[0]);
        assert.deepEqual(
          ascii,
          [...text.matchAll(mlflow)]
            .map(([, name]) => name)
            .filter((name) => onLine.some((line) => line.startsWith(`${name ?? ''} `))),
          JSON.stringify(text),
        );
        count.marks += own.length;
        count.names += ascii.length;
      }),
      { numRuns: runs(5_000), seed: seed(70) },
    );
    enough(context, 'bare braces', count, { marks: 5_000, names: 4_000 });
  });
});
