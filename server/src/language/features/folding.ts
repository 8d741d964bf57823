import type { FoldingRange, Position, SelectionRange } from 'vscode-languageserver-types';
import { touches, type TextRange } from '../../base';
import { pairsOf, type YamlNode } from '../../template';
import type { ParsedFile, ParsedPrompt } from '../documents';
import type { Project } from '../project';
import { yamlOf, yamlRange } from '../yaml-tree';

const foldingLimit = 2_000;

/** So many nested ranges are given. */
const deepest = 100;

/** Header, messages, blocks, comments and cases can be folded. */
export function foldingRanges(project: Project, uri: string): FoldingRange[] {
  const parsed = project.documents.get(uri);
  if (parsed === undefined) return [];
  const found = parsed.kind === 'prompt' ? promptFolds(parsed) : yamlFolds(parsed);
  const seen = new Set<number>();
  return found
    .flatMap((range) => range ?? [])
    .filter(({ startLine }) => !seen.has(startLine) && seen.add(startLine))
    .slice(0, foldingLimit);
}

function promptFolds(parsed: ParsedPrompt): (FoldingRange | undefined)[] {
  const { analysis, header, text } = parsed.document;
  // The messages of a GitHub Models prompt are items of its YAML.
  const isYaml = parsed.document.format === 'github-models';
  const roles = isYaml
    ? []
    : analysis.roles.map((mark, index) =>
        fold(parsed, { start: mark.range.start, end: analysis.roles[index + 1]?.range.start ?? text.length }, 'region'),
      );
  return [
    header === undefined || isYaml ? undefined : fold(parsed, header.range, 'region'),
    ...yamlFolds(parsed),
    ...analysis.comments.map((range) => fold(parsed, range, 'comment')),
    ...analysis.blocks.flatMap((block) => blockFolds(parsed, block)),
    ...roles,
  ];
}

/** The keys and items of YAML that go over several lines. */
function yamlFolds(parsed: ParsedFile): (FoldingRange | undefined)[] {
  const found: (FoldingRange | undefined)[] = [];
  const pending = [yamlOf(parsed)];
  for (let node = pending.pop(); node !== undefined && found.length < foldingLimit; node = pending.pop()) {
    if (node.kind === 'sequence') {
      for (const item of node.items) found.push(foldText(parsed, item.range));
      for (const item of node.items) pending.push(item);
    }
    for (const { keyRange, value } of pairsOf(node)) {
      if (value === undefined) continue;
      found.push(foldText(parsed, { start: keyRange.start, end: value.range.end }));
      pending.push(value);
    }
  }
  return found;
}

/** A fold that ends with the last text of a range. */
function foldText(parsed: ParsedFile, { start, end }: TextRange): FoldingRange | undefined {
  const startLine = parsed.lines.positionAt(start).line;
  const text = parsed.file.text.slice(start, end).trimEnd();
  const endLine = parsed.lines.positionAt(start + text.length).line;
  return endLine > startLine ? { startLine, endLine } : undefined;
}

/** One fold up to each `{{else}}`; the closing tag stays in sight. */
function blockFolds(
  parsed: ParsedPrompt,
  block: ParsedPrompt['document']['analysis']['blocks'][number],
): (FoldingRange | undefined)[] {
  const starts = [block.range.start, ...(block.branches ?? []).map((branch) => branch.start)];
  const ends = [...starts.slice(1), block.closeNameRange === undefined ? block.range.end : block.innerRange.end];
  return starts.map((start, index) => {
    const end = ends[index] ?? start;
    const startLine = parsed.lines.positionAt(start).line;
    const endLine = parsed.lines.positionAt(end).line - 1;
    return endLine > startLine ? { startLine, endLine } : undefined;
  });
}

function fold(parsed: ParsedFile, { start, end }: TextRange, kind: 'region' | 'comment'): FoldingRange | undefined {
  const startLine = parsed.lines.positionAt(start).line;
  const last = parsed.lines.positionAt(end);
  const endLine = last.character === 0 ? last.line - 1 : last.line;
  return endLine > startLine ? { startLine, endLine, kind } : undefined;
}

/** For each position, the ranges that hold it, from the smallest to the file. */
export function selectionRanges(project: Project, uri: string, positions: readonly Position[]): SelectionRange[] {
  const parsed = project.documents.get(uri);
  if (parsed === undefined) return [];
  return positions.map((position) => {
    const offset = parsed.lines.offsetAt(position);
    const ranges = [{ start: 0, end: parsed.file.text.length }, ...rangesAround(parsed, offset)];
    return nest(parsed, ranges, offset);
  });
}

function rangesAround(parsed: ParsedFile, offset: number): readonly TextRange[] {
  const line = lineAround(parsed, offset);
  const yaml = yamlRange(parsed);
  if (parsed.kind !== 'prompt') return [...yamlRanges(yamlOf(parsed), offset), line];
  const { analysis, header, bodyStart, parts } = parsed.document;
  const found: TextRange[] = header !== undefined && offset < bodyStart ? [header.range, header.contentRange] : [];
  if (yaml !== undefined && touches(yaml, offset)) found.push(...yamlRanges(yamlOf(parsed), offset));
  for (const { range } of parts) found.push(range);
  for (const [index, mark] of analysis.roles.entries()) {
    found.push({ start: mark.range.start, end: analysis.roles[index + 1]?.range.start ?? parsed.file.text.length });
  }
  for (const block of analysis.blocks) found.push(block.range, block.innerRange);
  found.push(line, ...analysis.tags);
  for (const use of analysis.variables) found.push(use.range, ...use.segments.map((segment) => segment.range));
  for (const call of analysis.calls) found.push(call.range, call.nameRange);
  return found;
}

function lineAround(parsed: ParsedFile, offset: number): TextRange {
  const { line } = parsed.lines.positionAt(offset);
  const text = parsed.file.text.slice(parsed.lines.lineStart(line), parsed.lines.lineStart(line + 1));
  const start = parsed.lines.lineStart(line);
  return { start: start + (text.length - text.trimStart().length), end: start + text.trimEnd().length };
}

function yamlRanges(root: YamlNode | undefined, offset: number): TextRange[] {
  const found: TextRange[] = [];
  let node = root;
  while (node !== undefined) {
    found.push(node.range);
    if (node.kind === 'sequence') {
      node = node.items.find((item) => touches(item.range, offset));
      continue;
    }
    const pair = pairsOf(node).find(({ range }) => touches(range, offset));
    if (pair === undefined) break;
    found.push(pair.range, pair.keyRange);
    node = pair.value !== undefined && touches(pair.value.range, offset) ? pair.value : undefined;
  }
  return found;
}

/** Orders the ranges around an offset by size and drops those that cross a smaller one. */
function nest(parsed: ParsedFile, ranges: readonly TextRange[], offset: number): SelectionRange {
  const around = ranges.filter((range) => touches(range, offset) && range.end > range.start);
  around.sort((a, b) => b.end - b.start - (a.end - a.start));
  // Of very deep nesting the inner ranges count; each range of the answer lies in the one before.
  around.splice(0, Math.max(0, around.length - deepest));
  let result: SelectionRange = { range: parsed.lines.rangeAt({ start: 0, end: parsed.file.text.length }) };
  let outer: TextRange = { start: 0, end: parsed.file.text.length };
  for (const range of around) {
    const inside =
      range.start >= outer.start && range.end <= outer.end && range.end - range.start < outer.end - outer.start;
    if (!inside) continue;
    result = { range: parsed.lines.rangeAt(range), parent: result };
    outer = range;
  }
  return result;
}
