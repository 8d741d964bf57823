import { nearest, type Json } from '../../base';
import type { Dialect, Header, InputDeclaration, Problem, PromptDocument } from '../types';

/** What a header says, whatever its format. Ranges are in the whole file. */
export interface HeaderModel {
  readonly header: Header | undefined;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** The dialect that the header asks for. */
  readonly dialect: Dialect | undefined;
  readonly declaresInputs: boolean;
  readonly inputs: readonly InputDeclaration[];
  readonly impliedInputs: readonly string[];
  readonly openInputs: boolean;
  readonly model: string | undefined;
  readonly parameters: PromptDocument['parameters'];
  readonly tools: readonly Json[];
  readonly output: PromptDocument['output'];
  readonly problems: readonly Problem[];
}

/** What is known of a prompt without a header. */
export const emptyHeader: HeaderModel = {
  header: undefined,
  name: undefined,
  description: undefined,
  dialect: undefined,
  declaresInputs: false,
  inputs: [],
  impliedInputs: [],
  openInputs: false,
  model: undefined,
  parameters: {},
  tools: [],
  output: undefined,
  problems: [],
};

/** The dialect that a header word such as `jinja2` or `handlebars` names, or is a misspelling of. */
export function dialectOfWord(word: string | undefined): Dialect | undefined {
  if (word === undefined) return undefined;
  const plain = word.trim().toLowerCase();
  const found = dialectWords.get(plain);
  if (found !== undefined) return found;
  const meant = nearest(plain, dialectWords.keys());
  return meant === undefined ? undefined : dialectWords.get(meant);
}

const dialectWords = new Map<string, Dialect>([
  ['handlebars', 'handlebars'],
  ['hbs', 'handlebars'],
  ['dotprompt', 'handlebars'],
  ['mustache', 'mustache'],
  ['jinja', 'jinja'],
  ['jinja2', 'jinja'],
  ['nunjucks', 'jinja'],
  ['f-string', 'fstring'],
  ['fstring', 'fstring'],
  ['braces', 'braces'],
  ['input-marks', 'input-marks'],
  ['semantic-kernel', 'semantic-kernel'],
]);
