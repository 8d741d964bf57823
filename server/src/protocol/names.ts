/** The file that configures a folder, in its root. */
export const configFile = 'galley.yaml';

/** The ids of the languages that the extension brings. */
export const promptLanguages = ['dotprompt', 'prompty', 'jinja-prompt', 'mustache-prompt', 'fstring-prompt'] as const;

/** So many places of one text does a search tell. */
export const shownMatches = 20;
