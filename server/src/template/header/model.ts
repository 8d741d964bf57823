import { nearest, type Json } from '../../base';
import type { Dialect, Header, InputDeclaration, Problem, PromptDocument } from '../types';
import { textOf, valueOf, type YamlNode } from '../yaml';

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

/** The dialect that a word such as `jinja2` or `handlebars` names. */
export function dialectOfWord(word: string | undefined): Dialect | undefined {
  return word === undefined ? undefined : dialectWords.get(word.trim().toLowerCase());
}

/** The dialect that the key `dialect` of a header names, or misspells: nothing else can stand there. */
export function declaredDialect(root: YamlNode | undefined): Dialect | undefined {
  const word = textOf(valueOf(root, 'dialect'));
  if (word === undefined) return undefined;
  return dialectOfWord(word) ?? dialectOfWord(nearest(word.trim().toLowerCase(), dialectWords.keys()));
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
