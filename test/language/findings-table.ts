import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findings, sample, type SampleFiles, type SampleOptions } from './harness';

/** A sample in which `⟦ ⟧` stand around what must be reported, in every file of it, and nothing else may be. */
export interface FindingsRow {
  readonly name: string;
  readonly files: SampleFiles | string;
  /** Codes in order of files and places, each with a part of its message. */
  readonly expected: readonly (readonly [code: string, message: string])[];
  readonly options?: SampleOptions;
}

/** A Dotprompt header with this Picoschema. */
export const head = (schema: string): string => `---\ninput:\n  schema:\n${schema.replace(/^/gm, '    ')}\n---\n`;

/** A Prompty header with these inputs. */
export const prompty = (inputs: string, body: string): string =>
  `---\nname: p\ninputs:\n${inputs.replace(/^/gm, '  ')}\n---\nuser:\n${body}`;

/** One test for each row. */
export function checkFindings(rows: readonly FindingsRow[]): void {
  for (const { name, files, expected, options } of rows) {
    test(name, () => {
      const one = sample(files, options);
      const paths = typeof files === 'string' ? [one.path] : Object.keys(files);
      const found = paths.map((path) => ({ path, ...findings(one, path) }));
      const told = found.flatMap(({ codes, messages }) => codes.map((code, index) => [code, messages[index] ?? '']));
      assert.deepEqual(
        told,
        expected.map(([code, part], index) => [
          code,
          told[index]?.[1]?.includes(part) === true ? told[index][1] : part,
        ]),
      );
      for (const { path, drawn } of found) {
        const marked = typeof files === 'string' ? files : (files[path] ?? '');
        assert.equal(drawn, marked.replace('‸', ''), path);
      }
    });
  }
}
