import { memberOf } from '../render';
import type { Json } from '../../base';
import { EventReader } from './events';

/** An answer that the server broke itself: an error among the events, or data that is none. */
export class AnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AnswerError';
  }
}

/** Reads the events of a streamed chat completion: text as it comes, and at the end what else is known. */
export class ChatAnswer {
  readonly #onText: (text: string) => void;
  readonly #events = new EventReader((data) => this.#event(data));
  #finishReason: string | undefined;
  #tokens: { readonly input: number; readonly output: number } | undefined;
  #complete = false;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  /** Why the model stopped. */
  get finishReason(): string | undefined {
    return this.#finishReason;
  }

  get tokens(): { readonly input: number; readonly output: number } | undefined {
    return this.#tokens;
  }

  /** Whether the server said that the answer is over; without it the answer broke off. */
  get complete(): boolean {
    return this.#complete;
  }

  /** @throws AnswerError when the text holds an error or no event of a chat completion */
  feed(text: string): void {
    this.#events.feed(text);
  }

  end(): void {
    this.#events.end();
  }

  /** Reads a whole answer that came at once, from a server that does not stream. */
  whole(text: string): void {
    this.#read(parsed(text), 'message');
    this.#complete = true;
  }

  #event(data: string): void {
    if (data.trim() === '[DONE]') this.#complete = true;
    else this.#read(parsed(data), 'delta');
  }

  #read(value: Json, where: 'delta' | 'message'): void {
    const error = memberOf(value, 'error');
    if (error !== undefined && error !== null) throw new AnswerError(errorText(value));
    const choice = memberOf(memberOf(value, 'choices'), '0');
    const text = contentText(memberOf(memberOf(choice, where), 'content'));
    if (text !== '') this.#onText(text);
    const reason = memberOf(choice, 'finish_reason');
    if (typeof reason === 'string') {
      this.#finishReason = reason;
      this.#complete = true;
    }
    const usage = memberOf(value, 'usage');
    const input = memberOf(usage, 'prompt_tokens');
    const output = memberOf(usage, 'completion_tokens');
    if (typeof input === 'number' && typeof output === 'number') this.#tokens = { input, output };
  }
}

/** The message in a server's error: `{error: {message}}`, `{error: "…"}`, `{message}`, `{detail}`, or one in a list. */
export function errorText(answer: Json): string {
  const value = Array.isArray(answer) ? (answer[0] as Json | undefined) : answer;
  const error = memberOf(value, 'error');
  const candidates = [memberOf(error, 'message'), error, memberOf(value, 'message'), memberOf(value, 'detail')];
  const found = candidates.find((candidate) => typeof candidate === 'string');
  return typeof found === 'string' ? found : '';
}

function contentText(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: Json) => (memberOf(part, 'type') === 'text' ? contentText(memberOf(part, 'text')) : ''))
    .join('');
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new AnswerError('it is not JSON');
  }
}
