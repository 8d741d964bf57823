import { unrecordedMove } from '../../domain';

/** The form of the facts that this program writes. A change of the form of any kind, and a new kind, adds one. */
export const factSchema = 7;

/** Makes a fact of the next form of one of the form before it. Nobody vouches for its shape. */
type Upcaster = (fact: { readonly [key: string]: unknown }) => unknown;

/** One step for each form but the newest, oldest first. */
const upcasters: readonly Upcaster[] = [nameMoveBefore, unchanged, unchanged, unchanged, unchanged, unchanged];

/** Brings a fact of an older form to the newest one; what is no fact is left as it is. */
export function upcastFact(raw: unknown, schema: number): unknown {
  let fact = raw;
  for (const upcast of upcasters.slice(Math.max(0, schema - 1))) {
    if (typeof fact !== 'object' || fact === null) return fact;
    fact = upcast(fact as { readonly [key: string]: unknown });
  }
  return fact;
}

/** Form 2: a move of an alias names the move it follows, not only the version. */
function nameMoveBefore(fact: { readonly [key: string]: unknown }): unknown {
  if (fact['kind'] !== 'alias-moved' || fact['from'] === undefined) return fact;
  return { ...fact, previous: unrecordedMove };
}

/**
 * Form 3: gates may have been gone over, and results say what the model counted; nothing of that is in older facts.
 * Form 4: versions may have been imported. Form 5: there are tags, and prompts may be archived. Form 6:
 * versions may be deleted, and squashed into one. Form 7: runs may be let go.
 */
function unchanged(fact: { readonly [key: string]: unknown }): unknown {
  return fact;
}
