import * as z from 'zod';
import { shownMatches } from './names';
import { day, type OperationShape } from './operation';
import { authorSchema, rangeSchema, tagSchema, versionRefSchema } from './records';

const hitSchema = z.strictObject({
  prompt: z.string(),
  file: z.string(),
  draft: z.boolean().describe('the file as it stands; with a version: both do the same'),
  version: versionRefSchema.optional().describe('absent for a draft that is in no version'),
  message: z.string().optional(),
  author: authorSchema.optional(),
  time: z.string().optional(),
  tags: z.array(tagSchema).optional().describe('of the prompt and of the version; absent when there are none'),
  environments: z.array(z.string()).describe('that hold the version'),
  matches: z
    .array(z.strictObject({ range: rangeSchema, text: z.string().describe('the line, shortened around the match') }))
    .describe(`where the text was found, at most ${shownMatches} places`),
});
export type SearchHit = z.infer<typeof hitSchema>;

/** The operation that finds prompts. */
export const searchOperation = {
  help: 'Find prompts by name, text, tag, input, author, environment and time',
  reads: true,
  input: z.strictObject({
    text: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe(
        'a part of the file, upper or lower case; between slashes a regular expression (RE2), with flags i, m and s',
      ),
    name: z.string().min(1).optional().describe('a part of the name'),
    tags: z.array(z.string().min(1)).min(1).max(20).optional().describe('each key or key=value; all have to be there'),
    input: z.string().min(1).optional().describe('the name of an input'),
    author: z.string().min(1).optional().describe('a name or a mail address'),
    environment: z.string().min(1).optional().describe('what is held there'),
    since: day.optional(),
    until: day.optional().describe('a day is meant with all of it'),
    versions: z
      .enum(['heads', 'all'])
      .default('heads')
      .describe('heads: drafts, and the newest version of each prompt'),
    archived: z.boolean().optional().describe('archived prompts too'),
    after: z.string().min(1).optional().describe('what came as next with the page before'),
    limit: z.int().positive().max(1000).default(100),
  }),
  output: z.strictObject({
    hits: z.array(hitSchema).describe('by name; of each prompt the draft first, then the newest version'),
    next: z.string().optional().describe('what to give as after for the page that follows; absent at the end'),
  }),
} as const satisfies OperationShape;
