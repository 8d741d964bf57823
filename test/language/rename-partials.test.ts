import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RenameRefused } from '../../server/src/language';
import { uriOf, type MemoryConfig } from '../support/memory-workspace';
import { applied, sample, type SampleFiles } from './harness';

interface Row {
  readonly name: string;
  readonly files: SampleFiles;
  readonly to: string;
  readonly config?: MemoryConfig;
  /** What changes, or why nothing does. */
  readonly expected: SampleFiles | RegExp;
}

function run(rows: readonly Row[]): void {
  for (const { name, files, to, config = {}, expected } of rows) {
    test(name, () => {
      const one = sample(files, { config });
      const rename = (): unknown => applied(one, one.service.rename(one.uri, one.position, to));
      if (expected instanceof RegExp)
        assert.throws(rename, (error) => error instanceof RenameRefused && expected.test(error.message));
      else assert.deepEqual(rename(), expected);
    });
  }
}

const inline = '{{#*inline "row"}}{{a}}{{/inline}}';

describe('an inline partial that is called like a file includes no file', () => {
  run([
    {
      name: 'its uses stay when the file is renamed',
      files: { 'a.prompt': `${inline}{{> row}}`, 'b.prompt': '{{> r‸ow}}', '_row.prompt': 'x' },
      to: 'line',
      expected: { 'b.prompt': '{{> line}}', '_line.prompt': 'x' },
    },
    {
      name: 'the file stays when it is renamed',
      files: { 'a.prompt': `${inline}{{> r‸ow}}`, 'b.prompt': '{{> row}}', '_row.prompt': 'x' },
      to: 'line',
      expected: { 'a.prompt': '{{#*inline "line"}}{{a}}{{/inline}}{{> line}}' },
    },
    {
      name: 'an argument of it is no argument of the file',
      files: { 'a.prompt': `${inline}{{> row b=a}}`, '_row.prompt': '{{b‸}}' },
      to: 'c',
      expected: { '_row.prompt': '{{c}}' },
    },
    {
      name: 'an input that the file reads is not handed to it',
      files: { 'a.prompt': `${inline}{{> row}}{{b‸}}`, '_row.prompt': '{{b}}' },
      to: 'c',
      expected: { 'a.prompt': `${inline}{{> row}}{{c}}` },
    },
    {
      name: 'whoever uses it is handed nothing when an input of the file is renamed',
      files: { 'a.prompt': `${inline}{{> row}}`, 'b.prompt': '{{> row}}', '_row.prompt': '{{b‸}}' },
      to: 'c',
      expected: { 'b.prompt': '{{> row c=b}}', '_row.prompt': '{{c}}' },
    },
    {
      name: 'a name that only it reads is free',
      files: { 'a.prompt': `${inline}{{> row}}{{x‸}}`, '_row.prompt': '{{c}}' },
      to: 'c',
      expected: { 'a.prompt': `${inline}{{> row}}{{c}}` },
    },
  ]);

  test('nor does one that comes or goes', () => {
    const one = sample({ 'a.prompt': `${inline}{{> row}}`, 'b.prompt': '{{> r‸ow}}', '_row.prompt': 'x' });
    const includers = (): string[] =>
      one.service
        .references(one.uri, one.position, true)
        .map(({ uri }) => uri.replace('file:///ws/', ''))
        .sort();
    assert.deepEqual(includers(), ['b.prompt']);
    one.workspace.write('a.prompt', '{{> row}}');
    assert.deepEqual(includers(), ['a.prompt', 'b.prompt']);
    one.workspace.write('a.prompt', `${inline}{{> row}}`);
    assert.deepEqual(includers(), ['b.prompt']);
  });

  test('nor is it a reference to the file', () => {
    const one = sample({ 'a.prompt': `${inline}{{> row}}`, 'b.prompt': '{{> r‸ow}}', '_row.prompt': '{{b}}' });
    const found = one.service.references(one.uri, one.position, true);
    assert.deepEqual(
      found.map(({ uri }) => uri),
      [uriOf('b.prompt')],
    );
    const calls = one.service.incomingCalls({ uri: uriOf('_row.prompt') } as never);
    assert.deepEqual(
      calls.map(({ from }) => from.uri),
      [uriOf('b.prompt')],
    );
  });
});
