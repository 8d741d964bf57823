import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { canonicalJson } from '../../server/src/base';
import { mergeBase, mergedText, mergeKeyed, type MergePiece, mergeTexts } from '../../server/src/domain';

/** Pieces on one line: a conflict as `⟦base|ours|theirs⟧`. */
function shown(pieces: readonly MergePiece[]): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : `⟦${piece.base}|${piece.ours}|${piece.theirs}⟧`))
    .join('')
    .replaceAll('\n', '/');
}

type Row = readonly [what: string, base: string, ours: string, theirs: string, merged: string];

function check(rows: readonly Row[], merge: typeof mergeTexts): void {
  const lines = (text: string): string => text.replaceAll('/', '\n');
  for (const [what, base, ours, theirs, merged] of rows)
    test(what, () => assert.equal(shown(merge(lines(base), lines(ours), lines(theirs))), merged));
}

describe('texts', () => {
  check(
    [
      ['nothing changed', 'a/b/', 'a/b/', 'a/b/', 'a/b/'],
      ['one side changed', 'a/b/', 'a/c/', 'a/b/', 'a/c/'],
      ['both made the same change', 'a/b/', 'a/c/', 'a/c/', 'a/c/'],
      ['lines far apart', 'a/b/c/d/', 'A/b/c/d/', 'a/b/c/D/', 'A/b/c/D/'],
      ['lines that touch', 'a/b/', 'A/b/', 'a/B/', 'A/B/'],
      [
        'words of one line',
        'you are kind today/',
        'you are very kind today/',
        'you are kind now/',
        'you are very kind now/',
      ],
      ['the same word', 'be kind/', 'be brief/', 'be exact/', '⟦be kind/|be brief/|be exact/⟧'],
      ['one removes what the other changes', 'a/b/c/', 'a/c/', 'a/B/c/', 'a/⟦b/||B/⟧c/'],
      ['both add at one place', 'a/', 'a/x/', 'a/y/', 'a/⟦|x/|y/⟧'],
      ['no line end at the end', 'a/b', 'a/b/', 'A/b', 'A/b/'],
      ['numbers are whole', 'at 1.5/', 'at 2.5/', 'at 1.7/', '⟦at 1.5/|at 2.5/|at 1.7/⟧'],
      ['from nothing', '', 'a/', 'b/', '⟦|a/|b/⟧'],
      ['a conflict keeps what is around it', 'a/b/c/', 'a/x/c/', 'a/y/C/', 'a/⟦b/c/|x/c/|y/C/⟧'],
    ],
    mergeTexts,
  );
});

describe('headers', () => {
  check(
    [
      ['keys side by side', 'a: 1/b: 2/', 'a: 2/b: 2/', 'a: 1/b: 3/', 'a: 2/b: 3/'],
      ['both add a key', 'a: 1/', 'a: 1/x: 1/', 'a: 1/y: 2/', 'a: 1/y: 2/x: 1/'],
      [
        'both add another input',
        'input:/  a: string/',
        'input:/  a: string/  x: string/',
        'input:/  a: string/  y: string/',
        'input:/  a: string/  y: string/  x: string/',
      ],
      ['one removes, one leaves', 'a: 1/b: 2/', 'b: 2/', 'a: 1/b: 3/', 'b: 3/'],
      ['one removes, one changes', 'a: 1/b: 2/', 'b: 2/', 'a: 5/b: 2/', '⟦a: 1/||a: 5/⟧b: 2/'],
      ['the same key', 'a: 1/', 'a: 2/', 'a: 3/', '⟦a: 1/|a: 2/|a: 3/⟧'],
      ['keys in another order', 'a: 1/b: 2/', 'b: 2/a: 1/', 'a: 1/b: 3/', 'b: 3/a: 1/'],
      [
        'comments stay with their key',
        '# one/a: 1/',
        '# one/a: 1/# two/b: 2/',
        '# one/a: 9/',
        '# one/a: 9/# two/b: 2/',
      ],
      [
        'a list is merged as text',
        'a:/  - x/  - y/',
        'a:/  - X/  - y/',
        'a:/  - x/  - y/  - z/',
        'a:/  - X/  - y/  - z/',
      ],
      ['no line end at the end', 'a: 1', 'a: 1/b: 2', 'a: 1/c: 3', 'a: 1/c: 3/b: 2/'],
      ['a value is whole', 'a: b c d/', 'a: x c d/', 'a: b c y/', '⟦a: b c d/|a: x c d/|a: b c y/⟧'],
      ['a long text is merged', 'a: |/  b c d/', 'a: |/  x c d/', 'a: |/  b c y/', 'a: |/  x c y/'],
      ['a value and a mapping', 'a:/  k: 1/', 'a: 0/', 'a:/  l: 0/', '⟦a:/  k: 1/|a: 0/|a:/  l: 0/⟧'],
      ['a key twice is no mapping', 'a: 1/a: 1/', 'a: 1/a: 2/', 'a: 1/a: 1/', 'a: 1/a: 2/'],
    ],
    mergeKeyed,
  );

  test('what comes of keys is what each side wants of each key', () => {
    const values = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd', '__proto__x'),
      fc.oneof(
        fc.integer({ min: 0, max: 3 }),
        fc.dictionary(fc.constantFrom('k', 'l'), fc.integer({ min: 0, max: 2 }), { minKeys: 1 }),
      ),
      { maxKeys: 4 },
    );
    const text = (value: Record<string, unknown>): string =>
      Object.entries(value)
        .map(([key, one]) =>
          typeof one === 'object' && one !== null
            ? `${key}:\n${Object.entries(one)
                .map(([name, number]) => `  ${name}: ${String(number)}\n`)
                .join('')}`
            : `${key}: ${String(one)}\n`,
        )
        .join('');
    let clean = 0;
    fc.assert(
      fc.property(values, values, values, (base, ours, theirs) => {
        const merged = mergedText(mergeKeyed(text(base), text(ours), text(theirs)));
        if (merged === undefined) return;
        clean++;
        const result = (parseDocument(merged).toJS() ?? {}) as Record<string, unknown>;
        const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);
        for (const key of new Set([...Object.keys(base), ...Object.keys(ours), ...Object.keys(theirs)])) {
          if (same(ours[key], base[key])) assert.ok(same(result[key], theirs[key]), merged);
          else if (same(theirs[key], base[key])) assert.ok(same(result[key], ours[key]), merged);
        }
      }),
      { numRuns: 2_000 },
    );
    assert.ok(clean > 200, `${clean} merges without conflict`);
  });
});

describe('laws', () => {
  const words = fc
    .array(fc.constantFrom('a', 'b c', 'd', '', 'e e'), { maxLength: 8 })
    .map((list) => list.map((one) => `${one}\n`).join(''));

  test('who changed nothing decides nothing', () => {
    fc.assert(
      fc.property(words, words, (base, side) => {
        assert.equal(mergedText(mergeTexts(base, side, base)), side);
        assert.equal(mergedText(mergeTexts(base, base, side)), side);
        assert.equal(mergedText(mergeTexts(base, side, side)), side);
      }),
    );
  });

  test('the sides are equal: swapped, the same comes out', () => {
    fc.assert(
      fc.property(words, words, words, (base, ours, theirs) => {
        const swapped = mergeTexts(base, theirs, ours).map((piece) =>
          typeof piece === 'string' ? piece : { ...piece, ours: piece.theirs, theirs: piece.ours },
        );
        assert.equal(shown(mergeTexts(base, ours, theirs)), shown(swapped));
      }),
    );
  });

  test('lines that git merges are merged to the same', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'galley-merge-'));
    const edits = fc.array(fc.tuple(fc.nat({ max: 11 }), fc.constantFrom('drop', 'change', 'add')), { maxLength: 3 });
    const original = Array.from({ length: 12 }, (_, index) => `line ${index}\n`);
    const edited = (list: readonly (readonly [number, string])[], who: string): string => {
      const lines = [...original];
      for (const [at, what] of list)
        lines[at] = what === 'drop' ? '' : what === 'change' ? `${who} ${at}\n` : `line ${at}\n${who} more\n`;
      return lines.join('');
    };
    let clean = 0;
    fc.assert(
      fc.property(edits, edits, (left, right) => {
        const texts = { ours: edited(left, 'ours'), base: original.join(''), theirs: edited(right, 'theirs') };
        for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(folder, name), text);
        const git = spawnSync('git', ['merge-file', '-p', 'ours', 'base', 'theirs'], { cwd: folder, encoding: 'utf8' });
        assert.ok(git.status !== null && git.status >= 0 && git.status < 128, git.stderr);
        if (git.status > 0) return;
        clean++;
        assert.equal(mergedText(mergeTexts(texts.base, texts.ours, texts.theirs)), git.stdout);
      }),
      { numRuns: 120 },
    );
    rmSync(folder, { recursive: true });
    assert.ok(clean > 30, `${clean} merges without conflict`);
  });

  test('a long line of blanks in a header takes no long time', () => {
    const header = (last: string): string => `a${' '.repeat(200_000)}b\nkey: ${last}\n`;
    assert.equal(mergedText(mergeKeyed(header('1'), header('2'), header('1'))), header('2'));
  });

  test('a long text of equal lines takes no long time', () => {
    const base = Array.from({ length: 4_000 }, (_, index) => (index % 2 === 0 ? '\n' : `line ${index}\n`));
    const [ours, theirs] = [[...base], [...base]];
    ours[7] = 'ours\n';
    theirs[3_991] = 'theirs\n';
    const merged = mergedText(mergeTexts(base.join(''), ours.join(''), theirs.join('')))?.split('\n');
    assert.deepEqual([merged?.[7], merged?.[3_991], merged?.length], ['ours', 'theirs', 4_001]);
  });
});

test('the base of a merge is the newest version that both were made from', () => {
  const versions: readonly (readonly [number, readonly number[]])[] = [
    [1, []],
    [2, [1]],
    [3, [1]],
    [4, [2, 3]],
    [5, [3]],
    [6, [4]],
    [7, []],
  ];
  const lineage = new Map(
    versions.map(([number, parents]) => [
      `v${number}`,
      { id: `v${number}`, number, parents: parents.map((one) => `v${one}`) },
    ]),
  );
  const rows: readonly (readonly [number, number, number | undefined])[] = [
    [2, 3, 1],
    [4, 5, 3],
    [6, 5, 3],
    [6, 4, 4],
    [6, 6, 6],
    [6, 7, undefined],
  ];
  for (const [ours, theirs, base] of rows) assert.equal(mergeBase(lineage, `v${ours}`, `v${theirs}`)?.number, base);
});
