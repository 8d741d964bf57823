import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CodeAction } from 'vscode-languageserver-types';
import { LineIndex } from '../../server/src/base';
import { inlineRenderer } from '../../server/src/runner';
import { behaviourOf } from '../runner/behaviours';
import { parseMarks } from '../support/markers';
import { applied, sample, type Sample } from './harness';

const data = { a: 'A', b: '', xs: [{ k: 'K1' }, { k: 'K2' }], o: { p: 'P' } };

function actionsOn(path: string, marked: string): { one: Sample; action: CodeAction | undefined } {
  const { text, ranges } = parseMarks(marked);
  const one = sample({ [path]: text, '_part.prompt': 'taken' });
  const [range = { start: 0, end: 0 }] = ranges;
  const found = one.service.codeActions(one.uri, new LineIndex(text).rangeAt(range), {
    diagnostics: [],
    only: ['refactor.extract'],
  });
  return { one, action: found[0] };
}

async function textOf(dialect: string, text: string, partials: { name: string; text: string }[]): Promise<string> {
  const result = await inlineRenderer.render(behaviourOf(text, { format: 'bare', dialect, partials }), data);
  return result.ok
    ? result.value.messages.map(({ content }) => JSON.stringify(content)).join('\n')
    : result.fault.message;
}

describe('a selection is moved to a partial', () => {
  const rows: readonly (readonly [path: string, marked: string, left: string, moved: string])[] = [
    ['a.hbs', 'one\n⟦two {{a}}\n⟧three', 'one\n{{> part2}}\nthree', 'two {{a}}\n'],
    ['a.hbs', 'one\n  t⟦wo {{a}}⟧ x\nthree', 'one\n  t{{> part2}} x\nthree', 'wo {{a}}'],
    ['a.hbs', 'one\n  ⟦{{a}}⟧\nthree', 'one\n{{> part2}}\nthree', '  {{a}}\n'],
    [
      'a.hbs',
      'one\n⟦{{#if a}}\nyes\n{{else}}\nno\n{{/if}}⟧\nend',
      'one\n{{> part2}}\nend',
      '{{#if a}}\nyes\n{{else}}\nno\n{{/if}}\n',
    ],
    ['a.hbs', '{{#each xs}}\n⟦- {{k}}⟧\n{{/each}}\nend', '{{#each xs}}\n{{> part2}}\n{{/each}}\nend', '- {{k}}\n'],
    ['a.hbs', 'x\n⟦last {{a}}⟧', 'x\n{{> part2}}', 'last {{a}}'],
    ['a.mustache', 'x\n⟦{{#xs}}\n- {{k}}\n{{/xs}}\n⟧y', 'x\n{{> part2}}\ny', '{{#xs}}\n- {{k}}\n{{/xs}}\n'],
  ];
  for (const [path, marked, left, moved] of rows) {
    test(JSON.stringify(marked), async () => {
      const { one, action } = actionsOn(path, marked);
      const ending = path.slice(path.indexOf('.'));
      assert.deepEqual(applied(one, action?.edit), { [`_part2${ending}`]: moved, [path]: left });
      const dialect = ending === '.mustache' ? 'mustache' : 'handlebars';
      const before = await textOf(dialect, parseMarks(marked).text, []);
      assert.equal(await textOf(dialect, left, [{ name: 'part2', text: moved }]), before);
    });
  }
});

describe('nothing is moved', () => {
  const rows: readonly (readonly [why: string, path: string, marked: string])[] = [
    ['half a tag', 'a.hbs', 'x {{⟦a⟧}} y'],
    ['half a block', 'a.hbs', '⟦{{#if a}}\nyes\n⟧{{/if}}\n'],
    ['an else of a block around it', 'a.hbs', '{{#if a}}\n⟦yes\n{{else}}\n⟧no\n{{/if}}\n'],
    ['a name of a block around it', 'a.hbs', '{{#each xs as |x|}}\n⟦{{x.k}}\n⟧{{/each}}\n'],
    ['a way out of a block around it', 'a.hbs', '{{#each xs}}\n⟦{{../a}}\n⟧{{/each}}\n'],
    ['loop data of a block around it', 'a.hbs', '{{#each xs}}\n⟦{{@index}}\n⟧{{/each}}\n'],
    ['a message', 'a.prompt', '⟦{{role "user"}}\nHi\n⟧'],
    ['the header', 'a.prompt', '---\n⟦model: x⟧\n---\nHi'],
    ['blanks', 'a.hbs', 'a⟦ ⟧b'],
    ['an empty selection', 'a.hbs', 'a⟦⟧b'],
    ['part of a line with a block', 'a.hbs', 'a ⟦{{#if a}}b{{/if}}⟧ c'],
    ['another dialect', 'a.j2', '⟦{{ a }}\n⟧'],
    ['a case file', 'a.cases.yaml', '⟦cases:\n⟧'],
  ];
  for (const [why, path, marked] of rows) test(why, () => assert.equal(actionsOn(path, marked).action, undefined));
});
