import { unknownRole } from '../roles';
import type { AnalysisBuilder } from '../analysis';
import type { CallNode, TagNode } from './tree';

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
