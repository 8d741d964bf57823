import type { Fact } from '../../../domain';
import type { Db } from '../tables';
import { applyBranchCreated, applyBranchDeleted, applyBranchSwitched } from './branches';
import type { FactContext } from './context';
import { applyDeploymentPublished, applyEnvironmentDeployed } from './deployments';
import { applyVersionDeleted, useVersions } from './deletions';
import { applyForkResolved } from './forks';
import { applyPromptArchived, applyPromptUnarchived, applyTagRemoved, applyTagSet } from './catalog';
import { applyEnvironmentFrozen, applyEnvironmentUnfrozen } from './freezes';
import { applyAliasMoved, applyPromptCreated, applyPromptMoved, applyVersionCommitted } from './prompts';
import {
  applyCommentAdded,
  applyCommentEdited,
  applyReviewDecided,
  applyReviewRequested,
  applyThreadStarted,
  applyThreadStateSet,
} from './reviews';
import { applyRunRecorded, applyRunsPruned } from './runs';

/**
 * Moves the tables on by one fact. Everything it writes comes from the fact and from the tables, so that every reader of
 * the journal gets the same.
 * @throws Unappliable, or the database's error, when the fact does not fit what is there
 */
export async function applyFact(db: Db, fact: Fact, context: FactContext): Promise<void> {
  await useVersions(db, fact, context);
  switch (fact.kind) {
    case 'prompt-created':
      return applyPromptCreated(db, fact, context);
    case 'prompt-moved':
      return applyPromptMoved(db, fact);
    case 'prompt-archived':
      return applyPromptArchived(db, fact);
    case 'prompt-unarchived':
      return applyPromptUnarchived(db, fact);
    case 'tag-set':
      return applyTagSet(db, fact);
    case 'tag-removed':
      return applyTagRemoved(db, fact);
    case 'version-committed':
      return applyVersionCommitted(db, fact, context);
    case 'version-deleted':
      return applyVersionDeleted(db, fact, context);
    case 'branch-created':
      return applyBranchCreated(db, fact, context);
    case 'branch-deleted':
      return applyBranchDeleted(db, fact);
    case 'branch-switched':
      return applyBranchSwitched(db, fact);
    case 'alias-moved':
      return applyAliasMoved(db, fact, context);
    case 'environment-deployed':
      return applyEnvironmentDeployed(db, fact, context);
    case 'deployment-published':
      return applyDeploymentPublished(db, fact);
    case 'environment-frozen':
      return applyEnvironmentFrozen(db, fact, context);
    case 'environment-unfrozen':
      return applyEnvironmentUnfrozen(db, fact);
    case 'review-requested':
      return applyReviewRequested(db, fact, context);
    case 'review-decided':
      return applyReviewDecided(db, fact, context);
    case 'thread-started':
      return applyThreadStarted(db, fact, context);
    case 'comment-added':
      return applyCommentAdded(db, fact, context);
    case 'comment-edited':
      return applyCommentEdited(db, fact);
    case 'thread-state-set':
      return applyThreadStateSet(db, fact);
    case 'fork-resolved':
      return applyForkResolved(db, fact);
    case 'run-recorded':
      return applyRunRecorded(db, fact, context);
    case 'runs-pruned':
      return applyRunsPruned(db, fact);
  }
}
