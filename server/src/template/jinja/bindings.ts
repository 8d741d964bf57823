import type { Binding, MacroParameter } from '../types';
import { bindingOf } from './frames';
import type { Statement, Target } from './tree';

/** The name of a macro, with its parameters as they are written. */
export function macroBinding(text: string, { targets, defaults }: Statement, name: Target): Binding {
  let read = 0;
  const parameters = targets.map((target, index): MacroParameter => {
    const next = targets[index + 1]?.range.start ?? Infinity;
    const candidate = defaults[read];
    const value = candidate !== undefined && candidate.range.start < next ? candidate : undefined;
    if (value !== undefined) read++;
    const given = value === undefined ? '' : `=${text.slice(value.range.start, value.range.end)}`;
    return { name: target.name, text: target.name + given };
  });
  return { ...bindingOf(name, 'macro'), parameters };
}

/** The names that `import` and `from` bind. */
export function importBindings({ keyword, values: [value], imports }: Statement): readonly Binding[] {
  const template = value?.kind === 'literal' && value.type === 'string' ? value.text : undefined;
  return imports.map(({ name, alias }): Binding => {
    const binding = bindingOf(alias, 'import');
    if (template === undefined) return binding;
    const there = keyword === 'from' ? { text: name.name, range: name.range } : undefined;
    return { ...binding, origin: { template, name: there } };
  });
}
