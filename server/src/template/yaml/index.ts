export * from './issue';
export * from './json';
export * from './read';
export * from './tree';
export * from './offsets';
export * from './tokens';
