import * as z from 'zod';
import { type OperationShape, promptName, selector } from './operation';
import { interfaceChangeSchema, tagSchema, versionRefSchema } from './records';
import { searchOperation } from './search-operation';

const reason = z.string().trim().min(1).max(1000);
const tagged = z.strictObject({
  prompt: z.string(),
  version: versionRefSchema.optional().describe('absent: the prompt itself'),
  tags: z.array(tagSchema).describe('all that it has now, by key'),
});

const step = z.strictObject({ from: z.string(), to: z.string() });
const moved = z.strictObject({
  prompt: step.describe('its name'),
  file: step,
  moves: z.array(step).describe('the files that move, workspace-relative; none when they have moved already'),
  edits: z
    .array(z.strictObject({ file: z.string(), text: z.string() }))
    .describe('the files that name it, with their new texts'),
  history: z.boolean().describe('whether it has a history that goes along'),
  held: z.array(z.string()).describe('environments that hold it, under the old name until they are deployed to again'),
});

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
  search: searchOperation,
  tag: {
    help: 'Tag a prompt or a version with keys and values',
    reads: false,
    input: z.strictObject({
      selector: selector.describe('the name of a prompt for the prompt itself, else one of its versions'),
      tags: z.array(tagSchema).min(1).max(50).describe('what a key had before is replaced'),
    }),
    output: tagged,
  },
  untag: {
    help: 'Take tags from a prompt or a version',
    reads: false,
    input: z.strictObject({ selector, keys: z.array(z.string().min(1)).min(1).max(50) }),
    output: tagged,
  },
  move: {
    help: 'Give a prompt another name or file; its history goes along',
    reads: false,
    input: z.strictObject({
      prompt: promptName,
      to: z
        .string()
        .min(1)
        .describe(
          'the new name, or a workspace-relative file. When the file has moved already: the name or file it has now',
        ),
      dryRun: z.boolean().optional().describe('say what would change, and change nothing'),
    }),
    output: moved,
  },
  archive: {
    help: 'Put a prompt out of use: it is not listed and gets no versions, and its history stays',
    reads: false,
    input: z.strictObject({
      prompt: promptName,
      reason: reason.optional(),
      force: z.boolean().optional().describe('also while environments hold it; needs a reason'),
    }),
    output: z.strictObject({ prompt: z.string(), held: z.array(z.string()).describe('environments that hold it') }),
  },
  unarchive: {
    help: 'Take a prompt into use again',
    reads: false,
    input: z.strictObject({ prompt: promptName, reason: reason.optional() }),
    output: z.strictObject({ prompt: z.string() }),
  },
} as const satisfies Record<string, OperationShape>;
