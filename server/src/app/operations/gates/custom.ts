import * as z from 'zod';
import type { Json } from '../../../base';
import { type CustomEvidence, type GateParameters, interfaceOf } from '../../../domain';
import type { Context } from '../../session/context';
import type { Candidate } from './candidate';
import { type CommandEnd, runCommand } from './command';

/** What a command can say in JSON on its standard output; the exit code decides where it does not. */
const said = z.strictObject({
  outcome: z.enum(['passed', 'failed', 'skipped']).optional(),
  summary: z.string().optional(),
  evidence: z.json().optional(),
});

/** Longer summaries are cut, in UTF-16 units. */
const longestSummary = 500;

/** Asks a command of the workspace about the version, which it gets as JSON on its standard input. */
export async function customEvidence(
  context: Context,
  environment: string,
  candidate: Candidate,
  { command, timeoutMs }: GateParameters['custom'],
): Promise<CustomEvidence> {
  const end = await runCommand(command, {
    folder: context.workspace.root,
    input: JSON.stringify(questionOf(environment, candidate)),
    timeoutMs,
    signal: context.signal,
  });
  return judgedBy(command[0] ?? '', end);
}

function questionOf(environment: string, { prompt, version, content, held }: Candidate): object {
  const shown = ({ version: one, content: { source, behaviour } }: Pick<Candidate, 'version' | 'content'>): object => ({
    number: one.number,
    semver: one.semver,
    hash: one.hash,
    author: one.author,
    message: one.message,
    source,
    behaviour,
    interface: interfaceOf(behaviour),
  });
  return {
    environment,
    prompt: { name: prompt.name, file: prompt.file },
    version: shown({ version, content }),
    held: held === undefined ? null : shown(held),
  };
}

function judgedBy(program: string, end: CommandEnd): CustomEvidence {
  if (end.kind === 'broken') return { outcome: 'failed', summary: end.reason, details: null };
  const answer = answerOf(end.output);
  const outcome = end.code === 0 ? (answer?.outcome ?? 'passed') : 'failed';
  const words = answer?.summary ?? lastLine(answer === undefined ? end.output : '') ?? lastLine(end.complaint);
  const summary = words ?? `${program} ended with ${end.code}`;
  const details: Json = { exitCode: end.code, ...(answer?.evidence === undefined ? {} : { said: answer.evidence }) };
  return { outcome, summary: summary.slice(0, longestSummary), details };
}

function answerOf(output: string): z.output<typeof said> | undefined {
  try {
    return said.safeParse(JSON.parse(output)).data;
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string | undefined {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .findLast((line) => line !== '');
}
