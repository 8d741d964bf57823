import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { promptFormatOf } from '../../server/src/template';
import { answer } from '../hosts/cli/galley';
import { findings, sample } from '../language/harness';
import { temporaryWorkspace, type Files } from '../support/workspace';
import { below, corpus, mistakes, rounds } from './corpus';

/** Clean prompts, each with one mistake: silence is not bought with blindness. */
const broken = mistakes();
const clean = corpus('clean');

/** The lines of a text that another does not have. */
function linesOnlyIn(text: string, other: string): readonly string[] {
  const lines = new Set(other.split('\n'));
  return text.split('\n').filter((line) => !lines.has(line));
}

test('the broken corpus has mistakes in every format', () => {
  const formats = new Set(broken.map(({ file }) => promptFormatOf(file) ?? 'cases'));
  assert.deepEqual([...formats].sort(), ['bare', 'cases', 'dotprompt', 'github-models', 'prompty', 'vscode-prompt']);
  assert.ok(broken.length >= 75);
});

describe('a prompt with one mistake has one finding', () => {
  for (const { file, code, text, twin } of broken)
    test(file, () => {
      const original = clean[twin];
      assert.ok(original !== undefined, `${twin} is no clean prompt`);
      const changed = [linesOnlyIn(text, original), linesOnlyIn(original, text)];
      assert.ok(
        changed.every((lines) => lines.length <= 1),
        `more than one line differs from ${twin}`,
      );
      const one = sample(below('prompts', { ...clean, [twin]: text }), { config: { roots: ['prompts/**'] } });
      const { codes, messages } = findings(one, `prompts/${twin}`);
      assert.deepEqual(codes, [code], messages.join('\n'));
    });
});

test('on the command line the mistakes are found, and nothing else', async (t) => {
  for (const round of rounds()) {
    const texts: Files = Object.fromEntries([...round].map(([twin, { text }]) => [twin, text]));
    const folder = temporaryWorkspace(t, below('prompts', { ...clean, ...texts }));
    const { findings: found } = await answer(folder, 'lint', ['lint'], { code: 1 });
    assert.deepEqual(
      found.map(({ file, code }) => `${file} ${code}`).sort(),
      [...round].map(([twin, { code }]) => `prompts/${twin} galley/${code}`).sort(),
    );
  }
});
