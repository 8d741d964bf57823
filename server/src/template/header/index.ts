export { messagesOf, type GithubMessage } from './github';
export * from './keys';
export * from './model';
export * from './read';
export * from './readers';
export { jsonSchemaKeys } from './schema-keys';
