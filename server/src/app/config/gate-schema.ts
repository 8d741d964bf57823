import * as z from 'zod';
import { gates } from '../../domain';

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
  provider: z.string().min(1).optional().describe('the provider to run with; the default provider when absent'),
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

/** A gate by its name, or a map from its name to its parameters. */
export const gateSchema = z.union([
  z.enum(['lint', 'interface', 'tests', 'approval', 'security']),
  z.strictObject({ lint }),
  z.strictObject({ interface: interfaces }),
  z.strictObject({ tests }),
  z.strictObject({ approval }),
  z.strictObject({ security }),
]);
