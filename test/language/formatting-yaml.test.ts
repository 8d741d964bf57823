import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isAlias, isCollection, isPair, isScalar, parseDocument, visit } from 'yaml';
import { yamlTokens } from '../../server/src/template';
import { applyEdits, sample } from './harness';

function formatted(text: string, file = 'a.cases.yaml'): string {
  const one = sample({ [file]: text });
  return applyEdits(text, one.service.formatting(one.uri));
}

/** Everything that YAML says: values, how they are written, anchors, tags and comments. */
function reading(text: string): unknown[] {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  assert.deepEqual(document.errors, [], text);
  const said: unknown[] = [];
  visit(document, (_, node) => {
    if (isAlias(node)) said.push(['alias', node.source]);
    else if (isScalar(node)) said.push([node.type, node.value, node.tag, node.anchor]);
    else if (isCollection(node)) said.push([node.flow === true, node.items.length, node.tag, node.anchor]);
    else if (isPair(node)) said.push('pair');
  });
  const comments = yamlTokens(text, { start: 0, end: text.length }).filter(({ kind }) => kind === 'comment');
  return [...said, ...comments.map(({ range }) => text.slice(range.start, range.end).trimEnd())];
}

/** What is written, and how it reads formatted. */
const rows: readonly (readonly [what: string, before: string, after: string])[] = [
  ['two columns a level', 'a:\n    b:\n        c: 1\n    d: 2\n', 'a:\n  b:\n    c: 1\n  d: 2\n'],
  ['one column is not enough', 'a:\n b:\n  c: 1\n', 'a:\n  b:\n    c: 1\n'],
  ['all of it too far right', '  a: 1\n  b: 2\n', 'a: 1\nb: 2\n'],
  ['lists under a key', 'a:\n     - 1\n     - 2\n', 'a:\n  - 1\n  - 2\n'],
  ['lists at their key, where most are', 'a:\n- 1\nb:\n- 1\nc:\n   - 1\n', 'a:\n- 1\nb:\n- 1\nc:\n- 1\n'],
  [
    'lists deeper than their key, where most are',
    'a:\n- 1\nb:\n  - 1\nc:\n   - 1\n',
    'a:\n  - 1\nb:\n  - 1\nc:\n  - 1\n',
  ],
  ['maps in lists', '-   a: 1\n    b:\n        c: 2\n-\n   d: 3\n', '- a: 1\n  b:\n    c: 2\n-\n  d: 3\n'],
  ['lists in lists', '-   - 1\n    - 2\n-  - - 3\n', '- - 1\n  - 2\n- - - 3\n'],
  ['colons', 'a:    1\nb   : 2\n"c" :   3\n', 'a: 1\nb: 2\n"c": 3\n'],
  ['brackets', 'a: [ 1,2 , 3 ]\nb: {c: 1,d: [ ], e: { }}\n', 'a: [1, 2, 3]\nb: { c: 1, d: [], e: {} }\n'],
  ['JSON', '{"a":1,"b":[true,null]}\n', '{ "a": 1, "b": [true, null] }\n'],
  [
    'brackets over lines',
    'a: {\n b: 1,\n     c: [\n 2,\n   3\n ],\n }\n- x\n'.replace('- x\n', ''),
    'a: {\n  b: 1,\n  c: [\n    2,\n    3\n  ],\n}\n',
  ],
  ['blanks at the end of lines', 'a: 1  \nb:\t\n  c: 2\t \n', 'a: 1\nb:\n  c: 2\n'],
  ['empty lines', '\n\na: 1\n\n \n\nb: 2\n\n\n', 'a: 1\n\nb: 2\n'],
  ['the last line end', 'a: 1', 'a: 1\n'],
  ['comments beside values', 'a: 1    # x\nbcd: 2  # y  \n', 'a: 1    # x\nbcd: 2  # y\n'],
  [
    'comments on lines of their own',
    '# top\na:\n    # of b\n    b: 1\n    # end of a\n# of c\nc: 1\n',
    '# top\na:\n  # of b\n  b: 1\n  # end of a\n# of c\nc: 1\n',
  ],
  ['comments that stand nowhere', 'a:\n  b: 1\n      # far\nc: 1\n', 'a:\n  b: 1\n  # far\nc: 1\n'],
  [
    'a block scalar moves with its key',
    'a:\n    b: |\n        x\n          y\n\n        z\n',
    'a:\n  b: |\n    x\n      y\n\n    z\n',
  ],
  [
    'a block scalar stays with its key',
    'a:\n  b: >-\n      x  \n\n\n        y\n',
    'a:\n  b: >-\n      x  \n\n\n        y\n',
  ],
  ['a block scalar that tells its indentation', 'a:\n    b: |2\n        x\n      y\n', 'a:\n  b: |2\n      x\n    y\n'],
  ['a block scalar that keeps its end', 'a: |+\n  x\n\n\nb:   1\n', 'a: |+\n  x\n\n\nb: 1\n'],
  [
    'a comment behind a block scalar',
    'a:\n     b: |\n         x\n       # c\n     d: 1\n',
    'a:\n  b: |\n    x\n  # c\n  d: 1\n',
  ],
  ['values over lines', 'a:\n    b: one\n     two\n    c: "x\n     y"\n', 'a:\n  b: one\n    two\n  c: "x\n    y"\n'],
  ['text in quotes', 'a: "x   y: [ 1,2 ]"\nb: \'  {a:1}\'\n', 'a: "x   y: [ 1,2 ]"\nb: \'  {a:1}\'\n'],
  ['anchors, tags and aliases', 'a:   &x   !!str   b\nc: *x\n*x : d\n', 'a: &x !!str b\nc: *x\n*x : d\n'],
  ['quotes are kept', 'a: \'x\'\nb:   "y"\n', 'a: \'x\'\nb: "y"\n'],
  ['keys behind question marks', '?   a\n:   b\n', '?   a\n: b\n'],
  ['line ends', 'a:\r\n    b:   1\r\n\r\n\r\n    c: 2', 'a:\r\n  b: 1\r\n\r\n  c: 2\r\n'],
  ['what is broken', 'a:   [\nb:   1\n', 'a:   [\nb:   1\n'],
  ['nothing', '', ''],
  ['comments alone', '#  a  \n\n\n', '#  a  \n\n\n'],
];

describe('formatting of YAML', () => {
  for (const [what, before, after] of rows)
    test(what, () => {
      assert.equal(formatted(before), after);
      assert.equal(formatted(after), after);
    });

  test('the same in headers, galley.yaml and GitHub Models prompts', () => {
    const before = 'a:\n    b:   1\n';
    const after = 'a:\n  b: 1\n';
    for (const file of ['galley.yaml', 'a.prompt.yml', 'a.cases.yaml'])
      assert.equal(formatted(before, file), after, file);
    for (const file of ['a.prompt', 'a.prompty', 'a.prompt.md', 'a.instructions.md'])
      assert.equal(
        formatted(`---\n\n${before}\n---\nx  `, file),
        `---\n${after}---\nx${file === 'a.prompt' ? '\n' : '  '}`,
        file,
      );
  });
});

describe('options of the editor', () => {
  const withOptions = (text: string, options: object): string => {
    const one = sample({ 'galley.yaml': text });
    return applyEdits(text, one.service.formatting(one.uri, undefined, options));
  };
  const before = 'a:\n   b: 1  \n   c:\n    - d: 1\n      e:\n       f: 1';
  test('the width of a tab indents, tabs never do', () => {
    const wide = 'a:\n    b: 1\n    c:\n        - d: 1\n          e:\n              f: 1\n';
    const narrow = 'a:\n  b: 1\n  c:\n    - d: 1\n      e:\n        f: 1\n';
    assert.equal(withOptions(before, { tabSize: 4, insertSpaces: true }), wide);
    assert.equal(withOptions(wide, { tabSize: 4, insertSpaces: true }), wide);
    assert.equal(withOptions(before, { tabSize: 4, insertSpaces: false }), narrow);
    assert.equal(withOptions(before, { tabSize: 0 }), narrow);
  });

  test('white space at the ends can be kept', () => {
    assert.equal(withOptions('a: 1  \nb:   2', { trimTrailingWhitespace: false }), 'a: 1  \nb: 2\n');
    assert.equal(withOptions('a: 1  \nb:   2', { insertFinalNewline: false }), 'a: 1\nb: 2');
  });
});

describe('formatting of a range of YAML', () => {
  const inRange = (marked: string): string => {
    const lines = marked.split('\n');
    const start = lines.findIndex((line) => line.startsWith('>'));
    const end = lines.findLastIndex((line) => line.startsWith('>')) + 1;
    const text = lines.map((line) => line.replace(/^>/, '')).join('\n');
    const one = sample({ 'galley.yaml': text });
    const edits = one.service.formatting(one.uri, {
      start: { line: start, character: 0 },
      end: { line: end, character: 0 },
    });
    for (const { range } of edits) assert.ok(range.start.line >= start && range.end.line <= end);
    return applyEdits(text, edits);
  };
  test('nothing else is touched', () => {
    assert.equal(inRange('a:   1\n>b:   2\nc:   3'), 'a:   1\nb: 2\nc:   3');
    assert.equal(inRange('a:\n>    b:   1\n>    c: 2\nd:   1'), 'a:\n  b: 1\n  c: 2\nd:   1');
  });

  test('a line that cannot move without others stays', () => {
    assert.equal(inRange('a:\n>    b:   1\n    c:   2\n'), 'a:\n    b: 1\n    c:   2\n');
  });
});

/** YAML in every manner of writing, from choices that tell what is written and how. */
class Writer {
  readonly #choices: Iterator<number>;
  #anchors = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices[Symbol.iterator]();
  }

  #pick<T>(...options: readonly T[]): T {
    const { value, done } = this.#choices.next();
    return options[(done === true ? 0 : value) % options.length] as T;
  }

  text(): string {
    return this.#pick('', '# top\n', '\n\n') + this.#block(this.#pick(0, 0, 2), 0) + this.#pick('', '\n\n', '# end');
  }

  /** A map or list whose items start at `column`, with the first line indented as well. */
  #block(column: number, depth: number): string {
    const indent = ' '.repeat(column);
    const count = this.#pick(2, 1, 3);
    const isList = this.#pick(false, true);
    let text = '';
    for (let index = 0; index < count; index++) {
      text += this.#pick('', '', '', `${indent}# note  \n`, '\n\n\n', ' # elsewhere\n');
      if (isList) text += this.#item(column, depth);
      else
        text +=
          `${indent}${this.#pick('k', '"q"', "'s'")}${index}`
            .replace(/"(.)"(\d)/, '"$1$2"')
            .replace(/'(.)'(\d)/, "'$1$2'") + this.#pair(column, depth);
    }
    return text;
  }

  #item(column: number, depth: number): string {
    const gap = this.#pick(1, 1, 3);
    const indent = ' '.repeat(column);
    if (depth < 4 && this.#pick(true, false))
      return `${indent}-${' '.repeat(gap)}${this.#block(column + 1 + gap, depth + 1).replace(/^(?: *(?:#.*)?\n)* */, '')}`;
    return `${indent}-${' '.repeat(gap)}${this.#value(column)}`;
  }

  #pair(column: number, depth: number): string {
    const colon = this.#pick(':', ' :', ':');
    if (depth < 4 && this.#pick(false, true)) {
      const nested = this.#block(column + this.#pick(2, 1, 4, 3), depth + 1);
      return `${colon}${this.#pick('', `  &a${this.#anchors++}`)}${this.#pick('', '  ', '  # why ')}\n${nested}`;
    }
    return `${colon}${this.#pick(' ', '   ')}${this.#value(column)}`;
  }

  /** A scalar or brackets, to the end of its line. */
  #value(column: number): string {
    const more = ' '.repeat(column + this.#pick(2, 1, 5));
    const properties = this.#pick('', '', `&a${this.#anchors++}  `, '!!str   ');
    const end = this.#pick('\n', '  \n', '   # c\n');
    const isText = properties.startsWith('!!str');
    const flow = this.#pick(
      `[ 1,{a: 1 ,"b":2} , x ]`,
      `{ }`,
      `{\n${more}a: 1,\n${more} b: [ 1,\n${more}2 ]\n${more}}`,
      `[x,\n\n${more}# c\n${more}y,]`,
    );
    const scalar = this.#pick(
      '1',
      'a b',
      '"x  y"',
      "'it''s'",
      'null',
      `one\n${more}two`,
      `"one\n\n${more} two \\\n${more}three"`,
    );
    const block =
      this.#pick('|', '>-', '|+', '>') +
      `${end}${more}text\n${more}  more  \n${this.#pick('', '\n', `${more}\n`)}${more}last\n${this.#pick('', '\n')}`;
    const kind = this.#pick('scalar', 'flow', 'block');
    if (kind === 'block') return properties + block;
    return properties + (kind === 'flow' && !isText ? flow : scalar) + end;
  }
}

/** The maps and lists that do not stand where they should. */
function misplaced(text: string, width: number): readonly unknown[] {
  const levels = new Set(yamlTokens(text, { start: 0, end: text.length }).map(({ level }) => level));
  return [...levels].filter((level) => {
    if (level === undefined || level.kind === 'flow-collection') return false;
    const { parent, column, kind } = level;
    if (parent === undefined) return column !== 0;
    if (parent.kind === 'block-seq') return column !== parent.column + 2;
    return column !== parent.column + width && !(kind === 'block-seq' && column === parent.column);
  });
}

test('generated YAML says the same after formatting, for every width', () => {
  let changed = 0;
  const choices = fc.array(fc.nat(60), { minLength: 10, maxLength: 120 });
  fc.assert(
    fc.property(choices, fc.constantFrom(2, 4, 3), (picks, tabSize) => {
      const text = new Writer(picks).text();
      const before = reading(text);
      const one = sample({ 'a.cases.yaml': text });
      const after = applyEdits(text, one.service.formatting(one.uri, undefined, { tabSize }));
      assert.deepEqual(reading(after), before, JSON.stringify([text, after]));
      const again = sample({ 'a.cases.yaml': after });
      assert.deepEqual(again.service.formatting(again.uri, undefined, { tabSize }), [], JSON.stringify([text, after]));
      if (after !== text) changed++;
      assert.deepEqual(misplaced(after, tabSize), [], JSON.stringify([text, after]));
    }),
    { numRuns: 2000, seed: 11 },
  );
  assert.ok(changed > 1500, `${changed} were changed`);
});
