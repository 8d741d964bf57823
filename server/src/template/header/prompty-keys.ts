import { galleyKey, key, type HeaderCatalogue, type HeaderKey } from './keys';
import { jsonSchemaKeys } from './schema-keys';

const parameters: readonly HeaderKey[] = [
  key('temperature', 'number', 'How random the answer may be; 0 is the most repeatable.'),
  key('top_p', 'number', 'Only tokens within this share of probability are sampled.'),
  key('max_tokens', 'integer', 'The answer is cut after this many tokens.'),
  key('max_completion_tokens', 'integer', 'The answer, with its reasoning, is cut after this many tokens.'),
  key('stop', ['list', 'string'], 'The answer ends where one of these texts would appear.'),
  key('top_k', 'integer', 'Only this many of the likeliest tokens are sampled.'),
  key('top_logprobs', 'integer', 'So many likely tokens are told for each place.'),
  key('seed', 'integer', 'Makes sampling repeatable, where the model can.'),
  key('frequency_penalty', 'number', 'Makes repeated words less likely.'),
  key('presence_penalty', 'number', 'Makes words that were there before less likely.'),
  key('response_format', ['map', 'string'], 'The form of the answer.', { open: true }),
  key('tools', ['list', 'string'], 'Tools that the model may call.'),
];

const types = ['string', 'number', 'integer', 'boolean', 'array', 'object'];

const input = key('input', ['map', 'string'], 'An input of the prompt.', {
  open: true,
  children: [
    key('name', 'string', 'The name of the input, where inputs are a list (version 2).'),
    key('type', 'string', 'The type of the value (version 1).', { suggestions: types }),
    key('kind', 'string', 'The type of the value (version 2).', {
      suggestions: [...types, 'image', 'file', 'audio', 'thread'],
    }),
    key('description', 'string', 'What the value is, in a sentence.'),
    key('default', 'any', 'The value when the caller gives none.'),
    key('required', 'boolean', 'Whether the caller must give it.', { suggestions: ['true', 'false'] }),
    key('properties', 'map', 'The members of an object, by name.', {
      open: true,
      member: key('schema', 'map', 'A type, as JSON Schema.', { children: jsonSchemaKeys }),
    }),
    key('items', 'map', 'The type of the elements of a list.', { children: jsonSchemaKeys }),
  ],
});

const languages = ['jinja2', 'mustache'];

/** The keys of a Prompty header, version 1 and 2. */
export const promptyKeys: HeaderCatalogue = {
  open: true,
  keys: [
    key('name', 'string', 'The name of the prompt.'),
    key('description', 'string', 'What the prompt does, in a sentence.'),
    key('version', 'string', 'A version of the prompt for the application. Galley keeps its own versions.'),
    key('authors', ['list', 'string'], 'Who wrote the prompt.'),
    key('tags', ['list', 'string'], 'Words to find the prompt by.'),
    key('model', ['map', 'string'], 'The model to ask and how.', {
      open: true,
      children: [
        key('api', 'string', 'How the model is asked.', {
          values: ['chat', 'completion', 'embedding', 'image', 'response', 'responses'],
        }),
        key('configuration', ['map', 'string'], 'The connection, such as `type`, `name` and `azure_deployment`.', {
          open: true,
        }),
        key('parameters', ['map', 'string'], 'Parameters for the model.', { open: true, children: parameters }),
        key('response', 'string', 'Whether the first answer or all of the raw response is returned.', {
          values: ['first', 'all', 'raw', 'full'],
        }),
        key('id', 'string', 'The model (version 2).'),
        key('provider', 'string', 'Who serves the model (version 2).'),
        key('apiType', 'string', 'How the model is asked (version 2).'),
        key('connection', ['map', 'string'], 'The connection (version 2).', { open: true }),
        key('options', ['map', 'string'], 'Parameters for the model (version 2).', { open: true }),
      ],
    }),
    key('inputs', ['map', 'list'], 'The inputs: name, type, description and default.', { member: input }),
    key('inputSchema', 'map', 'The inputs, as a schema with `properties` (version 2).', { open: true }),
    key('outputSchema', 'map', 'What the model answers, as a schema (version 2).', { open: true }),
    key('outputs', ['map', 'list'], 'What the model answers.', { member: input }),
    key('sample', ['map', 'string'], 'Example values of the inputs, or `${file:sample.json}`.'),
    key('template', ['string', 'map'], 'The template language of the body: `jinja2` or `mustache`.', {
      open: true,
      suggestions: languages,
      children: [
        key('type', 'string', 'The template language (version 1).', { suggestions: languages }),
        key('format', ['string', 'map'], 'The template language (version 2), as `kind`.', {
          open: true,
          suggestions: languages,
          children: [key('kind', 'string', 'The template language.', { suggestions: languages })],
        }),
        key('parser', ['string', 'map'], 'How messages are found in the text.', { open: true }),
      ],
    }),
    key('tools', ['list', 'map'], 'Tools that the model may call.'),
    key('instructions', 'string', 'The text of the prompt, when it is not the body.'),
    key('kind', 'string', 'The kind of document (version 2).'),
    key('metadata', 'map', 'Free values.', { open: true }),
    key('additional', 'any', 'Free values.'),
    galleyKey,
    key('base', 'string', 'The prompt that this one builds on.'),
    key('dialect', 'string', 'The template language of the body.', {
      values: ['jinja', 'mustache', 'handlebars', 'fstring', 'braces'],
    }),
  ],
};
