import type { TextRange } from '../../base';
import type {
  Analysis,
  Binding,
  BlockSpan,
  CallUse,
  PartialUse,
  Problem,
  RoleMark,
  Schema,
  Scope,
  Token,
  VariableUse,
} from '../types';

/** More problems than this in one body are not listed: the rest would not be read. */
export const problemLimit = 200;

/** Template text to analyse: `start` to `end` of `text`. Ranges of the analysis are offsets in `text`. */
export interface BodySource {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What the header and the settings say, as far as the analysis of a body asks. */
export interface BodyContext {
  /** Helpers, filters and functions known beside the built-in ones. */
  readonly helpers: ReadonlySet<string>;
  /** The roles of the format; empty when roles are free. */
  readonly roles: readonly string[];
  /** True for Dotprompt, whose helpers (`role`, `history`, …) are there beside those of Handlebars. */
  readonly dotprompt: boolean;
  /** Whether the header declares an input of this name. */
  readonly declares: (name: string) => boolean;
  /** The declared type at a path from the root, when it is known. */
  readonly schemaAt: (path: readonly string[]) => Schema | undefined;
}

/** Collects the parts of an {@link Analysis} in any order. */
export class AnalysisBuilder {
  readonly variables: VariableUse[] = [];
  readonly calls: CallUse[] = [];
  readonly partials: PartialUse[] = [];
  readonly blocks: BlockSpan[] = [];
  readonly scopes: Scope[] = [];
  readonly roles: RoleMark[] = [];
  readonly comments: TextRange[] = [];
  readonly tags: TextRange[] = [];
  readonly problems: Problem[] = [];
  readonly #tokens = new TokenList();

  /** Adds a token; empty ones are dropped. */
  token(start: number, end: number, kind: Token['kind']): void {
    if (end > start) this.#tokens.add(start, end, kind);
  }

  /** Adds a scope and returns it. */
  scope(range: TextRange, context: readonly string[] | undefined, bindings: readonly Binding[], loop: boolean): Scope {
    const scope: Scope = { range, context, bindings, loop };
    this.scopes.push(scope);
    return scope;
  }

  /** The analysis, with every list in order of place. */
  build(): Analysis {
    const tokens = this.#tokens;
    return {
      variables: inOrder(this.variables),
      calls: inOrder(this.calls),
      partials: inOrder(this.partials),
      blocks: inOrder(this.blocks),
      scopes: inOrder(this.scopes),
      roles: this.roles,
      comments: this.comments,
      tags: this.tags,
      get tokens() {
        return tokens.read();
      },
      problems: oneOfEachRun(inOrder(this.problems)).slice(0, problemLimit),
    };
  }
}

/** Tags that are not closed, each right behind the other, are one mistake: `{{{{{{`. */
function oneOfEachRun(problems: readonly Problem[]): readonly Problem[] {
  let end = -1;
  return problems.filter(({ code, range }) => {
    if (code !== 'unclosed-tag') return true;
    const isFirst = range.start !== end;
    end = range.end;
    return isFirst;
  });
}

/** Tokens as numbers until somebody asks for them: most parses are never highlighted. */
class TokenList {
  readonly #numbers: number[] = [];
  readonly #kinds: Token['kind'][] = [];
  #read: readonly Token[] | undefined;

  add(start: number, end: number, kind: Token['kind']): void {
    this.#numbers.push(start, end);
    this.#kinds.push(kind);
  }

  read(): readonly Token[] {
    return (this.#read ??= this.#make());
  }

  #make(): readonly Token[] {
    const numbers = this.#numbers;
    const tokens = this.#kinds.map((kind, index): Token => ({
      range: { start: numbers[2 * index] ?? 0, end: numbers[2 * index + 1] ?? 0 },
      kind,
    }));
    return inOrder(tokens);
  }
}

function inOrder<T extends { readonly range: TextRange }>(items: T[]): T[] {
  for (let i = 1; i < items.length; i++) {
    const before = items[i - 1];
    const item = items[i];
    if (before !== undefined && item !== undefined && before.range.start > item.range.start) return items.sort(byStart);
  }
  return items;
}

function byStart(a: { readonly range: TextRange }, b: { readonly range: TextRange }): number {
  return a.range.start - b.range.start || b.range.end - a.range.end;
}
