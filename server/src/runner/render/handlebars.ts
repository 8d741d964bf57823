import Handlebars from 'handlebars';
import { fault, type Fault, FaultError } from '../../base';
import type { ResolvedPartial } from '../../domain';
import { dotpromptHelpers } from './handlebars-helpers';
import type { TextRenderer } from './types';

/** The part of a precompiled template that is called first. */
interface Precompiled {
  readonly main: (container: { escapeExpression: (value: unknown) => string }, ...rest: unknown[]) => unknown;
}

const knownHelpers = Object.fromEntries(Object.keys(dotpromptHelpers).map((name) => [name, true]));
const compileOptions = { knownHelpers, knownHelpersOnly: true } as const;

/**
 * Every output goes through the escape function, `{{{x}}}` and `{{&x}}` too: without it the library adds adjacent
 * numbers (handlebars.js issue 1838). The escape function returns the text itself.
 */
class EscapeAll extends Handlebars.Visitor {
  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    statement.escaped = true;
    super.MustacheStatement(statement);
  }
}

/** The text of a value, nothing for null and undefined: what joining a list of one gives. */
function plainText(value: unknown): string {
  return [value].join('');
}

/** An environment of its own whose templates put out text as it is; the library itself is left alone. */
function createEnvironment(): typeof Handlebars {
  const environment = Handlebars.create();
  const instantiate = environment.template;
  const template = (precompiled: Precompiled): unknown =>
    instantiate({
      ...precompiled,
      main: (container: Parameters<Precompiled['main']>[0], ...rest: unknown[]) => {
        container.escapeExpression = plainText;
        return precompiled.main(container, ...rest);
      },
    });
  Object.assign(environment, { template });
  environment.registerHelper({ ...dotpromptHelpers });
  return environment;
}

function parse(text: string): hbs.AST.Program {
  const tree = Handlebars.parse(text);
  new EscapeAll().accept(tree);
  return tree;
}

/**
 * Compiles a Handlebars text with Dotprompt's helpers.
 * @throws FaultError with the line of `text` that is at fault
 */
export function compileHandlebars(text: string, partials: readonly ResolvedPartial[]): TextRenderer {
  const environment = createEnvironment();
  for (const partial of partials) {
    const compile = once(() =>
      guarded(`partial "${partial.name}"`, () => environment.compile<unknown>(parse(partial.text), compileOptions)),
    );
    environment.registerPartial(partial.name, (context: unknown, options) => compile()(context, options));
  }
  const render = guarded(undefined, () => environment.compile<unknown>(parse(text), compileOptions));
  return (values, options) =>
    guarded(undefined, () =>
      render(values, {
        data: { ...options.context },
        allowProtoPropertiesByDefault: false,
        allowProtoMethodsByDefault: false,
      }),
    );
}

/** A partial that is never reached may be broken. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function guarded<T>(where: string | undefined, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof FaultError || error instanceof RangeError) throw error;
    throw new FaultError(faultOf(error, where));
  }
}

function faultOf(error: unknown, where: string | undefined): Fault {
  const prefix = where === undefined ? '' : `In ${where}: `;
  const { message, lineNumber } = error as { message: string; lineNumber?: unknown };
  const unknownHelper = /unknown helper (\S+)/.exec(message)?.[1];
  const line = typeof lineNumber === 'number' ? lineNumber : Number(/^Parse error on line (\d+)/.exec(message)?.[1]);
  const place = where === undefined && Number.isInteger(line) && line > 0 ? { line: line - 1 } : {};
  if (unknownHelper !== undefined) {
    return fault('render', `${prefix}The helper "${unknownHelper}" does not exist.`, {
      ...place,
      help: `Known helpers are ${[...builtIn, ...Object.keys(knownHelpers)].join(', ')}.`,
    });
  }
  return fault('render', prefix + sentence(message), place);
}

const builtIn = ['if', 'unless', 'each', 'with', 'lookup'];

/** The parser's message without its line, which is told apart, and without the excerpt of the prompt it quotes. */
function sentence(message: string): string {
  if (!message.startsWith('Parse error')) return message.replace(/ - \d+:\d+$/, '').slice(0, 300);
  const token = /got '(\w+)'$/.exec(message)?.[1];
  if (token === 'EOF') return 'A tag or block is not closed.';
  if (token === 'INVALID') return 'A tag cannot be read, or is not closed.';
  return token === undefined
    ? 'A tag cannot be read.'
    : `A tag cannot be read: ${tokenWords[token] ?? token} is not expected.`;
}

/** The parser's names of what a tag can hold, in words. */
const tokenWords: { readonly [token: string]: string } = {
  CLOSE: '}}',
  CLOSE_UNESCAPED: '}}}',
  OPEN_ENDBLOCK: 'a closing tag',
  INVERSE: '{{else}} or {{^}}',
  OPEN_INVERSE_CHAIN: '{{else}}',
  ID: 'a name',
  SEP: '. or /',
  EQUALS: '=',
  STRING: 'a text',
  NUMBER: 'a number',
};
