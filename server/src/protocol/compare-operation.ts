import * as z from 'zod';
import { type OperationShape, selector } from './operation';
import { caseResultSchema, versionRefSchema } from './records';

const sideSchema = z.strictObject({
  prompt: z.string(),
  version: versionRefSchema.optional().describe('absent for the draft'),
  hash: z.string(),
  providers: z.array(z.string()),
});

const share = z.number().min(-1).max(1);
const rateSchema = z.strictObject({ rate: share, low: share, high: share });

const statisticsSchema = z.strictObject({
  cases: z.int().describe('how many passed or failed on both sides; the others say nothing'),
  bothPassed: z.int(),
  fixed: z.int(),
  broken: z.int(),
  bothFailed: z.int(),
  before: rateSchema.describe('the pass rate with its score interval of 95 %'),
  after: rateSchema,
  difference: z
    .strictObject({ value: share, low: share, high: share })
    .describe('after less before, as a share of the cases, with its interval of 95 %'),
  p: z.number().describe('exact McNemar, two-sided'),
  verdict: z.enum(['better', 'worse', 'equivalent', 'not-enough-data']),
  detectable: z.number().optional().describe('the smallest difference that so many cases show four times in five'),
  needed: z.int().optional().describe('how many cases a change like this one needs'),
});

const change = z.enum(['broken', 'fixed', 'failed', 'passed', 'incomparable']);

/** The comparison of two versions, models or providers on the same cases. */
export const compareOperations = {
  compare: {
    help: 'Run the same cases with two versions, models or providers, and compare',
    reads: true,
    input: z.strictObject({
      before: selector.describe('a version, an alias, an environment, or the draft'),
      after: selector.optional().describe('the draft of the same prompt when absent'),
      provider: z.string().optional().describe('a provider of galley.yaml, or replay, or render'),
      afterProvider: z.string().optional().describe('another one for the second side'),
      tags: z.array(z.string()).optional(),
      concurrency: z.int().positive().max(64).optional(),
      margin: z
        .number()
        .min(0.001)
        .max(0.5)
        .optional()
        .describe('a difference nobody minds, as a share; 0.05 when absent'),
    }),
    output: z.strictObject({
      before: sideSchema,
      after: sideSchema,
      cases: z.array(
        z.strictObject({
          case: z.string(),
          change: change.describe('incomparable: it did not pass or fail on both sides'),
          before: caseResultSchema.optional(),
          after: caseResultSchema.optional(),
        }),
      ),
      statistics: statisticsSchema.optional().describe('absent when no case passed or failed on both sides'),
    }),
  },
} as const satisfies Record<string, OperationShape>;
