import { fail, fault, ok, type Result } from '../../base';
import { decideReview, type Fact, type ReviewDecision, type ReviewRecord } from '../../domain';
import type { WireReview } from '../../protocol';
import { type Context, factStarter } from '../session/context';
import type { Registry } from '../session/registry';
import type { Implementations } from './types';
import { wireReview } from './wire';

export const reviewOperations: Implementations<'review.request' | 'review.decide' | 'review.list'> = {
  async 'review.request'(context, { selector, message = '' }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const selected = await registry.value.selectVersion(selector);
    if (!selected.ok) return selected;
    const { prompt, version } = selected.value;
    const reviews = await registry.value.query('reviews', { version: version.id });
    if (!reviews.ok) return reviews;
    const standing = reviews.value.find((review) => review.state !== 'closed');
    if (standing !== undefined) {
      const text = `${prompt.name} ${version.semver} is under review already (${words(standing.state)}).`;
      return fail(
        fault('unchanged', text, { help: 'Decide that review, or close it.', details: { review: standing.id } }),
      );
    }
    const author = await context.author();
    if (!author.ok) return author;
    const review = context.ids.next();
    const requested: Fact = {
      ...factStarter(context, author.value)(),
      kind: 'review-requested',
      review,
      prompt: prompt.id,
      version: version.id,
      message,
    };
    const appended = await registry.value.store.append(
      [requested],
      [{ kind: 'exists', what: 'version', id: version.id }],
    );
    return appended.ok ? stored(registry.value, review) : appended;
  },

  async 'review.decide'(context, { review: chosen, decision, reason = '' }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const review = await findReview(registry.value, chosen, decision);
    if (!review.ok) return review;
    return decide(context, registry.value, review.value, decision, reason);
  },

  async 'review.list'(context, { prompt: name, state }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const prompt = name === undefined ? undefined : await registry.value.record(name);
    if (prompt !== undefined && !prompt.ok)
      return prompt.fault.code === 'not-found' && context.drafts.has(name ?? '') ? ok([]) : prompt;
    const reviews = await registry.value.query('reviews', prompt === undefined ? {} : { prompt: prompt.value.id });
    if (!reviews.ok) return reviews;
    const found: WireReview[] = [];
    for (const review of reviews.value) {
      if (state !== undefined && review.state !== state) continue;
      const wire = await wireReview(registry.value, review);
      if (!wire.ok) return wire;
      found.push(wire.value);
    }
    return ok(found);
  },
};

function words(state: ReviewRecord['state']): string {
  return state.replace('-', ' ');
}

async function decide(
  context: Context,
  registry: Registry,
  review: ReviewRecord,
  decision: ReviewDecision,
  reason: string,
): Promise<Result<WireReview>> {
  const author = await context.author();
  if (!author.ok) return author;
  const version = await registry.version(review.version);
  if (!version.ok) return version;
  const allowed = decideReview(review, version.value, decision, author.value);
  if (!allowed.ok) return allowed;
  const decided: Fact = {
    ...factStarter(context, author.value)(),
    kind: 'review-decided',
    review: review.id,
    decision,
    reason,
  };
  const appended = await registry.store.append([decided], [{ kind: 'exists', what: 'review', id: review.id }]);
  return appended.ok ? stored(registry, review.id) : appended;
}

/** A review by its identifier, or the one of the version that a selector names. */
async function findReview(registry: Registry, chosen: string, decision: ReviewDecision): Promise<Result<ReviewRecord>> {
  if (/^[0-9A-HJKMNP-TV-Z]{26}$/.test(chosen)) {
    const found = await registry.query('review', { id: chosen });
    if (!found.ok) return found;
    if (found.value !== undefined) return ok(found.value);
  }
  const selected = await registry.selectVersion(chosen);
  if (!selected.ok) return selected;
  const { prompt, version } = selected.value;
  const reviews = await registry.query('reviews', { version: version.id });
  if (!reviews.ok) return reviews;
  const newestFirst = [...reviews.value].sort((a, b) => (a.id < b.id ? 1 : -1));
  const wanted =
    newestFirst.find((review) => (review.state === 'closed') === (decision === 'reopened')) ?? newestFirst[0];
  if (wanted !== undefined) return ok(wanted);
  const help = `Request one first: galley review request ${chosen}`;
  return fail(fault('not-found', `There is no review of ${prompt.name} ${version.semver}.`, { key: 'review', help }));
}

async function stored(registry: Registry, id: string): Promise<Result<WireReview>> {
  const found = await registry.query('review', { id });
  if (!found.ok) return found;
  if (found.value === undefined) return fail(fault('damaged', `The review ${id} is not in the store.`));
  return wireReview(registry, found.value);
}
