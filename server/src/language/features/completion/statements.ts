import type { CompletionItem } from 'vscode-languageserver-types';
import type { CompletionOptions } from '../../service';
import { item, kinds, snippet } from './items';

/** The statements of Jinja, each with what follows the word in its tag. */
const statements: readonly (readonly [word: string, rest: string])[] = [
  ['if', ' ${1:condition}'],
  ['elif', ' ${1:condition}'],
  ['else', ''],
  ['endif', ''],
  ['for', ' ${1:item} in ${2:items}'],
  ['endfor', ''],
  ['set', ' ${1:name} = ${2:value}'],
  ['endset', ''],
  ['include', ' "${1:name}"'],
  ['import', ' "${1:name}" as ${2:alias}'],
  ['from', ' "${1:name}" import ${2:macro}'],
  ['macro', ' ${1:name}(${2:arguments})'],
  ['endmacro', ''],
  ['call', ' ${1:macro}()'],
  ['endcall', ''],
  ['filter', ' ${1:name}'],
  ['endfilter', ''],
  ['with', ' ${1:name} = ${2:value}'],
  ['endwith', ''],
  ['raw', ''],
  ['endraw', ''],
  ['extends', ' "${1:name}"'],
  ['block', ' ${1:name}'],
  ['endblock', ''],
];

/** The words that can start a `{% … %}` tag. */
export function statementItems(options: CompletionOptions): CompletionItem[] {
  return statements.map(([word, rest]) => snippet(item(word, kinds.keyword), word + rest, options));
}
