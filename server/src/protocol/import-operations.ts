import * as z from 'zod';
import type { OperationShape } from './operation';
import { authorSchema, versionRefSchema } from './records';

/** The operations that take in what is kept elsewhere. */
export const importOperations = {
  'import.git': {
    help: 'Make versions of the commits of git that changed prompts',
    reads: false,
    input: z.strictObject({
      prompts: z.array(z.string().min(1)).optional().describe('names or workspace-relative files; all when absent'),
      limit: z.int().positive().max(10_000).optional().describe('so many of the newest commits of each; else 1000'),
      dryRun: z.boolean().optional().describe('say what would be imported, and import nothing'),
    }),
    output: z.strictObject({
      prompts: z.array(
        z.strictObject({
          prompt: z.string(),
          file: z.string(),
          versions: z
            .array(
              z.strictObject({
                commit: z.string(),
                semver: z.string(),
                version: versionRefSchema.optional().describe('absent with dryRun'),
                message: z.string(),
                author: authorSchema,
                time: z.string().optional(),
              }),
            )
            .describe('oldest first'),
          known: z.int().describe('so many commits had been looked at by an earlier import'),
          unchanged: z.int().describe('so many commits did the same as the one before'),
          unreadable: z.array(z.strictObject({ commit: z.string(), reason: z.string() })),
          limited: z.boolean().describe('whether there may be older commits than the limit lets in'),
        }),
      ),
      refused: z.array(z.strictObject({ prompt: z.string(), reason: z.string() })),
    }),
  },
} as const satisfies Record<string, OperationShape>;
