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

/** Bytes are those of the values, without what the engine adds to them. */
const statsSchema = z.strictObject({
  kinds: z.array(z.strictObject({ kind: z.string(), facts: z.int(), bytes: z.int() })).describe('most frequent first'),
  tables: z.array(z.strictObject({ name: z.string(), rows: z.int(), bytes: z.int() })).describe('largest first'),
  largest: z
    .array(z.strictObject({ prompt: z.string(), number: z.int(), semver: z.string(), bytes: z.int() }))
    .describe('the versions with the longest texts'),
  files: z
    .strictObject({
      generations: z.int().describe('journal files'),
      logBytes: z.int().describe('of all journal files'),
      checkpointed: z.string().optional().describe('when the database was last written'),
    })
    .optional()
    .describe('absent when the store is on a server'),
});

/** The operations about the store and what clones share. */
export const storeOperations = {
  doctor: {
    help: 'Check the store, and repair it',
    reads: false,
    input: z.strictObject({
      repair: z.boolean().optional().describe('mend what can be mended; nothing is deleted'),
      stats: z.boolean().optional().describe('say what takes how much'),
    }),
    output: z.strictObject({
      findings: z.array(findingSchema).describe('what is still wrong'),
      repaired: z.array(findingSchema).describe('what was wrong before'),
      facts: z.int(),
      databaseBytes: z.int(),
      journalBytes: z.int(),
      stats: statsSchema.optional().describe('when it was asked for and the store can be read'),
    }),
  },
  'store.compact': {
    help: 'Write the database of the store anew and drop old files of its journal',
    reads: false,
    input: z.strictObject({}),
    output: z.strictObject({ bytesBefore: z.int(), bytesAfter: z.int() }),
  },
  'store.backup': {
    help: 'Write everything the store holds into one file, and check it',
    reads: true,
    input: z.strictObject({
      file: z.string().min(1).describe('absolute or relative to the workspace; never written over'),
    }),
    output: z.strictObject({
      file: z.string(),
      facts: z.int(),
      bytes: z.int().describe('of the file'),
      digest: z.string().describe('stands for all facts in their order'),
    }),
  },
  'store.restore': {
    help: 'Bring back what a backup holds',
    reads: false,
    input: z.strictObject({
      file: z.string().min(1).describe('absolute or relative to the workspace'),
      replace: z.boolean().optional().describe('set the present store aside first; nothing is deleted'),
    }),
    output: z.strictObject({
      made: z.string().describe('when the backup was made'),
      facts: z.int(),
      digest: z.string().describe('of what the store holds of the backup, compared with it'),
      aside: z.string().optional().describe('the folder with the store that was there before'),
    }),
  },
  'store.copy': {
    help: 'Copy the whole history to another store, and compare both ends',
    reads: false,
    input: z.strictObject({
      to: z.string().min(1).describe('postgres://user@host/database, or the folder of a workspace'),
      dryRun: z.boolean().optional().describe('only say what would be copied'),
    }),
    output: z.strictObject({
      to: z.string(),
      facts: z.int().describe('of the whole history'),
      copied: z.int().describe('what the other store did not hold yet'),
      digest: z
        .string()
        .describe('SHA-256 over all facts in their order; the same at both ends, unless nothing was copied'),
      refused: z.int().describe('entries that were never accepted and stay behind'),
    }),
  },
  'store.migrate': {
    help: 'Make the schema and the roles of a store on PostgreSQL, or bring them to the newest form',
    reads: false,
    input: z.strictObject({
      to: z.string().min(1).optional().describe('the address; the one in galley.yaml when absent'),
    }),
    output: z.strictObject({
      store: z.string(),
      from: z.int().describe('the form of the schema before; 0 when there was none'),
      to: z.int(),
      roles: z.array(z.string()).describe('that were made'),
    }),
  },
  'store.prune': {
    help: 'Let old test runs go',
    reads: false,
    input: z.strictObject({
      olderThan: z
        .string()
        .regex(/^\d{1,5}[hdw]$/, 'expected a number of hours, days or weeks, such as 36h, 90d or 12w')
        .optional()
        .describe('younger runs stay; as galley.yaml says, or 90d'),
      keep: z.int().min(0).optional().describe('so many of each prompt stay; as galley.yaml says, or 10'),
      dryRun: z.boolean().optional().describe('only show what would go'),
    }),
    output: z.strictObject({
      prompts: z.array(z.strictObject({ prompt: z.string(), runs: z.int(), results: z.int(), bytes: z.int() })),
      runs: z.int().describe('that went, or would go'),
      bytes: z.int().describe('that these take in the store, about'),
      kept: z.int(),
      protected: z.int().describe('kept only because their version was deployed, or is tagged or named by an alias'),
      dryRun: z.boolean(),
    }),
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
