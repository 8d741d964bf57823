import { Environment, Interpreter, parse as parseJinja, tokenize } from '@huggingface/jinja';
import Handlebars from 'handlebars';
import Mustache from 'mustache';
import type { PromptDocument } from '../../../server/src/template';
import { rootPath } from '../../../server/src/template/handlebars/frames';

/** The inputs that we say a prompt looks up, by their first names, in order of the alphabet. */
export function inputNames(document: PromptDocument): readonly string[] {
  return [...factsOf(document).reads].sort();
}

/** Whether we say that a prompt may look up anything. */
export function readsEverything(document: PromptDocument): boolean {
  return factsOf(document).readsAll;
}

/** The first names that may be read from the root, as findings take them: of an unknown path its first name. */
export function factsOf({ analysis }: PromptDocument): {
  readonly reads: ReadonlySet<string>;
  readonly readsAll: boolean;
} {
  const reads = new Set<string>();
  let readsAll = false;
  for (const { resolution, segments } of analysis.variables) {
    const unknown = resolution.kind === 'unknown';
    const path = unknown ? segments.map(({ text }) => text) : rootPath(resolution);
    const [first] = path ?? [];
    if (first !== undefined) reads.add(first);
    else if (path !== undefined) readsAll = true;
  }
  return { reads, readsAll };
}

/** Compiles a Handlebars text as Dotprompt does, with helpers that read what they are given. */
export function compileHandlebars(text: string, partials: readonly string[]): (data: object) => string {
  const environment = Handlebars.create();
  const same = (left: unknown, right: unknown): boolean => left === right;
  const helpers = {
    json: (value: unknown) => JSON.stringify(value),
    role: String,
    history: String,
    section: String,
    media: String,
    ifEquals(this: unknown, left: unknown, right: unknown, { fn, inverse }: Handlebars.HelperOptions) {
      return same(left, right) ? fn(this) : inverse(this);
    },
    unlessEquals(this: unknown, left: unknown, right: unknown, { fn, inverse }: Handlebars.HelperOptions) {
      return same(left, right) ? inverse(this) : fn(this);
    },
  };
  environment.registerHelper(helpers as never);
  for (const name of partials) environment.registerPartial(name, '');
  const knownHelpers = Object.fromEntries(Object.keys(helpers).map((name) => [name, true]));
  return environment.compile<object>(text, { knownHelpers, knownHelpersOnly: true, noEscape: true });
}

/** The names that we say are looked up as they are written, wherever they are found. */
export function writtenNames({ analysis }: PromptDocument): readonly string[] {
  const names = analysis.variables.map(({ segments }) => segments.map(({ text }) => text).join('.') || '.');
  return [...new Set(names)].sort();
}

type Given = { readonly [name: string]: unknown };

/** How often each engine runs with values that are there or not by chance, so that every branch is taken. */
const rounds = 40;

/** Whether a value is there, decided anew at each question. */
function chance(start: number): () => boolean {
  let state = start * 7_919;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state > 0x7000_0000;
  };
}

/** The names that Handlebars asks the data for, with each of the given data and with data by chance. */
export function handlebarsLookups(
  text: string,
  partials: readonly string[],
  given: readonly Given[],
): ReadonlySet<string> {
  const asked = new Set<string>();
  const note = (name: string): void => void asked.add(name);
  const render = compileHandlebars(text, partials);
  const run = (data: object): void => {
    try {
      render(data);
    } catch {
      // What was asked for up to the failure counts.
    }
  };
  for (const data of given) run(watched(data, note));
  for (let round = 1; round <= rounds; round++) run(anything(chance(round), note));
  return asked;
}

/** Says which names of `data` are asked for. */
function watched(data: object, note: (name: string) => void): object {
  return new Proxy(data, {
    get(target, key): unknown {
      if (typeof key === 'string') note(key);
      return Reflect.get(target, key);
    },
  });
}

/** An object that has whatever is asked for, or not, by chance. */
function anything(there: () => boolean, note: (name: string) => void): object {
  return new Proxy(
    {},
    {
      get(_, key): unknown {
        if (key === Symbol.toPrimitive) return () => 'text';
        if (typeof key !== 'string' || key === 'toJSON') return undefined;
        note(key);
        if (!there()) return undefined;
        return there() ? [anything(there, () => undefined)] : anything(there, () => undefined);
      },
      getOwnPropertyDescriptor: () => ({ value: 0, configurable: true, enumerable: true, writable: true }),
    },
  );
}

/** The names that mustache.js looks up, with the given data and with data by chance. */
export function mustacheLookups(text: string, given: unknown): ReadonlySet<string> {
  const asked = new Set<string>();
  class Recording extends Mustache.Context {
    readonly #there: (() => boolean) | undefined;

    constructor(view: unknown, parent?: Mustache.Context, there?: () => boolean) {
      super(view, parent);
      this.#there = there;
    }

    override push(view: unknown): Recording {
      return new Recording(view, this, this.#there);
    }

    override lookup(name: string): unknown {
      asked.add(name);
      if (this.#there === undefined) return super.lookup(name);
      return this.#there() ? [{}] : undefined;
    }
  }
  new Mustache.Writer().render(text, new Recording(given));
  for (let round = 1; round <= rounds; round++)
    new Mustache.Writer().render(text, new Recording({}, undefined, chance(round)));
  return asked;
}

/** Notes which names are asked for. */
class RecordingMap extends Map<string, never> {
  readonly asked = new Set<string>();

  override has(name: string): boolean {
    this.asked.add(name);
    return super.has(name);
  }
}

/** The names that @huggingface/jinja looks up, with the given data and with other values for the same names. */
export function jinjaLookups(text: string, given: Given): ReadonlySet<string> {
  const program = parseJinja(tokenize(text));
  const asked = new Set<string>();
  for (const value of [undefined, '', 'text', [], [{}], {}]) {
    const names = new RecordingMap();
    for (const [name, own] of Object.entries(given))
      names.set(name, new Environment().set(name, value ?? own) as never);
    const data = new Environment();
    data.variables = names;
    try {
      new Interpreter(new Environment(data)).run(program);
    } catch {
      // What was asked for up to the failure counts.
    }
    names.asked.forEach((name) => asked.add(name));
  }
  return asked;
}
