import * as z from 'zod';
import { faultCodes } from '../base';

/** Zero-based line and UTF-16 character. */
export const positionSchema = z.strictObject({ line: z.int().nonnegative(), character: z.int().nonnegative() });
export const rangeSchema = z.strictObject({ start: positionSchema, end: positionSchema });
export type WireRange = z.infer<typeof rangeSchema>;

export const authorSchema = z.strictObject({ name: z.string(), email: z.string().optional() });

export const findingSchema = z.strictObject({
  file: z.string(),
  range: rangeSchema,
  /** With the `galley/` prefix. */
  code: z.string(),
  severity: z.enum(['error', 'warning', 'information', 'hint']),
  message: z.string(),
  fix: z
    .strictObject({ title: z.string(), edits: z.array(z.strictObject({ range: rangeSchema, text: z.string() })) })
    .optional()
    .describe('when fixes are asked for: the preferred one, if it changes only this file'),
});
export type Finding = z.infer<typeof findingSchema>;

export const versionRefSchema = z.strictObject({
  number: z.int(),
  semver: z.string(),
  hash: z.string(),
});
export type VersionRef = z.infer<typeof versionRefSchema>;

export const promptInputSchema = z.strictObject({
  name: z.string(),
  type: z.string(),
  required: z.boolean(),
  description: z.string().optional(),
});

export const tagSchema = z.strictObject({ key: z.string(), value: z.string().optional() });
export type WireTag = z.infer<typeof tagSchema>;

export const promptSummarySchema = z.strictObject({
  name: z.string(),
  /** Workspace-relative, `/`. */
  file: z.string(),
  dialect: z.string(),
  /** Who said so. */
  dialectSource: z.enum(['setting', 'header', 'signals', 'file-name']).optional(),
  format: z.string(),
  /** The name of a format that Galley recognises and leaves alone. */
  foreign: z.string().optional(),
  description: z.string().optional(),
  inputs: z.array(promptInputSchema),
  /** The branch that the draft is worked on for, where it is not main. */
  branch: z.string().optional(),
  /** The head of that branch. */
  head: versionRefSchema.optional(),
  /** True when the draft differs from the head, or there is no head. */
  modified: z.boolean(),
  aliases: z.array(z.strictObject({ alias: z.string(), number: z.int(), semver: z.string() })),
  environments: z.array(z.strictObject({ environment: z.string(), number: z.int(), semver: z.string() })),
  cases: z.int(),
  /** Of the prompt, not of its versions; absent when there are none. */
  tags: z.array(tagSchema).optional(),
  /** The value of the tag `category`. */
  category: z.string().optional(),
  /** Of a new prompt: one whose file is gone and that did the same. `move` lets its history go along. */
  movedFrom: z.strictObject({ prompt: z.string(), file: z.string() }).optional(),
  /** Present when it is out of use. */
  archived: z.strictObject({ reason: z.string(), by: z.string(), time: z.string() }).optional(),
});
export type PromptSummary = z.infer<typeof promptSummarySchema>;

export const logEntrySchema = z.strictObject({
  number: z.int(),
  semver: z.string(),
  hash: z.string(),
  message: z.string(),
  author: authorSchema,
  time: z.string(),
  parents: z.array(z.int()),
  branch: z.string(),
  aliases: z.array(z.string()),
  environments: z.array(z.string()),
  /** Where it was imported from, such as `git:<commit>`. */
  origin: z.string().optional(),
  /** Absent when there are none. */
  tags: z.array(tagSchema).optional(),
  /** The number of the version that stands in its place. */
  squashedInto: z.int().optional(),
  /** Absent while it is there; else nothing can be done with it. */
  deleted: z.strictObject({ reason: z.string(), by: z.string(), time: z.string() }).optional(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

export const branchSchema = z.strictObject({
  name: z.string(),
  head: versionRefSchema,
  /** Whether the draft is worked on for it. */
  current: z.boolean(),
  /** How many versions it has that main does not have. */
  ahead: z.int(),
  /** How many versions main has that it does not have. */
  behind: z.int(),
});
export type WireBranch = z.infer<typeof branchSchema>;

/** What became of the file of a draft. */
export const draftChangeSchema = z.strictObject({
  /** Workspace-relative. */
  file: z.string(),
  /** What the file holds, or is to hold. */
  text: z.string(),
  /** `open`: the editor has the file and writes it; `kept`: it is as it was. */
  state: z.enum(['written', 'open', 'kept']),
});
export type WireDraftChange = z.infer<typeof draftChangeSchema>;

export const interfaceChangeSchema = z.strictObject({
  kind: z.enum([
    'input-added',
    'input-removed',
    'input-retyped',
    'input-required',
    'input-optional',
    'default-changed',
    'output-changed',
  ]),
  input: z.string().optional(),
  breaking: z.boolean(),
  /** One line for a person, such as `new required input "locale" (string)`. */
  description: z.string(),
});
export type WireInterfaceChange = z.infer<typeof interfaceChangeSchema>;

export const bumpSchema = z.enum(['major', 'minor', 'patch']);

export const messageSchema = z.strictObject({ role: z.string(), content: z.string() });
export type WireMessage = z.infer<typeof messageSchema>;

export const gateResultSchema = z.strictObject({
  gate: z.string(),
  prompt: z.string(),
  outcome: z.enum(['passed', 'failed', 'skipped', 'overridden']),
  summary: z.string(),
  evidence: z.json(),
  /** Who went over the gate and why. */
  override: z.strictObject({ author: authorSchema, reason: z.string() }).optional(),
});
export type WireGateResult = z.infer<typeof gateResultSchema>;

export const deploymentChangeSchema = z.strictObject({
  prompt: z.string(),
  /** Undefined when the environment did not hold the prompt. */
  from: versionRefSchema.optional(),
  /** Undefined when the prompt is taken out. */
  to: versionRefSchema.optional(),
});

export const deploymentSchema = z.strictObject({
  /** The id of the deployment; absent for a dry run. */
  deployment: z.string().optional(),
  environment: z.string(),
  revision: z.int(),
  kind: z.enum(['deploy', 'rollback']),
  changes: z.array(deploymentChangeSchema),
  gates: z.array(gateResultSchema),
  /** The revision of another environment that was taken over. */
  promotes: z.strictObject({ environment: z.string(), revision: z.int() }).optional(),
  /** The revision that a rollback went back to. */
  restores: z.int().optional(),
  published: z.enum(['pending', 'done', 'failed', 'none']),
  /** Workspace-relative path of the file target. */
  target: z.string().optional(),
  publishError: z.string().optional(),
});
export type WireDeployment = z.infer<typeof deploymentSchema>;

export const pastDeploymentSchema = deploymentSchema.extend({
  author: authorSchema,
  time: z.string(),
  reason: z.string(),
  door: z.string(),
});
export type WirePastDeployment = z.infer<typeof pastDeploymentSchema>;

export const driftSchema = z.strictObject({
  /** `unpublished`: it could not be written; `behind`: it holds an earlier deployment; `changed`: somebody else wrote it. */
  kind: z.enum(['unpublished', 'missing', 'behind', 'changed', 'unreadable']),
  /** One line for a person. */
  message: z.string(),
});
export type WireDrift = z.infer<typeof driftSchema>;

export const environmentSchema = z.strictObject({
  name: z.string(),
  protected: z.boolean(),
  gates: z.array(z.string()),
  revision: z.int(),
  prompts: z.record(z.string(), versionRefSchema.extend({ author: authorSchema, time: z.string() })),
  target: z.string().optional(),
  /** The last deployment's target could not be written. */
  publishError: z.string().optional(),
  /** Why nothing is moved there for the time being. */
  frozen: z.strictObject({ reason: z.string(), author: authorSchema, time: z.string() }).optional(),
  /** How the target differs from what the environment holds. */
  drift: driftSchema.optional(),
});
export type WireEnvironment = z.infer<typeof environmentSchema>;

export const commentSchema = z.strictObject({
  id: z.string(),
  body: z.string(),
  author: authorSchema,
  time: z.string(),
  edited: z.string().optional(),
});

export const threadSchema = z.strictObject({
  id: z.string(),
  prompt: z.string(),
  file: z.string(),
  /** The version it was started on. */
  version: versionRefSchema.optional(),
  state: z.enum(['open', 'resolved']),
  /** Where it stands in the draft now, zero-based, end inclusive. */
  startLine: z.int(),
  endLine: z.int(),
  /** True when its lines are gone from the draft; the place is then the nearest that is left. */
  outdated: z.boolean(),
  comments: z.array(commentSchema),
});
export type WireThread = z.infer<typeof threadSchema>;

export const reviewSchema = z.strictObject({
  id: z.string(),
  prompt: z.string(),
  version: versionRefSchema,
  state: z.enum(['open', 'approved', 'changes-requested', 'closed']),
  message: z.string(),
  author: authorSchema,
  time: z.string(),
  decisions: z.array(
    z.strictObject({
      decision: z.enum(['approved', 'changes-requested', 'closed', 'reopened']),
      reason: z.string(),
      author: authorSchema,
      time: z.string(),
    }),
  ),
});
export type WireReview = z.infer<typeof reviewSchema>;

export const caseInfoSchema = z.strictObject({
  prompt: z.string(),
  case: z.string(),
  file: z.string(),
  range: rangeSchema,
  tags: z.array(z.string()),
  /** Why it is skipped. */
  skip: z.string().optional(),
  /** Why it cannot run: shown on the test item. */
  error: z.string().optional(),
});
export type CaseInfo = z.infer<typeof caseInfoSchema>;

export const assertionResultSchema = z.strictObject({
  /** With `not-`. */
  type: z.string(),
  passed: z.boolean(),
  message: z.string(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  /** Where the assertion stands. */
  file: z.string().optional(),
  range: rangeSchema.optional(),
});

export const caseResultSchema = z.strictObject({
  prompt: z.string(),
  case: z.string(),
  outcome: z.enum(['passed', 'failed', 'errored', 'skipped']),
  assertions: z.array(assertionResultSchema),
  output: z.string(),
  /** Why it errored or was skipped. */
  message: z.string().optional(),
  /** The code of the fault for which it errored: `provider` and `timeout` say that no model answered. */
  fault: z.enum(faultCodes).optional(),
  latencyMs: z.number(),
  tokens: z.strictObject({ input: z.int(), output: z.int() }).optional(),
  costUsd: z.number().optional(),
  cached: z.boolean(),
});
export type CaseResult = z.infer<typeof caseResultSchema>;

/** Progress of a run, in order: a case starts, its output grows, it ends. */
export const runEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('started'), run: z.string(), prompt: z.string(), case: z.string() }),
  z.strictObject({
    kind: z.literal('output'),
    run: z.string(),
    prompt: z.string(),
    case: z.string(),
    text: z.string(),
  }),
  z.strictObject({ kind: z.literal('finished'), run: z.string(), result: caseResultSchema }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;
