import type { PromptSummary } from '../../../server/src/protocol';
import { dialectName, draftState, escapeMarkdown } from '../words';

/** How the status of one prompt reads. */
export interface PromptStatus {
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  /** Where its dialect is known from. */
  readonly detail: string;
}

const sources: Readonly<Record<NonNullable<PromptSummary['dialectSource']>, string>> = {
  setting: 'set in galley.yaml',
  header: 'named in the header of the file',
  signals: 'recognised by its syntax',
  'file-name': 'by the name of the file',
};

/** The status bar item of the prompt in the active editor: `Handlebars 1.2.0`. */
export function promptStatus(prompt: PromptSummary): PromptStatus {
  const dialect = dialectName(prompt.dialect);
  const state = draftState(prompt);
  const source = prompt.dialectSource === undefined ? '' : sources[prompt.dialectSource];
  const environments = prompt.environments.map(({ environment, semver }) => `${environment}: ${semver}`);
  return {
    text: `$(git-commit) ${plainLabel(dialect)}, ${plainLabel(state)}`,
    tooltip: [
      `**${escapeMarkdown(prompt.name)}**, ${escapeMarkdown(state)}`,
      `Dialect: ${escapeMarkdown(dialect)}${source === '' ? '' : `, ${escapeMarkdown(source)}`}`,
      ...environments.map(escapeMarkdown),
      'Click to see its versions',
    ].join('\n\n'),
    detail: source,
  };
}

/** Status bar texts turn `$(name)` into icons. */
function plainLabel(text: string): string {
  return text.replaceAll('$(', '$ (');
}
