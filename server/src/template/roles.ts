import type { PromptFormat } from './types';

/** The roles a message can have in a format; empty where the format has no messages or any role goes. */
export function roles(format: PromptFormat): readonly string[] {
  switch (format) {
    case 'dotprompt':
      return ['system', 'user', 'model', 'tool'];
    case 'github-models':
      return ['system', 'user', 'assistant', 'developer'];
    case 'prompty':
      return ['system', 'user', 'assistant', 'developer', 'tool', 'function'];
    default:
      return [];
  }
}
