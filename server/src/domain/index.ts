export * from './facts';
export * from './records';
export * from './store-port';
