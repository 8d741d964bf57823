import { configFile, promptLanguages } from '../../server/src/protocol';

const promptFiles = '**/*.{prompt,prompty,prompt.yml,prompt.yaml,prompt.md,instructions.md,agent.md}';
const bareTemplates = '**/*.{hbs,handlebars,mustache,j2,jinja,jinja2,txt}';
const casesAndSettings = `**/{*.cases.yaml,*.cases.yml,${configFile}}`;

/**
 * The files the language server hears of, for its client and for status items. It decides itself which of them are
 * prompts, by the roots of galley.yaml.
 */
export const documentSelector: { language?: string; scheme: string; pattern?: string }[] = [
  ...promptLanguages.map((language) => ({ language, scheme: 'file' })),
  ...[promptFiles, bareTemplates, casesAndSettings].map((pattern) => ({ scheme: 'file', pattern })),
];
