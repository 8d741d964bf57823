import type { MemoryConfig } from '../support/memory-workspace';

/** Numbers that look random and are the same for the same seed. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 2_654_435_761 + 1;
  }

  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((this.#state / 0x1_0000_0000) * limit);
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  some<T>(items: readonly T[]): T[] {
    return items.filter(() => this.below(3) === 0);
  }

  chance(one: number): boolean {
    return this.below(one) === 0;
  }
}

/** Paths that a small workspace may have: prompts, partials of the same name in several folders, cases, bare templates. */
export const paths = [
  'a.prompt',
  'b.prompt',
  'c.hbs',
  'd.j2',
  'in/a.prompt',
  'in/e.prompty',
  '_p.prompt',
  '_q.prompt',
  '_r.prompt',
  'in/_p.prompt',
  'in/_q.prompt',
  'in/deep/_s.prompt',
  '_t.j2',
  'a.cases.yaml',
  'in/a.cases.yaml',
  'x.cases.yaml',
] as const;

const names = ['name', 'nmae', 'team', 'order', 'items', 'tone'] as const;
const types: readonly [string, ...string[]] = [
  'string',
  'integer',
  'string, what it is',
  '{ id: string, count: integer }',
];
const prompts = ['a', 'b', 'in/a', 'x', 'y'] as const;

/** The text of a file: what it declares, reads and includes is drawn anew. */
export function randomText(path: string, dice: Dice): string {
  if (path.endsWith('.cases.yaml')) return cases(dice);
  if (path.endsWith('.j2')) return jinja(dice);
  const body = Array.from({ length: 1 + dice.below(5) }, () => handlebars(dice)).join('\n');
  if (path.endsWith('.hbs') || dice.chance(3)) return body;
  return `---\n${header(path, dice)}\n---\n${body}`;
}

/** Settings: where prompts are, which helpers there are, what is silenced. */
export function randomConfig(dice: Dice): MemoryConfig {
  return {
    roots: dice.some(['in/**', 'in/deep']),
    helpers: dice.some(['shout']),
    severities: dice.chance(2) ? {} : { 'missing-partial': 'off' },
  };
}

function header(path: string, dice: Dice): string {
  const name = dice.chance(3) ? [`name: ${dice.pick(prompts)}`] : ['description: text'];
  if (path.endsWith('.prompty')) return [...name, 'template: { format: jinja2 }'].join('\n');
  const inputs = dice.some(names).map((input) => {
    if (input === 'items') return '    items(array): { id: string }';
    return `    ${input}${dice.chance(3) ? '?' : ''}: ${dice.pick(types)}`;
  });
  return [...name, ...(inputs.length === 0 ? [] : ['input:', '  schema:', ...inputs])].join('\n');
}

function handlebars(dice: Dice): string {
  const name = dice.pick(names);
  const partial = dice.pick(['p', 'q', 'r', 's', 'pp', 'in/p', 'deep/s', '../p', 'a', './_p.prompt'] as const);
  return dice.pick([
    'plain words',
    `{{${name}}}`,
    `{{#if ${name}}}{{${name}}}{{/if}}`,
    `{{order.id}} {{order.nothing}}`,
    `{{#each items}}{{id}}{{> ${partial}}}{{/each}}`,
    `{{shout ${name}}}`,
    `{{> ${partial}}}`,
    `{{> ${partial}}}`,
    `{{> ${partial}}}`,
    `{{> ${partial} ${name}="x"}}`,
    `{{> ${partial} ${name}=${dice.pick(names)}}}`,
    `{{> ${partial} order}}`,
    ...(dice.chance(6) ? [`{{> (lookup . "${name}")}}`] : []),
    `{{#*inline "p"}}{{name}}{{/inline}}{{> p}}`,
    '{{#if open}}',
  ]);
}

function jinja(dice: Dice): string {
  const name = dice.pick(names);
  return dice.pick([
    `{{ ${name} }}{% include "_t.j2" %}`,
    `{% include "t" %}{{ ${name} }}`,
    `{% set ${name} = 1 %}{% include "_t.j2" %}`,
    `{% for item in items %}{{ item.id }}{% endfor %}`,
    ...(dice.chance(6) ? [`{% include ${name} %}`] : []),
    `{% include "missing.j2" %}{{ ${name} }}`,
  ]);
}

function cases(dice: Dice): string {
  const prompt = dice.chance(2) ? [`prompt: ${dice.pick(prompts)}`] : [];
  const inputs = dice.some(names).map((input) => `${input}: ${dice.pick(['x', '1'] as const)}`);
  return [...prompt, 'cases:', `  - name: one`, `    inputs: { ${inputs.join(', ')} }`, ''].join('\n');
}
