import type { YamlLevel, YamlToken } from '../../../../template';

/** A line that begins with a token, and where that should stand. */
export interface YamlLine {
  readonly first: YamlToken;
  /** The offset at which the line starts. */
  readonly start: number;
  readonly column: number;
  /** Undefined where the line is left where it is. */
  readonly wanted: number | undefined;
}

/** Where lines of YAML should start. */
export interface YamlLayout {
  readonly lines: readonly YamlLine[];
  /** The column at which the items of a list or map should stand; of a flow collection, the column of its end. */
  columnOf(level: YamlLevel): number;
  /** The column of a line that goes on with a value in a list or map. */
  valueColumn(level: YamlLevel): number;
}

/** Behind a dash and its blank. */
const afterDash = 2;

/**
 * Lays out the lines of YAML: each map `width` columns deeper than the one around it, lists under a key as deep as most
 * lists of the text, comments with what they belong to.
 */
export function layoutOf(tokens: readonly YamlToken[], width: number): YamlLayout {
  const columns = new Map<YamlLevel, number>();
  const listWidth = indentsLists(tokens) ? width : 0;
  const valueColumn = (level: YamlLevel | undefined): number => {
    if (level === undefined) return 0;
    return (columns.get(level) ?? 0) + (level.kind === 'block-seq' ? afterDash : width);
  };
  const enter = (level: YamlLevel, opens: boolean): void => {
    const { kind, parent } = level;
    const isList = kind === 'block-seq' && parent?.kind === 'block-map';
    const isBeside = kind === 'flow-collection' && parent?.kind === 'block-map' && !opens;
    if (isList) columns.set(level, (columns.get(parent) ?? 0) + listWidth);
    else if (isBeside) columns.set(level, columns.get(parent) ?? 0);
    else columns.set(level, valueColumn(parent));
  };
  const wantedOf = ({ kind, level, leads }: YamlToken): number | undefined => {
    if (level === undefined || kind === 'mark') return undefined;
    if (kind === 'open' || kind === 'close') return columns.get(level);
    return leads && level.kind !== 'flow-collection' ? columns.get(level) : valueColumn(level);
  };
  const lines = linesOf(tokens, (token, isFirst) => {
    if (token.level !== undefined && !columns.has(token.level)) enter(token.level, isFirst);
    return isFirst ? wantedOf(token) : undefined;
  });
  const columnOf = (level: YamlLevel): number => columns.get(level) ?? level.column;
  return { lines: withComments(lines, columnOf), columnOf, valueColumn };
}

/** Whether most lists under a key are deeper than the key. */
function indentsLists(tokens: readonly YamlToken[]): boolean {
  const seen = new Set<YamlLevel>();
  let deeper = 0;
  for (const { kind, level } of tokens) {
    if (kind !== 'item' || level?.parent?.kind !== 'block-map' || seen.has(level)) continue;
    seen.add(level);
    deeper += level.column > level.parent.column ? 1 : -1;
  }
  return deeper >= 0;
}

/** @param visit sees every token but white space, and says where one that begins a line should stand */
function linesOf(
  tokens: readonly YamlToken[],
  visit: (token: YamlToken, isFirst: boolean) => number | undefined,
): readonly YamlLine[] {
  const lines: YamlLine[] = [];
  let lineStart = tokens[0]?.range.start;
  for (const token of tokens) {
    const { kind, range } = token;
    if (kind === 'space') continue;
    if (kind === 'newline' || kind === 'block-text') {
      lineStart = range.end;
      continue;
    }
    const wanted = visit(token, lineStart !== undefined);
    if (lineStart !== undefined)
      lines.push({ first: token, start: lineStart, column: range.start - lineStart, wanted });
    lineStart = undefined;
  }
  return lines;
}

/** Comments stand with the line that follows, where that is as deep or deeper; else with a line before. */
function withComments(lines: readonly YamlLine[], columnOf: (level: YamlLevel) => number): readonly YamlLine[] {
  const placed: YamlLine[] = [];
  let next: YamlLine | undefined;
  const following = lines.map(() => next);
  for (let index = lines.length - 1; index >= 0; index--) {
    following[index] = next;
    if (lines[index]?.first.kind !== 'comment') next = lines[index];
  }
  let before: YamlLine | undefined;
  for (const [index, line] of lines.entries()) {
    const isComment = line.first.kind === 'comment';
    const isInFlow = line.first.level?.kind === 'flow-collection';
    placed.push(
      isComment && !isInFlow ? { ...line, wanted: besideOf(line, before, following[index], columnOf) } : line,
    );
    if (!isComment) before = line;
  }
  return placed;
}

function besideOf(
  { column }: YamlLine,
  before: YamlLine | undefined,
  after: YamlLine | undefined,
  columnOf: (level: YamlLevel) => number,
): number | undefined {
  if (after !== undefined && (after.column === column || after.column > (before?.column ?? -1))) return after.wanted;
  let level = before?.first.level;
  for (let steps = 0; level !== undefined && steps < deepest; steps++, level = level.parent)
    if (level.kind !== 'flow-collection' && level.column <= column) return columnOf(level);
  return level === undefined ? 0 : undefined;
}

/** So many levels are gone up for the place of a comment. */
const deepest = 100;
