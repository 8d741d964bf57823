import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DocumentSymbol } from 'vscode-languageserver-types';
import { allAtOnce, tokenTypes } from '../../server/src/language';
import { drawRanges } from '../support/markers';
import { memoryCatalog, uriOf } from '../support/memory-workspace';
import { applyEdits, head, offsets, sample, type Sample } from './harness';

function outline(symbols: readonly DocumentSymbol[], indent = ''): string {
  return symbols
    .map(
      ({ name, detail, children }) =>
        `${indent}${name}${detail === undefined || detail === '' ? '' : `: ${detail}`}\n${outline(children ?? [], `${indent}  `)}`,
    )
    .join('');
}

describe('document symbols', () => {
  test('header, inputs, messages and blocks', () => {
    const one = sample(
      `${head('xs(array):\n  id: string\nname: string')}{{role "system"}}\nA{{#each xs}}{{#if id}}x{{/if}}{{/each}}\n{{role "user"}}\n{{name}}`,
    );
    assert.equal(
      outline(one.service.documentSymbols(one.uri)),
      [
        'header',
        '  xs: { id }[]',
        '    id: string',
        '  name: string',
        'system',
        '  each xs',
        '    if id',
        'user',
        '',
      ].join('\n'),
    );
  });

  test('cases with their tags', () => {
    const one = sample({ 'a.cases.yaml': 'cases:\n  - name: first\n    tags: [smoke]\n  - inputs: {}\n' });
    assert.equal(outline(one.service.documentSymbols(one.uri)), 'first: smoke\ncase 2\n');
  });

  test('each selection lies within its range', () => {
    const one = sample(`${head('a: string')}{{#if a}}{{#each b}}`);
    const check = ({ range, selectionRange, children }: DocumentSymbol): void => {
      const outer = offsets(one.text('a.prompt'), range);
      const inner = offsets(one.text('a.prompt'), selectionRange);
      assert.ok(inner.start >= outer.start && inner.end <= outer.end);
      children?.forEach(check);
    };
    one.service.documentSymbols(one.uri).forEach(check);
  });
});

describe('workspace symbols', () => {
  test('prompts, partials and cases by part of their names', () => {
    const one = sample({
      'mails/reply.prompt': 'x',
      '_sign.prompt': 'y',
      'mails/reply.cases.yaml': 'cases:\n  - name: polite refusal\n',
    });
    const names = (query: string): string[] => allAtOnce(one.service.workspaceSymbols(query)).map(({ name }) => name);
    assert.deepEqual(names(''), ['mails/reply', 'sign']);
    assert.deepEqual(names('rpl'), ['mails/reply']);
    assert.deepEqual(names('refus'), ['polite refusal']);
  });

  test('inputs, and the best match first', () => {
    const one = sample({
      'a-tone.prompt': `${head('tone: string')}{{tone}}`,
      'tone.prompt': 'x',
      'other.prompt': `${head('undertone: string')}{{undertone}}`,
    });
    assert.deepEqual(
      allAtOnce(one.service.workspaceSymbols('tone')).map(
        ({ name, containerName }) => `${name} in ${containerName ?? ''}`,
      ),
      ['tone in a-tone', 'tone in tone.prompt', 'a-tone in a-tone.prompt', 'undertone in other'],
    );
  });

  test('an answer is bounded', () => {
    const one = sample(Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`p${i}.prompt`, 'x'])));
    assert.equal(allAtOnce(one.service.workspaceSymbols('p')).length, 500);
  });
});

describe('folding', () => {
  test('header, messages, blocks up to else, comments', () => {
    const one = sample(
      '---\nmodel: x\n---\n{{role "system"}}\nA\n{{#if a}}\nb\n{{else}}\nc\n{{/if}}\n{{role "user"}}\n{{!--\nlong\n--}}\nD\n',
    );
    assert.deepEqual(
      one.service
        .foldingRanges(one.uri)
        .map(({ startLine, endLine, kind }) => [startLine, endLine, kind])
        .sort((a, b) => Number(a[0]) - Number(b[0])),
      [
        [0, 2, 'region'],
        [3, 9, 'region'],
        [5, 6, undefined],
        [7, 8, undefined],
        [10, 14, 'region'],
        [11, 13, 'comment'],
      ],
    );
  });

  test('cases', () => {
    const one = sample({ 'a.cases.yaml': 'cases:\n  - name: x\n    inputs:\n      a: 1\n  - name: y\n' });
    assert.deepEqual(
      one.service.foldingRanges(one.uri).map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [0, 4],
        [1, 3],
        [2, 3],
      ],
    );
  });
});

describe('selection ranges', () => {
  const grow = (one: Sample): string[] => {
    const texts: string[] = [];
    const text = one.text(one.path);
    for (let at = one.service.selectionRanges(one.uri, [one.position])[0]; at !== undefined; at = at.parent) {
      const { start, end } = offsets(text, at.range);
      texts.push(text.slice(start, end));
    }
    return texts;
  };

  test('from a name over its tag and block to the file', () => {
    const body = 'Hi {{#if ok}}a {{order.na‸me}}{{/if}}';
    const text = body.replace('‸', '');
    assert.deepEqual(grow(sample(body)), [
      'name',
      'order.name',
      '{{order.name}}',
      'a {{order.name}}',
      '{{#if ok}}a {{order.name}}{{/if}}',
      text,
    ]);
  });

  test('in a header from a key over its pair', () => {
    const ranges = grow(sample('---\nconfig:\n  temper‸ature: 1\n  topK: 2\n---\nx'));
    assert.equal(ranges[0], 'temperature');
    assert.equal(ranges.at(-1), '---\nconfig:\n  temperature: 1\n  topK: 2\n---\nx');
    assert.ok(ranges.includes('config:\n  temperature: 1\n  topK: 2\n'));
  });

  test('each range lies within the next', () => {
    const ranges = grow(
      sample(`${head('a: string')}{{role "user"}}\n{{#each a}}\n{{json (lookup . "‸x")}}\n{{/each}}\n`),
    );
    for (const [index, inner] of ranges.entries())
      assert.ok(ranges[index + 1] === undefined || ranges[index + 1]?.includes(inner) === true);
  });
});

describe('linked editing', () => {
  const linked = (path: string, body: string): string => {
    const one = sample({ [path]: body });
    const found = one.service.linkedEditingRanges(one.uri, one.position);
    const text = one.text(path);
    return drawRanges(
      text,
      (found?.ranges ?? []).map((range) => offsets(text, range)),
    );
  };
  const rows: readonly (readonly [path: string, body: string, expected: string])[] = [
    ['a.prompt', '{{#‸if a}}{{/if}}', '{{#⟦if⟧ a}}{{/⟦if⟧}}'],
    ['a.prompt', '{{#if a}}{{/i‸f}}', '{{#⟦if⟧ a}}{{/⟦if⟧}}'],
    ['a.hbs', '{{#each xs}}{{#if‸ a}}{{else}}{{/if}}{{/each}}', '{{#each xs}}{{#⟦if⟧ a}}{{else}}{{/⟦if⟧}}{{/each}}'],
    ['a.hbs', '{{~#my-‸helper a~}}{{~/my-helper~}}', '{{~#⟦my-helper⟧ a~}}{{~/⟦my-helper⟧~}}'],
    ['a.hbs', '{{#> lay‸out}}{{/layout}}', '{{#> ⟦layout⟧}}{{/⟦layout⟧}}'],
    ['a.hbs', '{{{{ra‸w}}}}{{a}}{{{{/raw}}}}', '{{{{⟦raw⟧}}}}{{a}}{{{{/⟦raw⟧}}}}'],
    ['a.mustache', '{{#a.b‸}}{{/a.b}}', '{{#⟦a.b⟧}}{{/⟦a.b⟧}}'],
    ['a.mustache', '{{^ a }}{{/ ‸a }}', '{{^ ⟦a⟧ }}{{/ ⟦a⟧ }}'],
    ['a.mustache', '{{=<% %>=}}<%#‸a%><%/a%>', '{{=<% %>=}}<%#⟦a⟧%><%/⟦a⟧%>'],
    ['a.mustache', '{{<lay‸out}}{{$b}}{{/b}}{{/layout}}', '{{<⟦layout⟧}}{{$b}}{{/b}}{{/⟦layout⟧}}'],
    ['a.j2', '{% ‸for x in xs %}{% endfor %}', '{% ⟦for⟧ x in xs %}{% end⟦for⟧ %}'],
    ['a.j2', '{%- if a -%}{%- else -%}{%- endi‸f -%}', '{%- ⟦if⟧ a -%}{%- else -%}{%- end⟦if⟧ -%}'],
    ['a.prompty', '---\nname: a\n---\n{% if‸ a %}{% endif %}', '---\nname: a\n---\n{% ⟦if⟧ a %}{% end⟦if⟧ %}'],
    ['a.j2', '{% block b‸ody %}{% endblock body %}', '{% block ⟦body⟧ %}{% endblock ⟦body⟧ %}'],
    ['a.j2', '{% for x in xs %}{% e‸ndfor %}', '{% for x in xs %}{% endfor %}'],
  ];
  for (const [path, body, expected] of rows) test(`${path}: ${body}`, () => assert.equal(linked(path, body), expected));

  test('goes on while a name with any sign of names is typed', () => {
    const one = sample({ 'a.hbs': '{{#‸if a}}{{/if}}' });
    const pattern = one.service.linkedEditingRanges(one.uri, one.position)?.wordPattern ?? '';
    for (const name of ['my-helper', 'a.b', 'a/b', '@x', 'größe'])
      assert.equal(new RegExp(pattern, 'u').exec(name)?.[0], name);
    assert.equal(new RegExp(pattern, 'u').exec('if a}}')?.[0], 'if');
  });

  test('not elsewhere, and not while a block is open', () => {
    for (const body of ['{{#if ‸a}}{{/if}}', '{{#i‸f a}}', 'x‸']) {
      const one = sample(body);
      assert.equal(one.service.linkedEditingRanges(one.uri, one.position), undefined);
    }
  });
});

describe('semantic tokens', () => {
  const decode = (text: string, data: readonly number[]): string[] => {
    const lines = text.split(/\r\n|\n|\r/);
    let line = 0;
    let character = 0;
    const found: string[] = [];
    for (let i = 0; i < data.length; i += 5) {
      const [down = 0, right = 0, length = 0, type = 0] = data.slice(i, i + 4);
      line += down;
      character = down === 0 ? character + right : right;
      found.push(`${tokenTypes[type]} ${lines[line]?.slice(character, character + length) ?? '?'}`);
    }
    return found;
  };

  test('name the parts of tags', () => {
    const one = sample('{{#each xs as |x|}}\n{{x.id}} {{@index}} {{> sign a="b"}}{{! two\r\nlines }}{{/each}}');
    const text = one.text('a.prompt');
    const found = decode(text, one.service.semanticTokens(one.uri)?.data ?? []);
    for (const expected of [
      'variable xs',
      'parameter x',
      'property id',
      'macro index',
      'namespace sign',
      'string "b"',
      'comment lines }}',
    ]) {
      assert.ok(
        found.some(
          (token) =>
            token.endsWith(expected.split(' ').slice(1).join(' ')) && token.startsWith(expected.split(' ')[0] ?? ''),
        ),
        `${expected} among ${found.join(', ')}`,
      );
    }
  });

  test('of a range are those in it', () => {
    const one = sample('{{a}}\n{{b}}\n{{c}}');
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } };
    const found = decode(one.text('a.prompt'), one.service.semanticTokens(one.uri, range)?.data ?? []);
    assert.deepEqual(found, ['operator {{', 'variable b', 'operator }}']);
  });

  test('a difference applied to the answer before gives the answer now', () => {
    const one = sample('{{a}} {{b}} {{c}}\n{{d}}');
    const before = one.service.semanticTokens(one.uri);
    one.workspace.write('a.prompt', '{{a}} {{#if x}}{{b}}{{/if}} {{c}}\n{{d}}');
    const delta = one.service.semanticTokensDelta(one.uri, before?.resultId ?? '');
    assert.ok(delta !== undefined && 'edits' in delta);
    const data = [...(before?.data ?? [])];
    for (const { start, deleteCount, data: inserted } of delta.edits)
      data.splice(start, deleteCount, ...(inserted ?? []));
    assert.deepEqual(data, one.service.semanticTokens(one.uri)?.data);
  });

  test('an unknown earlier answer gives the whole', () => {
    const one = sample('{{a}}');
    const found = one.service.semanticTokensDelta(one.uri, '99');
    assert.ok(found !== undefined && 'data' in found);
  });
});

describe('links', () => {
  test('inclusions and prompt names are links', () => {
    const one = sample({ 'a.prompt': '{{> sign}}{{> nope}}', '_sign.prompt': 'x', 'x.cases.yaml': 'prompt: a' });
    assert.deepEqual(
      one.service.documentLinks(one.uri).map(({ target }) => target),
      [uriOf('_sign.prompt')],
    );
    assert.deepEqual(
      one.service.documentLinks(uriOf('x.cases.yaml')).map(({ target }) => target),
      [uriOf('a.prompt')],
    );
  });
});

describe('call hierarchy of inclusions', () => {
  const files = {
    'a.prompt': '{{> si‸gn}} {{> sign}} {{> nope}}',
    '_sign.prompt': '{{> line}}',
    '_line.prompt': 'x',
    'b.prompt': '{{> line}}',
  };

  test('who includes a partial, and what it includes', () => {
    const one = sample(files);
    const [sign] = one.service.prepareCallHierarchy(one.uri, one.position);
    assert.equal(sign?.name, 'sign');
    assert.deepEqual(
      one.service.incomingCalls(sign).map(({ from, fromRanges }) => [from.name, fromRanges.length]),
      [['a', 2]],
    );
    assert.deepEqual(
      one.service.outgoingCalls(sign).map(({ to }) => to.name),
      ['line'],
    );
  });

  test('elsewhere in a prompt, of the prompt', () => {
    const one = sample(files);
    const [item] = one.service.prepareCallHierarchy(uriOf('b.prompt'), { line: 0, character: 0 });
    assert.deepEqual(
      [item?.name, item === undefined ? [] : one.service.outgoingCalls(item).map(({ to }) => to.name)],
      ['b', ['line']],
    );
  });
});

describe('code lenses', () => {
  const held = { environment: 'production', number: 2, semver: '1.2.0', inputs: ['a'], requiredInputs: ['a'] };
  const lenses = (modified: boolean, committed = true): string[] => {
    const catalog = memoryCatalog({
      a: {
        head: committed ? { number: 3, semver: '1.3.0' } : undefined,
        isModified: () => modified,
        environments: committed ? [held] : [],
      },
    });
    const one = sample(
      { 'a.prompt': `${head('a: string')}{{a}}`, 'a.cases.yaml': 'cases:\n  - name: x\n  - name: y\n' },
      { catalog },
    );
    return one.service.codeLenses(one.uri).map(({ command }) => `${command?.title ?? ''} -> ${command?.command ?? ''}`);
  };

  test('say the version, where it is deployed and how many cases there are', () => {
    assert.deepEqual(lenses(false), [
      '1.3.0 -> galley.showVersions',
      'production 1.2.0 -> galley.deploy',
      'run 2 cases -> galley.runCases',
    ]);
    assert.deepEqual(lenses(true), [
      'modified since 1.3.0 -> galley.commit',
      'compare -> galley.compare',
      'production 1.2.0 -> galley.deploy',
      'run 2 cases -> galley.runCases',
    ]);
    assert.deepEqual(lenses(false, false), ['not committed yet -> galley.commit', 'run 2 cases -> galley.runCases']);
  });

  test('without a store nothing is said of versions, and no text is carried', () => {
    const one = sample({ 'a.prompt': 'some text', 'a.cases.yaml': 'cases:\n  - name: x\n' });
    assert.deepEqual(
      one.service.codeLenses(one.uri).map(({ command }) => command),
      [{ title: 'run 1 case', command: 'galley.runCases', arguments: [{ prompt: 'a', uri: one.uri }] }],
    );
    assert.equal(one.service.codeLenses(uriOf('a.cases.yaml')).length, 1);
  });

  test('an environment whose version takes other inputs is a finding of the draft', () => {
    const catalog = memoryCatalog({
      a: {
        head: { number: 3, semver: '1.3.0' },
        isModified: () => true,
        environments: [{ ...held, inputs: ['a', 'old'] }],
      },
    });
    const one = sample(`${head('a: string\nb: string')}{{a}}{{b}}`, { catalog });
    const [found] = one.service.diagnostics(one.uri)?.diagnostics ?? [];
    assert.equal(found?.code, 'galley/interface-drift');
    assert.match(JSON.stringify(found.message), /production runs 1\.2\.0[^]*b is newly required, old is gone/);
  });
});

describe('signature help', () => {
  const help = (body: string): string => {
    const one = sample(body);
    const found = one.service.signatureHelp(one.uri, one.position);
    const [signature] = found?.signatures ?? [];
    return signature === undefined ? '' : `${signature.label} @${found?.activeParameter ?? -1}`;
  };
  const rows: readonly (readonly [body: string, expected: string])[] = [
    ['{{json ‸}}', 'json(value: any, indent?: number) @0'],
    ['{{json val‸ue}}', 'json(value: any, indent?: number) @0'],
    ['{{json value indent=‸2}}', 'json(value: any, indent?: number) @1'],
    ['{{#ifEquals a ‸}}{{/ifEquals}}', 'ifEquals(a: any, b: any) @1'],
    ['{{js‸on a}}', ''],
    ['{{name ‸}}', ''],
    ['text ‸', ''],
  ];
  for (const [body, expected] of rows) test(body, () => assert.equal(help(body), expected));
});

describe('closing of blocks', () => {
  const typed = (body: string, path = 'a.prompt'): string => {
    const one = sample({ [path]: body });
    return applyEdits(one.text(path), one.service.onTypeFormatting(one.uri, one.position, '}'));
  };
  const rows: readonly (readonly [name: string, before: string, after: string])[] = [
    ['a block gets its closing tag', '{{#if a}}‸', '{{#if a}}{{/if}}'],
    ['also inside of another', '{{#each xs}}{{#if a}}‸\n{{/each}}', '{{#each xs}}{{#if a}}{{/if}}\n{{/each}}'],
    ['a block that is closed is left alone', '{{#if a}}‸{{/if}}', '{{#if a}}{{/if}}'],
    ['text behind it is left alone', '{{#if a}}‸ yes', '{{#if a}} yes'],
    ['a variable is no block', '{{a}}‸', '{{a}}'],
    ['half a delimiter is no end', '{{#if a}‸', '{{#if a}'],
    [
      'a block that took the end of the one around it',
      '{{#if a}}\n{{#if b}}‸\n{{/if}}',
      '{{#if a}}\n{{#if b}}{{/if}}\n{{/if}}',
    ],
    [
      'but not when all have theirs',
      '{{#if a}}\n{{#if b}}‸\n{{/if}}\n{{/if}}',
      '{{#if a}}\n{{#if b}}\n{{/if}}\n{{/if}}',
    ],
    ['an end further below counts', '{{#if a}}‸\nx\n\n{{/if}}', '{{#if a}}\nx\n\n{{/if}}'],
    ['an end without a name gets it', '{{#each xs}}{{#if a}}x{{/}}‸', '{{#each xs}}{{#if a}}x{{/if}}'],
    ['with marks of white space control', '{{#if a}}x{{~/ ~}}‸', '{{#if a}}x{{~/ if~}}'],
    ['an end that is not needed stays', '{{#if a}}x{{/}}‸{{/if}}', '{{#if a}}x{{/}}{{/if}}'],
    ['an end without a block stays', 'x{{/}}‸', 'x{{/}}'],
    ['in a comment nothing is closed', '{{#if a}}{{!-- {{/}}‸ --}}', '{{#if a}}{{!-- {{/}} --}}'],
    ['in a header nothing is closed', '---\nx: "{{#if a}}‸"\n---\n', '---\nx: "{{#if a}}"\n---\n'],
  ];
  for (const [name, before, after] of rows) test(name, () => assert.equal(typed(before), after));

  const dialects: readonly (readonly [path: string, before: string, after: string, ch?: string])[] = [
    ['a.j2', '{%- if a -%}‸\n', '{%- if a -%}{% endif %}\n'],
    ['a.j2', '{% macro m(a) %}‸', '{% macro m(a) %}{% endmacro %}'],
    ['a.j2', '{% set a = 1 %}‸', '{% set a = 1 %}'],
    ['a.j2', '{% if a %}x{% else %}‸', '{% if a %}x{% else %}'],
    ['a.j2', '{% if a %}‸{% endif %}', '{% if a %}{% endif %}'],
    ['a.mustache', '{{#a}}‸', '{{#a}}{{/a}}'],
    ['a.mustache', '{{^a.b}}‸\n', '{{^a.b}}{{/a.b}}\n'],
    ['a.mustache', '{{=<% %>=}}<%#a%>‸', '{{=<% %>=}}<%#a%><%/a%>', '>'],
    ['a.j2', '{% for x in xs %}{% if a %}{% end %}‸', '{% for x in xs %}{% if a %}{% endif %}'],
    ['a.j2', '{% for x in xs %}{%- end -%}‸', '{% for x in xs %}{%- endfor -%}'],
    ['a.j2', '{% raw %}{% if a %}‸\n{% endraw %}', '{% raw %}{% if a %}\n{% endraw %}'],
    ['a.j2', '{% if a %}{% end %}‸{% endif %}', '{% if a %}{% end %}{% endif %}'],
    ['a.mustache', '{{#a}}{{/}}‸{{/a}}', '{{#a}}{{/}}{{/a}}'],
    ['a.j2', '{# {% if a %}‸ #}', '{# {% if a %} #}'],
    ['a.mustache', '{{#a}}x{{/}}‸', '{{#a}}x{{/a}}'],
    ['a.mustache', '{{#a}}{{#a}}‸\n{{/a}}', '{{#a}}{{#a}}{{/a}}\n{{/a}}'],
    ['a.prompty', '---\nname: a\n---\n{% for x in xs %}‸', '---\nname: a\n---\n{% for x in xs %}{% endfor %}'],
    ['a.txt', 'Hi {{a}} {{#if a}}‸', 'Hi {{a}} {{#if a}}{{/if}}'],
    ['a.hbs', '{{{{raw}}}}‸', '{{{{raw}}}}{{{{/raw}}}}'],
    ['a.hbs', '{{#> layout}}‸', '{{#> layout}}{{/layout}}'],
    ['a.prompt', 'a <b>‸', 'a <b>', '>'],
  ];
  for (const [path, before, after, ch = '}'] of dialects)
    test(`${path}: ${before}`, () => {
      const one = sample({ [path]: before });
      assert.equal(applyEdits(one.text(path), one.service.onTypeFormatting(one.uri, one.position, ch)), after);
    });
});

describe('foreign and unknown files', () => {
  test('every question has an answer', () => {
    for (const [path, body] of [
      ['a.prompt', 'init do\n  @version: 1\nend init\nHello @name'],
      ['nowhere.prompt', ''],
    ] as const) {
      const one = sample({ [path]: body });
      const uri = path === 'a.prompt' ? one.uri : uriOf('gone.prompt');
      const at = { line: 0, character: 1 };
      const { service } = one;
      service.diagnostics(uri);
      service.completion(uri, at, { snippets: true });
      service.hover(uri, at);
      assert.deepEqual(service.definition(uri, at), []);
      assert.deepEqual(service.references(uri, at, true), []);
      assert.equal(service.rename(uri, at, 'x'), undefined);
      assert.deepEqual(service.highlights(uri, at), []);
      service.documentSymbols(uri);
      assert.deepEqual(service.codeLenses(uri), []);
      service.selectionRanges(uri, [at]);
      service.semanticTokens(uri);
      assert.deepEqual(service.codeActions(uri, { start: at, end: at }, { diagnostics: [] }), []);
    }
  });
});
