import type { Prompt } from '../folders';
import { dialectName, draftState, escapeMarkdown } from '../words';

/** A text of the status bar. */
export interface StatusText {
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
}

/** How the status of one prompt reads. */
export interface PromptStatus {
  /** Its versions. */
  readonly versions: StatusText;
  /** Its dialect, or the foreign format it is in. */
  readonly dialect: StatusText & {
    readonly name: string;
    /** Where it is known from. */
    readonly detail: string;
  };
}

const sources: Readonly<Record<NonNullable<Prompt['dialectSource']>, string>> = {
  setting: 'set in galley.yaml or in the settings',
  header: 'named in the header of the file',
  signals: 'recognised by its syntax',
  'file-name': 'by the name of the file',
};

/** Where the dialect of a prompt is known from, in words. */
export function dialectSource({ dialectSource: source }: Prompt): string {
  return source === undefined ? '' : sources[source];
}

/** The status bar items of the prompt in the active editor: `1.2.0` and `Handlebars`. */
export function promptStatus(prompt: Prompt): PromptStatus {
  const state = draftState(prompt);
  const environments = prompt.environments.map(({ environment, semver }) => `${environment}: ${semver}`);
  return {
    versions: {
      text: `$(git-commit) ${plainLabel(state)}`,
      tooltip: [
        `**${escapeMarkdown(prompt.name)}**, ${escapeMarkdown(state)}`,
        ...environments.map(escapeMarkdown),
        'Click to see its versions',
      ].join('\n\n'),
    },
    dialect: dialectStatus(prompt),
  };
}

function dialectStatus(prompt: Prompt): PromptStatus['dialect'] {
  const { foreign } = prompt;
  const name = foreign ?? dialectName(prompt.dialect);
  const detail = foreign === undefined ? dialectSource(prompt) : 'a format that Galley does not check';
  return {
    name,
    text: plainLabel(foreign === undefined ? name : `${name}, not checked`),
    tooltip: [
      `Dialect: ${escapeMarkdown(name)}${detail === '' ? '' : `, ${escapeMarkdown(detail)}`}`,
      'Click to choose another',
    ].join('\n\n'),
    detail,
  };
}

/** Status bar texts turn `$(name)` into icons. */
function plainLabel(text: string): string {
  return text.replaceAll('$(', '$ (');
}
