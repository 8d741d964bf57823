export * from './dotprompt';
export * from './dotprompt-keys';
export * from './keys';
export * from './model';
export * from './read';
