export { bodyOf, sourceOf } from './behaviour';
export { snapshotOf } from './snapshot';
export { type CaseFile, type Draft, Drafts, type DraftSummary } from './drafts';
