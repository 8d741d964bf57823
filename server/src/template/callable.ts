/** A parameter of a helper, filter, test or function. */
export interface CallableParameter {
  readonly name: string;
  /** What it takes, for a person: `any`, `array`, `string`, … */
  readonly type: string;
  readonly optional: boolean;
  readonly documentation: string;
}

/** A helper, filter, test or function that a dialect knows. */
export interface Callable {
  readonly name: string;
  readonly kind: 'helper' | 'filter' | 'test' | 'function';
  /** Whether it is called as a block (`{{#each}}`), inline (`{{json x}}`) or both. */
  readonly block: 'always' | 'never' | 'either';
  /** Ready to show: `{{#each list as |item index|}}`. */
  readonly signature: string;
  readonly parameters: readonly CallableParameter[];
  /** Arguments given by name, such as `indent=2`. */
  readonly named: readonly CallableParameter[];
  /** Markdown. */
  readonly documentation: string;
  /** What a block does to the context: `same` keeps it, `element` loops over the first argument, `argument` moves into it. */
  readonly context?: 'same' | 'element' | 'argument';
}

/** A required parameter. */
export function parameter(name: string, type: string, documentation: string): CallableParameter {
  return { name, type, optional: false, documentation };
}

/** An optional parameter. */
export function optional(name: string, type: string, documentation: string): CallableParameter {
  return { name, type, optional: true, documentation };
}
