import type { Position } from 'vscode-languageserver-types';
import { touches, type TextRange } from '../../base';
import type { BlockSpan } from '../../template';
import type { Project } from '../project';
import type { LinkedEditingRanges } from '../service';

/** What the name of a block can hold while it is written: all but blanks and the signs of tags. */
const wordPattern = String.raw`[^\s{}()<>%#^~|="']+`;

/**
 * The name in the opening and in the closing tag of the block at a position; in Jinja the `for` of `endfor`, and the name of
 * a named block.
 */
export function linkedEditingRanges(
  project: Project,
  uri: string,
  position: Position,
): LinkedEditingRanges | undefined {
  const parsed = project.prompt(uri);
  if (parsed === undefined) return undefined;
  const offset = parsed.lines.offsetAt(position);
  const { text } = parsed.file;
  const { analysis, dialect } = parsed.document;
  for (const block of analysis.blocks) {
    for (const ranges of [namesOf(block, dialect === 'jinja' ? 'end'.length : 0), labelsOf(block)]) {
      if (!ranges.some((range) => touches(range, offset))) continue;
      const [open = '', close] = ranges.map(({ start, end }) => text.slice(start, end));
      if (open !== close) return undefined;
      return { ranges: ranges.map((range) => parsed.lines.rangeAt(range)), wordPattern };
    }
  }
  return undefined;
}

/** @param prefix how many characters of the closing name stand before what the opening tag says */
function namesOf({ openNameRange, closeNameRange }: BlockSpan, prefix: number): readonly TextRange[] {
  if (closeNameRange === undefined) return [];
  return [openNameRange, { start: closeNameRange.start + prefix, end: closeNameRange.end }];
}

function labelsOf({ label, closeLabel }: BlockSpan): readonly TextRange[] {
  return label === undefined || closeLabel === undefined ? [] : [label.range, closeLabel];
}
