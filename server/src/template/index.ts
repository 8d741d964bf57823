export * from './case-types';
export * from './types';
