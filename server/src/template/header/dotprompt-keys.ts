import { galleyKey, key, type HeaderCatalogue } from './keys';

/** The keys of a Dotprompt header. Other keys are kept by Dotprompt as they are. */
export const dotpromptKeys: HeaderCatalogue = {
  open: true,
  keys: [
    key('name', 'string', 'The name of the prompt. Without it, the path of the file is the name.'),
    key('variant', 'string', 'The variant of the prompt, as in `name.variant.prompt`.'),
    key('version', 'string', 'A version of the prompt for the application. Galley keeps its own versions.'),
    key('description', 'string', 'What the prompt does, in a sentence.'),
    key('model', 'string', 'The model to ask, such as `googleai/gemini-2.5-flash`.'),
    key('config', 'map', 'Parameters for the model.', {
      open: true,
      children: [
        key('temperature', 'number', 'How random the answer may be; 0 is the most repeatable.'),
        key('topP', 'number', 'Only tokens within this share of probability are sampled.'),
        key('topK', 'integer', 'Only this many of the likeliest tokens are sampled.'),
        key('maxOutputTokens', 'integer', 'The answer is cut after this many tokens.'),
        key('stopSequences', 'list', 'The answer ends where one of these texts would appear.'),
        key('version', 'string', 'A particular version of the model.'),
        key('apiVersion', 'string', 'The version of the interface that the model is asked through.'),
      ],
    }),
    key('input', 'map', 'The inputs of the prompt.', {
      open: true,
      children: [
        key(
          'schema',
          'schema',
          'The inputs and their types, as Picoschema (`name?: string, description`) or JSON Schema.',
        ),
        key('default', 'map', 'Values of inputs that the caller leaves out.'),
      ],
    }),
    key('output', 'map', 'What the model shall answer.', {
      open: true,
      children: [
        key('format', 'string', 'The form of the answer: `json`, `text` or another that the application knows.', {
          suggestions: ['json', 'text', 'enum', 'array', 'jsonl'],
        }),
        key('schema', 'schema', 'The type of the answer, as Picoschema or JSON Schema.'),
      ],
    }),
    key('tools', 'list', 'Names of the tools that the model may call.'),
    key('toolDefs', 'list', 'Definitions of tools, each with `name`, `description` and `inputSchema`.'),
    key('ext', 'map', 'Values for extensions. A key with a dot, such as `myext.flag`, goes here too.', { open: true }),
    key('raw', 'any', 'Reserved by Dotprompt for the header as it was read.'),
    key('metadata', 'map', 'Free values for tools around the prompt.', { open: true }),
    key('dialect', 'string', 'The template language of the body, when it is not Handlebars.', {
      values: ['handlebars', 'mustache', 'jinja', 'fstring', 'braces'],
    }),
    galleyKey,
    key('tests', 'list', 'Test cases of this prompt, as in a `.cases.yaml` file.', { open: true }),
  ],
};
