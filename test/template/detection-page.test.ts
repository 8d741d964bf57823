import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { dialects } from '../../server/src/template';
import { repoRoot } from '../support/repo';
import { parse } from './support';

interface Row {
  readonly file: string;
  readonly text: string;
  readonly dialect: string;
  readonly because: string;
}

/** The rows of the table, without its head. */
function rowsOf(page: string): readonly Row[] {
  const lines = page.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) => {
    const [, file = '', text = '', dialect = '', because = ''] = line.split(/(?<!\\)\|/).map((cell) =>
      cell
        .trim()
        .replace(/^`(.*)`$/, '$1')
        .replaceAll('\\|', '|')
        .replaceAll('⏎', '\n'),
    );
    return { file, text, dialect, because };
  });
}

describe('the page on detection says what is so', () => {
  const rows = rowsOf(readFileSync(path.join(repoRoot, 'docs/detection.md'), 'utf8'));

  for (const { file, text, dialect, because } of rows)
    test(`${file}: ${JSON.stringify(text)}`, () => {
      const document = parse(text, { file });
      assert.equal(document.foreignName ?? document.dialect, dialect);
      if (document.foreignName === undefined) assert.equal(document.dialectSource, because);
    });

  test('every dialect has a row', () => {
    const shown = new Set(rows.map(({ dialect }) => dialect));
    assert.deepEqual(
      dialects.filter((dialect) => !shown.has(dialect)),
      [],
    );
  });
});
