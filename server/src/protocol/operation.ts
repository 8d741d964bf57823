import * as z from 'zod';

/** The shape of one operation: what every door offers under one name. */
export interface OperationShape {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** One line of help. */
  readonly help: string;
  /** True when it changes nothing. */
  readonly reads: boolean;
}

/** Which text or version of a prompt is meant. */
export const selector = z
  .string()
  .min(1)
  .describe('name, name@latest, name@1.4.0, name@#12, name@production, name@champion or name@sha:ab12cd');
/** A point in time as a person gives it. */
export const day = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .describe('a day such as 2026-03-01 (in UTC), or a time such as 2026-03-01T12:00:00Z');
export const promptName = z.string().min(1).describe('the name of a prompt');
