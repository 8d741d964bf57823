import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { fail, fault, type Fault, nearest, ok, type Result } from '../../base';
import type { Completion, CompletionRequest, Provider, ReplayProviderConfig } from './types';

/** A recorded answer. */
interface RecordedAnswer {
  readonly answer: string;
  readonly latencyMs: number;
}

/** The answers of one prompt by the names of their cases. */
type Recording = ReadonlyMap<string, RecordedAnswer>;

/** A recording beyond this many bytes is not read. */
const maxBytes = 20_000_000;

/** Answers from recordings: the same answer each time, without network or key. Each file is read once per provider. */
export function createReplayProvider(name: string, config: ReplayProviderConfig, root: string): Provider {
  const recordings = new Map<string, Promise<Result<Recording>>>();
  const recordingOf = (prompt: string): Promise<Result<Recording>> => {
    const known = recordings.get(prompt) ?? readRecording(root, config.recordings, prompt);
    recordings.set(prompt, known);
    return known;
  };
  return Object.freeze<Provider>({
    name,
    async complete(request, options) {
      const recording = await recordingOf(request.prompt);
      if (!recording.ok) return recording;
      const recorded = recording.value.get(request.case);
      if (recorded === undefined) return fail(missingAnswer(config, request, recording.value));
      options?.onText?.(recorded.answer);
      return ok<Completion>({ text: recorded.answer, cached: true, latencyMs: recorded.latencyMs });
    },
  });
}

function missingAnswer(config: ReplayProviderConfig, request: CompletionRequest, recording: Recording): Fault {
  const file = fileOf(config.recordings, request.prompt);
  const near = nearest(request.case, recording.keys());
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return fault('provider', `${file} has no answer for the case "${request.case}".${hint}`, {
    file,
    key: 'answers',
    help: `Add {case: ${JSON.stringify(request.case)}, answer: ...} under answers, or test with another provider.`,
  });
}

function fileOf(folder: string, prompt: string): string {
  return path.posix.join(folder, `${prompt}.yaml`);
}

async function readRecording(root: string, folder: string, prompt: string): Promise<Result<Recording>> {
  const file = fileOf(folder, prompt);
  const text = await readInside(root, folder, file);
  return text.ok ? decodeRecording(text.value, file, prompt) : text;
}

/** Reads `file` if it lies in `folder` and that in `root`, links followed. */
async function readInside(root: string, folder: string, file: string): Promise<Result<string>> {
  const outside = fault('provider', `The recording ${file} lies outside the folder of recordings.`, { file });
  const isInside = (outer: string, inner: string): boolean => inner.startsWith(outer + path.sep);
  if (!isInside(path.resolve(root, folder), path.resolve(root, file))) return fail(outside);
  try {
    const base = await realpath(root);
    const real = await realpath(path.resolve(root, file));
    if (!isInside(base, real)) return fail(outside);
    if ((await stat(real)).size > maxBytes) return fail(fault('limit', `${file} is larger than ${maxBytes} bytes.`));
    return ok(await readFile(real, 'utf8'));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const why = missing ? `There is no recording ${file}.` : `${file} cannot be read.`;
    return fail(
      fault('provider', why, {
        file,
        help: 'Write the file with the keys prompt and answers: [{case, answer}], or test with another provider.',
      }),
    );
  }
}

function decodeRecording(text: string, file: string, prompt: string): Result<Recording> {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = (error.linePos?.[0].line ?? 1) - 1;
    return fail(fault('provider', `${file} is not valid YAML: ${error.message.split('\n')[0] ?? ''}`, { file, line }));
  }
  const wrong = (key: string, message: string): Result<Recording> =>
    fail(fault('provider', `${file}: ${message}`, { file, ...(key === '' ? {} : { key }) }));
  const root = plainValue(document);
  if (!isMap(root)) return wrong('', 'expected a map with the keys prompt and answers.');
  const unknown = Object.keys(root).find((key) => key !== 'prompt' && key !== 'answers');
  if (unknown !== undefined) return wrong(unknown, `the key "${unknown}" is not known; expected prompt or answers.`);
  if (root['prompt'] !== prompt) return wrong('prompt', `expected prompt: ${prompt}.`);
  const answers = root['answers'] ?? [];
  if (!Array.isArray(answers)) return wrong('answers', 'expected answers to be a list of {case, answer}.');
  const recording = new Map<string, RecordedAnswer>();
  for (const [index, answer] of answers.entries()) {
    const key = `answers.${index}`;
    const problem = problemOf(answer);
    if (problem !== undefined) return wrong(key, problem);
    const { case: name, answer: words, latencyMs = 0 } = answer as { case: string; answer: string; latencyMs?: number };
    if (recording.has(name)) return wrong(key, `the case "${name}" has two answers.`);
    recording.set(name, { answer: words, latencyMs });
  }
  return ok(recording);
}

/** The value of a document; undefined when its aliases multiply beyond measure. */
function plainValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

function problemOf(answer: unknown): string | undefined {
  if (!isMap(answer)) return 'expected {case, answer}.';
  const unknown = Object.keys(answer).find((key) => !['case', 'answer', 'latencyMs'].includes(key));
  if (unknown !== undefined) return `the key "${unknown}" is not known; expected case, answer or latencyMs.`;
  if (typeof answer['case'] !== 'string') return 'expected case to be the name of a case.';
  if (typeof answer['answer'] !== 'string') return 'expected answer to be text.';
  const latency = answer['latencyMs'];
  if (latency !== undefined && !(typeof latency === 'number' && latency >= 0))
    return 'expected latencyMs to be a number.';
  return undefined;
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
