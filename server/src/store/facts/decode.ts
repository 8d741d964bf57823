import * as z from 'zod';
import type { Json } from '../../base';
import type { Fact } from '../../domain';

const ulid = z.string().min(1).max(64);
/** What was parsed from JSON is JSON. */
const json = z.custom<Json>((value) => value !== undefined);
const count = z.int().nonnegative();

const author = z.object({ name: z.string(), email: z.string().optional() });
const common = {
  id: ulid,
  time: z.string().min(1),
  author,
  door: z.enum(['editor', 'cli', 'http', 'mcp']),
};

const input = z.object({
  name: z.string(),
  type: z.string(),
  required: z.boolean(),
  schema: json,
  default: json.optional(),
  description: z.string().optional(),
});

const content = z.object({
  source: z.string(),
  behaviour: z.object({
    format: z.string(),
    dialect: z.string(),
    type: z.enum(['text', 'chat']),
    messages: z.array(z.object({ role: z.string().optional(), text: z.string() })),
    model: z.string().optional(),
    parameters: z.record(z.string(), json),
    tools: z.array(json),
    inputs: z.array(input),
    output: json.optional(),
    partials: z.array(z.object({ name: z.string(), text: z.string() })),
  }),
});

const gate = z.object({
  gate: z.string(),
  prompt: z.string(),
  outcome: z.enum(['passed', 'failed', 'skipped', 'overridden']),
  summary: z.string(),
  evidence: json,
  override: z.object({ author, reason: z.string() }).optional(),
});

const promptBranch = { prompt: ulid, branch: z.string().min(1) };
const tagged = { prompt: ulid, version: ulid.optional(), key: z.string().min(1) };
const archived = { prompt: ulid, reason: z.string() };
const promptFile = { prompt: ulid, name: z.string().min(1), file: z.string().min(1) };

const fact = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('prompt-created'), ...common, ...promptFile }),
  z.object({ kind: z.literal('prompt-moved'), ...common, ...promptFile }),
  z.object({ kind: z.literal('prompt-archived'), ...common, ...archived }),
  z.object({ kind: z.literal('prompt-unarchived'), ...common, ...archived }),
  z.object({ kind: z.literal('tag-set'), ...common, ...tagged, value: z.string().min(1).optional() }),
  z.object({ kind: z.literal('tag-removed'), ...common, ...tagged }),
  z.object({
    kind: z.literal('version-committed'),
    ...common,
    version: ulid,
    prompt: ulid,
    semver: z.string().min(1),
    hash: z.string().min(1),
    content: content.optional(),
    parents: z.array(ulid),
    branch: z.string().min(1),
    message: z.string(),
    bumpReason: z.string().optional(),
    origin: z.object({ source: z.string().min(1), author, time: z.string().min(1) }).optional(),
    squashes: z.array(ulid).optional(),
  }),
  z.object({
    kind: z.literal('version-deleted'),
    ...common,
    prompt: ulid,
    version: ulid,
    reason: z.string(),
    purges: z.boolean(),
  }),
  z.object({ kind: z.literal('branch-created'), ...common, ...promptBranch, from: ulid }),
  z.object({ kind: z.literal('branch-deleted'), ...common, ...promptBranch }),
  z.object({ kind: z.literal('branch-switched'), ...common, ...promptBranch }),
  z
    .object({
      kind: z.literal('alias-moved'),
      ...common,
      prompt: ulid,
      alias: z.string().min(1),
      previous: ulid.optional(),
      from: ulid.optional(),
      to: ulid.optional(),
      reason: z.string(),
    })
    .refine((move) => (move.from === undefined) === (move.previous === undefined), { path: ['previous'] }),
  z.object({
    kind: z.literal('environment-deployed'),
    ...common,
    deployment: ulid,
    environment: z.string().min(1),
    previous: ulid.optional(),
    promotes: ulid.optional(),
    restores: ulid.optional(),
    mode: z.enum(['deploy', 'rollback']),
    changes: z.array(z.object({ prompt: ulid, from: ulid.optional(), to: ulid.optional() })),
    gates: z.array(gate),
    reason: z.string(),
    publishes: z.boolean(),
  }),
  z.object({
    kind: z.literal('deployment-published'),
    ...common,
    deployment: ulid,
    outcome: z.enum(['done', 'failed']),
    error: z.string().optional(),
    digest: z.string().min(1).optional(),
  }),
  z.object({
    kind: z.literal('environment-frozen'),
    ...common,
    freeze: ulid,
    environment: z.string().min(1),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('environment-unfrozen'),
    ...common,
    environment: z.string().min(1),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('review-requested'),
    ...common,
    review: ulid,
    prompt: ulid,
    version: ulid,
    message: z.string(),
  }),
  z.object({
    kind: z.literal('review-decided'),
    ...common,
    review: ulid,
    decision: z.enum(['approved', 'changes-requested', 'closed', 'reopened']),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('thread-started'),
    ...common,
    thread: ulid,
    prompt: ulid,
    version: ulid.optional(),
    source: z.string(),
    anchor: z.object({ startLine: count, endLine: count, lines: z.array(z.string()) }),
  }),
  z.object({ kind: z.literal('comment-added'), ...common, comment: ulid, thread: ulid, body: z.string() }),
  z.object({ kind: z.literal('comment-edited'), ...common, comment: ulid, body: z.string() }),
  z.object({ kind: z.literal('thread-state-set'), ...common, thread: ulid, state: z.enum(['open', 'resolved']) }),
  z.object({ kind: z.literal('fork-resolved'), ...common, closes: z.array(ulid).min(1), reason: z.string() }),
  z.object({
    kind: z.literal('run-recorded'),
    ...common,
    run: ulid,
    prompt: ulid,
    hash: z.string().min(1),
    provider: z.string(),
    results: z.array(
      z.object({
        case: z.string(),
        outcome: z.enum(['passed', 'failed', 'errored', 'skipped']),
        latencyMs: z.number().nonnegative(),
        tokens: z.object({ input: count, output: count }).optional(),
      }),
    ),
  }),
  z.object({ kind: z.literal('runs-pruned'), ...common, runs: z.array(ulid).min(1) }),
]);

/** A fact, or what is wrong with it (the path of the first bad key and why). */
export type DecodedFact =
  { readonly fact: Fact; readonly problem?: undefined } | { readonly fact?: undefined; readonly problem: string };

/**
 * Reads a fact from JSON of unknown shape: a line of the journal may come from another program. Keys it does not know are
 * left out of the result.
 */
export function decodeFact(value: unknown): DecodedFact {
  const known = typeof value === 'object' && value !== null ? checked.get(value) : undefined;
  if (known !== undefined) return { fact: known };
  const parsed = fact.safeParse(value);
  if (parsed.success) return { fact: parsed.data as Fact };
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a fact'}` };
}

/** Facts of this process that were checked before they were written, and need not be when they are read back. */
const checked = new WeakMap<object, Fact>();

/** Like {@link decodeFact}; the same object is not checked again. It must not change any more. */
export function checkFact(value: object): DecodedFact {
  const decoded = decodeFact(value);
  if (decoded.fact !== undefined) checked.set(value, decoded.fact);
  return decoded;
}
