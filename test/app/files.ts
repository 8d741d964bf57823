import type { Files } from '../support/workspace';

/** A prompt with a required and an optional input, a partial, a case and a recorded answer that passes. */
export const greeting: Files = {
  'prompts/greet.prompt': [
    '---',
    'model: test-model',
    'description: Greets a person.',
    'config: { temperature: 0.2 }',
    'input:',
    '  schema:',
    '    name: string, who is greeted',
    '    locale?: string',
    '---',
    'Greet {{name}} in {{locale}}.',
    '{{> closing}}',
    '',
  ].join('\n'),
  'prompts/_closing.prompt': 'Be brief.\n',
  'prompts/greet.cases.yaml': [
    'prompt: greet',
    'cases:',
    '  - name: says hello',
    '    inputs: { name: Ann, locale: en }',
    '    assert:',
    '      - { type: contains, value: Hello }',
    '    tags: [smoke]',
    '',
  ].join('\n'),
  'recordings/greet.yaml': [
    'prompt: greet',
    'answers:',
    '  - case: says hello',
    '    latencyMs: 10',
    '    answer: Hello Ann',
    '',
  ].join('\n'),
};

/** `greet.prompt` with another body or header, for the next version. */
export function greetingWith({ schema = '', body = 'Greet {{name}} in {{locale}}.', required = '' } = {}): string {
  return [
    '---',
    'model: test-model',
    'description: Greets a person.',
    'config: { temperature: 0.2 }',
    'input:',
    '  schema:',
    '    name: string, who is greeted',
    `    locale${required === 'locale' ? '' : '?'}: string`,
    ...(schema === '' ? [] : [`    ${schema}`]),
    '---',
    body,
    ...(schema === '' ? [] : [`{{${schema.replace(/\?.*|:.*/, '')}}}`]),
    '{{> closing}}',
    '',
  ].join('\n');
}
