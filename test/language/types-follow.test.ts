import assert from 'node:assert/strict';
import { test } from 'node:test';
import { head } from './findings-table';
import { findings, sample } from './harness';

const row = '{{#each orders}}{{> row}}{{/each}}';
const typed = `${head('orders(array):\n  price: number')}${row}`;

/** Changes of a workspace, with the codes that are then told in the partial. */
const steps: readonly (readonly [change: string, path: string, text: string | undefined, codes: readonly string[]])[] =
  [
    ['nothing includes it', 'a.prompt', 'x', []],
    ['a file includes it', 'a.prompt', typed, ['unknown-property']],
    ['another hands over what nobody knows', 'b.prompt', '{{> row}}', []],
    ['the other says what it hands over', 'b.prompt', `${head('price: number')}{{> row}}`, ['unknown-property']],
    ['the other hands the name over', 'b.prompt', `${head('price: number')}{{> row prise=price}}`, []],
    ['the other goes', 'b.prompt', undefined, ['unknown-property']],
    ['the type gets the name', 'a.prompt', typed.replace('price', 'prise'), []],
    ['the type loses it', 'a.prompt', typed, ['unknown-property']],
    ['a file includes by a computed name', 'c.prompt', '{{> (lookup this "k")}}', []],
    ['it does no longer', 'c.prompt', '{{k}}', ['unknown-property']],
    ['the partial includes itself', '_row.prompt', '{{prise}}{{> row}}', ['circular-partial']],
    ['the partial is mended', '_row.prompt', '{{price}}', []],
    ['the partial is as it was', '_row.prompt', '{{prise}}', ['unknown-property']],
    ['a nearer partial takes its place', 'sub/_row.prompt', 'x', ['unknown-property']],
    ['no file includes it', 'a.prompt', typed.replace('> row', 'price'), []],
  ];

test('what is told in a partial follows every change of the files that include it', () => {
  const one = sample({ '_row.prompt': '{{prise}}', 'a.prompt': '', 'z.prompt': 'x' });
  const files: Record<string, string> = { '_row.prompt': '{{prise}}', 'a.prompt': '', 'z.prompt': 'x' };
  one.service.takeAffected();
  for (const [change, path, text, codes] of steps) {
    const before = findings(one, '_row.prompt').codes;
    if (text === undefined) {
      one.workspace.remove(path);
      delete files[path];
    } else {
      one.workspace.write(path, text);
      files[path] = text;
    }
    const affected = one.service.takeAffected();
    assert.deepEqual(findings(one, '_row.prompt').codes, codes, change);
    assert.deepEqual(findings(sample(files), '_row.prompt').codes, codes, `${change}, looked at anew`);
    if (before.join() !== codes.join())
      assert.ok(
        affected.some((uri) => uri.endsWith('_row.prompt')),
        `${change}: the partial is looked at again`,
      );
  }
});
