import type { Position } from 'vscode-languageserver-types';
import { touches } from '../../base';
import type { Project } from '../project';
import type { LinkedEditingRanges } from '../service';

/** The name in the opening and in the closing tag of the block at a position; in Jinja, of a named block. */
export function linkedEditingRanges(
  project: Project,
  uri: string,
  position: Position,
): LinkedEditingRanges | undefined {
  const parsed = project.prompt(uri);
  if (parsed === undefined) return undefined;
  const offset = parsed.lines.offsetAt(position);
  const { text } = parsed.file;
  for (const { openNameRange, closeNameRange, label, closeLabel } of parsed.document.analysis.blocks) {
    for (const [open, close] of [
      [openNameRange, closeNameRange],
      [label?.range, closeLabel],
    ]) {
      if (open === undefined || close === undefined) continue;
      if (!touches(open, offset) && !touches(close, offset)) continue;
      const same = text.slice(open.start, open.end) === text.slice(close.start, close.end);
      return same ? { ranges: [open, close].map((range) => parsed.lines.rangeAt(range)) } : undefined;
    }
  }
  return undefined;
}
