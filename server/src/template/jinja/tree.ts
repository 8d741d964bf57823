import type { TextRange } from '../../base';
import type { PathSegment } from '../types';

/** A plain name. */
export interface NameExpression {
  readonly kind: 'name';
  readonly name: string;
  readonly range: TextRange;
}

/** Text, a number, or `true`, `false`, `none`. */
export interface LiteralExpression {
  readonly kind: 'literal';
  readonly type: 'string' | 'number' | 'keyword';
  readonly range: TextRange;
  /** The text of a string without quotes. */
  readonly text: string;
}

/** An argument of a call, filter or test. */
export interface Argument {
  readonly name: PathSegment | undefined;
  readonly value: Expression;
}

/** What can follow a value: `.name`, `["name"]`, `[i]`, `(…)`, `|filter`, `is test`. */
export type Step =
  | { readonly kind: 'member'; readonly name: string; readonly range: TextRange }
  /** `slice` for `[a:b]`, which keeps the type. */
  | {
      readonly kind: 'index';
      readonly indexes: readonly Expression[];
      readonly slice: boolean;
      readonly range: TextRange;
    }
  | { readonly kind: 'call'; readonly arguments: readonly Argument[]; readonly range: TextRange }
  | {
      readonly kind: 'filter';
      readonly name: string;
      readonly range: TextRange;
      readonly arguments: readonly Argument[];
      readonly end: number;
    }
  | {
      readonly kind: 'test';
      readonly name: string;
      readonly range: TextRange;
      readonly arguments: readonly Argument[];
      readonly end: number;
    };

/** A value and the steps behind it, flat: a thousand filters are one node. */
export interface ChainExpression {
  readonly kind: 'chain';
  readonly base: Expression;
  readonly steps: readonly Step[];
  readonly range: TextRange;
}

/** Operands with operators between them, flat and without precedence: no question asked here needs it. */
export interface OperationExpression {
  readonly kind: 'operation';
  readonly operands: readonly Expression[];
  readonly operators: readonly { readonly text: string; readonly range: TextRange }[];
  readonly range: TextRange;
}

/** `a if b else c`; `parts` are the value, the test and the other value, as far as they are there. */
export interface ConditionalExpression {
  readonly kind: 'conditional';
  readonly body: Expression;
  readonly test: Expression;
  readonly otherwise: Expression | undefined;
  readonly words: readonly TextRange[];
  readonly range: TextRange;
}

/** A tuple, list or map; the items of a map are its keys and values. */
export interface CollectionExpression {
  readonly kind: 'collection';
  readonly items: readonly Expression[];
  readonly range: TextRange;
}

/** Anything that has a value. */
export type Expression =
  | NameExpression
  | LiteralExpression
  | ChainExpression
  | OperationExpression
  | ConditionalExpression
  | CollectionExpression;

/** A name that a statement gives a value. */
export interface Target {
  readonly name: string;
  readonly range: TextRange;
}

/** What stands between `{%` and `%}`. */
export interface Statement {
  readonly keyword: string;
  readonly keywordRange: TextRange;
  /** Loop variables, names that are set, parameters of a macro. */
  readonly targets: readonly Target[];
  /** Names of which a member is set: `ns` of `{% set ns.a = 1 %}`. */
  readonly owners: readonly Target[];
  /** The iterable, the values, the test, the template. For `with` one for each target. */
  readonly values: readonly Expression[];
  /** The `if` of a loop. */
  readonly condition: Expression | undefined;
  /** The defaults of macro parameters. */
  readonly defaults: readonly Expression[];
  /** The name of a macro or block, also where `endblock` repeats it. */
  readonly name: Target | undefined;
  /** Imported names; `alias` is what they are called here. */
  readonly imports: readonly { readonly name: Target; readonly alias: Target }[];
  /** Other words, such as `in` and `as`. */
  readonly words: readonly TextRange[];
  /** True for `{% set x %}…{% endset %}` and for `ignore missing`. */
  readonly flag: boolean;
}

/** One tag. */
export interface JinjaTag {
  readonly kind: 'output' | 'statement' | 'comment';
  readonly range: TextRange;
  readonly openEnd: number;
  readonly closeStart: number;
  readonly terminated: boolean;
  readonly expression: Expression | undefined;
  readonly statement: Statement | undefined;
}
