import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { fault, FaultError } from '../../base';
import type { TextRenderer } from './types';

/** `range` builds its list at once, so it has an end. */
const longestRange = 1_000_000;

/** Compiles a Jinja text. A missing name is empty, as in Jinja's default; blocks keep the white space around them. */
export function compileJinja(text: string): TextRenderer {
  const program = guarded(() => parse(tokenize(text)));
  return (values) =>
    guarded(() => {
      const scope = new Environment(globals());
      for (const [name, value] of Object.entries(values)) scope.set(name, value);
      const result: { readonly value: unknown } = new Interpreter(scope).run(program);
      return String(result.value);
    });
}

/** Constants and functions in a scope of their own, so that inputs of the same name win. */
function globals(): Environment {
  const scope = new Environment();
  for (const [name, value] of [
    ['true', true],
    ['false', false],
    ['none', null],
  ] as const) {
    scope.set(name, value);
    scope.set(name.charAt(0).toUpperCase() + name.slice(1), value);
  }
  scope.set('range', range);
  scope.set('raise_exception', (message: unknown) => {
    throw new FaultError(fault('render', `The template raised: ${String(message).slice(0, 200)}`));
  });
  return scope;
}

function range(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (!Number.isFinite(count)) throw new FaultError(fault('render', 'range() needs a step other than 0.'));
  if (count > longestRange) {
    throw new FaultError(fault('limit', `range() would give ${count} numbers; ${longestRange} is the limit.`));
  }
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof FaultError || error instanceof RangeError) throw error;
    throw new FaultError(fault('render', (error as Error).message.slice(0, 300)));
  }
}
