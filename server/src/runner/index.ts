export * from './assertions';
export * from './providers';
export * from './render';
export * from './run';
