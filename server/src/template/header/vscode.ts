import { itemsOf, jsonOf, textOf, valueOf, type YamlNode } from '../yaml';
import { checkKeys } from './check';
import { galleyKey, key, type HeaderCatalogue } from './keys';
import { emptyHeader, type HeaderModel } from './model';
import type { Problem } from '../types';

/** The keys of VS Code prompt, instruction and agent files. */
export const vscodeKeys: HeaderCatalogue = {
  open: true,
  keys: [
    galleyKey,
    key('description', 'string', 'What the prompt does, in a sentence.'),
    key('name', 'string', 'The name under which it is called in chat.'),
    key('argument-hint', 'string', 'What to type behind the name, shown in the chat box.'),
    key('agent', 'string', 'The agent that runs the prompt: `ask`, `edit`, `agent` or one of your own.', {
      suggestions: ['ask', 'edit', 'agent'],
    }),
    key('mode', 'string', 'The older name of `agent`.', { suggestions: ['ask', 'edit', 'agent'] }),
    key('model', ['string', 'list'], 'The model to ask.'),
    key('tools', ['list', 'string', 'map'], 'Tools that the model may call.', { open: true }),
    key('applyTo', ['string', 'list'], 'Globs of the files that the instructions are for.'),
    key('excludeAgent', ['string', 'list'], 'Agents that do not get the instructions.'),
    key('handoffs', 'list', 'Steps to offer after an answer.'),
    key('agents', ['list', 'string'], 'The agents that this one may start.'),
    key('target', 'string', 'Where the agent runs.', { suggestions: ['vscode', 'github-copilot'] }),
    key('user-invocable', 'boolean', 'Whether the agent or skill can be chosen by a person.'),
    key('user-invokable', 'boolean', 'The older spelling of `user-invocable`.'),
    key('disable-model-invocation', 'boolean', 'Whether other agents may not start this one.'),
    key('infer', 'boolean', 'The older name of the two keys that say who may start the agent.'),
    key('hooks', 'map', 'Commands that run at points of a session.', { open: true }),
    key('metadata', 'map', 'Free values for tools around the file.', { open: true }),
    key('license', 'string', 'The licence of the text.'),
    key('version', 'string', 'A version of the text.'),
    key('author', ['string', 'map'], 'Who wrote the text.', { open: true }),
    key('tags', ['list', 'string'], 'Words to find the file by.'),
    key('mcp-servers', ['map', 'list'], 'Servers that give tools.', { open: true }),
  ],
};

/** Reads what the header of a VS Code prompt file says. Its inputs are the marks in its text. */
export function readVscode(root: YamlNode | undefined): HeaderModel {
  const problems: Problem[] = [];
  if (root?.kind === 'mapping') checkKeys(root, vscodeKeys.keys, vscodeKeys.open, problems);
  return {
    ...emptyHeader,
    name: textOf(valueOf(root, 'name')),
    description: textOf(valueOf(root, 'description')),
    model: textOf(valueOf(root, 'model')),
    tools: itemsOf(valueOf(root, 'tools')).map((item) => jsonOf(item) ?? null),
    problems,
  };
}
