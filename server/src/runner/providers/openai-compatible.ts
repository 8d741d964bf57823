import type { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { fail, fault, FaultError, type Json } from '../../base';
import type { RenderedMessage } from '../render';
import { brokenAnswer, type CallFacts, endpoint, failureOf } from './call-faults';
import { type Attempt, Pace, withRetries } from './retry';
import type {
  Completion,
  CompletionOptions,
  CompletionRequest,
  OpenAICompatibleProviderConfig,
  Provider,
  ProviderPorts,
} from './types';

type ChatModel = ReturnType<ReturnType<typeof createOpenAICompatible>['chatModel']>;
type CallSettings = Parameters<ChatModel['doStream']>[0];
type WireMessage = CallSettings['prompt'][number];

/** The longest answer in UTF-16 units, and the most bytes read for one. */
const maxAnswerLength = 2_000_000;
const maxAnswerBytes = 32_000_000;

/** The name under which call parameters reach the request body unchanged. */
const bodyKey = 'galley';

/** Parameters as prompts write them, by their name on the wire. Any other goes as it is written. */
const parameterNames: { readonly [name: string]: string } = {
  topP: 'top_p',
  topK: 'top_k',
  maxTokens: 'max_tokens',
  maxOutputTokens: 'max_tokens',
  stopSequences: 'stop',
  frequencyPenalty: 'frequency_penalty',
  presencePenalty: 'presence_penalty',
};

/** Keys of the request that a prompt's parameters may not set. */
const reserved: ReadonlySet<string> = new Set(['model', 'messages', 'stream', 'stream_options', 'n']);

/** A provider for any server that speaks OpenAI's chat completions protocol. The wire library is loaded on first use. */
export function createOpenAICompatibleProvider(
  name: string,
  config: OpenAICompatibleProviderConfig,
  ports: ProviderPorts,
): Provider {
  const pace = new Pace();
  const models = new Map<string, ChatModel>();
  const modelOf = async (id: string): Promise<ChatModel> => {
    const wire = await import('@ai-sdk/openai-compatible');
    const settings = { name: bodyKey, baseURL: config.baseUrl, includeUsage: true, fetch: limitedFetch };
    const known = models.get(id) ?? wire.createOpenAICompatible(settings).chatModel(id);
    models.set(id, known);
    return known;
  };
  return Object.freeze<Provider>({
    name,
    async complete(request, options = {}) {
      const id = config.model ?? request.model;
      if (id === undefined) return fail(noModel(name, request.prompt));
      if (!/^https?:\/\//i.test(config.baseUrl) || !URL.canParse(config.baseUrl)) return fail(badUrl(name));
      const model = await modelOf(id);
      const key = await ports.apiKey(name, config);
      const facts = { name, config, model: id, key };
      return withRetries(() => attempt(model, request, options, facts), {
        retries: config.retries ?? 2,
        firstWaitMs: 500,
        pace,
        signal: options.signal,
      });
    },
  });
}

function noModel(name: string, prompt: string): ReturnType<typeof fault> {
  return fault('invalid-config', `Neither the provider "${name}" nor the prompt "${prompt}" names a model.`, {
    help: `Add model to "${name}" under providers in galley.yaml, or to the header of the prompt.`,
  });
}

function badUrl(name: string): ReturnType<typeof fault> {
  return fault('invalid-config', `baseUrl of the provider "${name}" is not an http or https address.`, {
    file: 'galley.yaml',
    key: `providers.${name}.baseUrl`,
  });
}

/** One call, stopped by the caller, the clock or the size of the answer. */
async function attempt(
  model: ChatModel,
  request: CompletionRequest,
  options: CompletionOptions,
  facts: CallFacts,
): Promise<Attempt<Completion>> {
  const stop = new AbortController();
  const cancel = (): void => stop.abort(new FaultError(fault('cancelled', 'The call was stopped.')));
  if (options.signal?.aborted === true) cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  const limitMs = facts.config.timeoutMs ?? 120_000;
  const timer = setTimeout(() => stop.abort(new FaultError(tooSlow(limitMs, facts))), limitMs);
  try {
    return await stream(model, settingsOf(request, facts, stop.signal), options, facts);
  } catch (error) {
    const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
    const found = reason instanceof FaultError ? reason : limitIn(error);
    return found === undefined ? failureOf(error, facts) : { ok: false, fault: found.fault, again: false };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
    stop.abort();
  }
}

/** The limit that broke the body of the answer, which the wire library may have wrapped. */
function limitIn(error: unknown): FaultError | undefined {
  for (let depth = 0, current = error; depth < 8 && current instanceof Error; depth++, current = current.cause)
    if (current instanceof FaultError) return current;
  return undefined;
}

function tooSlow(limitMs: number, facts: CallFacts): ReturnType<typeof fault> {
  return fault('timeout', `The provider "${facts.name}" took longer than ${limitMs} ms for one answer.`, {
    help: `Set timeoutMs of "${facts.name}" in galley.yaml if it needs longer.`,
    details: { endpoint: endpoint(facts.config), model: facts.model },
  });
}

async function stream(
  model: ChatModel,
  settings: CallSettings,
  options: CompletionOptions,
  facts: CallFacts,
): Promise<Attempt<Completion>> {
  const started = performance.now();
  const reader = (await model.doStream(settings)).stream.getReader();
  const pieces: string[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const part = read.value;
    if (part.type === 'text-delta') {
      length += part.delta.length;
      if (length > maxAnswerLength) throw new FaultError(tooLong());
      pieces.push(part.delta);
      options.onText?.(part.delta);
    } else if (part.type === 'error') {
      throw part.error;
    } else if (part.type === 'finish') {
      const input = part.usage.inputTokens.total;
      const output = part.usage.outputTokens.total;
      const finishReason = part.finishReason.raw;
      return {
        ok: true,
        value: {
          text: pieces.join(''),
          cached: false,
          latencyMs: performance.now() - started,
          ...(input === undefined || output === undefined ? {} : { tokens: { input, output } }),
          ...(finishReason === undefined ? {} : { finishReason }),
        },
      };
    }
  }
  return { ok: false, fault: brokenAnswer('it broke off', facts), again: false };
}

function settingsOf(request: CompletionRequest, { config, key }: CallFacts, abortSignal: AbortSignal): CallSettings {
  const authorization = key === undefined || key === '' ? {} : { Authorization: `Bearer ${key}` };
  return {
    prompt: request.messages.map(wireMessage),
    headers: { ...authorization, ...config.headers },
    providerOptions: { [bodyKey]: bodyOf(request.parameters) },
    abortSignal,
  };
}

type BodyParameters = NonNullable<CallSettings['providerOptions']>[string];

function bodyOf(parameters: CompletionRequest['parameters']): BodyParameters {
  const named = Object.entries(parameters).map(([name, value]): [string, Json] => [
    Object.hasOwn(parameterNames, name) ? (parameterNames[name] ?? name) : name,
    value,
  ]);
  return Object.fromEntries(named.filter(([name]) => !reserved.has(name)));
}

function wireMessage(message: RenderedMessage): WireMessage {
  const { role, content } = message;
  if (role === 'system' || role === 'developer') return { role: 'system', content };
  if (role === 'model' || role === 'assistant')
    return { role: 'assistant', content: [{ type: 'text', text: content }] };
  return { role: 'user', content: (message.parts ?? [{ kind: 'text', text: content }]).flatMap(wirePart) };
}

type WirePart = Extract<WireMessage, { role: 'user' }>['content'][number];

function wirePart(part: NonNullable<RenderedMessage['parts']>[number]): readonly WirePart[] {
  if (part.kind === 'text') return [{ type: 'text', text: part.text }];
  if (part.kind === 'section') return [];
  if (!URL.canParse(part.url))
    throw new FaultError(fault('invalid-input', 'The url of a media part is not an address.'));
  return [{ type: 'file', mediaType: part.contentType ?? 'image', data: { type: 'url', url: new URL(part.url) } }];
}

function tooLong(): ReturnType<typeof fault> {
  return fault('limit', `The answer is longer than ${maxAnswerLength} characters.`, {
    help: 'Limit it with maxOutputTokens in the prompt.',
  });
}

/** `fetch` whose answer is a stream of events or an error, and not endless. */
const limitedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.body === null) return response;
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && !type.includes('event-stream')) {
    await response.body.cancel();
    throw new Error(`it is ${type === '' ? 'of no known type' : type.slice(0, 60)}, not a stream of events`);
  }
  return new Response(limited(response.body), response);
};

function limited(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let room = maxAnswerBytes;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      room -= value.byteLength;
      if (room >= 0) return controller.enqueue(value);
      controller.error(new FaultError(tooLong()));
      await reader.cancel();
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
