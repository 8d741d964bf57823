import * as z from 'zod';
import { type OperationShape, promptName, selector } from './operation';
import {
  deploymentSchema,
  driftSchema,
  environmentSchema,
  interfaceChangeSchema,
  pastDeploymentSchema,
  versionRefSchema,
} from './records';

const environment = z.string().min(1);

/** An environment, or one of its revisions. */
const environmentSelector = environment.describe('an environment, or a revision of it such as production@12');

const move = {
  reason: z.string().optional(),
  dryRun: z.boolean().optional().describe('run the gates and show the plan, change nothing'),
};

const gated = {
  override: z
    .array(z.string().min(1))
    .min(1)
    .max(50)
    .optional()
    .describe('gates that need not pass; for those whom galley.yaml lets, and with a reason'),
  revision: z.int().nonnegative().optional().describe('the expected revision of the environment'),
};

const why = z.string().min(1).max(10_000);

/** What moves environments and what shows them. */
export const environmentOperations = {
  deploy: {
    help: 'Deploy versions to an environment',
    reads: false,
    input: z.strictObject({ selectors: z.array(selector).min(1), environment, ...move, ...gated }),
    output: deploymentSchema,
  },
  promote: {
    help: 'Bring into an environment what another one holds',
    reads: false,
    input: z.strictObject({
      from: environmentSelector,
      to: environment,
      prompts: z.array(promptName).min(1).optional().describe('all that differ when absent'),
      removals: z.boolean().optional().describe('also take out what the other one does not hold'),
      ...move,
      ...gated,
    }),
    output: deploymentSchema,
  },
  rollback: {
    help: 'Deploy again what an environment held before',
    reads: false,
    input: z.strictObject({
      environment,
      prompts: z.array(promptName).optional().describe('all prompts of the last deployment when absent'),
      to: z.int().positive().optional().describe('the revision to go back to; one step when absent'),
      reason: z.string().optional(),
      dryRun: z.boolean().optional(),
    }),
    output: deploymentSchema,
  },
  publish: {
    help: 'Write the target of an environment again',
    reads: false,
    input: z.strictObject({ environment }),
    output: z.strictObject({ environment: z.string(), target: z.string(), revision: z.int() }),
  },
  freeze: {
    help: 'Let nothing be moved in an environment for the time being',
    reads: false,
    input: z.strictObject({ environment, reason: why }),
    output: environmentSchema,
  },
  unfreeze: {
    help: 'End the freeze of an environment',
    reads: false,
    input: z.strictObject({ environment, reason: why }),
    output: environmentSchema,
  },
  env: {
    help: 'List the environments and what they hold',
    reads: true,
    input: z.strictObject({}),
    output: z.array(environmentSchema),
  },
  'env.show': {
    help: 'Show what an environment holds, or held at a revision',
    reads: true,
    input: z.strictObject({ environment: environmentSelector }),
    output: environmentSchema.extend({
      deployment: pastDeploymentSchema.optional().describe('the deployment that made the revision'),
    }),
  },
  'env.diff': {
    help: 'Compare what two environments hold, now or at their revisions',
    reads: true,
    input: z.strictObject({ from: environmentSelector, to: environmentSelector }),
    output: z.strictObject({
      from: z.strictObject({ environment: z.string(), revision: z.int() }),
      to: z.strictObject({ environment: z.string(), revision: z.int() }),
      prompts: z.array(
        z.strictObject({
          prompt: z.string(),
          from: versionRefSchema.optional().describe('absent when only the second one holds the prompt'),
          to: versionRefSchema.optional().describe('absent when only the first one holds the prompt'),
          breaking: z.boolean().describe('whether callers of the first one can break'),
          interface: z.array(interfaceChangeSchema),
        }),
      ),
    }),
  },
  'env.drift': {
    help: 'Compare the targets of environments with what the environments hold',
    reads: true,
    input: z.strictObject({ environment: environment.optional().describe('all when absent') }),
    output: z.array(
      z.strictObject({ environment: z.string(), target: z.string(), revision: z.int(), drift: driftSchema.optional() }),
    ),
  },
  'env.history': {
    help: 'List the deployments of an environment, newest first',
    reads: true,
    input: z.strictObject({ environment, limit: z.int().positive().max(10_000).optional() }),
    output: z.array(pastDeploymentSchema),
  },
} as const satisfies Record<string, OperationShape>;
