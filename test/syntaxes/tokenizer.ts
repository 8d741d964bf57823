import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { loadWASM, OnigScanner, OnigString } from 'vscode-oniguruma';
import { INITIAL, Registry, type IGrammar, type IRawGrammar, type StateStack } from 'vscode-textmate';
import { fromRoot } from '../support/repo';

/** Our grammars: the scope name of each and its file. */
export const grammarFiles: ReadonlyMap<string, string> = new Map([
  ['text.dotprompt', 'syntaxes/dotprompt.tmLanguage.json'],
  ['text.prompty', 'syntaxes/prompty.tmLanguage.json'],
  ['text.jinja-prompt', 'syntaxes/jinja-prompt.tmLanguage.json'],
  ['text.mustache-prompt', 'syntaxes/mustache-prompt.tmLanguage.json'],
  ['text.fstring-prompt', 'syntaxes/fstring-prompt.tmLanguage.json'],
]);

/**
 * Stands for the YAML grammar that VS Code brings. Its string runs over line ends, as YAML's does, so that a test sees
 * whether an unfinished one escapes from the header.
 */
const yamlStandIn: IRawGrammar = {
  scopeName: 'source.yaml',
  repository: {} as IRawGrammar['repository'],
  patterns: [
    { name: 'comment.line.yaml', match: '#.*$' },
    { name: 'entity.name.tag.yaml', match: '[\\w?()*,-]+(?=:)' },
    { name: 'string.quoted.yaml', begin: '"', end: '"' },
  ],
};

const require = createRequire(fromRoot('package.json'));
const oniguruma = loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer);

const registry = new Registry({
  onigLib: oniguruma.then(() => ({
    createOnigScanner: (patterns) => new OnigScanner(patterns),
    createOnigString: (text) => new OnigString(text),
  })),
  loadGrammar: (scopeName) => Promise.resolve(scopeName === 'source.yaml' ? yamlStandIn : readGrammar(scopeName)),
});

/** The grammar file of a scope name as it stands on disk; null for a scope name that is not ours. */
export function readGrammar(scopeName: string): IRawGrammar | null {
  const file = grammarFiles.get(scopeName);
  return file === undefined ? null : (JSON.parse(readFileSync(fromRoot(file), 'utf8')) as IRawGrammar);
}

/** @throws when a pattern is not a regular expression that Oniguruma takes */
export async function compilePattern(pattern: string): Promise<void> {
  await oniguruma;
  new OnigScanner([pattern]).dispose();
}

/** A grammar with its includes. */
export async function loadGrammar(scopeName: string): Promise<IGrammar> {
  const grammar = await registry.loadGrammar(scopeName);
  if (grammar === null) throw new Error(`no grammar ${scopeName}`);
  return grammar;
}

/** A grammar that is not one of ours. */
export async function grammarOf(raw: Omit<IRawGrammar, 'repository'>): Promise<IGrammar> {
  return registry.addGrammar({ ...raw, repository: {} as IRawGrammar['repository'] });
}

/** The state before the first line and after each line. */
export function lineStates(grammar: IGrammar, lines: readonly string[]): readonly StateStack[] {
  const states: StateStack[] = [INITIAL];
  for (const line of lines) states.push(grammar.tokenizeLine(line, states.at(-1) ?? INITIAL).ruleStack);
  return states;
}

/** A text and what it is coloured as: {@link paint} without punctuation. */
export type Sample = readonly [text: string, painted: readonly string[]];

/** One test for each sample. */
export function checkSamples(scopeName: string, samples: readonly Sample[]): void {
  for (const [text, painted] of samples)
    test(JSON.stringify(text), async () => {
      const found = paint(await loadGrammar(scopeName), scopeName, text);
      const telling = found.filter((token) => !/ · (punctuation|meta)\./.test(token));
      assert.deepEqual(telling, painted);
    });
}

/**
 * `text · scope` for each token that has a scope of its own. Of its scopes the innermost is shown, without the name of
 * the language at its end.
 */
export function paint(grammar: IGrammar, scopeName: string, text: string): readonly string[] {
  const painted: string[] = [];
  let state = INITIAL;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    for (const { startIndex, endIndex, scopes } of tokens) {
      const own = scopes.filter((scope) => scope !== scopeName && !/^(meta|text)\.(?!embedded)/.test(scope)).at(-1);
      const token = line.slice(startIndex, endIndex);
      if (own !== undefined && token.trim() !== '') painted.push(`${token} · ${withoutLanguage(own)}`);
    }
    state = ruleStack;
  }
  return painted;
}

function withoutLanguage(scope: string): string {
  return scope.replace(/\.(dotprompt|prompty|(jinja|mustache|fstring)-prompt)$/, '');
}
