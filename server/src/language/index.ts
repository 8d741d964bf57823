export { createLanguageService } from './language-service';
export { tokenTypes } from './features/semantic-tokens';
export * from './ports';
export * from './service';
