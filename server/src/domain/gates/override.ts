import { fail, fault, nearest, ok, type Result } from '../../base';
import type { Author, GateOverride, GateResult } from '../records';

/** A gate of an environment, by the name that its results carry, and who may go over it. */
export interface OverridableGate {
  readonly gate: string;
  /** The mail addresses of those who may; undefined when everybody may who gives a reason. */
  readonly override: readonly string[] | undefined;
}

/** Whether somebody may have a deployment go on although this gate failed. */
export function mayOverride({ override }: OverridableGate, { email }: Author): boolean {
  if (override === undefined) return true;
  return email !== undefined && override.some((one) => one.toLowerCase() === email.toLowerCase());
}

/**
 * Checks the wish to go over some gates of an environment, before anything is run: they have to be there, there has to be a
 * reason, and it has to come from somebody who may.
 */
export function checkOverride(
  environment: string,
  gates: readonly OverridableGate[],
  wanted: readonly string[],
  { author, reason }: GateOverride,
): Result<undefined> {
  const names = gates.map(({ gate }) => gate);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) return fail(unknownGate(environment, unknown, names));
  if (reason.trim() === '') {
    const help = 'Say why: the reason is kept with the deployment for ever.';
    return fail(fault('invalid-input', 'A gate is only overridden with a reason.', { key: 'reason', help }));
  }
  const denied = gates.filter((gate) => wanted.includes(gate.gate) && !mayOverride(gate, author));
  return denied.length === 0 ? ok(undefined) : fail(notAllowed(environment, denied, author));
}

/** The results after failures of `wanted` gates were gone over. What passed needs no override and gets none. */
export function overrideResults(
  results: readonly GateResult[],
  wanted: readonly string[],
  override: GateOverride,
): readonly GateResult[] {
  return results.map((result) =>
    result.outcome === 'failed' && wanted.includes(result.gate)
      ? { ...result, outcome: 'overridden', override }
      : result,
  );
}

function unknownGate(environment: string, name: string, known: readonly string[]): ReturnType<typeof fault> {
  const near = nearest(name, known);
  const help =
    near !== undefined
      ? `Did you mean "${near}"?`
      : known.length === 0
        ? 'It has no gates.'
        : `Its gates are ${known.join(', ')}.`;
  return fault('invalid-input', `${environment} has no gate "${name}".`, { key: 'override', help });
}

function notAllowed(
  environment: string,
  denied: readonly OverridableGate[],
  { name, email }: Author,
): ReturnType<typeof fault> {
  const gates = denied.map(({ gate }) => gate).join(', ');
  const allowed = [...new Set(denied.flatMap(({ override }) => override ?? []))];
  const help =
    allowed.length === 0
      ? 'Nobody may, until galley.yaml names them: override, in the environment or in the gate.'
      : `Those who may are ${allowed.join(', ')}.`;
  const who = email === undefined ? `${name} (without a mail address)` : `${name} <${email}>`;
  return fault('refused', `${who} may not override ${gates} of ${environment}. Nothing was changed.`, {
    key: 'override',
    help,
    details: { denied: denied.map(({ gate }) => gate), allowed },
  });
}
