import * as z from 'zod';
import type { OperationShape } from './operation';
import { interfaceChangeSchema, versionRefSchema } from './records';

/** The operations that keep the catalogue of prompts in order. */
export const catalogOperations = {
  'commit.dependents': {
    help: 'Commit the prompts whose partials have changed, those that others include first',
    reads: false,
    input: z.strictObject({
      of: z
        .array(z.string().min(1))
        .optional()
        .describe('partials or prompts, by name or file: only what includes them; everything when absent'),
      message: z.string().trim().min(1).max(5000),
      dryRun: z.boolean().optional().describe('say what would be committed, and commit nothing'),
    }),
    output: z.strictObject({
      commits: z.array(
        z.strictObject({
          prompt: z.string(),
          semver: z.string(),
          version: versionRefSchema.optional().describe('absent with dryRun'),
          parents: z.array(z.int()),
          changes: z.array(interfaceChangeSchema),
        }),
      ),
      skipped: z
        .array(z.strictObject({ prompt: z.string(), reason: z.string() }))
        .describe('what includes a changed partial and has to be looked at by a person'),
    }),
  },
} as const satisfies Record<string, OperationShape>;
