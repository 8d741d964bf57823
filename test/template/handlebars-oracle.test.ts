import assert from 'node:assert/strict';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { describe, test } from 'node:test';
import { LineIndex, type TextRange } from '../../server/src/base';
import { parseTags } from '../../server/src/template/handlebars/parser';
import type { ExpressionNode, TagNode } from '../../server/src/template/handlebars/tree';
import { broken, fragments, tags, template } from './grammars/handlebars';
import { enough, runs, seed } from './runs';
import { parse } from './support';

/** What Handlebars' own parser says: the places of all paths, or undefined when it refuses the template. */
function peerPaths(text: string): readonly TextRange[] | undefined {
  const lines = new LineIndex(text);
  const found: TextRange[] = [];
  const visitor = new Handlebars.Visitor();
  visitor.PathExpression = ({ loc }): void => {
    const at = (position: { line: number; column: number }): number =>
      lines.lineStart(position.line - 1) + position.column;
    found.push({ start: at(loc.start), end: at(loc.end) });
  };
  try {
    visitor.accept(Handlebars.parseWithoutProcessing(text));
  } catch {
    return undefined;
  }
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The places of all paths that our parser finds; closing tags repeat a name and look nothing up. */
function ownPaths(text: string): readonly TextRange[] {
  const found: TextRange[] = [];
  const visit = (node: ExpressionNode | undefined): void => {
    if (node?.kind === 'path') found.push(node.range);
    if (node?.kind !== 'call') return;
    visit(node.callee);
    node.parameters.forEach(visit);
    node.hash.forEach((pair) => visit(pair.value));
  };
  const opens = (tag: TagNode): boolean => !tag.kind.startsWith('close');
  for (const tag of parseTags(text, 0, text.length).tags) if (opens(tag)) visit(tag.expression);
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** What Handlebars takes, but never means what it looks like; told on purpose. */
function isDeliberate(text: string): boolean {
  const hangingDot = /[^\s./{~#^&>(|=*]\.(?=[=~}\s/.)|])/.test(text);
  const swallowing = /\{\{~?!(?!--)(?:(?!\}\})[\s\S])*[\r\n](?:(?!\}\})[\s\S])*\{\{/.test(text);
  const jinja = text.includes('{%');
  return hangingDot || swallowing || jinja;
}

function problemsOf(text: string): readonly string[] {
  // Two contexts for a partial and unknown roles are refused by the compiler, not by the parser.
  return parse(text, { file: 'x.hbs' })
    .problems.filter(({ message }) => !message.startsWith('A partial takes one context'))
    .map(({ code, message }) => `${code}: ${message}`);
}

/** Throws where we and Handlebars differ. */
function agree(text: string): 'taken' | 'refused' | 'deliberate' {
  const peer = peerPaths(text);
  const own = problemsOf(text);
  if (peer === undefined) {
    assert.notDeepEqual(own, [], `Handlebars refuses ${JSON.stringify(text)}`);
    return 'refused';
  }
  if (own.length > 0 && isDeliberate(text)) return 'deliberate';
  assert.deepEqual(own, [], `Handlebars takes ${JSON.stringify(text)}`);
  assert.deepEqual(ownPaths(text), peer, JSON.stringify(text));
  return 'taken';
}

describe('Handlebars: the same as its own parser', () => {
  for (const [index, [name, grammar]] of Object.entries({ template, broken, fragments, tags }).entries())
    test(`${name}: a problem exactly where Handlebars refuses, else the same places of all paths`, (context) => {
      const verdicts = { taken: 0, refused: 0, deliberate: 0 };
      const check = (text: string): void => void verdicts[agree(text)]++;
      fc.assert(fc.property(grammar, check), { numRuns: runs(4_000), seed: seed(1 + index) });
      enough(context, `handlebars ${name}`, verdicts, { taken: 600, refused: 400 });
    });

  for (const found of [
    '{{foo . bar}}',
    '{{foo .bar}}',
    '{{foo/ bar}}',
    '{{..foo}}',
    '{{a=b}}',
    '{{"a" b}}',
    '{{true a=1}}',
    '{{#"a"}}{{/a}}',
    '{{#[a]}}{{/a}}',
    '{{else}}',
    '{{^}}',
    '{{#if a}}{{else-x}}{{/if}}',
    '{{#if a}}{{else}}{{else if b}}{{/if}}',
    '{{^a}}{{else if b}}{{/a}}',
    '{{#*inline "p"}}{{^}}{{/inline}}',
    '{{#*inline "p" as |x|}}{{/inline}}',
    '{{{{a}}}}{{{{/b}}}}',
    '{{{{a}}}}{{{{b}}}}{{{{/a}}}}',
    '{{a}~}}',
    '{{{a}~}}',
    '{{~{a}~}}',
    '{{&{a}}}',
    '{{a/../b}}',
    '{{a.this}}',
    '{{xs.0}}',
    '{{a[0]}}',
    '{{(a)}}',
    '{{> (a) b=1}}',
    '{{#> (lookup . "a")}}x{{/lookup}}',
    '{{as |x|}}',
    '{{#a as |x|}}{{/a}}',
    '{{#a as|x|}}{{/a}}',
    '{{a\\}}',
    '{{@}}',
    '{{@a.b}}',
    '{{@../a}}',
    '{{foo @bar.[x]}}',
    '{{!--}}',
    '{{!-- -}}',
    '\\{{a',
    '\\{{a}}\\\\{{b}}',
    '{{a',
    '{{',
    '}}',
    '{{{',
    '{{{{',
    '{{#',
    '{{!',
  ])
    test(`agrees on ${JSON.stringify(found)}`, () => void agree(found));
});
