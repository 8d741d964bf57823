import * as z from 'zod';
import { faultCodes } from '../base';
import { type OperationShape, selector } from './operation';
import { bumpSchema, interfaceChangeSchema, messageSchema, versionRefSchema } from './records';

const side = z.strictObject({
  label: z.string(),
  prompt: z.string(),
  source: z.string(),
  version: versionRefSchema.optional().describe('absent for the draft'),
});

const renderedSide = z.strictObject({
  messages: z.array(messageSchema),
  missing: z.array(z.string()).describe('required inputs without a value'),
  error: z
    .strictObject({ code: z.enum(faultCodes), message: z.string(), help: z.string().optional() })
    .optional()
    .describe('why it cannot be rendered'),
});

const part = z.strictObject({ kind: z.enum(['same', 'added', 'removed']), text: z.string() });

/** The operation `diff`. */
export const diffOperation = {
  help: 'Compare two drafts or versions, of whatever branch or environment',
  reads: true,
  input: z.strictObject({
    left: selector,
    right: selector
      .optional()
      .describe('when absent, the draft; a draft alone is compared with the head of its branch'),
    context: z.int().nonnegative().max(10_000).optional().describe('so many equal lines around each change; else 4'),
    words: z.boolean().optional().describe('compare by word as well'),
    rendered: z.boolean().optional().describe('render both sides with the same inputs and compare the messages'),
    case: z.string().optional().describe('render with the inputs of this case'),
    inputs: z.record(z.string(), z.json()).optional().describe('render with these inputs, over those of the case'),
  }),
  output: z.strictObject({
    left: side,
    right: side,
    different: z.boolean().describe('whether the texts or what they do differ'),
    unified: z.string().describe('the texts by line; empty when they are equal'),
    stat: z.strictObject({ added: z.int(), removed: z.int() }).describe('so many lines'),
    words: z
      .array(z.strictObject({ header: z.string(), parts: z.array(part) }))
      .optional()
      .describe('the texts by word'),
    header: z.array(
      z.strictObject({
        key: z.string().describe('dotted, such as config.temperature'),
        kind: z.enum(['added', 'removed', 'changed']),
        before: z.json().optional(),
        after: z.json().optional(),
      }),
    ),
    partials: z
      .array(z.strictObject({ name: z.string(), unified: z.string() }))
      .describe('partials that one side renders with and the other does not'),
    changes: z.array(interfaceChangeSchema),
    breaking: z.boolean(),
    bump: bumpSchema.optional().describe('what a version would be after the left one; absent when both do the same'),
    rendered: z
      .strictObject({
        case: z.string().optional(),
        left: renderedSide,
        right: renderedSide,
        different: z.boolean(),
        messages: z
          .array(
            z.strictObject({
              number: z.int(),
              left: z.string().optional(),
              right: z.string().optional(),
              unified: z.string(),
            }),
          )
          .describe('by message, from 1: the roles, and how the texts differ'),
      })
      .optional(),
  }),
} as const satisfies OperationShape;
