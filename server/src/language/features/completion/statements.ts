import type { CompletionItem } from 'vscode-languageserver-types';
import type { CompletionOptions } from '../../service';
import type { NameContext } from './body-place';
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

/** The words that can start a `{% … %}` tag: the end of the block around it first, no end of another. */
export function statementItems({ block }: NameContext, options: CompletionOptions): CompletionItem[] {
  const end = `end${block ?? ''}`;
  return statements
    .filter(([word]) => !word.startsWith('end') || word === end)
    .filter(([word]) => word !== 'elif' || block === 'if')
    .filter(([word]) => word !== 'else' || block === 'if' || block === 'for')
    .map(([word, rest]) =>
      snippet(item(word, kinds.keyword, { sort: word === end ? '0' : '1' }), word + rest, options),
    );
}
