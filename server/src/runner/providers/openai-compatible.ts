import { fail, fault, FaultError } from '../../base';
import { type CallFacts, callFailure, endpoint } from './call-faults';
import { streamedAnswer, wholeAnswer } from './chat-answer';
import { chatCall } from './chat-call';
import type { ChatModel } from './chat-types';
import { createFetch, eventStream } from './fetch';
import { type Attempt, Pace, withRetries } from './retry';
import type {
  Completion,
  CompletionOptions,
  CompletionRequest,
  OpenAICompatibleProviderConfig,
  Provider,
  ProviderPorts,
} from './types';

/**
 * A provider for any server that speaks OpenAI's chat completions protocol, which the AI SDK reads and writes. It is
 * asked for a stream only when somebody listens: one piece costs little more than a bare fetch loop, a stream half as
 * much again (`npm run bench` measures it).
 */
export function createOpenAICompatibleProvider(
  name: string,
  config: OpenAICompatibleProviderConfig,
  ports: ProviderPorts,
): Provider {
  const pace = new Pace();
  const address = addressOf(config);
  const models = address === undefined ? undefined : modelsAt(address);
  return Object.freeze<Provider>({
    name,
    async complete(request, options = {}) {
      const model = config.model ?? request.model;
      if (model === undefined) return fail(noModel(name, request.prompt));
      if (models === undefined) return fail(badUrl(name));
      const key = (await ports.apiKey(name, config))?.trim();
      const facts: CallFacts = { name, config, model, key: key === '' ? undefined : key };
      return withRetries(async () => attempt(await models(model), request, options, facts), {
        retries: config.retries ?? 2,
        firstWaitMs: 500,
        pace,
        signal: options.signal,
      });
    },
  });
}

/** The SDK's models of one server by name; the SDK is loaded with the first. */
function modelsAt(address: URL): (name: string) => Promise<ChatModel> {
  const models = new Map<string, Promise<ChatModel>>();
  const fetch = createFetch(address);
  const load = async (name: string): Promise<ChatModel> => {
    const { OpenAICompatibleChatLanguageModel } = await import('@ai-sdk/openai-compatible');
    const url = (): string => address.href;
    const provider = 'openaiCompatible.chat';
    return new OpenAICompatibleChatLanguageModel(name, {
      provider,
      url,
      fetch,
      includeUsage: true,
      supportsStructuredOutputs: true,
    });
  };
  return (name) => {
    const model = models.get(name) ?? load(name);
    models.set(name, model);
    return model;
  };
}

/** Where calls go; undefined when `baseUrl` is no address for them. */
function addressOf({ baseUrl }: OpenAICompatibleProviderConfig): URL | undefined {
  const text = `${baseUrl.replace(/\/+$/, '')}/chat/completions`;
  if (!URL.canParse(baseUrl) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
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

/** One call, stopped by the caller or the clock. */
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
    const { onText } = options;
    const started = performance.now();
    const headers = headersOf(facts, onText !== undefined);
    const call = { ...chatCall(request), headers, abortSignal: stop.signal };
    const answer = await (onText === undefined ? wholeAnswer(model, call) : streamedAnswer(model, call, onText));
    return { ok: true, value: { ...answer, cached: false, latencyMs: performance.now() - started } };
  } catch (error) {
    const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
    stop.abort();
    return callFailure(reason, facts);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
  }
}

function tooSlow(limitMs: number, facts: CallFacts): ReturnType<typeof fault> {
  return fault('timeout', `The provider "${facts.name}" took longer than ${limitMs} ms for one answer.`, {
    help: `Set timeoutMs of "${facts.name}" in galley.yaml if it needs longer.`,
    details: { endpoint: endpoint(facts.config), model: facts.model },
  });
}

/** @throws an error with the code `ERR_INVALID_CHAR` when a value cannot stand in a header; the SDK's would quote it */
function headersOf({ key, config }: CallFacts, streamed: boolean): Record<string, string> {
  const headers: Record<string, string> = {
    accept: streamed ? eventStream : 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...config.headers,
  };
  const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http');
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  return headers;
}
