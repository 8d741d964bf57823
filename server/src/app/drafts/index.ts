export { behaviourOf, bodyOf, sourceOf } from './behaviour';
export { type CaseFile, type Draft, Drafts, type DraftSummary } from './drafts';
export { mergePartials, mergePromptTexts, type MergeSides, withMarks } from './merge';
export { snapshotBehaviour, snapshotOf } from './snapshot';
