export * from './detect';
export * from './foreign';
export * from './names';
