import { nearest } from '../../base';
import type { AnalysisBuilder } from '../analysis';
import type { CallNode, TagNode } from './tree';

/** Other tools' names of the roles of Dotprompt. */
const otherNames = new Map([
  ['assistant', 'model'],
  ['ai', 'model'],
  ['bot', 'model'],
  ['human', 'user'],
  ['developer', 'system'],
  ['function', 'tool'],
]);

/** Notes the message that `{{role "x"}}` starts, and reports a role that does not exist. */
export function checkRole(builder: AnalysisBuilder, call: CallNode, tag: TagNode, roles: readonly string[]): void {
  const [argument] = call.parameters;
  if (argument?.kind !== 'literal' || argument.type !== 'string') return;
  const closed = argument.range.end - argument.range.start >= argument.text.length + 2;
  const roleRange = { start: argument.range.start + 1, end: argument.range.end - (closed ? 1 : 0) };
  builder.roles.push({ role: argument.text, range: tag.range, roleRange });
  if (!tag.terminated || !closed) return;
  const problem = unknownRole(argument.text, roles);
  if (problem !== undefined) builder.problems.push({ code: 'unknown-role', range: roleRange, ...problem });
}

/** What to say about a role that is not one of `roles`; undefined when it is, or when roles are free. */
export function unknownRole(
  role: string,
  roles: readonly string[],
): { message: string; data?: { replace: string } } | undefined {
  if (roles.length === 0 || roles.includes(role)) return undefined;
  const word = role.toLowerCase();
  const other = otherNames.get(word) ?? otherNames.get(nearest(word, otherNames.keys()) ?? '');
  const meant = nearest(role, roles) ?? (other !== undefined && roles.includes(other) ? other : undefined);
  const hint = meant === undefined ? `Roles are ${roles.join(', ')}.` : `Did you mean ${meant}?`;
  return {
    message: `There is no role ${role === '' ? 'without a name' : role}. ${hint}`,
    ...(meant === undefined ? {} : { data: { replace: meant } }),
  };
}
