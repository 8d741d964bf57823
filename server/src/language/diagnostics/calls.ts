import { nearest } from '../../base';
import { commonHelpers, helperCatalogue, isKnownElsewhere, type Callable, type CallUse } from '../../template';
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
    if (format === 'bare' && commonHelpers.has(call.name)) return [];
    const candidates = [...names, ...own].filter((known) => format !== 'bare' || !isExtended(call.name, known));
    const found = unknownHelper(call, candidates, format === 'bare');
    return found === undefined ? [] : [found];
  });
}

/** Shorter names are like too many others to be taken for misspellings. */
const shortestMisspelling = 3;

/**
 * An application may bring helpers of its own. In a bare template only misspellings are reported; elsewhere a name that
 * is like no other is worth a note.
 */
function unknownHelper(
  { name, nameRange, kind }: CallUse,
  names: readonly string[],
  bare: boolean,
): Finding | undefined {
  const meant = name.length < shortestMisspelling ? undefined : nearest(name, names);
  if (bare && (meant === undefined || isKnownElsewhere(name))) return undefined;
  const what = kind === 'block-helper' ? 'helper' : kind;
  const hint =
    meant === undefined
      ? `If the application brings it, list it under helpers in galley.yaml.`
      : `Did you mean ${meant}?`;
  return {
    code: 'unknown-helper',
    range: nameRange,
    message: `There is no ${what} ${name}. ${hint}`,
    ...(meant === undefined ? { severity: 'information' } : {}),
    data: { name, ...(meant === undefined ? {} : { replace: meant }) },
  };
}

/** `unlessEq` and `xif` are helpers of their own, no misspellings of `unless` and `if`. */
function isExtended(name: string, known: string): boolean {
  return name.toLowerCase().includes(known.toLowerCase());
}
