export * from './analyse';
export * from './catalogue';
