export * from './check';
export * from './convert';
export * from './json-schema';
export * from './lookup';
export * from './picoschema';
