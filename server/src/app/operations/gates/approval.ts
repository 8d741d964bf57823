import picomatch from 'picomatch';
import { ok, type Result } from '../../../base';
import { type ApprovalEvidence, type GateParameters, verdictsOf } from '../../../domain';
import type { Registry } from '../../session/registry';
import type { Candidate } from './candidate';

/** What was said about exactly this content, and whose approval the file of the prompt needs. */
export async function approvalEvidence(
  registry: Registry,
  { prompt, version }: Candidate,
  { owners }: GateParameters['approval'],
): Promise<Result<ApprovalEvidence>> {
  const reviews = await registry.query('reviews', { prompt: prompt.id });
  if (!reviews.ok) return reviews;
  const same: (typeof reviews.value)[number][] = [];
  for (const review of reviews.value) {
    const reviewed = await registry.version(review.version);
    if (!reviewed.ok) return reviewed;
    if (reviewed.value.hash === version.hash) same.push(review);
  }
  const matching = Object.entries(owners)
    .filter(([glob]) => picomatch.isMatch(prompt.file, glob, { dot: true }))
    .map(([pattern, people]) => ({ pattern, people }));
  return ok({ author: version.author, verdicts: verdictsOf(same), owners: matching });
}
