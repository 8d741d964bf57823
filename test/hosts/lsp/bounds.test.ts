import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bigPrompt } from '../../bench/support/server-bench';
import { withServer } from './client';

const lines = 2_000;
const text = bigPrompt(lines, 200);
/** The same with a mistake in every line that uses a variable. */
const broken = text.replaceAll('{{input_', '{{inptu_');
const limit = 256 * 1024;

/** What there is nothing to answer to, in the order of the questions: no cases, no links, nothing to sign or to mend. */
const silent: { readonly [name: string]: readonly string[] } = {
  sound: [
    ...['codeLens', 'documentLink', 'signatureHelp', 'linkedEditingRange', 'signatureHelp', 'linkedEditingRange'],
    ...['inlayHint', 'codeAction', 'codeAction'],
  ],
  broken: [
    ...['codeLens', 'documentLink', 'signatureHelp', 'linkedEditingRange', 'signatureHelp', 'definition'],
    ...['typeDefinition', 'linkedEditingRange', 'inlayHint', 'codeAction'],
  ],
};

describe('every answer about a file of 2,000 lines and 200 variables is at most 256 KB', () => {
  for (const [name, content] of Object.entries({ sound: text, broken })) {
    test(name, async () => {
      const files = { 'big.prompt': content, 'use.prompt': '{{> big}}' };
      await withServer({ files }, async (client) => {
        await client.open('big.prompt', content);
        await client.findings('big.prompt', 1);
        const textDocument = { uri: client.uri('big.prompt') };
        const variable = { textDocument, position: { line: 5, character: 6 } };
        const use = content.split('\n').findIndex((line, index) => index > 210 && line.includes('{{'));
        const inTag = {
          textDocument,
          position: { line: use, character: content.split('\n')[use]?.indexOf('{{') ?? 0 },
        };
        inTag.position.character += 4;
        const range = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
        const diagnostics = client.published.at(-1)?.diagnostics ?? [];
        const whole = [
          'documentSymbol',
          'codeLens',
          'semanticTokens/full',
          'foldingRange',
          'documentLink',
          'diagnostic',
        ];
        const places = [
          'completion',
          'hover',
          'signatureHelp',
          'definition',
          'typeDefinition',
          'documentHighlight',
          'prepareCallHierarchy',
          'linkedEditingRange',
          'prepareRename',
        ];
        const asked: [method: string, params: object][] = [
          ...whole.map((method): [string, object] => [`textDocument/${method}`, { textDocument }]),
          ...[variable, inTag].flatMap((at) =>
            places.map((method): [string, object] => [`textDocument/${method}`, at]),
          ),
          ...[variable, inTag].flatMap((at): [string, object][] => [
            ['textDocument/references', { ...at, context: { includeDeclaration: true } }],
            ['textDocument/rename', { ...at, newName: 'renamed' }],
          ]),
          ['textDocument/inlayHint', { textDocument, range }],
          ['textDocument/semanticTokens/range', { textDocument, range }],
          ['textDocument/semanticTokens/full/delta', { textDocument, previousResultId: 'none' }],
          ['textDocument/codeAction', { textDocument, range, context: { diagnostics } }],
          [
            'textDocument/codeAction',
            { textDocument, range, context: { diagnostics, only: ['source.fixAll.galley'] } },
          ],
          ['textDocument/selectionRange', { textDocument, positions: [variable.position, inTag.position] }],
          ['workspace/symbol', { query: '' }],
          ['workspace/diagnostic', { previousResultIds: [] }],
        ];
        const sizes = await Promise.all(
          asked.map(async ([method, params]) => {
            const answer = await client.request<unknown>(method, params).catch((error: Error) => error.message);
            return { method, size: JSON.stringify(answer ?? null).length };
          }),
        );
        const empty = sizes.flatMap(({ method, size }) => (size > 4 ? [] : [method.replace('textDocument/', '')]));
        assert.deepEqual(empty, silent[name], 'the others have something to say');
        sizes.push(...client.published.map((one) => ({ method: 'publish', size: JSON.stringify(one).length })));
        assert.deepEqual(
          sizes.filter(({ size }) => size > limit),
          [],
        );
      });
    });
  }
});
