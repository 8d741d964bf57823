import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { IGrammar, StateStack } from 'vscode-textmate';
import { supportDesk } from '../support/repo';
import { grammarOf, lineStates, loadGrammar, paint } from './tokenizer';

/** A tag that opens and closes on one line, comments excepted: an unfinished comment does reach further. */
const tags = /\{\{(?!~?!)[^\n]*?\}\}|\{%[^\n]*?%\}/g;

/** Every line of a text as it is while one of its tags is typed: cut inside that tag, with and without what follows it. */
function* halfTypedLines(line: string): Generator<string> {
  for (const { 0: tag, index } of line.matchAll(tags))
    for (let typed = 1; typed < tag.length; typed++) {
      const before = line.slice(0, index) + tag.slice(0, typed);
      yield before;
      yield before + line.slice(index + tag.length);
    }
}

/** The half-typed lines after which the next line would be coloured otherwise, and how many were tried. */
function leaks(grammar: IGrammar, text: string): { readonly tried: number; readonly leaking: readonly string[] } {
  const lines = text.split('\n');
  const states = lineStates(grammar, lines);
  const leaking: string[] = [];
  let tried = 0;
  for (const [at, line] of lines.entries()) {
    const before = states[at] as StateStack;
    const after = states[at + 1] as StateStack;
    for (const halfTyped of halfTypedLines(line)) {
      tried++;
      if (!grammar.tokenizeLine(halfTyped, before).ruleStack.equals(after)) leaking.push(halfTyped);
    }
  }
  return { tried, leaking };
}

function examples(ending: string): readonly string[] {
  const files = readdirSync(path.join(supportDesk, 'prompts'), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith(ending)).map((file) => path.join(supportDesk, 'prompts', file));
}

const languages = [
  { scopeName: 'text.dotprompt', ending: '.prompt' },
  { scopeName: 'text.prompty', ending: '.prompty' },
] as const;

describe('a half-typed tag never colours the next line', () => {
  for (const { scopeName, ending } of languages)
    for (const file of examples(ending))
      test(path.relative(supportDesk, file), async () => {
        const { tried, leaking } = leaks(await loadGrammar(scopeName), readFileSync(file, 'utf8'));
        assert.ok(tried > 0, 'no tag was found');
        assert.deepEqual(leaking, []);
      });

  test('a grammar that leaks is noticed', async () => {
    const leaky = { name: 'meta.tag', begin: '\\{\\{', end: '\\}\\}' };
    const grammar = await grammarOf({ scopeName: 'text.leaky', patterns: [leaky] });
    const leaking = ['a {{', 'a {{ d', 'a {{b', 'a {{b d', 'a {{b}', 'a {{b} d'];
    assert.deepEqual(leaks(grammar, 'a {{b}} d\nc'), { tried: 8, leaking });
  });
});

describe('the header ends where it ends', () => {
  for (const { scopeName } of languages)
    test(`behind an unfinished YAML string, ${scopeName}`, async () => {
      const painted = paint(await loadGrammar(scopeName), scopeName, '---\nmodel: "x\n\n---\n{{name}}');
      assert.ok(painted.includes('x · string.quoted.yaml'));
      assert.ok(painted.includes('name · variable.other.readwrite'));
    });
});
