import { nearest } from '../../base';
import {
  commonHelpers,
  helperCatalogue,
  isKnownElsewhere,
  isWorthKeeping,
  stretchesOf,
  type Callable,
  type CallUse,
} from '../../template';
import type { Finding, PromptContext } from './finding';

/** What calls are known: those of the dialect, and those that `galley.yaml` lists. */
interface Known {
  readonly catalogue: readonly Callable[];
  readonly own: readonly string[];
  readonly bare: boolean;
}

/** Under which catalogue all calls of a part of a body are known. */
const knownUnder = new WeakMap<readonly CallUse[], Known>();

/** Calls of helpers, filters, tests and functions that the dialect does not have. */
export function unknownHelpers({ parsed, project }: PromptContext): Finding[] {
  const { analysis, dialect, format } = parsed.document;
  const catalogue = helperCatalogue(dialect, format);
  if (catalogue.length === 0) return [];
  const known = { catalogue, own: project.workspace.config.helpers, bare: format === 'bare' };
  return stretchesOf(analysis).flatMap(({ lists, placed }) => {
    if (lists.calls.length === 0 || areKnown(lists.calls, known)) return [];
    const names = namesByKind(catalogue);
    const unknown = placed.calls.filter((call) => isUnknown(call, names, known));
    if (unknown.length === 0 && isWorthKeeping(lists.calls)) knownUnder.set(lists.calls, known);
    return unknown.flatMap((call) => {
      const candidates = [...(names.get(kindOf(call)) ?? []), ...known.own];
      const near = candidates.filter((candidate) => !known.bare || !isExtended(call.name, candidate));
      return unknownHelper(call, near, known.bare) ?? [];
    });
  });
}

function areKnown(calls: readonly CallUse[], { catalogue, own, bare }: Known): boolean {
  const under = knownUnder.get(calls);
  return under !== undefined && under.catalogue === catalogue && under.own === own && under.bare === bare;
}

type NamesByKind = ReadonlyMap<CallUse['kind'], ReadonlySet<string>>;

function namesByKind(catalogue: readonly Callable[]): NamesByKind {
  const names = new Map<CallUse['kind'], Set<string>>();
  for (const { kind, name } of catalogue) {
    const known = names.get(kind);
    if (known === undefined) names.set(kind, new Set([name]));
    else known.add(name);
  }
  return names;
}

function kindOf({ kind }: CallUse): CallUse['kind'] {
  return kind === 'block-helper' ? 'helper' : kind;
}

function isUnknown(call: CallUse, names: NamesByKind, { own, bare }: Known): boolean {
  // A macro is known to its template, or to the one it is imported from.
  const known = call.kind === 'macro' ? undefined : names.get(kindOf(call));
  if (known === undefined || known.has(call.name) || own.includes(call.name) || call.name === '') return false;
  return !bare || !commonHelpers.has(call.name);
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
