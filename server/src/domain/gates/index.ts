import type { GateResult } from '../records';
import { fault, type Fault } from '../../base';
import { approvalGate } from './approval';
import { budgetGate } from './budget';
import { customGate } from './custom';
import { interfaceGate } from './interface';
import { lintGate } from './lint';
import { securityGate } from './security';
import { testsGate } from './tests';
import type { Gate, GateEvidence, GateName, GateParameters, GateSetting } from './types';

export * from './override';
export { personalDataIn } from './personal-data';
export type * from './types';

/** Every gate there is, by name. A new one is a row here, its evidence and its parameters. */
export const gates: { readonly [Name in GateName]: Gate<Name> } = {
  lint: lintGate,
  interface: interfaceGate,
  tests: testsGate,
  approval: approvalGate,
  security: securityGate,
  budget: budgetGate,
  custom: customGate,
};

/** The names of the gates, in the order in which they are run: the cheapest first. */
export const gateNames = Object.keys(gates) as readonly GateName[];

/** Evaluates one gate for one prompt. */
export function evaluateGate<Name extends GateName>(
  name: Name,
  prompt: string,
  evidence: GateEvidence[Name],
  parameters: GateParameters[Name],
): GateResult {
  const gate: Gate<Name> = gates[name];
  const called = gateLabel({ gate: name, parameters } as GateSetting);
  return { gate: called, prompt, ...gate.evaluate(evidence, parameters) };
}

/** What the results of a gate are called: its own name, or the one that the workspace gave to its command. */
export function gateLabel(setting: GateSetting): string {
  return setting.gate === 'custom' ? setting.parameters.name : setting.gate;
}

/** A gate with its default parameters. */
export function defaultGate(name: GateName): GateSetting {
  return { gate: name, parameters: gates[name].defaults } as GateSetting;
}

/**
 * The fault of a deployment that a gate refused; `details` are `{gates}` with every result.
 * @param overridable the failed gates that whoever asked may go over: in the details, when there are any
 */
export function gateRefusal(
  environment: string,
  results: readonly GateResult[],
  overridable: readonly string[] = [],
): Fault {
  const failed = results.filter((result) => result.outcome === 'failed');
  const reasons = failed.map(({ gate, prompt, summary }) => `${gate} of ${prompt}: ${summary}`);
  return fault('refused', `${environment} refused the deployment. ${reasons.join('. ')}.`, {
    help: ['Nothing was changed.', ...new Set(failed.map(({ gate }) => nextStep(gate)))].join(' ').trim(),
    details: { gates: results, ...(overridable.length === 0 ? {} : { overridable }) },
  });
}

function nextStep(name: string): string {
  return gates[gateNames.find((known) => known === name) ?? 'custom'].next;
}
