export { AssertionPreparer, assertionTypes, type PreparedAssertion } from './table';
export type { Answer, AssertionResult, AssertionSpec } from './types';
