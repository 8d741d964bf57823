export { compilePattern, type Pattern } from './re2';
export { AssertionPreparer, assertionTypes, type PreparedAssertion } from './table';
export type { Answer, AssertionResult, AssertionSpec } from './types';
