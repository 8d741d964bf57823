import type { TextRange } from '../base';
import { joinAnalyses, placeAnalysis, withRoles, type BodyContext, type BodySource } from './analysis';
import { analyseHandlebars } from './handlebars';
import { analyseJinja } from './jinja';
import { messagesOf, type GithubMessage, type HeaderState } from './header';
import { analyseBody, type AnalysedBody } from './incremental';
import { analyseBraces, analyseFstring, analyseInputMarks, analyseSemanticKernel } from './marks';
import { analyseMustache } from './mustache';
import { readRoleLines } from './role-lines';
import type { Analysis, BodyPart, Dialect, PromptFormat, RoleMark } from './types';
import { offsetMap } from './yaml';

/** The template text of a file, analysed. */
export interface Body {
  readonly parts: readonly BodyPart[];
  readonly start: number;
  readonly analysis: Analysis;
  /** What the next parse of the same file can build upon. */
  readonly analysed?: AnalysedBody;
}

/**
 * Finds and analyses the template text of a file.
 * @param before the same body as it was, in the same dialect and context
 */
export function readBody(
  text: string,
  format: PromptFormat,
  dialect: Dialect,
  state: HeaderState,
  context: BodyContext,
  before?: AnalysedBody,
): Body {
  if (format === 'github-models') return readMessages(text, dialect, state, context);
  const range = { start: state.bodyStart, end: text.length };
  const analysed = analyseBody(dialect, { text, ...range }, before, (source) => analyse(dialect, source, context));
  const { analysis } = analysed;
  return {
    parts: [{ role: undefined, range, text: text.slice(range.start) }],
    start: range.start,
    analysis: format === 'prompty' ? withRoles(analysis, readRoleLines(text, range, context.roles)) : analysis,
    analysed,
  };
}

/** Each message of a GitHub Models prompt is a template of its own inside a YAML scalar. */
function readMessages(text: string, dialect: Dialect, state: HeaderState, context: BodyContext): Body {
  const parts: BodyPart[] = [];
  const analyses: Analysis[] = [];
  for (const message of messagesOf(state.root)) {
    const map = offsetMap(text, message.content);
    const value = String(message.content.value);
    parts.push({ role: message.role, range: map?.range ?? message.content.range, text: value });
    if (map === undefined) continue;
    const analysis = placeAnalysis(analyse(dialect, { text: value, start: 0, end: value.length }, context), (offset) =>
      map.at(offset),
    );
    analyses.push({ ...analysis, roles: roleOf(message, map.range) });
  }
  return { parts, start: parts[0]?.range.start ?? text.length, analysis: joinAnalyses(analyses) };
}

function roleOf({ role, roleRange }: GithubMessage, range: TextRange): readonly RoleMark[] {
  return role === undefined || roleRange === undefined ? [] : [{ role, range, roleRange }];
}

/** Analyses one stretch of template text in its dialect. */
function analyse(dialect: Dialect, source: BodySource, context: BodyContext): Analysis {
  switch (dialect) {
    case 'handlebars':
      return analyseHandlebars(source, context);
    case 'jinja':
      return analyseJinja(source, context);
    case 'mustache':
      return analyseMustache(source, context);
    case 'braces':
      return analyseBraces(source);
    case 'fstring':
      return analyseFstring(source);
    case 'input-marks':
      return analyseInputMarks(source);
    case 'semantic-kernel':
      return analyseSemanticKernel(source);
  }
}
