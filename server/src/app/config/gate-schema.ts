import * as z from 'zod';
import { aliasNamePattern, type GateName, gateNames, gates } from '../../domain';

const mailAddress = z.string().regex(/^[^\s@]{1,100}@[^\s@]{1,200}$/, { error: 'expected a mail address' });

/** Who may go over gates that failed. */
export const overrideSchema = z.array(mailAddress).max(200);

/** The parameters of a gate: its own, and who may go over it. */
function parameters<Shape extends z.core.$ZodLooseShape>(help: string, shape: Shape) {
  const override = overrideSchema
    .optional()
    .describe('who may override this gate; as the environment says when absent');
  return z.strictObject({ ...shape, override }).describe(help);
}

const provider = z.string().min(1).optional().describe('the provider to run with; the default provider when absent');

const lint = parameters(gates.lint.help, {
  severity: z
    .enum(['error', 'warning', 'information', 'hint'])
    .default(gates.lint.defaults.severity)
    .describe('findings of this severity and graver ones refuse'),
});

const interfaces = parameters(gates.interface.help, {
  breaking: z
    .enum(['refuse', 'major'])
    .default(gates.interface.defaults.breaking)
    .describe('refuse every change that breaks callers, or let it through when the major number grew'),
});

const tests = parameters(gates.tests.help, {
  passRate: z.number().min(0).max(1).default(gates.tests.defaults.passRate).describe('share of cases that must pass'),
  minimum: z.int().min(0).default(gates.tests.defaults.minimum).describe('least number of cases that must run'),
  newFailures: z
    .enum(['refuse', 'allow'])
    .default(gates.tests.defaults.newFailures)
    .describe('refuse when a case fails that passes with what the environment holds, or leave it to the pass rate'),
  provider,
  suite: z
    .array(z.string().min(1).max(1000))
    .min(1)
    .max(100)
    .optional()
    .describe('globs of the files whose cases count; all when absent'),
  tags: z.array(z.string().min(1).max(200)).min(1).max(100).optional().describe('cases with one of these tags count'),
});

const approval = parameters(gates.approval.help, {
  count: z.int().min(1).max(100).default(gates.approval.defaults.count).describe('how many others must approve'),
  owners: z
    .record(z.string().min(1).max(1000), z.array(mailAddress).min(1).max(200))
    .default(gates.approval.defaults.owners as Record<string, string[]>)
    .describe('by glob of prompt files, those of whom one must approve; every glob that matches counts'),
});

const security = parameters(gates.security.help, {
  secrets: z.boolean().default(gates.security.defaults.secrets).describe('keys and tokens'),
  personalData: z
    .boolean()
    .default(gates.security.defaults.personalData)
    .describe('mail addresses, phone numbers, bank accounts and cards'),
  rawInputs: z
    .boolean()
    .default(gates.security.defaults.rawInputs)
    .describe('inputs that go into a system message without tags or fences around them'),
  allow: z
    .array(z.string().min(1).max(200))
    .max(500)
    .default([...gates.security.defaults.allow])
    .describe('inputs and personal data that may be there; @example.com allows a mail domain'),
});

const limit = z.number().positive().optional();

const budget = parameters(gates.budget.help, {
  characters: limit.describe('of the rendered prompt of each case'),
  tokens: limit.describe('of prompt and answer of each case, as the provider counts'),
  latencyMs: limit.describe('of 95 in 100 cases'),
  costUsd: limit.describe('of each case, by the prices of galley.yaml'),
  provider,
}).refine(
  ({ characters, tokens, latencyMs, costUsd }) =>
    [characters, tokens, latencyMs, costUsd].some((one) => one !== undefined),
  { error: 'expected a limit: characters, tokens, latencyMs or costUsd' },
);

const custom = parameters(gates.custom.help, {
  name: z
    .string()
    .regex(aliasNamePattern, { error: 'expected a name: a letter, then letters, digits, - or _, at most 64' })
    .refine((name) => !gateNames.includes(name as GateName), { error: 'expected a name that no other gate has' })
    .describe('what its results are called'),
  command: z
    .array(z.string().min(1).max(10_000))
    .min(1)
    .max(100)
    .describe('a program and its arguments, started in the folder of the workspace without a shell'),
  timeoutMs: z.int().min(1).max(600_000).default(gates.custom.defaults.timeoutMs).describe('after that it has failed'),
});

/** A gate by its name, or a map from its name to its parameters. */
export const gateSchema = z.union([
  z.enum(['lint', 'interface', 'tests', 'approval', 'security']),
  z.strictObject({ lint }),
  z.strictObject({ interface: interfaces }),
  z.strictObject({ tests }),
  z.strictObject({ approval }),
  z.strictObject({ security }),
  z.strictObject({ budget }),
  z.strictObject({ custom }),
]);
