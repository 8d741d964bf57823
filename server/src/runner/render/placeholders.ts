import type { Json } from '../../base';
import type { InterfaceInput } from '../../domain';
import type { TextRenderer } from './types';
import { memberOf, textOf } from './values';

/** The dialects that only replace names. Each pattern's first group is the name; none can match over a long run twice. */
const patterns = {
  braces: /\{\{[ \t]*([\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*)[ \t]*\}\}/gu,
  'semantic-kernel': /\{\{[ \t]*\$([\w.-]+)[ \t]*\}\}/g,
  'input-marks': /\$\{input:([\w.-]+)(?::[^}\n]*)?\}/g,
} as const;

/** A dialect of placeholders alone. */
export type PlaceholderDialect = keyof typeof patterns;

/** Whether `dialect` is one of placeholders alone. */
export function isPlaceholderDialect(dialect: string): dialect is PlaceholderDialect {
  return Object.hasOwn(patterns, dialect);
}

/**
 * Replaces placeholders in one pass, so that a placeholder in a value stays as it is. A name that is neither given nor
 * declared stays too, as the tools of these formats leave it.
 */
export function compilePlaceholders(
  text: string,
  dialect: PlaceholderDialect,
  declared: readonly InterfaceInput[],
): TextRenderer {
  const names = new Set(declared.map((input) => input.name));
  return (values) =>
    text.replace(patterns[dialect], (placeholder: string, path: string) => {
      if (Object.hasOwn(values, path)) return textOf(values[path]);
      const [first = '', ...rest] = path.split('.');
      if (!Object.hasOwn(values, first)) return names.has(first) || names.has(path) ? '' : placeholder;
      let value: Json | undefined = values[first];
      for (const segment of rest) value = memberOf(value, segment);
      return textOf(value);
    });
}
