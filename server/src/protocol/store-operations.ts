import * as z from 'zod';
import type { OperationShape } from './operation';

const findingSchema = z.strictObject({
  what: z.string(),
  why: z.string(),
  next: z.string().describe('what to do about it'),
});

const forkSchema = z.strictObject({
  kind: z.enum(['environment', 'alias', 'branch', 'label', 'name']),
  prompt: z.string().optional().describe('absent for an environment'),
  name: z.string().describe('of the environment, alias, branch, label or prompt'),
  stands: z.string().optional().describe('what is in force; absent when it is nothing'),
  others: z.array(z.string()).describe('the ends of the other lines, oldest first'),
  next: z.string().describe('what to do about it'),
});

/** The operations about the store and what clones share. */
export const storeOperations = {
  doctor: {
    help: 'Check the store, and repair it',
    reads: false,
    input: z.strictObject({ repair: z.boolean().optional().describe('mend what can be mended; nothing is deleted') }),
    output: z.strictObject({
      findings: z.array(findingSchema).describe('what is still wrong'),
      repaired: z.array(findingSchema).describe('what was wrong before'),
      facts: z.int(),
      databaseBytes: z.int(),
      journalBytes: z.int(),
    }),
  },
  'store.compact': {
    help: 'Write the database of the store anew and drop old files of its journal',
    reads: false,
    input: z.strictObject({}),
    output: z.strictObject({ bytesBefore: z.int(), bytesAfter: z.int() }),
  },
  share: {
    help: 'Write what other clones do not know into a file for git',
    reads: false,
    input: z.strictObject({}),
    output: z.strictObject({
      file: z.string().optional().describe('absent when there was nothing to share'),
      facts: z.int(),
    }),
  },
  forks: {
    help: 'Show what two clones did at the same time',
    reads: true,
    input: z.strictObject({}),
    output: z.array(forkSchema),
  },
  'forks.resolve': {
    help: 'Keep what is in force in a fork of an environment or an alias',
    reads: false,
    input: z.strictObject({
      name: z.string().min(1).describe('an environment, or prompt@alias'),
      reason: z.string().optional(),
    }),
    output: z.array(forkSchema).describe('the forks that are left'),
  },
} as const satisfies Record<string, OperationShape>;
