import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { fail, fault, ok, type Result } from '../../base';
import type { Finding } from '../../protocol';
import { decodeValue } from '../decode/value-problems';
import { writeAtomically } from '../release/write';
import { relativePath } from '../workspace/paths';

/** Findings that are known. The text of a line is kept as a hash: a baseline holds nothing of a prompt. */
const baselineSchema = z.strictObject({
  version: z.literal(1),
  findings: z.array(
    z.strictObject({ file: z.string(), code: z.string(), line: z.string(), count: z.int().positive() }),
  ),
});

/** A baseline of more bytes is not read. */
const maxBytes = 20_000_000;

type Entry = z.infer<typeof baselineSchema>['findings'][number];

/** The findings that a baseline does not hold, and how it compares. */
export interface BaselineComparison {
  readonly fresh: readonly Finding[];
  readonly known: number;
  readonly gone: number;
}

/** The text of a file by its workspace-relative path. */
export type TextOf = (file: string) => string;

/**
 * Leaves out the findings that the baseline in `file` holds. A finding is known again by its file, its code and the text
 * of its line, wherever that line moves to.
 */
export async function compareWithBaseline(
  root: string,
  file: string,
  findings: readonly Finding[],
  textOf: TextOf,
): Promise<Result<BaselineComparison>> {
  const entries = await readBaseline(root, file);
  if (!entries.ok) return entries;
  const left = new Map(entries.value.map((entry) => [keyOf(entry), entry.count]));
  const fresh = findings.filter((finding) => {
    const key = keyOf(entryOf(finding, textOf));
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
  const gone = [...left.values()].reduce((sum, count) => sum + count, 0);
  return ok({ fresh, known: findings.length - fresh.length, gone });
}

/** Writes the findings of now as the baseline in `file`: sorted, so that changes of it can be reviewed. */
export async function writeBaseline(
  root: string,
  file: string,
  findings: readonly Finding[],
  textOf: TextOf,
): Promise<Result<undefined>> {
  const counted = new Map<string, Entry>();
  for (const finding of findings) {
    const entry = entryOf(finding, textOf);
    const key = keyOf(entry);
    counted.set(key, { ...entry, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  const sorted = [...counted].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
  return writeAtomically(root, file, `${JSON.stringify({ version: 1, findings: sorted }, null, 2)}\n`);
}

async function readBaseline(root: string, file: string): Promise<Result<readonly Entry[]>> {
  const wrong = (message: string, key?: string): Result<never> =>
    fail(
      fault('invalid-config', `${file}: ${message}`, {
        file,
        ...(key === undefined ? {} : { key }),
        help: 'Write it anew with galley lint --write-baseline.',
      }),
    );
  const text = await readInside(root, file);
  if (!text.ok) return text;
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch {
    return wrong('it is no JSON.');
  }
  const decoded = decodeValue(baselineSchema, value);
  if ('value' in decoded) return ok(decoded.value.findings);
  const [first] = decoded.problems;
  const key = first?.path.join('.') ?? '';
  return wrong(`${key === '' ? '' : `${key}: `}${first?.message ?? 'it has another form than a baseline'}.`, key);
}

/** Reads a file that lies in the workspace, links followed. */
async function readInside(root: string, file: string): Promise<Result<string>> {
  const refused = (code: 'io' | 'limit' | 'not-found', message: string, help: string): Result<never> =>
    fail(fault(code, message, { key: 'baseline', file, help }));
  try {
    const real = await fs.realpath(path.resolve(root, file));
    if (relativePath(await fs.realpath(root), real) === undefined)
      return refused('io', `The baseline ${file} lies outside of the workspace: it is not read.`, 'Keep it inside.');
    if ((await fs.stat(real)).size > maxBytes)
      return refused('limit', `The baseline ${file} has more than ${maxBytes} bytes.`, 'Mend some findings first.');
    return ok(await fs.readFile(real, 'utf8'));
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return refused('io', `The baseline ${file} cannot be read (${code}).`, 'Name a file.');
    const help = `Make it with galley lint --baseline ${file} --write-baseline.`;
    return refused('not-found', `There is no baseline ${file}.`, help);
  }
}

function entryOf({ file, code, range }: Finding, textOf: TextOf): Entry {
  const line = textOf(file).split(/\r\n|[\r\n]/)[range.start.line] ?? '';
  return { file, code, line: createHash('sha256').update(line.trim()).digest('hex').slice(0, 16), count: 1 };
}

function keyOf({ file, code, line }: Entry): string {
  return `${file}\n${code}\n${line}`;
}
