import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction, Range, SemanticTokens } from 'vscode-languageserver/node';
import { tokenTypes } from '../../../server/src/language';
import { withServer } from './client';

const head = '---\ninput:\n  schema:\n    name: string, who is greeted\n---\n';
const files = {
  'hello.prompt': `${head}{{#if name }}{{> sign}}{{/if}}`,
  'hello.cases.yaml': 'cases:\n  - name: Ada\n    inputs: { name: Ada }\n',
  '_sign.prompt': 'Bye {{name}}',
  'wrong.prompt': `${head}{{name}}{{nmae}}`,
  'typed.prompt': '{{#if name}}',
};
const options = { tabSize: 2, insertSpaces: true };
const name = { line: 5, character: 8 };

/** One capability: what is asked about which place of which file, and the whole answer in its short form. */
interface Row {
  readonly method: string;
  readonly file?: keyof typeof files;
  readonly at?: { readonly line: number; readonly character: number };
  readonly more?: object;
  /** What of the answer is compared, where that is not all. */
  readonly part?: (answer: never) => unknown;
  readonly answer: unknown;
}

const rows: { readonly [capability: string]: Row } = {
  completionProvider: {
    method: 'textDocument/completion',
    at: name,
    answer: {
      isIncomplete: false,
      itemDefaults: { editRange: '5:6-5:10', data: { uri: 'hello.prompt', path: [] } },
      items: [
        {
          label: 'includeZero',
          kind: 25,
          detail: 'includeZero?: boolean',
          sortText: '4includeZero',
          textEditText: 'includeZero=',
          filterText: 'includeZero',
        },
        { label: 'name', kind: 6, detail: 'string', sortText: '2name' },
      ],
    },
  },
  hoverProvider: {
    method: 'textDocument/hover',
    at: name,
    answer: {
      contents: {
        kind: 'markdown',
        value:
          '```\nname: string\n```\n\nwho is greeted\n\nInput of `hello`, required\n\nValues in cases:\n- `Ada` in Ada',
      },
      range: '5:6-5:10',
    },
  },
  signatureHelpProvider: {
    method: 'textDocument/signatureHelp',
    at: name,
    answer: {
      signatures: [
        {
          label: 'if(condition: any, includeZero?: boolean)',
          documentation: {
            kind: 'markdown',
            value:
              'Renders the block when the condition is true, else the part after `{{else}}`. The context stays the same.',
          },
          parameters: [
            {
              label: 'condition: any',
              documentation: {
                kind: 'markdown',
                value: 'Is true unless it is `false`, `undefined`, `null`, `""`, `0` or `[]`.',
              },
            },
            {
              label: 'includeZero?: boolean',
              documentation: { kind: 'markdown', value: 'Counts `0` as true.' },
            },
          ],
        },
      ],
      activeSignature: 0,
      activeParameter: 0,
    },
  },
  definitionProvider: {
    method: 'textDocument/definition',
    at: name,
    answer: [
      {
        originSelectionRange: '5:6-5:10',
        targetUri: 'hello.prompt',
        targetRange: '3:4-3:8',
        targetSelectionRange: '3:4-3:8',
      },
    ],
  },
  typeDefinitionProvider: {
    method: 'textDocument/typeDefinition',
    at: name,
    answer: [
      {
        originSelectionRange: '5:6-5:10',
        targetUri: 'hello.prompt',
        targetRange: '3:4-3:8',
        targetSelectionRange: '3:4-3:8',
      },
    ],
  },
  referencesProvider: {
    method: 'textDocument/references',
    at: name,
    more: { context: { includeDeclaration: true } },
    answer: [
      { uri: 'hello.prompt', range: '3:4-3:8' },
      { uri: 'hello.prompt', range: '5:6-5:10' },
      { uri: 'hello.cases.yaml', range: '2:14-2:18' },
      { uri: '_sign.prompt', range: '0:6-0:10' },
    ],
  },
  callHierarchyProvider: {
    method: 'textDocument/prepareCallHierarchy',
    at: name,
    answer: [
      {
        name: 'hello',
        kind: 1,
        detail: 'hello.prompt',
        uri: 'hello.prompt',
        range: '0:0-5:30',
        selectionRange: '0:0-0:0',
      },
    ],
  },
  documentHighlightProvider: {
    method: 'textDocument/documentHighlight',
    at: name,
    answer: [
      { range: '3:4-3:8', kind: 3 },
      { range: '5:6-5:10', kind: 2 },
    ],
  },
  documentSymbolProvider: {
    method: 'textDocument/documentSymbol',
    answer: [
      {
        name: 'header',
        kind: 2,
        range: '0:0-5:0',
        selectionRange: '0:0-0:3',
        children: [
          { name: 'name', kind: 13, range: '3:0-4:0', selectionRange: '3:4-3:8', detail: 'string', children: [] },
        ],
      },
      {
        name: 'if name',
        kind: 19,
        range: '5:0-5:30',
        selectionRange: '5:3-5:5',
        children: [{ name: 'sign', kind: 1, range: '5:13-5:23', selectionRange: '5:17-5:21', children: [] }],
      },
    ],
  },
  workspaceSymbolProvider: {
    method: 'workspace/symbol',
    more: { query: 'hello' },
    answer: [
      { name: 'hello', kind: 1, location: { uri: 'hello.prompt', range: '0:0-0:0' }, containerName: 'hello.prompt' },
    ],
  },
  codeActionProvider: {
    method: 'textDocument/codeAction',
    file: 'wrong.prompt',
    more: {
      range: { start: { line: 5, character: 10 }, end: { line: 5, character: 14 } },
      context: { diagnostics: [] },
    },
    part: (actions: readonly CodeAction[]) => actions.map(({ kind, title }) => `${kind}: ${title}`),
    answer: [
      'quickfix: Change nmae to name',
      'quickfix: Declare the input nmae',
      'quickfix: Ignore undeclared-variable here',
    ],
  },
  codeLensProvider: {
    method: 'textDocument/codeLens',
    answer: [
      {
        range: '0:0-0:0',
        command: {
          title: 'run 1 case',
          command: 'galley.runCases',
          arguments: [{ prompt: 'hello', uri: 'hello.prompt' }],
        },
      },
    ],
  },
  documentLinkProvider: {
    method: 'textDocument/documentLink',
    answer: [{ range: '5:17-5:21', target: '_sign.prompt', tooltip: 'Open the partial' }],
  },
  foldingRangeProvider: {
    method: 'textDocument/foldingRange',
    answer: [
      { startLine: 0, endLine: 4, kind: 'region' },
      { startLine: 1, endLine: 3 },
      { startLine: 2, endLine: 3 },
    ],
  },
  selectionRangeProvider: {
    method: 'textDocument/selectionRange',
    more: { positions: [name] },
    answer: [
      {
        range: '5:6-5:10',
        parent: {
          range: '5:3-5:10',
          parent: { range: '5:0-5:13', parent: { range: '5:0-5:30', parent: { range: '0:0-5:30' } } },
        },
      },
    ],
  },
  linkedEditingRangeProvider: {
    method: 'textDocument/linkedEditingRange',
    at: { line: 5, character: 3 },
    answer: { ranges: ['5:3-5:5', '5:26-5:28'], wordPattern: `[^\\s{}()<>%#^~|="']+` },
  },
  inlayHintProvider: {
    method: 'textDocument/inlayHint',
    more: { range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } } },
    answer: [
      {
        position: { line: 5, character: 21 },
        label: 'reads name',
        kind: 2,
        paddingLeft: true,
        tooltip: {
          kind: 'markdown',
          value: 'The partial reads these from the context of this prompt: `name`.',
        },
      },
    ],
  },
  documentFormattingProvider: {
    method: 'textDocument/formatting',
    more: { options },
    answer: [
      { range: '5:10-5:11', newText: '' },
      { range: '5:30-5:30', newText: '\n' },
    ],
  },
  documentRangeFormattingProvider: {
    method: 'textDocument/rangeFormatting',
    more: { options, range: { start: { line: 5, character: 0 }, end: { line: 5, character: 13 } } },
    answer: [{ range: '5:10-5:11', newText: '' }],
  },
  documentOnTypeFormattingProvider: {
    method: 'textDocument/onTypeFormatting',
    file: 'typed.prompt',
    at: { line: 0, character: 12 },
    more: { options, ch: '}' },
    answer: [{ range: '0:12-0:12', newText: '{{/if}}' }],
  },
  renameProvider: {
    method: 'textDocument/rename',
    at: name,
    more: { newName: 'who' },
    answer: {
      documentChanges: [
        {
          textDocument: { uri: 'hello.prompt', version: 1 },
          edits: [
            { range: '3:4-3:8', newText: 'who' },
            { range: '5:6-5:10', newText: 'who' },
            { range: '5:21-5:21', newText: ' name=who' },
          ],
        },
        {
          textDocument: { uri: 'hello.cases.yaml', version: null },
          edits: [{ range: '2:14-2:18', newText: 'who' }],
        },
      ],
    },
  },
  semanticTokensProvider: {
    method: 'textDocument/semanticTokens/full',
    part: drawn,
    answer: [
      '5:0+3 operator',
      '5:3+2 keyword',
      '5:6+4 variable',
      '5:11+2 operator',
      '5:13+3 operator',
      '5:17+4 namespace',
      '5:21+2 operator',
      '5:23+3 operator',
      '5:26+2 keyword',
      '5:28+2 operator',
    ],
  },
  diagnosticProvider: {
    method: 'textDocument/diagnostic',
    file: 'wrong.prompt',
    part: ({ kind, items }: { kind: string; items: { range: Range; code: string; message: string }[] }) => [
      kind,
      ...items.map(({ range, code, message }) => `${shortOf(range)} ${code}: ${message}`),
    ],
    answer: [
      'full',
      '5:10-5:14 galley/undeclared-variable: The variable nmae is not declared as an input. Did you mean name?',
    ],
  },
};

/** Semantic tokens as `line:character+length type`. */
function drawn({ data }: SemanticTokens): readonly string[] {
  let [line, character] = [0, 0];
  return Array.from({ length: data.length / 5 }, (_, index) => {
    const [lines = 0, characters = 0, length = 0, type = 0] = data.slice(index * 5);
    [line, character] = [line + lines, lines === 0 ? character + characters : characters];
    return `${line}:${character}+${length} ${tokenTypes[type]}`;
  });
}

/** An answer with ranges as `line:character-line:character` and files by their paths in the folder. */
function brief(answer: unknown, folder: string): unknown {
  const text = JSON.stringify(answer, (_, value: unknown) => (isRange(value) ? shortOf(value) : value));
  return JSON.parse(text.replaceAll(`${folder}/`, '')) as unknown;
}

function isRange(value: unknown): value is Range {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
}

function shortOf({ start, end }: Range): string {
  return `${start.line}:${start.character}-${end.line}:${end.character}`;
}

test('every capability that is declared gives its answer', async (t) => {
  await withServer({ files }, async (client) => {
    for (const [file, text] of Object.entries(files).filter(([file]) => !/cases|sign/.test(file)))
      await client.open(file, text);
    const apart = ['positionEncoding', 'textDocumentSync', 'workspace'];
    const declared = Object.keys(client.init.capabilities).filter((key) => !apart.includes(key));
    assert.deepEqual(declared.sort(), Object.keys(rows).sort());
    for (const [capability, { method, file = 'hello.prompt', at, more, part, answer }] of Object.entries(rows))
      await t.test(capability, async () => {
        const params = { textDocument: { uri: client.uri(file) }, position: at, ...more };
        const given = await client.request<never>(method, params);
        assert.deepEqual(brief(part === undefined ? given : part(given), client.uri('')), answer);
      });
  });
});

test('what a prompt includes, and what includes a partial', async () => {
  await withServer({ files }, async (client) => {
    const called = async (direction: string, file: string): Promise<unknown> => {
      const params = { textDocument: { uri: client.uri(file) }, position: { line: 0, character: 0 } };
      const [item] = await client.request<object[]>('textDocument/prepareCallHierarchy', params);
      return brief(await client.request(`callHierarchy/${direction}Calls`, { item }), client.uri(''));
    };
    const hello = {
      name: 'hello',
      kind: 1,
      detail: 'hello.prompt',
      uri: 'hello.prompt',
      range: '0:0-5:30',
      selectionRange: '0:0-0:0',
    };
    const sign = {
      name: 'sign',
      kind: 1,
      detail: '_sign.prompt',
      uri: '_sign.prompt',
      range: '0:0-0:12',
      selectionRange: '0:0-0:0',
    };
    assert.deepEqual(await called('outgoing', 'hello.prompt'), [{ to: sign, fromRanges: ['5:17-5:21'] }]);
    assert.deepEqual(await called('incoming', '_sign.prompt'), [{ from: hello, fromRanges: ['5:17-5:21'] }]);
    assert.deepEqual(await called('incoming', 'hello.prompt'), []);
    assert.deepEqual(await called('outgoing', '_sign.prompt'), []);
  });
});

test('actions of every kind that is declared', async () => {
  const more = { 'bare.prompt': 'Dear {{name}}', 'role.prompt': '{{role "usr"}}Hi' };
  await withServer({ files: { ...files, ...more } }, async (client) => {
    const titles: { readonly [kind: string]: readonly [file: string, title: string] } = {
      quickfix: ['wrong.prompt', 'Change nmae to name'],
      'refactor.rewrite': ['bare.prompt', 'Declare the inputs of this prompt'],
      'refactor.extract': ['bare.prompt', 'Extract to the partial _part.prompt'],
      'source.fixAll.galley': ['role.prompt', 'Fix 1 problem'],
    };
    const { codeActionProvider } = client.init.capabilities;
    assert.ok(typeof codeActionProvider === 'object');
    assert.deepEqual(codeActionProvider.codeActionKinds, Object.keys(titles));
    for (const [kind, [file, title]] of Object.entries(titles)) {
      const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: client.uri(file) },
        range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
        context: { diagnostics: [], only: [kind] },
      });
      assert.deepEqual([[...new Set(actions.map((one) => one.kind))], actions[0]?.title], [[kind], title]);
    }
  });
});
