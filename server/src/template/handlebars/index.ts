export * from './analyse';
export * from './catalogue';
export * from './tokens';
