import * as z from 'zod';
import { diffOperation } from './diff-operation';
import { type OperationShape, promptName, selector } from './operation';
import {
  branchSchema,
  bumpSchema,
  draftChangeSchema,
  interfaceChangeSchema,
  logEntrySchema,
  promptInputSchema,
  tagSchema,
  versionRefSchema,
} from './records';

const branchName = z.string().min(1).describe('the name of a branch');
const discard = z.boolean().optional().describe('also when the draft has changes that are in no version');
const merged = z.strictObject({
  prompt: z.string(),
  branch: z.string(),
  version: versionRefSchema.optional().describe('absent while there are conflicts'),
  parents: z.array(z.int()),
  conflicts: z.int().describe('how many places a person has to decide'),
  sides: z
    .strictObject({ base: z.string(), ours: z.string(), theirs: z.string() })
    .optional()
    .describe('with conflicts: the three texts'),
  draft: draftChangeSchema,
});
const mergeOptions = {
  message: z.string().trim().min(1).max(5000).optional(),
  bump: bumpSchema.optional().describe('overrides the proposed bump'),
  reason: z.string().optional().describe('why the bump differs from the proposed one'),
  draft: z.boolean().optional().describe('with conflicts: write the text with marks into the draft'),
};

/** The operations about versions and branches of a prompt. */
export const versionOperations = {
  proposal: {
    help: 'Say what a commit of the draft would be',
    reads: true,
    input: z.strictObject({ prompt: promptName }),
    output: z.strictObject({
      prompt: z.string(),
      branch: z.string(),
      modified: z.boolean(),
      head: versionRefSchema.optional(),
      bump: bumpSchema,
      semver: z.string().describe('the label the proposed bump gives'),
      changes: z.array(interfaceChangeSchema),
      errors: z.int().describe('findings of severity error in the draft'),
    }),
  },
  commit: {
    help: 'Commit the draft as a new version',
    reads: false,
    input: z.strictObject({
      prompt: promptName,
      message: z.string().trim().min(1).max(5000),
      bump: bumpSchema.optional().describe('overrides the proposed bump'),
      semver: z.string().optional().describe('an exact label instead of a bump'),
      reason: z.string().optional().describe('why the bump differs from the proposed one'),
      parent: z
        .int()
        .nonnegative()
        .optional()
        .describe('the number of the expected head (0: none yet); a conflict when the head moved'),
      anew: z.boolean().optional().describe('a first version although it does what a prompt did whose file is gone'),
      merges: z.array(selector).optional().describe('versions that the draft takes in, beside the head'),
    }),
    output: z.strictObject({
      prompt: z.string(),
      version: versionRefSchema,
      parents: z.array(z.int()),
      changes: z.array(interfaceChangeSchema),
    }),
  },
  log: {
    help: 'List the versions of a prompt, newest first',
    reads: true,
    input: z.strictObject({
      prompt: promptName,
      branch: branchName.optional(),
      limit: z.int().positive().max(10_000).optional(),
      all: z.boolean().optional().describe('also versions in whose place another stands'),
    }),
    output: z.array(logEntrySchema),
  },
  show: {
    help: 'Show a draft or a version',
    reads: true,
    input: z.strictObject({ selector }),
    output: z.strictObject({
      prompt: z.string(),
      file: z.string(),
      dialect: z.string(),
      format: z.string(),
      source: z.string(),
      inputs: z.array(promptInputSchema),
      model: z.string().optional(),
      /** Of the prompt; absent when there are none. */
      tags: z.array(tagSchema).optional(),
      /** Absent for the draft. */
      version: logEntrySchema.optional(),
    }),
  },
  'version.delete': {
    help: 'Delete a version that nothing points to; its number and label stay taken',
    reads: false,
    input: z.strictObject({ selector, reason: z.string().trim().min(1).max(1000) }),
    output: z.strictObject({
      prompt: z.string(),
      version: versionRefSchema,
      purged: z
        .boolean()
        .describe('whether its content is gone from the database; false when it was shared through git'),
    }),
  },
  diff: diffOperation,
  alias: {
    help: 'Point an alias at a version',
    reads: false,
    input: z.strictObject({
      alias: z.string().min(1),
      selector,
      expected: z.int().optional().describe('the number it points at now'),
      reason: z.string().optional(),
    }),
    output: z.strictObject({
      prompt: z.string(),
      alias: z.string(),
      from: versionRefSchema.optional(),
      to: versionRefSchema,
    }),
  },
  'branch.list': {
    help: 'List the branches of a prompt',
    reads: true,
    input: z.strictObject({ prompt: promptName }),
    output: z.array(branchSchema),
  },
  'branch.create': {
    help: 'Start a branch of a prompt',
    reads: false,
    input: z.strictObject({
      prompt: promptName,
      branch: branchName,
      from: selector.optional().describe('the version it starts from; the head of the current branch when absent'),
    }),
    output: z.strictObject({ prompt: z.string(), branch: z.string(), from: versionRefSchema }),
  },
  'branch.delete': {
    help: 'Take a branch out of the lists; its versions stay',
    reads: false,
    input: z.strictObject({
      prompt: promptName,
      branch: branchName,
      force: z.boolean().optional().describe('also when it holds versions that main does not have'),
    }),
    output: z.strictObject({ prompt: z.string(), branch: z.string(), head: versionRefSchema }),
  },
  'branch.switch': {
    help: 'Work on a branch: its head becomes the draft',
    reads: false,
    input: z.strictObject({
      prompt: promptName,
      branch: branchName,
      discard,
      keep: z.boolean().optional().describe('leave the draft as it is: its changes go along'),
    }),
    output: z.strictObject({
      prompt: z.string(),
      branch: z.string(),
      head: versionRefSchema,
      draft: draftChangeSchema,
    }),
  },
  restore: {
    help: 'Write a version into the draft',
    reads: false,
    input: z.strictObject({ selector, discard }),
    output: z.strictObject({ prompt: z.string(), version: versionRefSchema, draft: draftChangeSchema }),
  },
  merge: {
    help: 'Merge a branch or version into the current branch',
    reads: false,
    input: z.strictObject({
      prompt: promptName,
      source: z.string().min(1).describe('a branch, or what stands behind the @ of a selector'),
      ...mergeOptions,
    }),
    output: merged,
  },
  'cherry-pick': {
    help: 'Commit what one version changed to the current branch',
    reads: false,
    input: z.strictObject({ selector, ...mergeOptions }),
    output: merged,
  },
  revert: {
    help: 'Commit the opposite of what one version changed',
    reads: false,
    input: z.strictObject({ selector, ...mergeOptions }),
    output: merged,
  },
  squash: {
    help: 'Make one version of the versions of a branch since its base',
    reads: false,
    input: z.strictObject({
      prompt: promptName,
      branch: branchName.optional().describe('the current one when absent'),
      since: z
        .string()
        .min(1)
        .optional()
        .describe(
          'the version before them, by what stands behind the @ of a selector; the base of the branch when absent',
        ),
      message: z.string().trim().min(1).max(5000),
      dryRun: z.boolean().optional().describe('say what would become one, and change nothing'),
    }),
    output: z.strictObject({
      prompt: z.string(),
      branch: z.string(),
      semver: z.string(),
      version: versionRefSchema.optional().describe('absent with dryRun'),
      parents: z.array(z.int()),
      squashed: z.array(versionRefSchema).describe('the versions in whose place it stands, newest first'),
      changes: z.array(interfaceChangeSchema).describe('since the base'),
    }),
  },
} as const satisfies Record<string, OperationShape>;
