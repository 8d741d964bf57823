import { nearest } from '../base';
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

/** What to say about a role that is not one of `roles`; undefined when it is, or when roles are free. */
export function unknownRole(
  role: string,
  roles: readonly string[],
): { message: string; severity?: 'warning'; data?: { replace: string } } | undefined {
  if (roles.length === 0 || roles.includes(role)) return undefined;
  const word = role.toLowerCase();
  const near = nearest(word, otherNames.keys());
  const others = [otherNames.get(word), near === undefined ? undefined : otherNames.get(near)];
  const meant = nearest(role, roles) ?? others.find((other) => other !== undefined && roles.includes(other));
  const hint = meant === undefined ? `Roles are ${roles.join(', ')}.` : `Did you mean ${meant}?`;
  return {
    // Some hosts take the names of other tools as well.
    ...(otherNames.has(word) ? { severity: 'warning' } : {}),
    message: `There is no role ${role === '' ? 'without a name' : role}. ${hint}`,
    ...(meant === undefined ? {} : { data: { replace: meant } }),
  };
}

/** Other tools' names of roles. */
const otherNames = new Map([
  ['assistant', 'model'],
  ['model', 'assistant'],
  ['ai', 'model'],
  ['bot', 'model'],
  ['human', 'user'],
  ['developer', 'system'],
  ['function', 'tool'],
]);
