import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hostileFiles } from '../../support/hostile';
import { withServer } from './client';

describe('a running server and hostile files', () => {
  test('every file is checked, every question answered, and the server goes on', { timeout: 120_000 }, async () => {
    await withServer({ files: { 'ok.prompt': 'Hello {{name}}\n' } }, async (client) => {
      for (const [index, [, text]] of hostileFiles.entries()) {
        const file = `hostile-${index}.prompt`;
        await client.open(file, text);
        await client.findings(file, 1);
        const textDocument = { uri: client.uri(file) };
        const position = { line: 0, character: 3 };
        for (const method of ['completion', 'hover', 'definition', 'references', 'documentHighlight', 'signatureHelp'])
          await client.request(`textDocument/${method}`, {
            textDocument,
            position,
            context: { includeDeclaration: true },
          });
        for (const method of ['documentSymbol', 'foldingRange', 'semanticTokens/full', 'documentLink', 'codeLens'])
          await client.request(`textDocument/${method}`, { textDocument });
        await client.close(file);
      }
      await client.open('ok.prompt', '{{#if name}}Hello');
      assert.deepEqual(await client.findings('ok.prompt', 1), ['unclosed-block']);
    });
  });
});
