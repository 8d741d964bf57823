import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import type { Json } from '../../server/src/base';
import { findings, sample } from './harness';
import { runs, seed } from '../template/runs';

type Type =
  | { readonly kind: 'string' | 'number' | 'integer' | 'boolean' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'array'; readonly items: Type }
  | { readonly kind: 'object'; readonly members: Members };
type Members = { readonly [name: string]: Type };

const word = fc.constantFrom('alpha', 'bravo', 'carrot', 'domino', 'ember', 'falcon');
const members = (type: fc.Arbitrary<Type>): fc.Arbitrary<Members> =>
  fc.dictionary(word, type, { minKeys: 1, maxKeys: 3 });
const { type: anyType } = fc.letrec<{ type: Type }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('string', 'number', 'integer', 'boolean').map((kind): Type => ({ kind })),
    fc.constant<Type>({ kind: 'enum', values: ['red', 'green'] }),
    tie('type').map((items): Type => ({ kind: 'array', items })),
    members(tie('type')).map((found): Type => ({ kind: 'object', members: found })),
  ),
}));

function schemaOf(type: Type): Json {
  switch (type.kind) {
    case 'enum':
      return { type: 'string', enum: [...type.values] };
    case 'array':
      return { type: 'array', items: schemaOf(type.items) };
    case 'object':
      return objectSchema(type.members);
    default:
      return { type: type.kind };
  }
}

function objectSchema(of: Members): { readonly [key: string]: Json } {
  const properties = Object.fromEntries(Object.entries(of).map(([name, type]) => [name, schemaOf(type)]));
  return { type: 'object', additionalProperties: false, required: Object.keys(of), properties };
}

function valueOf(type: Type): Json {
  switch (type.kind) {
    case 'enum':
      return type.values[1] ?? '';
    case 'array':
      return [valueOf(type.items), valueOf(type.items)];
    case 'object':
      return valuesOf(type.members);
    case 'string':
      return 'text';
    case 'boolean':
      return true;
    default:
      return type.kind === 'integer' ? 3 : 2.5;
  }
}

function valuesOf(of: Members): { readonly [name: string]: Json } {
  return Object.fromEntries(Object.entries(of).map(([name, type]) => [name, valueOf(type)]));
}

/** Writes a template that reads every member, each in one of the ways of its dialect. */
abstract class Writer {
  /** Partials by path. */
  readonly partials: Record<string, string> = {};
  readonly #choices: readonly number[];
  readonly #wrong: number;
  #choice = 0;
  #names = 0;
  #reads = 0;

  /** @param wrong the read that is misspelt; none when negative */
  constructor(choices: readonly number[], wrong: number) {
    this.#choices = choices;
    this.#wrong = wrong;
  }

  /** How many members were read. */
  get reads(): number {
    return this.#reads;
  }

  pick<T>(...forms: readonly (() => T)[]): T {
    const choice = this.#choices[this.#choice++ % this.#choices.length] ?? 0;
    const form = forms[choice % forms.length];
    assert.ok(form !== undefined);
    return form();
  }

  fresh(): string {
    return `v${this.#names++}`;
  }

  /** The name of a member as it is written. */
  name(name: string): string {
    return this.#reads++ === this.#wrong ? `${name}q` : name;
  }

  abstract read(type: Type, at: string): string;

  all(of: Members, at: (name: string) => string): string {
    return Object.entries(of)
      .map(([name, type]) => this.read(type, at(this.name(name))))
      .join('\n');
  }
}

class HandlebarsWriter extends Writer {
  /** A name of its context that a partial tests may be missing: in partials nothing is tested. */
  #tests = true;

  /** Reads what stands at `at`; empty for the context itself. */
  override read(type: Type, at: string): string {
    const here = at === '' ? 'this' : at;
    const inside = (name: string): string =>
      at === ''
        ? this.pick(
            () => name,
            () => `this.${name}`,
            () => `./${name}`,
          )
        : `${at}.${name}`;
    if (type.kind === 'array') return this.#list(type.items, here);
    if (type.kind !== 'object') return this.#scalar(type, here);
    return this.pick(
      () => this.all(type.members, inside),
      () => `{{#with ${here}}}${this.all(type.members, (name) => name)}{{else}}none{{/with}}`,
      () => {
        const local = this.fresh();
        return `{{#with ${here} as |${local}|}}${this.all(type.members, (name) => `${local}.${name}`)}{{/with}}`;
      },
      () => this.#partial(type.members, here),
      () =>
        Object.entries(type.members)
          .map(([name, inner]) => this.#lookup(inner, here, this.name(name)))
          .join(''),
    );
  }

  #lookup(type: Type, at: string, name: string): string {
    if (type.kind === 'array') return `{{#each (lookup ${at} "${name}")}}${this.read(type.items, '')}{{/each}}`;
    if (type.kind === 'object') return `{{#with (lookup ${at} "${name}")}}${this.read(type, '')}{{/with}}`;
    return `{{lookup ${at} "${name}"}}`;
  }

  #partial(of: Members, at: string): string {
    const name = this.fresh();
    const path = `_${name}.prompt`;
    const tests = this.#tests;
    this.#tests = false;
    const tag = this.pick(
      () => {
        this.partials[path] = this.all(of, (member) => member);
        return `{{> ${name} ${at}}}`;
      },
      () => {
        this.partials[path] = `${this.all(of, (member) => `given.${member}`)}{{more}}`;
        return `{{> ${name} given=${at} more="x"}}`;
      },
    );
    this.#tests = tests;
    return tag;
  }

  #list(items: Type, at: string): string {
    const local = this.fresh();
    return this.pick(
      () => `{{#each ${at}}}${this.read(items, '')}{{@index}}{{else}}none{{/each}}`,
      () => `{{#each ${at} as |${local} ${local}i|}}${this.read(items, local)}{{${local}i}}{{/each}}`,
      () => this.#if(at, `{{#each ${at}}}${this.read(items, 'this')}{{/each}}`),
    );
  }

  #if(at: string, body: string): string {
    return this.#tests ? `{{#if ${at}}}${body}{{else}}{{json ${at}}}{{/if}}` : body;
  }

  #scalar(type: Type, at: string): string {
    return this.pick(
      () => `{{${at}}}`,
      () => this.#if(at, `{{json ${at}}}`),
      () => (type.kind === 'enum' ? `{{#ifEquals ${at} "red"}}x{{/ifEquals}}` : `{{{${at}}}}`),
    );
  }
}

class JinjaWriter extends Writer {
  override read(type: Type, at: string): string {
    if (type.kind === 'array') return this.#list(type.items, at);
    if (type.kind !== 'object') return this.#scalar(type, at);
    const local = this.fresh();
    return this.pick(
      () =>
        this.all(type.members, (name) =>
          this.pick(
            () => `${at}.${name}`,
            () => `${at}["${name}"]`,
          ),
        ),
      () => `{% set ${local} = ${at} %}${this.all(type.members, (name) => `${local}.${name}`)}`,
      () => `{% with ${local} = ${at} %}${this.all(type.members, (name) => `${local}.${name}`)}{% endwith %}`,
      () =>
        `{% for k, v in ${at}.items() %}{{ k }}{{ v.x }}{% endfor %}${this.all(type.members, (name) => `${at}.${name}`)}`,
      () => {
        this.partials[`prompts/_${local}.j2`] = this.all(type.members, (name) => `${local}.${name}`);
        return `{% set ${local} = ${at} %}{% include "prompts/_${local}.j2" %}`;
      },
    );
  }

  #list(items: Type, at: string): string {
    const local = this.fresh();
    const loop = (filters: string): string =>
      `{% for ${local} in ${at}${filters} %}${this.read(items, local)}{{ loop.index }}{% else %}none{% endfor %}`;
    return this.pick(
      () => loop(''),
      () => loop('[1:]'),
      () => loop(' | sort | list'),
      () => loop(' | default([])'),
      () => `{% set ${local} = ${at} | first %}${this.read(items, local)}{{ ${at} | length }}`,
      () => `{% if ${at} %}${this.read(items, `${at}[0]`)}{% endif %}`,
      () => this.read(items, `(${at} | last)`),
    );
  }

  #scalar({ kind }: Type, at: string): string {
    return this.pick(
      () => `{{ ${at} }}`,
      () => `{% if ${at} %}{{ ${at} | string | upper }}{% endif %}`,
      () => (kind === 'enum' ? `{{ ${at} == "green" }}` : `{{ ${at} | default("x") }}`),
      () => (kind === 'string' ? `{{ ${at} | upper | length }}` : `{{ ${at} is defined }}`),
    );
  }
}

class MustacheWriter extends Writer {
  override read(type: Type, at: string): string {
    const here = at === '' ? '.' : at;
    if (type.kind === 'array')
      return `{{#${here}}}${this.read(type.items, '')}{{/${here}}}{{^${here}}}none{{/${here}}}`;
    if (type.kind !== 'object')
      return this.pick(
        () => `{{${here}}}`,
        () => `{{#${here}}}x{{/${here}}}`,
      );
    const inside = (name: string): string => (at === '' ? name : `${at}.${name}`);
    return this.pick(
      () => this.all(type.members, inside),
      () => `{{#${here}}}${this.all(type.members, (name) => name)}{{/${here}}}`,
    );
  }
}

const writers = {
  'a.prompt': {
    make: HandlebarsWriter,
    header: (schema: Json) => `---\ninput: ${JSON.stringify({ schema })}\n---\n`,
  },
  'b.prompt': {
    make: MustacheWriter,
    header: (schema: Json) => `---\ndialect: mustache\ninput: ${JSON.stringify({ schema })}\n---\n`,
  },
  'a.prompty': {
    make: JinjaWriter,
    header: (schema: { readonly [key: string]: Json }) =>
      `---\ninputs: ${JSON.stringify(schema['properties'])}\n---\nuser:\n`,
  },
};

/** The findings of a prompt, its partials and its cases, as lines. */
function findingsIn(
  path: string,
  header: string,
  body: string,
  partials: Record<string, string>,
  data: Json,
): string[] {
  const cases = JSON.stringify({ cases: [{ name: 'one', inputs: data }] });
  const files = { [path]: header + body, ...partials, [path.replace(/\.\w+$/, '.cases.yaml')]: cases };
  const one = sample(files);
  return Object.keys(files).flatMap((file) => findings(one, file).messages.map((message) => `${file}: ${message}`));
}

describe('types are sound', () => {
  for (const [path, { make: Make, header }] of Object.entries(writers)) {
    const inputs = fc.tuple(members(anyType), fc.array(fc.nat(60), { minLength: 1, maxLength: 12 }), fc.nat(40));
    const options = { numRuns: runs(300), seed: seed(11) };

    test(`${path}: nothing is found where only what exists is read, with data of its type`, () => {
      fc.assert(
        fc.property(inputs, ([of, choices]) => {
          const writer = new Make(choices, -1);
          const body = writer.all(of, (name) => name);
          const found = findingsIn(path, header(objectSchema(of)), body, writer.partials, valuesOf(of));
          assert.deepEqual(found, [], `${body}\n${JSON.stringify(writer.partials)}`);
        }),
        options,
      );
    });

    test(`${path}: one name that does not exist is found`, () => {
      fc.assert(
        fc.property(inputs, ([of, choices, at]) => {
          const right = new Make(choices, -1);
          right.all(of, (name) => name);
          const wrong = new Make(choices, at % right.reads);
          const body = wrong.all(of, (name) => name);
          const found = findingsIn(path, header(objectSchema(of)), body, wrong.partials, valuesOf(of));
          assert.notDeepEqual(found, [], `${body}\n${JSON.stringify(wrong.partials)}`);
        }),
        options,
      );
    });
  }
});
