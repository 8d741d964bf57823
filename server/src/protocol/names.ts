/** The file that configures a folder, in its root. */
export const configFile = 'galley.yaml';

/** The ids of the languages that the extension brings. */
export const promptLanguages = ['dotprompt', 'prompty', 'jinja-prompt', 'mustache-prompt', 'fstring-prompt'] as const;
