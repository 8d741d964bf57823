import { key, type HeaderKey } from './keys';

const schema: HeaderKey[] = [];
const nested = key('schema', 'map', 'A type, as JSON Schema.', { children: schema });

/** The keys of JSON Schema that Galley reads, and a few that people read. */
export const jsonSchemaKeys: readonly HeaderKey[] = schema;

schema.push(
  key('type', ['string', 'list'], 'The type of the value.', {
    suggestions: ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'],
  }),
  key('description', 'string', 'What the value is, in a sentence.'),
  key('properties', 'map', 'The members of an object, by name.', { open: true, member: nested }),
  key('required', 'list', 'The names of the members that must be there.'),
  key('items', 'map', 'The type of the elements of a list.', { children: schema }),
  key('enum', 'list', 'The values it can have.'),
  key('additionalProperties', ['boolean', 'map'], 'Whether an object may have other members, or their type.', {
    children: schema,
    suggestions: ['true', 'false'],
  }),
  key('default', 'any', 'The value when none is given.'),
  key('format', 'string', 'The form of a text, such as `date` or `email`.'),
);
