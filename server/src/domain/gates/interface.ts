import { isMajorStep } from '../semver-label';
import type { Gate, InterfaceEvidence } from './types';

/** How many files that break are kept as evidence. */
const kept = 50;

/** So many of a kind are named in the summary. */
const named = 5;

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
        brokenCallers: found.brokenCallers.slice(0, kept).map(({ file, line, message }) => ({ file, line, message })),
      },
    };
  },
};

function harmless({ from, changes }: InterfaceEvidence): string {
  if (from === undefined) return 'the first version here: nobody calls it yet';
  if (changes.length === 0) return `the same interface as ${from}`;
  return `compatible with ${from}: ${changes.map((change) => change.description).join(', ')}`;
}

function breakage({ from, changes, brokenCases, brokenCallers }: InterfaceEvidence): string {
  const reasons = changes.filter((change) => change.breaking).map((change) => change.description);
  const places = [...new Set(brokenCallers.map(({ file, line }) => `${file}:${line + 1}`))];
  const broken = [
    ...(brokenCases.length === 0 ? [] : [`cases that break: ${listed(brokenCases)}`]),
    ...(places.length === 0 ? [] : [`files that break: ${listed(places)}`]),
  ];
  const examples = broken.length === 0 ? '' : ` (${broken.join('; ')})`;
  return `breaks callers of ${from ?? 'nothing'}: ${reasons.join(', ')}${examples}`;
}

function listed(names: readonly string[]): string {
  const more = names.length > named ? ` and ${names.length - named} more` : '';
  return `${names.slice(0, named).join(', ')}${more}`;
}
