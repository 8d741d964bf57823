import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphRows } from '../../../server/src/hosts/cli/output/graph';

/** Versions as `number<parents`, newest first, and the drawing of them. */
const rows: readonly (readonly [what: string, versions: string, drawing: readonly string[]])[] = [
  ['one line', '3<2 2<1 1', ['* 3', '* 2', '* 1']],
  ['a branch', '4<3 3<1 2<1 1', ['* 4', '* 3', '| * 2', '| /', '* 1']],
  ['a merge', '4<2,3 3<1 2<1 1', ['* 4', '| \\', '| * 3', '* | 2', '| /', '* 1']],
  ['two branches', '4<1 3<1 2<1 1', ['* 4', '| * 3', '| | * 2', '| / /', '* 1']],
  ['a merge of what is on the way', '3<2,1 2<1 1', ['* 3', '| \\', '* | 2', '| /', '* 1']],
  ['only the newest', '4<2,3 3<1', ['* 4', '| \\', '| * 3']],
];
for (const [what, versions, drawing] of rows)
  test(what, () => {
    const nodes = versions.split(' ').map((word) => {
      const [number = '', parents = ''] = word.split('<');
      return { number: Number(number), parents: parents === '' ? [] : parents.split(',').map(Number) };
    });
    const lines = graphRows(nodes).flatMap(({ before, cell }, index) => [
      ...before,
      `${cell} ${nodes[index]?.number ?? ''}`,
    ]);
    assert.deepEqual(lines, drawing);
  });
