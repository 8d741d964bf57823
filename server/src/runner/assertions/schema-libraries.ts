// One part of the bundle, loaded with the first JSON Schema. The names stand here because of a CommonJS package that is
// imported dynamically by itself only the default export would be known.
export { Ajv } from 'ajv';
export { Ajv2020 } from 'ajv/dist/2020';
export { default as addFormats } from 'ajv-formats';
export { RE2JS } from 're2js';
export { parse } from 'yaml';
