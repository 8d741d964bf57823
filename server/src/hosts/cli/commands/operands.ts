/** What a selector is, in the help of a command. */
export const selectorHelp = 'name, or name@ with latest, #12, 1.4.0, a branch, an environment or an alias';
