export * from './builder';
export * from './place';
export * from './blocks';
export * from './mixed';
export * from './search';
export * from './stretches';
