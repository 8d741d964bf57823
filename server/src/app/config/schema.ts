import * as z from 'zod';
import { type DiagnosticCode, diagnosticRules } from '../../base';
import { aliasNamePattern, parseStoreUrl } from '../../domain';
import { dialects } from '../../template';
import { defaultRecordings, defaultRoots } from './defaults';
import { gateSchema, overrideSchema } from './gate-schema';

const glob = z.string().min(1).max(1000);

/** A workspace-relative path with `/` that cannot lead out of the workspace. */
const innerPath = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => !/^(?:[/\\~]|[A-Za-z]:)|\\|(?:^|\/)\.\.(?:\/|$)/.test(text), {
    error: 'expected a path inside the workspace with /, without ..',
  });

const environmentName = z
  .string()
  .regex(aliasNamePattern, { error: 'expected a name: a letter, then letters, digits, - or _, at most 64' })
  .refine((name) => !/^(?:latest|v\d+)$/i.test(name), { error: 'expected a name other than latest and v with digits' });

const environment = z.strictObject({
  name: environmentName,
  protected: z.boolean().optional().describe('ask before a deployment; true for production when absent'),
  gates: z
    .array(gateSchema)
    .max(50)
    .optional()
    .describe('what a deployment must pass; for other names than development, staging and production lint when absent'),
  override: overrideSchema
    .optional()
    .describe('who may override gates; when absent nobody where it is protected, everybody elsewhere'),
  target: z
    .union([z.literal('none'), z.strictObject({ file: innerPath })])
    .optional()
    .describe('the file an application loads; releases/<environment>.json when absent'),
});

/** Names of headers that carry keys. */
const secretHeader = /^(?:(?:proxy-)?authorization|cookie|.*(?:api-?key|token|secret).*)$/i;

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http or https address' })
  .refine((text) => !/^https?:\/\/[^/]*@/i.test(text), { error: 'expected an address without user and password' });

const openAICompatible = z.strictObject({
  type: z.literal('openai-compatible'),
  baseUrl: baseUrl.describe('such as http://127.0.0.1:11434/v1'),
  model: z.string().min(1).optional().describe('the model to ask; else the one the prompt names'),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, {
      error: 'expected the name of an environment variable; the key itself is never written here',
    })
    .optional()
    .describe('the environment variable that holds the key'),
  timeoutMs: z.int().min(1).max(3_600_000).optional().describe('longest time for one answer'),
  retries: z.int().min(0).max(10).optional().describe('how often a refused call is tried again'),
  headers: z
    .record(
      z.string().refine((name) => !secretHeader.test(name), { error: 'a key never stands here: use apiKeyEnv' }),
      z.string(),
    )
    .optional(),
});

const recordings = innerPath.default(defaultRecordings).describe('the folder of recorded answers');

const provider = z.discriminatedUnion('type', [
  openAICompatible,
  z.strictObject({ type: z.literal('replay'), recordings }),
  z.strictObject({ type: z.literal('render') }),
]);

const providers = z
  .object({
    default: z.string().min(1).optional().describe('the provider that cases run with'),
    replay: z.strictObject({ type: z.literal('replay').default('replay'), recordings }).optional(),
    render: z.strictObject({ type: z.literal('render').default('render') }).optional(),
  })
  .catchall(provider);

/** Anybody may read galley.yaml: the password comes another way. */
const storeUrl = z
  .string()
  .superRefine((text, context) => {
    const read = parseStoreUrl(text);
    if (read.ok) return;
    const { message, help } = read.fault;
    context.addIssue({ code: 'custom', message: help === undefined ? message : `${message}. ${help}` });
  })
  .describe('the address of a PostgreSQL database that a team shares, such as postgres://db.example.com/galley');

const codes = Object.keys(diagnosticRules) as [DiagnosticCode, ...DiagnosticCode[]];

/** galley.yaml. Every key is optional; unknown keys are errors. */
export const galleySchema = z.strictObject({
  prompts: z
    .array(glob)
    .min(1)
    .max(200)
    .optional()
    .describe(
      `globs of the prompt files; names are taken relative to their fixed folders (${defaultRoots.join(', ')})`,
    ),
  dialects: z.record(glob, z.enum(dialects)).optional().describe('template language by glob; the first match counts'),
  environments: z
    .array(environment)
    .min(1)
    .max(100)
    .optional()
    .describe('in the order in which versions go through them'),
  providers: providers.optional().describe('what answers test cases; never a secret'),
  prices: z
    .record(
      z.string().min(1).max(500),
      z.strictObject({
        input: z.number().nonnegative().describe('for a million tokens of prompts'),
        output: z.number().nonnegative().describe('for a million tokens of answers'),
      }),
    )
    .optional()
    .describe('what models cost, in US dollars, by their names; without it no cost is shown'),
  severities: z
    .partialRecord(z.enum(codes), z.enum(['error', 'warning', 'information', 'hint', 'off']))
    .optional()
    .describe('severity of findings by code'),
  helpers: z.array(z.string().min(1)).max(500).optional().describe('helpers and filters that your application adds'),
  store: z
    .union([
      storeUrl,
      z.strictObject({
        share: z
          .enum(['automatic', 'explicit'])
          .optional()
          .describe('when files for other clones are written: after each change, or by galley share alone'),
        keepRuns: z
          .strictObject({
            days: z.int().min(0).max(36_500).optional().describe('younger runs stay; 90 when absent'),
            newest: z.int().min(0).max(1_000_000).optional().describe('so many of each prompt stay; 10 when absent'),
          })
          .optional()
          .describe('which test runs galley store prune keeps'),
      }),
    ])
    .optional()
    .describe('how versions, deployments and reviews are kept'),
});

/** What {@link galleySchema} makes of a file. */
export type DecodedConfig = z.output<typeof galleySchema>;

/** The JSON Schema of galley.yaml: editors offer and check its keys with it. */
export function galleyJsonSchema(): object {
  return { title: 'galley.yaml', ...z.toJSONSchema(galleySchema, { io: 'input', target: 'draft-7' }) };
}
