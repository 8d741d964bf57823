import { isMajorStep } from '../semver-label';
import type { Gate, InterfaceEvidence } from './types';

/** Callers of the version that an environment holds can go on as they are. */
export const interfaceGate: Gate<'interface'> = {
  name: 'interface',
  help: 'no change that breaks callers of what the environment holds',
  next: 'Commit a version that old callers can use, or let major versions through: interface: { breaking: major }.',
  defaults: { breaking: 'refuse' },
  evaluate(found, { breaking: rule }) {
    const breaking = found.changes.filter((change) => change.breaking);
    const announced = found.from !== undefined && isMajorStep(found.from, found.to);
    const passed = breaking.length === 0 || (rule === 'major' && announced);
    return {
      outcome: passed ? 'passed' : 'failed',
      summary:
        breaking.length === 0 ? harmless(found) : `${breakage(found)}${passed ? ', as the major label says' : ''}`,
      evidence: {
        from: found.from ?? null,
        to: found.to,
        changes: found.changes.map(({ kind, input, breaking, description }) => ({
          kind,
          ...(input === undefined ? {} : { input }),
          breaking,
          description,
        })),
        brokenCases: found.brokenCases,
      },
    };
  },
};

function harmless({ from, changes }: InterfaceEvidence): string {
  if (from === undefined) return 'the first version here: nobody calls it yet';
  if (changes.length === 0) return `the same interface as ${from}`;
  return `compatible with ${from}: ${changes.map((change) => change.description).join(', ')}`;
}

function breakage({ from, changes, brokenCases }: InterfaceEvidence): string {
  const reasons = changes.filter((change) => change.breaking).map((change) => change.description);
  const cases = brokenCases.length === 0 ? '' : ` (cases that break: ${brokenCases.join(', ')})`;
  return `breaks callers of ${from ?? 'nothing'}: ${reasons.join(', ')}${cases}`;
}
