import type { Fact } from '../../../domain';
import { prepared, type Slots } from '../prepared';
import type { Db } from '../tables';

const standsFor = prepared((db, slot: Slots<{ readonly id: string }>) =>
  db.selectFrom('prompt_ids').select('prompt').where('id', '=', slot('id')),
);

/** The fact with the ids of prompts that stand for another one replaced by that one's. */
export async function withOnePrompt(db: Db, fact: Fact): Promise<Fact> {
  if ('prompt' in fact && fact.kind !== 'prompt-created') {
    const [one] = await standsFor(db, { id: fact.prompt });
    return one === undefined ? fact : { ...fact, prompt: one.prompt };
  }
  if (fact.kind !== 'environment-deployed') return fact;
  const changes = [];
  for (const change of fact.changes) {
    const [one] = await standsFor(db, { id: change.prompt });
    changes.push(one === undefined ? change : { ...change, prompt: one.prompt });
  }
  return { ...fact, changes };
}
