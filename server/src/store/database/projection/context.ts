import type { Fact } from '../../../domain';
import type { PackedFact } from '../../facts/packing';

/** What applying a fact needs beside the fact: its place in the order and its long texts. */
export interface FactContext extends PackedFact {
  readonly seq: number;
  /** Its author may not have seen all that comes before it: what contradicts it is a fork, and no mistake. */
  readonly concurrent: boolean;
}

/** The columns of who and when. */
export function by(fact: Pick<Fact, 'author' | 'time'>): {
  readonly author_name: string;
  readonly author_email: string | null;
  readonly time: string;
} {
  return { author_name: fact.author.name, author_email: fact.author.email ?? null, time: fact.time };
}
