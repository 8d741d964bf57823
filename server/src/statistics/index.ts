export * from './comparison';
export * from './mcnemar';
export * from './proportions';
