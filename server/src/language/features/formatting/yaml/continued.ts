import type { TextRange } from '../../../../base';
import type { YamlLevel, YamlToken } from '../../../../template';
import { respace, type Respacing } from '../edit';
import type { YamlLayout } from './lines';

/**
 * The lines inside of values that span lines. They move only when what they belong to moves, so that the text of a value
 * keeps its shape; a block scalar then stands one step deeper than its key.
 */
export function continuedSpacing(text: string, tokens: readonly YamlToken[], layout: YamlLayout): Respacing[] {
  const moved = new Set(
    layout.lines.filter(({ column, wanted = column }) => column !== wanted).map(({ first }) => first),
  );
  let header = '';
  return tokens.flatMap((token) => {
    const { kind, level, range } = token;
    if (kind === 'block-header') header = text.slice(range.start, range.end);
    if (level === undefined) return [];
    const isMoved = moved.has(token) || isLevelMoved(level, layout);
    if (kind === 'block-text') return isMoved ? blockSpacing(text, token, level, header, layout) : [];
    return kind === 'scalar' && isMoved ? flowSpacing(text, range, layout.valueColumn(level)) : [];
  });
}

function isLevelMoved(level: YamlLevel, layout: YamlLayout): boolean {
  let block: YamlLevel | undefined = level;
  while (block?.kind === 'flow-collection') block = block.parent;
  return block !== undefined && layout.columnOf(block) !== block.column;
}

/** The lines of a block scalar. One whose header tells its indentation keeps its distance. */
function blockSpacing(
  text: string,
  { range }: YamlToken,
  level: YamlLevel,
  header: string,
  layout: YamlLayout,
): Respacing[] {
  const lines = linesOf(text, range);
  const first = lines.find(({ start, end }) => /[^ \r\n]/.test(text.slice(start, end)));
  if (first === undefined) return [];
  const column = first.textStart - first.start;
  const by = /[1-9]/.test(header) ? layout.columnOf(level) - level.column : layout.valueColumn(level) - column;
  return lines.flatMap(({ start, textStart }) => {
    const old = textStart - start;
    // Blanks on an empty line that are not text must not become some.
    const isText = textStart < range.end && !/[\r\n]/.test(text.charAt(textStart));
    const wanted = isText || old > column ? Math.max(0, old + by) : Math.min(old, column + by);
    return respace(text, start, textStart, ' '.repeat(wanted));
  });
}

/** The lines of a plain or quoted scalar behind its first. What they begin with is not part of the value. */
function flowSpacing(text: string, range: TextRange, column: number): Respacing[] {
  const [, ...lines] = linesOf(text, range);
  return lines.flatMap(({ start, end }) => {
    const blanks = /^[ \t]*(?=[^ \t\r\n])/.exec(text.slice(start, end))?.[0].length;
    return blanks === undefined ? [] : respace(text, start, start + blanks, ' '.repeat(column));
  });
}

interface Line {
  readonly start: number;
  readonly end: number;
  /** Behind its leading spaces. */
  readonly textStart: number;
}

function linesOf(text: string, { start, end }: TextRange): readonly Line[] {
  const lines: Line[] = [];
  for (let at = start; at < end;) {
    const feed = text.indexOf('\n', at);
    const stop = feed < 0 || feed >= end ? end : feed + 1;
    let textStart = at;
    while (textStart < stop && text.charCodeAt(textStart) === 32) textStart++;
    lines.push({ start: at, end: stop, textStart });
    at = stop;
  }
  return lines;
}
