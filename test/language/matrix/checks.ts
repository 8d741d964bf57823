import assert from 'node:assert/strict';
import type { DocumentSymbol, SelectionRange } from 'vscode-languageserver-types';
import { LineIndex } from '../../../server/src/base';
import { tokenTypes } from '../../../server/src/language';
import { uriOf } from '../../support/memory-workspace';
import { applied, draw, marked, offsets, sample, type Sample, type SampleFiles, type SampleOptions } from '../harness';

/** What is expected of sample files, one of which holds the cursor. */
export type Check = (files: SampleFiles, options: SampleOptions) => void;

/** One cell of a matrix of features: its name, files with a cursor, and what is expected there. */
export type Cell = readonly [name: string, files: SampleFiles, check: Check, options?: SampleOptions];

const everything = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

function labels(one: Sample): readonly string[] {
  const list = one.service.completion(one.uri, one.position, { snippets: true });
  return (list?.items ?? []).map(({ label }) => label);
}

/** These are among what completion offers. */
export function offers(...expected: readonly string[]): Check {
  return (files, options) => {
    const found = labels(sample(files, options));
    const missing = expected.filter((label) => !found.includes(label));
    assert.deepEqual(missing, [], `offered: ${found.join(', ')}`);
  };
}

/** Completion offers none of these; without any, nothing at all. */
export function omits(...unwanted: readonly string[]): Check {
  return (files, options) => {
    const found = labels(sample(files, options));
    assert.deepEqual(unwanted.length === 0 ? found : found.filter((label) => unwanted.includes(label)), []);
  };
}

/** Hover says something like this. */
export function says(pattern: RegExp): Check {
  return (files, options) => {
    const one = sample(files, options);
    const contents = one.service.hover(one.uri, one.position)?.contents;
    const text = typeof contents === 'object' && 'value' in contents ? contents.value : '';
    assert.match(text, pattern);
  };
}

/** Signature help shows this signature with this parameter active. */
export function signs(label: string, active: number): Check {
  return (files, options) => {
    const one = sample(files, options);
    const help = one.service.signatureHelp(one.uri, one.position);
    assert.deepEqual([help?.signatures[0]?.label, help?.activeParameter], [label, active]);
  };
}

/** The definition is at the marked places. */
export function leads(): Check {
  return (files, options) => {
    const one = sample(files, options);
    const found = one.service.definition(one.uri, one.position);
    const places = found.map(({ targetUri, targetSelectionRange }) => ({
      uri: targetUri,
      range: targetSelectionRange,
    }));
    assert.deepEqual(draw(one, places), marked(files));
  };
}

/** The type is declared at the marked places. */
export function types(): Check {
  return (files, options) => {
    const one = sample(files, options);
    const found = one.service.typeDefinition(one.uri, one.position);
    const places = found.map(({ targetUri, targetSelectionRange }) => ({
      uri: targetUri,
      range: targetSelectionRange,
    }));
    assert.deepEqual(draw(one, places), marked(files));
  };
}

/** The references are the marked places, and those in the file with the cursor are highlighted. */
export function finds(): Check {
  return (files, options) => {
    const one = sample(files, options);
    assert.deepEqual(draw(one, one.service.references(one.uri, one.position, true)), marked(files));
    const here = one.service.highlights(one.uri, one.position).map(({ range }) => ({ uri: one.uri, range }));
    assert.deepEqual(draw(one, here)[one.path], marked(files)[one.path], 'highlights');
  };
}

/** Renaming to `who` leaves these texts. */
export function renames(expected: SampleFiles): Check {
  return (files, options) => {
    const one = sample(files, options);
    assert.notEqual(one.service.prepareRename(one.uri, one.position), undefined);
    assert.deepEqual(applied(one, one.service.rename(one.uri, one.position, 'who')), expected);
  };
}

/** The ranges that are edited together are the marked ones; none without marks. */
export function linked(): Check {
  return (files, options) => {
    const one = sample(files, options);
    const found = one.service.linkedEditingRanges(one.uri, one.position)?.ranges ?? [];
    const places = found.map((range) => ({ uri: one.uri, range }));
    assert.deepEqual(draw(one, places), marked(files));
  };
}

/** The outline, indented by depth. */
export function lists(...expected: readonly string[]): Check {
  return (files, options) => {
    const one = sample(files, options);
    const flat = (symbols: readonly DocumentSymbol[], indent: string): string[] =>
      symbols.flatMap(({ name, children }) => [indent + name, ...flat(children ?? [], `${indent}  `)]);
    assert.deepEqual(flat(one.service.documentSymbols(one.uri), ''), expected);
  };
}

/** The folds, as `first-last` lines from 0, in order. */
export function folds(...expected: readonly string[]): Check {
  return (files, options) => {
    const one = sample(files, options);
    const found = one.service.foldingRanges(one.uri).sort((a, b) => a.startLine - b.startLine);
    assert.deepEqual(
      found.map(({ startLine, endLine }) => `${startLine}-${endLine}`),
      expected,
    );
  };
}

/** The first texts that selecting more and more gives. */
export function selects(...expected: readonly string[]): Check {
  return (files, options) => {
    const one = sample(files, options);
    const found: string[] = [];
    const [innermost] = one.service.selectionRanges(one.uri, [one.position]);
    for (let at: SelectionRange | undefined = innermost; at !== undefined; at = at.parent) {
      const { start, end } = offsets(one.text(one.path), at.range);
      found.push(one.text(one.path).slice(start, end));
    }
    assert.deepEqual(found.slice(0, expected.length), expected);
  };
}

/** The semantic tokens, as `text:type`, in full, over the whole range, and as a difference after an edit alike. */
export function paints(...expected: readonly string[]): Check {
  return (files, options) => {
    const one = sample(files, options);
    const text = one.text(one.path);
    const lines = new LineIndex(text);
    const found: string[] = [];
    const data = one.service.semanticTokens(one.uri)?.data ?? [];
    for (let i = 0, line = 0, character = 0; i < data.length; i += 5) {
      const [deltaLine = 0, deltaCharacter = 0, length = 0, type = 0] = data.slice(i, i + 4);
      character = deltaLine === 0 ? character + deltaCharacter : deltaCharacter;
      line += deltaLine;
      const start = lines.offsetAt({ line, character });
      found.push(`${text.slice(start, start + length)}:${tokenTypes[type] ?? ''}`);
    }
    assert.deepEqual(found, expected);
    assert.deepEqual(one.service.semanticTokens(one.uri, everything)?.data, data);
    const before = one.service.semanticTokens(one.uri);
    one.workspace.write(one.path, `${text}\n${text.slice(text.lastIndexOf('---') + 3)}`);
    const delta = one.service.semanticTokensDelta(one.uri, before?.resultId ?? '');
    const patched = [...data];
    for (const edit of delta !== undefined && 'edits' in delta ? delta.edits : [])
      patched.splice(edit.start, edit.deleteCount, ...(edit.data ?? []));
    assert.deepEqual(patched, one.service.semanticTokens(one.uri)?.data);
  };
}

/** The labels of the inlay hints. */
export function hints(...expected: readonly string[]): Check {
  return (files, options) => {
    const one = sample(files, options);
    assert.deepEqual(
      one.service.inlayHints(one.uri, everything).map(({ label }) => label),
      expected,
    );
  };
}

/** The files that links lead to. */
export function links(...expected: readonly string[]): Check {
  return (files, options) => {
    const one = sample(files, options);
    assert.deepEqual(
      one.service.documentLinks(one.uri).map(({ target }) => target),
      expected.map(uriOf),
    );
  };
}

/** The titles of the code lenses. */
export function lenses(...expected: readonly string[]): Check {
  return (files, options) => {
    const one = sample(files, options);
    assert.deepEqual(
      one.service.codeLenses(one.uri).map(({ command }) => command?.title),
      expected,
    );
  };
}

/** At the cursor stands an inclusion of `callee`, which `caller` calls. */
export function calls(caller: string, callee: string): Check {
  return (files, options) => {
    const { service, uri, position } = sample(files, options);
    const [item] = service.prepareCallHierarchy(uri, position);
    const called = item?.uri === uri ? item : item === undefined ? undefined : service.incomingCalls(item)[0]?.from;
    assert.ok(item !== undefined && called !== undefined);
    assert.equal(called.name, caller);
    assert.deepEqual(
      service.outgoingCalls(called).map(({ to }) => to.name),
      [callee],
    );
  };
}
