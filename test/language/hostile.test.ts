import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CompletionItem, MarkupContent } from 'vscode-languageserver-types';
import { LineIndex } from '../../server/src/base';
import { sample, type Sample, type SampleFiles } from './harness';

/** Texts that would do something if they were taken for Markdown. */
const attacks = [
  '[x](command:evil)',
  '](command:evil)',
  '![x](https://evil.example/x.png)',
  '<img src=x onerror=alert(1)>',
  '``` ) [x](command:evil)',
  '`` [x](command:evil)',
  'https://evil.example/',
  'www.evil.example',
  'a@evil.example',
  '&#91;x&#93;(command:evil)',
  '\\[x\\](command:evil)',
  'a\n```\n[x](command:evil)\n',
  '<!-- -->[x](command:evil)',
  '$(alert)',
];

/** What a renderer of Markdown would make a link, an image or HTML of, outside of code. */
function active(markdown: string): string[] {
  let rest = '';
  let fence = '';
  for (const line of markdown.split('\n')) {
    const [mark = ''] = /^ {0,3}`{3,}/.exec(line) ?? [];
    if (fence !== '') {
      if (mark.trim().length >= fence.length && line.trim() === mark.trim()) fence = '';
      continue;
    }
    if (mark !== '') fence = mark.trim();
    else rest += `${line}\n`;
  }
  const text = withoutCode(rest).replace(/\\[!-/:-@[-`{-~]/g, '');
  return text.match(/\[[^\]]*\]\(|<[a-z!/]|https?:\/\/|www\.|@\w|&#/gi) ?? [];
}

/** Without code spans: a run of backticks up to the next run of the same length. */
function withoutCode(text: string): string {
  return text.replace(/(?<![`\\])(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '');
}

function hoversOf(one: Sample): MarkupContent[] {
  return [...one.workspace.files()].flatMap(({ uri, text }) => {
    const lines = new LineIndex(text);
    return Array.from({ length: text.length }, (_, offset) => {
      const contents = one.service.hover(uri, lines.positionAt(offset))?.contents;
      return typeof contents === 'object' && 'kind' in contents ? contents : undefined;
    }).filter((contents) => contents !== undefined);
  });
}

function filesWith(attack: string): SampleFiles {
  const quoted = JSON.stringify(attack);
  return {
    'a.prompt': `---\nname: ${quoted}\ndescription: ${quoted}\ninput:\n  schema:\n    type: object\n    properties:\n      ${quoted}: { type: string, description: ${quoted} }\n      ok: { type: object, description: ${quoted}, properties: { ${quoted}: { type: string, enum: [${quoted}] } } }\n      e: { type: string, enum: [${quoted}] }\n  default: { e: ${quoted} }\n---\n{{[${attack}]}}{{ok}}{{e}}{{#each ok as |x|}}{{x}}{{/each}}{{> part}}`,
    '_part.prompt': `---\ndescription: ${quoted}\n---\n{{[${attack}]}}{{ok}}`,
    'a.cases.yaml': `prompt: ${quoted}\ncases:\n  - name: ${quoted}\n    inputs: { ok: ${quoted}, e: ${quoted} }\n`,
    'm.j2': `{% macro hi(a=${quoted}) %}{% endmacro %}{{ hi(1) }}{% include ${quoted} %}{% import ${quoted} as n %}{{ n }}`,
    'b.prompt.md': `\${input:ok:${attack.replace(/[{}:\n]/g, '')}}`,
  };
}

describe('what files say is shown and does nothing', () => {
  for (const attack of attacks) {
    test(JSON.stringify(attack), () => {
      const one = sample(filesWith(attack));
      const hovers = hoversOf(one);
      assert.ok(hovers.length > 20, `only ${hovers.length} hovers`);
      for (const { value } of hovers) assert.deepEqual(active(value), [], value);
      for (const value of documentationOf(one)) assert.deepEqual(active(value), [], value);
    });
  }

  test('the check sees what is active', () => {
    assert.deepEqual(active('[x](command:evil) <b> https://a'), ['[x](', '<b', 'https://']);
    assert.deepEqual(active('`[x](command:evil)` \\[x\\]\\(command\\)\n```\n<b>\n```'), []);
  });
});

/** The documentation of everything that completion offers in the first file and its cases. */
function documentationOf(one: Sample): string[] {
  const places: readonly (readonly [path: string, mark: string])[] = [
    ['a.prompt', '{{ok'],
    ['a.prompt', '{{> part'],
    ['a.cases.yaml', 'inputs: { ok'],
  ];
  return places.flatMap(([path, mark]) => {
    const text = one.text(path);
    const uri = `file:///ws/${path}`;
    const position = new LineIndex(text).positionAt(text.indexOf(mark) + mark.length);
    const list = one.service.completion(uri, position, { snippets: true });
    return (list?.items ?? []).flatMap((item: CompletionItem) => {
      const { documentation } = one.service.resolveCompletion({ ...item, data: list?.itemDefaults?.data as unknown });
      return typeof documentation === 'object' ? [documentation.value] : [];
    });
  });
}
