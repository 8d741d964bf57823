import type { Gate } from './types';

/** A command of the workspace lets the version through. */
export const customGate: Gate<'custom'> = {
  name: 'custom',
  help: 'a command of the workspace lets the version through',
  next: 'See what the command says, put it right and commit again.',
  defaults: { name: 'custom', command: [], timeoutMs: 60_000 },
  evaluate({ outcome, summary, details }, { command }) {
    return { outcome, summary, evidence: { command: [...command], details } };
  },
};
