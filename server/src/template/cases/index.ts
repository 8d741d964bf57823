export { githubCases } from './github';
export { assertionCatalogue, sharedAssertionOptions, type AssertionRule, type AssertionValueKind } from './assertions';
export { assertionKeys, caseFileKeys, caseKeys } from './keys';
export { inputsOf, parseCases, readCases } from './read';
