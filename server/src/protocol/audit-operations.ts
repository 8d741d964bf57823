import * as z from 'zod';
import { day, type OperationShape, promptName } from './operation';
import { authorSchema, versionRefSchema } from './records';

const revision = z.strictObject({ environment: z.string(), revision: z.int() });
const step = { from: versionRefSchema.optional(), to: versionRefSchema.optional() };

/** Holds no text of a prompt, no value of an input and no comment. */
const auditEntrySchema = z.strictObject({
  id: z.string(),
  time: z.string(),
  kind: z.string(),
  author: authorSchema,
  door: z.enum(['editor', 'cli', 'http', 'mcp']),
  databaseUser: z.string().optional().describe('who PostgreSQL says it was; absent where it did not store it'),
  text: z.string().describe('what was done and why, in one line'),
  prompt: z.string().optional(),
  file: z.string().optional(),
  branch: z.string().optional(),
  alias: z.string().optional(),
  tag: z.string().optional().describe('key or key=value'),
  version: versionRefSchema.optional(),
  parents: z.array(z.int()).optional(),
  ...step,
  environment: z.string().optional(),
  revision: z.int().optional(),
  mode: z.enum(['deploy', 'rollback']).optional(),
  promotes: revision.optional().describe('the state of another environment that was taken over'),
  restores: revision.optional().describe('the earlier state that was brought back'),
  changes: z.array(z.strictObject({ prompt: z.string(), ...step })).optional(),
  gates: z
    .array(
      z.strictObject({
        gate: z.string(),
        prompt: z.string(),
        outcome: z.enum(['passed', 'failed', 'skipped', 'overridden']),
        override: z.strictObject({ author: authorSchema, reason: z.string() }).optional(),
      }),
    )
    .optional(),
  outcome: z.enum(['done', 'failed']).optional().describe('of publishing'),
  decision: z.string().optional().describe('of a review'),
  state: z.enum(['open', 'resolved']).optional().describe('of a thread'),
  lines: z
    .strictObject({ first: z.int(), last: z.int() })
    .optional()
    .describe('one-based, of a thread when it was started'),
  reason: z.string().optional(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** The operation that tells who did what. */
export const auditOperations = {
  audit: {
    help: 'List who did what, when, by which door and why, newest first',
    reads: true,
    input: z.strictObject({
      kinds: z.array(z.string()).min(1).optional().describe('such as environment-deployed or alias-moved'),
      prompt: promptName.optional(),
      environment: z.string().min(1).optional(),
      author: z.string().min(1).optional().describe('a name or a mail address'),
      since: day.optional(),
      until: day.optional().describe('a day is meant with all of it'),
      before: z.string().min(1).optional().describe('the id of an entry: only older ones'),
      limit: z.int().positive().max(1000).default(100),
    }),
    output: z.strictObject({
      entries: z.array(auditEntrySchema),
      next: z.string().optional().describe('what to give as before for the page that follows; absent at the end'),
    }),
  },
} as const satisfies Record<string, OperationShape>;
