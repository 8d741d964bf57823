export { ParsedPrompt } from './documents';
export { factsOfPrompt, type PromptFacts } from './facts';
export { tokenTypes } from './features/semantic-tokens';
export { effectiveInputs, type EffectiveInputs } from './inputs';
export { createLanguageService } from './language-service';
export * from './ports';
export { Project } from './project';
export * from './service';
export { allAtOnce, type Steps } from './steps';
