import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allAtOnce } from '../../server/src/language';
import { uriOf, type MemoryConfig } from '../support/memory-workspace';
import { applied, sample } from './harness';

/** What the edits for some moves make of the files. */
function afterMoves(
  files: { readonly [path: string]: string },
  moves: { readonly [from: string]: string },
  config: MemoryConfig = {},
): unknown {
  const one = sample(files, { config });
  const list = Object.entries(moves).map(([from, to]) => ({ oldUri: uriOf(from), newUri: uriOf(to) }));
  const edit = allAtOnce(one.service.renameFiles(list));
  return edit === undefined ? undefined : applied(one, edit);
}

interface Move {
  readonly name: string;
  readonly files: { readonly [path: string]: string };
  readonly moves: { readonly [from: string]: string };
  readonly config?: MemoryConfig;
  /** The files that change; undefined when none does. */
  readonly after: { readonly [path: string]: string } | undefined;
}

function run(moves: readonly Move[]): void {
  for (const { name, files, moves: list, config, after } of moves) {
    test(name, () => assert.deepEqual(afterMoves(files, list, config), after));
  }
}

describe('inclusions by path follow a file that moves', () => {
  run([
    {
      name: 'Jinja: include, import and extends, from the folder of the includer',
      files: {
        'a/main.j2': '{% extends "base.j2" %}{% include "parts/x.j2" %}{% import "./parts/x.j2" as x %}',
        'a/base.j2': 'x',
        'a/parts/x.j2': 'x',
      },
      moves: { 'a/parts/x.j2': 'a/other/y.j2', 'a/base.j2': 'base.j2' },
      after: { 'a/main.j2': '{% extends "../base.j2" %}{% include "other/y.j2" %}{% import "./other/y.j2" as x %}' },
    },
    {
      name: 'Jinja: from the prompt folder',
      files: { 'p/deep/main.j2': "{% include 'shared/x.j2' %}", 'p/shared/x.j2': 'x' },
      moves: { 'p/shared/x.j2': 'p/common/x y.j2' },
      config: { roots: ['p/**'] },
      after: { 'p/deep/main.j2': "{% include 'common/x y.j2' %}" },
    },
    {
      name: 'Mustache: without an ending',
      files: { 'a.mustache': '{{> parts/x}}', 'parts/x.mustache': 'x' },
      moves: { 'parts/x.mustache': 'parts/z.mustache' },
      after: { 'a.mustache': '{{> parts/z}}' },
    },
    {
      name: 'without the mark and the ending',
      files: { 'a/main.j2': '{% include "parts/x" %}', 'a/parts/_x.j2': 'x' },
      moves: { 'a/parts/_x.j2': 'a/other/_y.j2' },
      after: { 'a/main.j2': '{% include "other/y" %}' },
    },
    {
      name: 'by the name of a file alone, which has no folder',
      files: { 'p/a.prompt': '{{> x}}', 'p/b.prompt': '{{> x}}{{> parts/x}}', 'p/parts/_x.prompt': 'x' },
      moves: { 'p/parts/_x.prompt': 'p/other/_y.prompt' },
      config: { roots: ['p/**'] },
      after: { 'p/a.prompt': '{{> y}}', 'p/b.prompt': '{{> y}}{{> other/y}}' },
    },
    {
      name: 'one that still leads to its file is left as it is spelled',
      files: { 'a/b/main.j2': '{% include "./parts/x.j2" %}', 'a/parts/x.j2': 'x', 'c/x.j2': 'y' },
      moves: { 'c/x.j2': 'd/x.j2' },
      after: undefined,
    },
    {
      name: 'Handlebars: by name, in every includer',
      files: { 'a.prompt': '{{> sign}}', 'b/c.prompt': '{{#> sign}}x{{/sign}}', '_sign.prompt': 'x' },
      moves: { '_sign.prompt': '_bye.prompt' },
      after: { 'a.prompt': '{{> bye}}', 'b/c.prompt': '{{#> bye}}x{{/bye}}' },
    },
    {
      name: 'the includer moves: its own relative inclusions follow',
      files: { 'a/main.j2': '{% include "x.j2" %}{% include "../y.j2" %}', 'a/x.j2': 'x', 'y.j2': 'y' },
      moves: { 'a/main.j2': 'b/c/main.j2' },
      after: { 'a/main.j2': '{% include "../../a/x.j2" %}{% include "../../y.j2" %}' },
    },
    {
      name: 'both move together: nothing changes',
      files: { 'a/main.j2': '{% include "x.j2" %}', 'a/x.j2': 'x' },
      moves: { a: 'b' },
      after: undefined,
    },
    {
      name: 'a folder moves: those outside follow',
      files: { 'main.j2': '{% include "a/x.j2" %}{% include "ab/x.j2" %}', 'a/x.j2': 'x', 'ab/x.j2': 'y' },
      moves: { a: 'deep/b' },
      after: { 'main.j2': '{% include "deep/b/x.j2" %}{% include "ab/x.j2" %}' },
    },
    {
      name: 'a name that cannot be written there is left alone',
      files: { 'a.mustache': '{{> parts/x}}', 'parts/x.mustache': 'x' },
      moves: { 'parts/x.mustache': 'parts/}} y.mustache' },
      after: undefined,
    },
    {
      name: 'a file that leaves the workspace is left alone',
      files: { 'main.j2': '{% include "x.j2" %}', 'x.j2': 'x' },
      moves: { 'x.j2': '../x.j2' },
      after: undefined,
    },
    {
      name: 'a name that another file would answer to is left alone',
      files: { 'p/a/main.j2': '{% include "s/x.j2" %}', 'p/s/x.j2': 'x', 'p/a/t/x.j2': 'other' },
      moves: { 'p/s/x.j2': 'p/t/x.j2' },
      config: { roots: ['p/**'] },
      after: undefined,
    },
  ]);
});

describe('cases follow their prompt', () => {
  run([
    {
      name: 'by name, also into quotes',
      files: { 'a.prompt': 'x', 'c.cases.yaml': 'prompt: "a"\ncases: []\n', 'd.cases.yaml': 'prompt: a\n' },
      moves: { 'a.prompt': 'true.prompt' },
      after: { 'c.cases.yaml': 'prompt: "true"\ncases: []\n', 'd.cases.yaml': 'prompt: "true"\n' },
    },
    {
      name: 'cases beside a prompt that leaves name it from now on',
      files: { 'a.prompt': 'x', 'a.cases.yaml': '# ours\ncases:\n  - name: one\n' },
      moves: { 'a.prompt': 'mails/b.prompt' },
      after: { 'a.cases.yaml': '# ours\nprompt: mails/b\ncases:\n  - name: one\n' },
    },
    {
      name: 'cases that leave their prompt too',
      files: { 'a.prompt': 'x', 'a.cases.yaml': 'cases: []\r\n' },
      moves: { 'a.cases.yaml': 'tests/a.cases.yaml' },
      after: { 'a.cases.yaml': 'prompt: a\r\ncases: []\r\n' },
    },
    {
      name: 'both together need nothing',
      files: { 'a.prompt': 'x', 'a.cases.yaml': 'cases: []\n' },
      moves: { 'a.prompt': 'b.prompt', 'a.cases.yaml': 'b.cases.yaml' },
      after: undefined,
    },
    {
      name: 'a folder of prompts: names change with it, cases inside and outside follow',
      files: { 'a/x.prompt': 'x', 'a/x.cases.yaml': 'cases: []\n', 'all.cases.yaml': 'prompt: a/x\n' },
      moves: { a: 'b' },
      after: { 'all.cases.yaml': 'prompt: b/x\n' },
    },
  ]);
});

describe('galley.yaml follows', () => {
  const yaml =
    'prompts:\n  - "prompts/**"\n  - ./extra/one.prompt\ndialects: { "prompts/old/**": fstring, legacy/a.txt: jinja }\n';
  const roots = ['prompts/**', './extra/one.prompt'];
  run([
    {
      name: 'a file that it names',
      files: { 'galley.yaml': yaml, 'extra/one.prompt': 'x', 'legacy/a.txt': 'x' },
      moves: { 'extra/one.prompt': 'extra/two.prompt', 'legacy/a.txt': 'b.txt' },
      config: { roots },
      after: { 'galley.yaml': yaml.replace('one.prompt', 'two.prompt').replace('legacy/a.txt', 'b.txt') },
    },
    {
      name: 'a folder of its globs; the names of prompts stay',
      files: { 'galley.yaml': yaml, 'prompts/a.prompt': 'x', 'c.cases.yaml': 'prompt: a\n' },
      moves: { prompts: 'texts' },
      config: { roots },
      after: { 'galley.yaml': yaml.replaceAll('prompts/', 'texts/') },
    },
    {
      name: 'what it does not name leaves it alone',
      files: { 'galley.yaml': yaml, 'prompts/a.prompt': 'x' },
      moves: { 'prompts/a.prompt': 'prompts/b.prompt' },
      config: { roots },
      after: undefined,
    },
  ]);
});
