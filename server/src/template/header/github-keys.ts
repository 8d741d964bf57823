import { roles } from '../roles';
import { galleyKey, key, type HeaderCatalogue, type HeaderKey } from './keys';

/** The keys of a GitHub Models prompt. */
export const githubKeys: HeaderCatalogue = {
  open: true,
  keys: [
    galleyKey,
    key('name', 'string', 'The name of the prompt.'),
    key('description', 'string', 'What the prompt does, in a sentence.'),
    key('model', 'string', 'The model to ask, such as `openai/gpt-4o-mini`.'),
    key('modelParameters', 'map', 'Parameters for the model.', {
      open: true,
      children: [
        key('temperature', 'number', 'How random the answer may be; 0 is the most repeatable.'),
        key('topP', 'number', 'Only tokens within this share of probability are sampled.'),
        key('maxTokens', 'integer', 'The answer is cut after this many tokens.'),
        key('maxCompletionTokens', 'integer', 'The answer, with its reasoning, is cut after this many tokens.'),
      ],
    }),
    key('responseFormat', 'string', 'The form of the answer.', { values: ['text', 'json_object', 'json_schema'] }),
    key('jsonSchema', ['string', 'map'], 'The JSON Schema of the answer, as JSON text with `name` and `schema`.'),
    key('messages', 'list', 'The messages of the prompt. `{{name}}` in a content is a variable.', {
      open: true,
      children: [
        key('role', 'string', 'Who says it.', { suggestions: roles('github-models') }),
        key('content', 'any', 'What is said.'),
      ],
    }),
    key('testData', 'list', 'One map of inputs for each test case.'),
    key('evaluators', 'list', 'What the answers are judged by.', {
      open: true,
      children: [
        key('name', 'string', 'The name of the evaluator.'),
        key('string', 'map', 'Compares the text of the answer.', {
          children: [
            comparison('equals', 'is exactly this text'),
            comparison('contains', 'holds this text, in any case'),
            comparison('startsWith', 'starts with this text, in any case'),
            comparison('endsWith', 'ends with this text, in any case'),
          ],
        }),
        key('llm', 'map', 'Asks a model to judge the answer.', {
          open: true,
          children: [
            key('modelId', 'string', 'The model that judges.'),
            key('prompt', 'string', 'What it is asked. `{{completion}}` is the answer.'),
            key('systemPrompt', 'string', 'How it is instructed.'),
            key('choices', 'list', 'The answers it can give, each with `choice` and `score`.'),
          ],
        }),
        key('uses', 'string', 'A ready-made judge, such as `github/similarity`.', {
          suggestions: ['similarity', 'coherence', 'fluency', 'relevance', 'groundedness'].map(
            (judge) => `github/${judge}`,
          ),
        }),
      ],
    }),
  ],
};

function comparison(name: string, how: string): HeaderKey {
  return key(name, 'string', `The answer ${how}.`);
}
