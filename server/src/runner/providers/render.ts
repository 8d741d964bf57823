import { ok } from '../../base';
import type { RenderedMessage } from '../render';
import type { Provider } from './types';

/** Answers with the rendered prompt: assertions see what a model would be told. */
export function createRenderProvider(name: string): Provider {
  return Object.freeze<Provider>({
    name,
    complete: (request, options) => {
      const text = transcript(request.messages);
      options?.onText?.(text);
      return Promise.resolve(ok({ text, cached: true, latencyMs: 0 }));
    },
  });
}

/** A single user message is its text alone; else each message has its role above it and a blank line below. */
export function transcript(messages: readonly RenderedMessage[]): string {
  const [only] = messages;
  if (messages.length === 1 && only?.role === 'user') return only.content;
  return messages.map((message) => `${message.role}:\n${message.content}`).join('\n\n');
}
