import type { Position } from 'vscode-languageserver-types';
import { touches } from '../../base';
import type { Project } from '../project';
import type { LinkedEditingRanges } from '../service';

/** The name in the opening and in the closing tag of the block at a position. */
export function linkedEditingRanges(
  project: Project,
  uri: string,
  position: Position,
): LinkedEditingRanges | undefined {
  const parsed = project.prompt(uri);
  if (parsed === undefined) return undefined;
  const offset = parsed.lines.offsetAt(position);
  const { text } = parsed.file;
  for (const { openNameRange, closeNameRange } of parsed.document.analysis.blocks) {
    if (closeNameRange === undefined) continue;
    if (!touches(openNameRange, offset) && !touches(closeNameRange, offset)) continue;
    const same =
      text.slice(openNameRange.start, openNameRange.end) === text.slice(closeNameRange.start, closeNameRange.end);
    return same ? { ranges: [openNameRange, closeNameRange].map((range) => parsed.lines.rangeAt(range)) } : undefined;
  }
  return undefined;
}
