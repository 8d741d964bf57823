import type { MarkupContent } from 'vscode-languageserver-types';
import type { TextRange } from '../../../base';
import { helperCatalogue, jinjaStatements, tagAt, type BlockSpan } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { callableMarkdown, fenced, markdown } from '../../markdown';

/** What a block does, and at its closing tag what it closes. */
export function blockHover(parsed: ParsedPrompt, block: BlockSpan, range: TextRange): MarkupContent | undefined {
  const { document, file, lines } = parsed;
  const opening = file.text.slice(block.range.start, Math.min(block.innerRange.start, block.range.start + 120));
  const line = lines.positionAt(block.range.start).line + 1;
  const closes =
    range.start === block.openNameRange.start ? undefined : `Closes the block from line ${line}:\n\n${fenced(opening)}`;
  const statement = document.dialect === 'jinja' ? jinjaStatements.get(block.name) : undefined;
  const helper = helperCatalogue(document.dialect, document.format).find(
    (one) => one.name === block.name && one.kind === 'helper',
  );
  if (closes === undefined && statement === undefined && helper === undefined) return undefined;
  return markdown([
    closes,
    statement === undefined ? undefined : `**${block.name}**: ${statement}`,
    helper === undefined ? undefined : callableMarkdown(helper).value,
  ]);
}

/** A word of the template language at an offset: a statement of Jinja, or the `else` of Handlebars. */
export function keywordHover(
  { document }: ParsedPrompt,
  offset: number,
): { readonly range: TextRange; readonly contents: MarkupContent } | undefined {
  const tag = tagAt(document, offset);
  if (tag === undefined || offset > tag.end) return undefined;
  const word = /^(\{%[-+]?\s*|\{\{~?\s*)([a-z]+)/.exec(
    document.text.slice(tag.start, Math.min(tag.end, tag.start + 60)),
  );
  const [, before = '', name = ''] = word ?? [];
  const start = tag.start + before.length;
  if (word === null || offset < start || offset > start + name.length) return undefined;
  const isStatement = document.dialect === 'jinja' && before.startsWith('{%');
  const isElse = document.dialect === 'handlebars' && before.startsWith('{{') && name === 'else';
  const words = isStatement ? jinjaStatements.get(name) : isElse ? elseWords : undefined;
  if (words === undefined) return undefined;
  return { range: { start, end: start + name.length }, contents: markdown([`**${name}**: ${words}`]) };
}

const elseWords = 'What is rendered when the condition of the block does not hold, or its list is empty.';
