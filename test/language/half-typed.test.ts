import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { LineIndex } from '../../server/src/base';
import { createLanguageService, RenameRefused, type LanguageService } from '../../server/src/language';
import { hostileFiles } from '../support/hostile';
import { MemoryWorkspace, uriOf } from '../support/memory-workspace';
import { supportDesk } from '../support/repo';

/** The files of the example workspace by path. */
function deskFiles(): Record<string, string> {
  const found = globSync('{prompts,practice}/**/*.*', { cwd: supportDesk }).sort();
  return Object.fromEntries(
    found.map((file) => [file.split(path.sep).join('/'), readFileSync(path.join(supportDesk, file), 'utf8')]),
  );
}

const config = { roots: ['prompts/**', 'practice/**'] };
const largest = 256 * 1024;

/** Asks everything an editor may ask at one place; each answer is small enough to send. */
function askEverything(service: LanguageService, uri: string, text: string, offset: number): void {
  const position = new LineIndex(text).positionAt(offset);
  const range = { start: position, end: position };
  const found = service.diagnostics(uri)?.diagnostics ?? [];
  const answers = [
    found,
    service.completion(uri, position, { snippets: true }),
    service.hover(uri, position),
    service.signatureHelp(uri, position),
    service.definition(uri, position),
    service.references(uri, position, true),
    service.highlights(uri, position),
    service.documentSymbols(uri),
    service.foldingRanges(uri),
    service.selectionRanges(uri, [position]),
    service.linkedEditingRanges(uri, position),
    service.semanticTokens(uri),
    service.inlayHints(uri, range),
    service.documentLinks(uri),
    service.codeLenses(uri),
    service.codeActions(uri, range, { diagnostics: found }),
    service.onTypeFormatting(uri, position, '}'),
  ];
  for (const answer of answers) assert.ok((JSON.stringify(answer) ?? '').length < largest);
  try {
    service.rename(uri, position, 'renamed');
  } catch (error) {
    assert.ok(error instanceof RenameRefused, String(error));
  }
}

/** Asks what an editor asks at each keystroke. */
function askTheUsual(service: LanguageService, uri: string, text: string, offset: number): void {
  const lines = new LineIndex(text);
  const position = lines.positionAt(offset);
  for (const { range } of service.diagnostics(uri)?.diagnostics ?? []) assert.ok(range.end.line < lines.lineCount);
  service.completion(uri, position, { snippets: true });
  service.hover(uri, position);
  service.documentSymbols(uri);
}

describe('the example workspace while it is typed', () => {
  const files = deskFiles();
  const workspace = new MemoryWorkspace(files, config);
  const service = createLanguageService({ workspace });

  test('there is something to type', () => assert.ok(Object.keys(files).length > 20));

  for (const [file, text] of Object.entries(files)) {
    test(`${file}: every question has an answer at every stage`, () => {
      const uri = uriOf(file);
      // Findings, completion, hover and symbols at every prefix; everything else at 60 of them.
      const step = Math.max(1, Math.floor(text.length / 60));
      for (let end = 0, version = 1; end <= text.length; end++, version++) {
        const typed = text.slice(0, end);
        workspace.open(file, typed, version);
        if (end % step === 0) askEverything(service, uri, typed, typed.length);
        else askTheUsual(service, uri, typed, typed.length);
      }
      workspace.write(file, text);
    });
  }
});

describe('the finished example workspace', () => {
  const files = deskFiles();
  const service = createLanguageService({ workspace: new MemoryWorkspace(files, config) });
  const codes = (file: string): string[] =>
    (service.diagnostics(uriOf(file))?.diagnostics ?? []).map(({ code }) => String(code).replace('galley/', ''));

  test('the prompts of the desk are clean', () => {
    for (const file of Object.keys(files).filter((name) => name.startsWith('prompts/')))
      assert.deepEqual([file, codes(file)], [file, []]);
  });

  test('each practice file has the mistake it is named for, and no other', () => {
    const expected: Record<string, string> = {
      'json-trap.prompt': 'json-braces',
      'missing-input.cases.yaml': 'missing-input',
      'missing-partial.prompt': 'missing-partial',
      'unclosed-block.prompt': 'unclosed-block',
      'undeclared-variable.prompt': 'undeclared-variable',
      'unknown-assertion.cases.yaml': 'unknown-assertion',
      'unknown-role.prompt': 'unknown-role',
      'unused-input.prompt': 'unused-input',
    };
    for (const file of Object.keys(files).filter((name) => name.startsWith('practice/'))) {
      const code = expected[path.posix.basename(file)];
      assert.deepEqual([file, codes(file)], [file, code === undefined ? [] : [code]]);
    }
  });
});

describe('hostile files', () => {
  const dialects = ['a.prompt', 'a.prompty', 'a.mustache', 'a.fstring.txt', 'skprompt.txt', 'a.prompt.md'];
  for (const [name, text] of hostileFiles) {
    test(name, { timeout: 20_000 }, () => {
      const workspace = new MemoryWorkspace({
        'a.prompt': text,
        'a.cases.yaml': 'cases:\n  - inputs: { __proto__: 1, constructor: x }\n',
      });
      const service = createLanguageService({ workspace });
      for (const offset of [0, text.length >> 1, text.length]) askEverything(service, uriOf('a.prompt'), text, offset);
      service.diagnostics(uriOf('a.cases.yaml'));
    });
  }

  test('in every dialect', { timeout: 60_000 }, () => {
    for (const [, text] of hostileFiles) {
      if (text.length > 300_000) continue;
      const workspace = new MemoryWorkspace(Object.fromEntries(dialects.map((file) => [file, text])));
      const service = createLanguageService({ workspace });
      for (const file of dialects) askEverything(service, uriOf(file), text, text.length >> 1);
    }
  });
});
