import type { TextRange } from '../../../base';
import { jsonOf, readYaml, type YamlNode } from '../../../template';
import { respace, respaced, type Respacing } from './edit';

/**
 * Writes the white space of YAML in one way: none at the end of a line, one blank behind the colon of a key, `{ a: 1 }` and
 * `[1, 2]`, at most one empty line in a row. Text of values, comments, quotes, order and indentation stay. YAML that is
 * broken, or would say something else afterwards, is left alone.
 */
export function yamlSpacing(text: string, { start, end }: TextRange): readonly Respacing[] {
  const { root, issues } = readYaml(text, start, end);
  if (root === undefined || issues.length > 0) return [];
  const nodes = [...allNodes(root)];
  // Lines inside of a value that spans lines belong to it.
  const kept = nodes
    .filter((node) => isTall(text, node.range) && (node.kind === 'scalar' || isFlow(text, node)))
    .map((node) => node.range);
  const isKept = (at: number): boolean => kept.some((range) => at > range.start && at < range.end);
  const edits = [...lineSpacing(text, start, end), ...nodes.flatMap((node) => nodeSpacing(text, node))]
    .filter(({ range }) => !isKept(range.start) && !isKept(range.end))
    .sort((a, b) => a.range.start - b.range.start)
    .filter(({ range }, index, all) => range.start >= (all[index - 1]?.range.end ?? start));
  return saysTheSame(text, { start, end }, root, edits) ? edits : [];
}

/** Every node, those of keys' values and of lists, without recursion. An alias is not looked into twice. */
function* allNodes(root: YamlNode): Iterable<YamlNode> {
  const pending: YamlNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    const { start, end } = node.range;
    const children =
      node.kind === 'mapping' ? node.pairs.map((pair) => pair.value) : node.kind === 'sequence' ? node.items : [];
    for (const child of children)
      if (child !== undefined && child.range.start >= start && child.range.end <= end) pending.push(child);
  }
}

/** White space at the end of lines, and empty lines in a row. */
function lineSpacing(text: string, start: number, end: number): Respacing[] {
  const edits: Respacing[] = [];
  const blanks = /[ \t]+(?=\r?\n)|(?<=\n)(?:[ \t]*\r?\n){2,}/g;
  blanks.lastIndex = start;
  for (let match = blanks.exec(text); match !== null && match.index < end; match = blanks.exec(text)) {
    const stop = match.index + match[0].length;
    if (stop > end) break;
    const wanted = match[0].includes('\n') ? (match[0].includes('\r') ? '\r\n' : '\n') : '';
    edits.push(...respace(text, match.index, stop, wanted));
  }
  return edits;
}

function nodeSpacing(text: string, node: YamlNode): Respacing[] {
  if (node.kind === 'scalar') return [];
  const colons =
    node.kind === 'mapping' ? node.pairs.flatMap(({ keyRange, value }) => colonSpacing(text, keyRange, value)) : [];
  return isFlow(text, node) && !isTall(text, node.range) ? [...colons, ...flowSpacing(text, node)] : colons;
}

function colonSpacing(text: string, key: TextRange, value: YamlNode | undefined): Respacing[] {
  if (value === undefined || value.range.start < key.end) return [];
  const gap = text.slice(key.end, value.range.start);
  return /^[ \t]*:[ \t]+$/.test(gap) ? respace(text, key.end, value.range.start, ': ') : [];
}

/** Blanks inside of brackets and around commas of a list or map on one line. */
function flowSpacing(text: string, node: Exclude<YamlNode, { kind: 'scalar' }>): Respacing[] {
  const parts =
    node.kind === 'mapping'
      ? node.pairs.map(({ keyRange, value }) => ({
          start: keyRange.start,
          end: Math.max(keyRange.end, value?.range.end ?? 0),
        }))
      : node.items.map((item) => item.range);
  const [first] = parts;
  const last = parts.at(-1);
  const { start, end } = node.range;
  if (first === undefined || last === undefined) return [];
  const padding = node.kind === 'mapping' ? ' ' : '';
  const blank = (from: number, to: number, wanted: string, form: RegExp): Respacing[] =>
    from <= to && form.test(text.slice(from, to)) ? respace(text, from, to, wanted) : [];
  const commas = parts
    .slice(1)
    .flatMap((next, index) => blank(parts[index]?.end ?? next.start, next.start, ', ', /^[ \t]*,[ \t]*$/));
  return [
    ...blank(start + 1, first.start, padding, /^[ \t]*$/),
    ...commas,
    ...blank(last.end, end - 1, padding, /^[ \t]*$/),
  ];
}

function isFlow(text: string, { range, kind }: YamlNode): boolean {
  return kind !== 'scalar' && /[[{]/.test(text.charAt(range.start));
}

function isTall(text: string, { start, end }: TextRange): boolean {
  return /[\r\n]/.test(text.slice(start, end));
}

function saysTheSame(text: string, { start, end }: TextRange, root: YamlNode, edits: readonly Respacing[]): boolean {
  const before = jsonOf(root);
  const moved = edits.map(({ range, text: wanted }) => ({
    range: { start: range.start - start, end: range.end - start },
    text: wanted,
  }));
  const after = respaced(text.slice(start, end), moved);
  const { root: again, issues } = readYaml(after, 0, after.length);
  return before !== undefined && issues.length === 0 && JSON.stringify(jsonOf(again)) === JSON.stringify(before);
}
