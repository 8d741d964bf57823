import type { DocumentHighlight, Position } from 'vscode-languageserver-types';
import type { TextRange } from '../../base';
import type { BlockSpan } from '../../template';
import { blockNames, occurrencesHere } from '../own-occurrences';
import type { Project } from '../project';
import { spotAt } from './navigation';

const readHighlight = 2;
const writeHighlight = 3;

/** The places in the same file that mean the same. */
export function highlights(project: Project, uri: string, position: Position): DocumentHighlight[] {
  const spot = spotAt(project, uri, position);
  if (spot?.entity === undefined) return [];
  const { parsed, entity } = spot;
  // A block helper is one pair of names: other blocks of the same helper are none of its business.
  const block =
    parsed.kind === 'prompt' ? parsed.document.analysis.blocks.find((one) => isOn(one, entity.range)) : undefined;
  if (block !== undefined && (entity.kind === 'call' || entity.kind === 'block')) {
    return blockNames(block).map((range) => ({ range: parsed.lines.rangeAt(range), kind: readHighlight }));
  }
  return occurrencesHere(project, parsed, entity).map(({ range, kind }) => ({
    range: parsed.lines.rangeAt(range),
    kind: kind === 'declaration' || kind === 'default' ? writeHighlight : readHighlight,
  }));
}

function isOn({ openNameRange, closeNameRange }: BlockSpan, range: TextRange): boolean {
  return openNameRange.start === range.start || closeNameRange?.start === range.start;
}
