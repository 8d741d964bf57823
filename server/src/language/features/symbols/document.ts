import type { DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import type { TextRange } from '../../../base';
import { pairsOf, textOf, valueOf, type BlockSpan, type CaseNode, type Schema } from '../../../template';
import type { ParsedFile, ParsedPrompt } from '../../documents';
import type { Project } from '../../project';
import { typeLabel } from '../../types';
import { yamlOf } from '../../yaml-tree';

/** The kinds of symbols, by what they stand for. */
export const symbolKinds = {
  file: 1,
  module: 2,
  property: 7,
  variable: 13,
  string: 15,
  object: 19,
  event: 24,
  test: 12,
  key: 20,
} as const satisfies Record<string, SymbolKind>;

/** So many symbols are listed: an outline beyond that helps nobody, and the answer must stay small. */
const symbolLimit = 800;

/** Blocks below this level stand beside each other. */
const deepest = 40;

/** The outline of a file: header with inputs, messages, blocks, cases. */
export function documentSymbols(project: Project, uri: string): DocumentSymbol[] {
  const parsed = project.documents.get(uri);
  if (parsed === undefined) return [];
  if (parsed.kind === 'config') return settingSymbols(parsed);
  if (parsed.kind === 'cases')
    return parsed.document.cases.slice(0, symbolLimit).map((node) => caseSymbol(parsed, node));
  const budget = { left: symbolLimit };
  const cases = parsed.cases.cases.slice(0, 100).map((node) => caseSymbol(parsed, node));
  return [...headerSymbols(parsed, budget), ...cases, ...bodySymbols(parsed, budget)];
}

interface Budget {
  left: number;
}

function symbol(
  parsed: ParsedFile,
  name: string,
  kind: SymbolKind,
  range: TextRange,
  selection: TextRange,
  more: { detail?: string; children?: DocumentSymbol[] } = {},
): DocumentSymbol {
  const whole: TextRange = { start: Math.min(range.start, selection.start), end: Math.max(range.end, selection.end) };
  return {
    name: name.trim() === '' ? '…' : name,
    kind,
    range: parsed.lines.rangeAt(whole),
    selectionRange: parsed.lines.rangeAt(selection),
    ...more,
  };
}

/** The keys of `galley.yaml`, and below them what has a name. */
function settingSymbols(parsed: ParsedFile): DocumentSymbol[] {
  return pairsOf(yamlOf(parsed)).map(({ key, keyRange, range, value }) => {
    const named =
      value?.kind === 'sequence'
        ? value.items.flatMap((item) => {
            const name = valueOf(item, 'name');
            const text = textOf(name);
            return name === undefined || text === undefined
              ? []
              : [symbol(parsed, text, symbolKinds.object, item.range, name.range)];
          })
        : pairsOf(value).map((pair) => symbol(parsed, pair.key, symbolKinds.key, pair.range, pair.keyRange));
    return symbol(parsed, key, symbolKinds.key, range, keyRange, { children: named.slice(0, symbolLimit) });
  });
}

function caseSymbol(parsed: ParsedFile, node: CaseNode): DocumentSymbol {
  return symbol(parsed, node.name, symbolKinds.test, node.range, node.nameRange, { detail: node.tags.join(', ') });
}

function headerSymbols(parsed: ParsedPrompt, budget: Budget): DocumentSymbol[] {
  const { header, inputs } = parsed.document;
  if (header === undefined) return [];
  const named = inputs.flatMap((input) => {
    if (budget.left-- <= 0) return [];
    const children = memberSymbols(parsed, input.schema, budget);
    return [
      symbol(parsed, input.name, symbolKinds.variable, input.range, input.nameRange, {
        detail: typeLabel(input.schema),
        children,
      }),
    ];
  });
  const first = { start: header.range.start, end: Math.min(header.range.start + 3, header.range.end) };
  return [symbol(parsed, 'header', symbolKinds.module, header.range, first, { children: named })];
}

function memberSymbols(parsed: ParsedPrompt, schema: Schema, budget: Budget): DocumentSymbol[] {
  const owner = schema.type === 'array' ? schema.items : schema;
  return [...(owner?.properties ?? [])].flatMap(([name, member]) => {
    const range = member.nameRange;
    if (range === undefined || budget.left-- <= 0) return [];
    return [
      symbol(parsed, name, symbolKinds.property, range, range, {
        detail: typeLabel(member),
        children: memberSymbols(parsed, member, budget),
      }),
    ];
  });
}

interface Open {
  readonly end: number;
  readonly into: DocumentSymbol[];
}

/** Messages, and in them the blocks and partials. */
function bodySymbols(parsed: ParsedPrompt, budget: Budget): DocumentSymbol[] {
  const { analysis, parts, text } = parsed.document;
  const top: DocumentSymbol[] = [];
  const roles = analysis.roles.map((mark, index) => ({
    start: mark.range.start,
    range: {
      start: mark.range.start,
      end: analysis.roles[index + 1]?.range.start ?? parts.at(-1)?.range.end ?? text.length,
    },
    name: mark.role,
    selection: mark.roleRange,
    kind: symbolKinds.event,
    block: undefined as BlockSpan | undefined,
  }));
  const blocks = analysis.blocks.map((block) => ({
    start: block.range.start,
    range: block.range,
    name: `${block.name} ${firstWords(text, block)}`.trim(),
    selection: block.openNameRange,
    kind: symbolKinds.object,
    block,
  }));
  const partials = analysis.partials.flatMap(({ name, nameRange, range }) => {
    const isBlock = blocks.some((block) => block.start === range.start);
    if (name === undefined || isBlock) return [];
    return [{ start: range.start, range, name, selection: nameRange, kind: symbolKinds.file, block: undefined }];
  });
  const open: Open[] = [{ end: Infinity, into: top }];
  for (const part of [...roles, ...blocks, ...partials].sort(
    (a, b) => a.start - b.start || b.range.end - a.range.end,
  )) {
    while ((open.at(-1)?.end ?? Infinity) <= part.start) open.pop();
    if (budget.left-- <= 0) break;
    const children: DocumentSymbol[] = [];
    open.at(-1)?.into.push(symbol(parsed, part.name, part.kind, part.range, part.selection, { children }));
    if (open.length < deepest) open.push({ end: part.range.end, into: children });
  }
  return top;
}

/** What stands behind the name of a block in its opening tag. */
function firstWords(text: string, { openNameRange, innerRange }: BlockSpan): string {
  const rest = text.slice(openNameRange.end, Math.min(innerRange.start, openNameRange.end + 60));
  return rest.replace(/[~%}\s-]*[%}]\}[^]*$/, '').trim();
}
