import { fail, fault, ok, type Result } from '../../base';
import type { Fact } from '../../domain';
import { checkFact } from './decode';

/** Larger appends are refused: what is stored at once is read and checked as a whole. UTF-16 units of JSON. */
const mostFactsLength = 32 * 1024 * 1024;

/** Facts as every reader of the store will see them. */
export interface TakenFacts {
  /** Parsed from `json`. */
  readonly facts: readonly object[];
  readonly json: string;
}

/** Takes facts for an append: what cannot be stored, or could not be read again, is refused. */
export function takeFacts(given: readonly Fact[]): Result<TakenFacts> {
  const json = JSON.stringify(given);
  if (json.length > mostFactsLength)
    return fail(fault('limit', `An append of ${json.length} characters is too large for the store.`));
  const facts = JSON.parse(json) as object[];
  const bad = facts.map(checkFact).find(({ problem }) => problem !== undefined);
  return bad === undefined ? ok({ facts, json }) : fail(fault('invalid-input', `Not a fact: ${bad.problem}.`));
}
