import fc from 'fast-check';
import Mustache from 'mustache';
import { test } from 'node:test';
import { writeFileSync } from 'node:fs';
import { broken, fragments, template } from './grammars/mustache';
import { parseMustache } from '../../server/src/template/mustache/parser';
import { parse } from './support';
function peerTags(text: string): readonly string[] | undefined {
  const found: string[] = [];
  const walk = (tokens: readonly unknown[]): void => {
    for (const token of tokens as readonly (readonly [string, string, number, number, (readonly unknown[])?])[]) {
      const [kind, name, start, end, inner] = token;
      if (!['text', '!', '='].includes(kind)) found.push(`${kind === '&' ? 'name' : kind} ${name} ${start} ${end}`);
      if (Array.isArray(inner)) walk(inner);
    }
  };
  try { walk(new Mustache.Writer().parse(text)); } catch { return undefined; }
  return found;
}
const marks: { readonly [kind: string]: string } = { section: '#', inverted: '^', partial: '>' };
function ownTags(text: string): readonly string[] {
  return parseMustache(text, 0, text.length).tags.flatMap(({ kind, name, range }) => {
    if (kind === 'close' || kind === 'comment' || kind === 'delimiters') return [];
    return [`${marks[kind] ?? 'name'} ${name} ${range.start} ${range.end}`];
  });
}
test('scratch', () => {
  const out: string[] = [];
  for (const [label, g] of Object.entries({ template, broken, fragments })) {
    let shown = 0, taken = 0, all = 0;
    for (const t of [...new Set(fc.sample(g, { numRuns: Number(process.env['N'] ?? 20000), seed: Number(process.env['SEED'] ?? 100) }))].sort((a, b) => a.length - b.length)) {
      all++;
      const peer = peerTags(t);
      const { problems } = parse(t, { file: 'x.mustache' });
      let what = '';
      if (peer === undefined) { if (problems.length === 0) what = 'REFUSED'; }
      else if (problems.length) what = 'TAKEN ' + problems[0]?.message;
      else { taken++; if (JSON.stringify(ownTags(t)) !== JSON.stringify(peer)) what = `TAGS ${JSON.stringify(ownTags(t))} ${JSON.stringify(peer)}`; }
      if (what && shown++ < 25) out.push(`${label} ${JSON.stringify(t)} ${what}`);
    }
    out.push(`== ${label} ${shown} taken ${taken} of ${all}`);
  }
  writeFileSync('/tmp/md.txt', out.join('\n'));
});
