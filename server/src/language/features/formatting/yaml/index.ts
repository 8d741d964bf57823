import { contains, type Json, type TextRange } from '../../../../base';
import { jsonOf, readYaml, yamlTokens, type YamlToken } from '../../../../template';
import { respace, respaced, type Respacing } from '../edit';
import { blankSpacing, type BlankStyle } from './blanks';
import { continuedSpacing } from './continued';
import { gapSpacing } from './gaps';
import { layoutOf } from './lines';

/** How YAML is written. */
export interface YamlStyle extends BlankStyle {
  /** How many columns a map is deeper than the one around it. */
  readonly width: number;
}

/**
 * Writes the white space of YAML in one way: indentation, blanks behind dashes, colons and commas, `{ a: 1 }` and `[1, 2]`,
 * none at the end of a line, at most one empty line in a row. The text of values, comments, quotes and order stay. YAML that
 * is broken, or would say something else afterwards, is left alone.
 * @param limits nothing outside of these is changed; lines that cannot move alone then stay
 */
export function yamlSpacing(text: string, range: TextRange, style: YamlStyle, limits = range): readonly Respacing[] {
  const { root, issues } = readYaml(text, range.start, range.end);
  const said = root === undefined || issues.length > 0 ? undefined : jsonOf(root);
  if (said === undefined) return [];
  const tokens = yamlTokens(text, range);
  const lines = [...gapSpacing(text, tokens), ...blankSpacing(text, range, tokens, style)];
  for (const edits of [[...indentation(text, tokens, style.width), ...lines], lines]) {
    const chosen = edits.filter((edit) => contains(limits, edit.range)).sort(byStart);
    if (saysStill(said, text, range, chosen)) return chosen;
  }
  return [];
}

function indentation(text: string, tokens: readonly YamlToken[], width: number): Respacing[] {
  // What stands behind `? ` and its `:` depends on each other's place.
  if (tokens.some(({ kind }) => kind === 'explicit-key')) return [];
  const layout = layoutOf(tokens, width);
  const lines = layout.lines.flatMap(({ first, start, wanted }) =>
    wanted === undefined ? [] : respace(text, start, first.range.start, ' '.repeat(wanted)),
  );
  return [...lines, ...continuedSpacing(text, tokens, layout)];
}

function byStart(one: Respacing, other: Respacing): number {
  return one.range.start - other.range.start;
}

function saysStill(said: Json, text: string, { start, end }: TextRange, edits: readonly Respacing[]): boolean {
  const moved = edits.map(({ range, text: wanted }) => ({
    range: { start: range.start - start, end: range.end - start },
    text: wanted,
  }));
  const after = respaced(text.slice(start, end), moved);
  const { root, issues } = readYaml(after, 0, after.length);
  return issues.length === 0 && JSON.stringify(jsonOf(root)) === JSON.stringify(said);
}
