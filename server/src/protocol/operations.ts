import * as z from 'zod';
import { auditOperations } from './audit-operations';
import { catalogOperations } from './catalog-operations';
import { compareOperations } from './compare-operation';
import { environmentOperations } from './environment-operations';
import { importOperations } from './import-operations';
import { type OperationShape, promptName, selector } from './operation';
import {
  authorSchema,
  caseInfoSchema,
  caseResultSchema,
  findingSchema,
  messageSchema,
  promptSummarySchema,
  reviewSchema,
  threadSchema,
} from './records';
import { storeOperations } from './store-operations';
import { versionOperations } from './version-operations';

const lines = { startLine: z.int().nonnegative(), endLine: z.int().nonnegative() };
const inputs = z.record(z.string(), z.json());

/** The one table of operations. Unknown keys in an input are errors. */
export const operations = {
  list: {
    help: 'List the prompts of the workspace',
    reads: true,
    input: z.strictObject({
      filter: z.string().optional().describe('a part of the name, file, description, category or an input'),
      all: z.boolean().optional().describe('archived prompts too'),
    }),
    output: z.array(promptSummarySchema),
  },
  lint: {
    help: 'Check prompts, cases and galley.yaml, and mend them when asked to',
    reads: false,
    input: z.strictObject({
      files: z.array(z.string()).optional().describe('workspace-relative files or prompt names; all when absent'),
      text: z.string().optional().describe('the unsaved text of the one file that is named, which no editor has open'),
      fix: z.boolean().optional().describe('mend what can be mended without a look, and write the files'),
      dryRun: z.boolean().optional().describe('with fix: say what would change, and write nothing'),
      fixes: z.boolean().optional().describe('say of each finding how it is best mended'),
      baseline: z.string().optional().describe('a workspace-relative file of findings that are known and left out'),
      writeBaseline: z.boolean().optional().describe('write the findings of now into the baseline'),
    }),
    output: z.strictObject({
      findings: z.array(findingSchema),
      files: z.int(),
      fixed: z
        .array(z.strictObject({ file: z.string(), findings: z.array(findingSchema), diff: z.string() }))
        .optional()
        .describe('by file, what was mended and how'),
      known: z.int().optional().describe('how many findings the baseline holds back'),
      gone: z.int().optional().describe('how many entries of the baseline have no finding any more'),
    }),
  },
  format: {
    help: 'Write the white space of prompts, cases and galley.yaml in one way',
    reads: false,
    input: z.strictObject({
      files: z.array(z.string()).optional().describe('workspace-relative files or prompt names; all when absent'),
      check: z.boolean().optional().describe('say which files would change, and change none'),
      text: z.string().optional().describe('an unsaved text of the one file; no file is changed'),
    }),
    output: z.strictObject({
      changed: z.array(z.string()).describe('the files that changed, or would'),
      files: z.int().describe('how many were looked at'),
      text: z.string().optional().describe('the unsaved text, formatted'),
    }),
  },
  dialect: {
    help: 'Choose the dialect of a prompt file in galley.yaml',
    reads: false,
    input: z.strictObject({
      file: z.string().min(1).describe('a workspace-relative file or the name of a prompt'),
      dialect: z.string().describe('a dialect, or auto to leave it to detection'),
      scope: z
        .enum(['file', 'folder'])
        .optional()
        .describe('folder: every file of this ending in and below its folder'),
      dryRun: z.boolean().optional().describe('say what galley.yaml would be, and leave it as it is'),
    }),
    output: z.strictObject({
      pattern: z.string().describe('the glob that was given the dialect'),
      text: z.string().describe('galley.yaml after the change'),
      changed: z.boolean(),
    }),
  },
  render: {
    help: 'Render a prompt with inputs or with those of a case',
    reads: true,
    input: z.strictObject({
      selector,
      inputs: inputs.optional(),
      case: z.string().optional(),
      text: z.string().optional().describe('the unsaved text of the draft'),
    }),
    output: z.strictObject({ messages: z.array(messageSchema), missing: z.array(z.string()) }),
  },
  ...versionOperations,
  ...catalogOperations,
  ...importOperations,
  ...auditOperations,
  ...storeOperations,
  cases: {
    help: 'List the test cases',
    reads: true,
    input: z.strictObject({ prompt: promptName.optional() }),
    output: z.array(caseInfoSchema),
  },
  providers: {
    help: 'List the providers that cases can run with',
    reads: true,
    input: z.strictObject({}),
    output: z.array(z.strictObject({ name: z.string(), type: z.string(), default: z.boolean() })),
  },
  test: {
    help: 'Run test cases',
    reads: false,
    input: z.strictObject({
      prompts: z.array(selector).optional().describe('all prompts with cases when absent'),
      cases: z
        .array(z.strictObject({ prompt: z.string(), case: z.string() }))
        .optional()
        .describe('only these cases'),
      tags: z.array(z.string()).optional(),
      filter: z.string().min(1).optional().describe('only cases whose name holds this text, in any case'),
      changedSince: z
        .string()
        .min(1)
        .optional()
        .describe('only prompts that changed since a commit of git: text, partials, cases or recorded answers'),
      shard: z
        .strictObject({ index: z.int().positive(), count: z.int().positive().max(1000) })
        .optional()
        .describe('only one of so many equal parts, counted from 1'),
      provider: z.string().optional().describe('a provider of galley.yaml, or replay, or render'),
      concurrency: z.int().positive().max(64).optional(),
      bail: z.int().positive().optional().describe('stop asking after so many cases that did not pass'),
      run: z.string().optional().describe('an id that comes back in the run events'),
    }),
    output: z.strictObject({
      summary: z.strictObject({ passed: z.int(), failed: z.int(), errored: z.int(), skipped: z.int() }),
      results: z.array(caseResultSchema),
    }),
  },
  ...compareOperations,
  ...environmentOperations,
  'review.request': {
    help: 'Ask for the approval of a version',
    reads: false,
    input: z.strictObject({ selector, message: z.string().max(10_000).optional() }),
    output: reviewSchema,
  },
  'review.decide': {
    help: 'Approve a version, send it back, close or reopen its review',
    reads: false,
    input: z.strictObject({
      review: z.string().min(1).describe('the id of the review, or a selector of the version'),
      decision: z.enum(['approved', 'changes-requested', 'closed', 'reopened']),
      reason: z.string().max(10_000).optional(),
    }),
    output: reviewSchema,
  },
  'review.list': {
    help: 'List reviews',
    reads: true,
    input: z.strictObject({
      prompt: promptName.optional(),
      state: z.enum(['open', 'approved', 'changes-requested', 'closed']).optional(),
    }),
    output: z.array(reviewSchema),
  },
  threads: {
    help: 'List the comment threads of a prompt, placed in its draft',
    reads: true,
    input: z.strictObject({
      prompt: promptName,
      text: z.string().optional().describe('the unsaved text of the draft'),
    }),
    output: z.array(threadSchema),
  },
  'thread.start': {
    help: 'Comment on lines of a prompt',
    reads: false,
    input: z.strictObject({
      prompt: promptName,
      ...lines,
      body: z.string().min(1).max(50_000),
      text: z.string().optional().describe('the unsaved text the lines count in'),
    }),
    output: threadSchema,
  },
  'thread.reply': {
    help: 'Reply in a thread',
    reads: false,
    input: z.strictObject({ thread: z.string().min(1), body: z.string().min(1).max(50_000) }),
    output: threadSchema,
  },
  'thread.edit': {
    help: 'Edit a comment of your own',
    reads: false,
    input: z.strictObject({
      comment: z.string().min(1),
      thread: z.string().min(1),
      body: z.string().min(1).max(50_000),
    }),
    output: threadSchema,
  },
  'thread.resolve': {
    help: 'Resolve a thread or reopen it',
    reads: false,
    input: z.strictObject({ thread: z.string().min(1), state: z.enum(['open', 'resolved']) }),
    output: threadSchema,
  },
  status: {
    help: 'Say how the store is doing',
    reads: true,
    input: z.strictObject({}),
    output: z.strictObject({
      store: z.string(),
      readOnly: z.string().optional(),
      facts: z.int(),
      databaseBytes: z.int(),
      journalBytes: z.int(),
      warnings: z.array(z.string()),
      moved: z
        .array(z.strictObject({ prompt: z.string(), file: z.string(), now: z.string() }))
        .optional()
        .describe(
          'prompts whose files are gone, with the new prompts that do the same: `move` lets the history follow',
        ),
      /** Absent while nobody is named as the author; a warning says what to set. */
      author: authorSchema.optional(),
    }),
  },
} as const satisfies Record<string, OperationShape>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
/** What a caller hands over. */
export type OperationInput<Name extends OperationName> = z.input<Operations[Name]['input']>;
/** What comes back. */
export type OperationOutput<Name extends OperationName> = z.output<Operations[Name]['output']>;
