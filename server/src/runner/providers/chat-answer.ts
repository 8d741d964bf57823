import { FaultError, type Json } from '../../base';
import { memberOf } from '../render';
import type { ChatCall, ChatModel } from './chat-types';
import { tooLong } from './fetch';
import type { Completion } from './types';

/** The longest answer, in UTF-16 units. */
const maxAnswerLength = 2_000_000;

/** An answer that the server broke itself: an error among the events, or data that is none. */
export class AnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AnswerError';
  }
}

/** What a model said, as far as answers of all kinds have it. */
export type ChatAnswer = Pick<Completion, 'text' | 'tokens' | 'finishReason'>;

type Generated = Awaited<ReturnType<ChatModel['doGenerate']>>;
type Facts = Pick<Generated, 'usage' | 'finishReason'>;
type ToolCall = Extract<Generated['content'][number], { type: 'tool-call' }>;

/** Asks for an answer in one piece: half the work of a stream. */
export async function wholeAnswer(model: ChatModel, call: ChatCall): Promise<ChatAnswer> {
  const generated = await model.doGenerate(call);
  const text = generated.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  if (text.length > maxAnswerLength) throw new FaultError(tooLong);
  const calls = generated.content.filter((part) => part.type === 'tool-call');
  return answerOf(text, calls, generated);
}

/**
 * Asks for a stream and hands on its text as it comes.
 * @throws AnswerError when the stream holds an error, something that is no chat completion, or no end
 */
export async function streamedAnswer(
  model: ChatModel,
  call: ChatCall,
  onText: (text: string) => void,
): Promise<ChatAnswer> {
  const { stream } = await model.doStream(call);
  const pieces: string[] = [];
  const calls: ToolCall[] = [];
  let room = maxAnswerLength;
  for await (const part of stream) {
    if (part.type === 'text-delta') {
      room -= part.delta.length;
      if (room < 0) throw new FaultError(tooLong);
      pieces.push(part.delta);
      onText(part.delta);
    } else if (part.type === 'tool-call') calls.push(part);
    else if (part.type === 'error') throw new AnswerError(streamProblem(part.error));
    else if (part.type === 'finish') return answerOf(pieces.join(''), calls, part);
  }
  throw new AnswerError('it broke off');
}

/** An answer of tool calls alone is their JSON, as OpenAI writes them. */
function answerOf(text: string, calls: readonly ToolCall[], { usage, finishReason }: Facts): ChatAnswer {
  const wire = calls.map(({ toolName: name, input }) => ({ type: 'function', function: { name, arguments: input } }));
  const { total: input } = usage.inputTokens;
  const { total: output } = usage.outputTokens;
  return {
    text: text === '' && wire.length > 0 ? JSON.stringify(wire) : text,
    ...(input === undefined || output === undefined ? {} : { tokens: { input, output } }),
    ...(finishReason.raw === undefined ? {} : { finishReason: finishReason.raw }),
  };
}

function streamProblem(error: unknown): string {
  if (!(error instanceof Error)) return errorText({ error: error as Json }) || 'the server says that it failed';
  return errorProblem(error);
}

/** What the SDK's errors about an answer mean. Their own words may hold the answer. */
export function errorProblem({ name, ...more }: Error & { readonly value?: Json }): string {
  if (name === 'AI_JSONParseError') return 'it is not JSON';
  if (name === 'AI_InvalidResponseDataError') return 'it broke off';
  return errorText(more.value ?? null) || 'it is not a chat completion';
}

/** The message in a server's error: `{error: {message}}`, `{error: "…"}`, `{message}`, `{detail}`, or one in a list. */
export function errorText(answer: Json): string {
  const value = Array.isArray(answer) ? (answer[0] as Json | undefined) : answer;
  const error = memberOf(value, 'error');
  const candidates = [memberOf(error, 'message'), error, memberOf(value, 'message'), memberOf(value, 'detail')];
  const found = candidates.find((candidate) => typeof candidate === 'string');
  return typeof found === 'string' ? found : '';
}
