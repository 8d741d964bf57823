import { fault, FaultError, type Json } from '../../base';
import type { MessagePart, RenderedMessage } from '../render';
import type { CompletionRequest } from './types';

/** Parameters as prompts write them, by their name on the wire. Any other goes as it is written. */
const parameterNames: ReadonlyMap<string, string> = new Map([
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['maxTokens', 'max_tokens'],
  ['maxOutputTokens', 'max_tokens'],
  ['stopSequences', 'stop'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['presencePenalty', 'presence_penalty'],
]);

/** Keys of the request that a prompt's parameters may not set. */
const reserved: ReadonlySet<string> = new Set(['model', 'messages', 'stream', 'stream_options', 'n']);

/** The body of a chat completions request that asks for a stream with its token counts. */
export function chatRequest(model: string, request: CompletionRequest): string {
  const parameters = Object.entries(request.parameters)
    .map(([name, value]): [string, Json] => [parameterNames.get(name) ?? name, value])
    .filter(([name]) => !reserved.has(name));
  return JSON.stringify({
    ...Object.fromEntries(parameters),
    model,
    messages: request.messages.map(wireMessage),
    stream: true,
    stream_options: { include_usage: true },
  });
}

function wireMessage({ role, content, parts }: RenderedMessage): Json {
  const name = role === 'model' ? 'assistant' : role;
  return { role: name, content: parts === undefined ? content : parts.flatMap(wirePart) };
}

function wirePart(part: MessagePart): readonly Json[] {
  if (part.kind === 'text') return [{ type: 'text', text: part.text }];
  if (part.kind === 'section') return [];
  const { url, contentType = 'image/*' } = part;
  if (!contentType.startsWith('image/')) {
    throw new FaultError(fault('invalid-input', `Media of the type ${contentType.slice(0, 60)} cannot be sent.`));
  }
  return [{ type: 'image_url', image_url: { url } }];
}
