import { nearest } from '../../base';
import { helperCatalogue, type Callable, type CallUse } from '../../template';
import type { Finding, PromptContext } from './finding';

/** Calls of helpers, filters, tests and functions that the dialect does not have. */
export function unknownHelpers({ parsed, project }: PromptContext): Finding[] {
  const { analysis, dialect, format } = parsed.document;
  if (analysis.calls.length === 0) return [];
  const catalogue = helperCatalogue(dialect, format);
  if (catalogue.length === 0) return [];
  const own = new Set(project.workspace.config.helpers);
  const known = new Map<Callable['kind'], Set<string>>();
  for (const callable of catalogue) {
    const names = known.get(callable.kind);
    if (names === undefined) known.set(callable.kind, new Set([callable.name]));
    else names.add(callable.name);
  }
  return analysis.calls.flatMap((call) => {
    // A macro is known to its template, or to the one it is imported from.
    const names = call.kind === 'macro' ? undefined : known.get(call.kind === 'block-helper' ? 'helper' : call.kind);
    if (names === undefined || names.has(call.name) || own.has(call.name) || call.name === '') return [];
    const found = unknownHelper(call, [...names, ...own], format === 'bare');
    return found === undefined ? [] : [found];
  });
}

/**
 * An application may bring helpers of its own. In a bare template only misspellings are reported; elsewhere a name that
 * is like no other is a warning.
 */
function unknownHelper(
  { name, nameRange, kind }: CallUse,
  names: readonly string[],
  bare: boolean,
): Finding | undefined {
  const meant = nearest(name, names);
  if (bare && meant === undefined) return undefined;
  const what = kind === 'block-helper' ? 'helper' : kind;
  const hint =
    meant === undefined
      ? `If the application brings it, list it under helpers in galley.yaml.`
      : `Did you mean ${meant}?`;
  return {
    code: 'unknown-helper',
    range: nameRange,
    message: `There is no ${what} ${name}. ${hint}`,
    ...(meant === undefined ? { severity: 'warning' } : {}),
    data: { name, ...(meant === undefined ? {} : { replace: meant }) },
  };
}
