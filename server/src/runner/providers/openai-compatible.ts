import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { fail, fault, FaultError, type Json } from '../../base';
import { brokenAnswer, type CallFacts, connectionFailure, endpoint, refusal } from './call-faults';
import { AnswerError, ChatAnswer, errorText } from './chat-answer';
import { chatRequest } from './chat-request';
import { createHttpClient, type HttpClient, readText } from './http';
import { type Attempt, Pace, withRetries } from './retry';
import type {
  Completion,
  CompletionOptions,
  CompletionRequest,
  OpenAICompatibleProviderConfig,
  Provider,
  ProviderPorts,
} from './types';

/** The longest answer and the most that is read for it, in UTF-16 units; each word takes some 200 on the wire. */
const maxAnswerLength = 2_000_000;
const maxWireLength = 64_000_000;
const maxErrorLength = 100_000;

const tooLong = fault('limit', `The answer is longer than ${maxAnswerLength} characters.`, {
  help: 'Limit it with maxOutputTokens in the prompt.',
});

/**
 * A provider for any server that speaks OpenAI's chat completions protocol. The protocol is read here: for 1,000 short
 * answers the AI SDK took 2.3 to 3 times the processor time of a bare fetch loop, this takes what the loop takes
 * (measured again by `npm run bench`).
 */
export function createOpenAICompatibleProvider(
  name: string,
  config: OpenAICompatibleProviderConfig,
  ports: ProviderPorts,
): Provider {
  const pace = new Pace();
  const address = addressOf(config);
  const client = address === undefined ? undefined : createHttpClient(address);
  return Object.freeze<Provider>({
    name,
    async complete(request, options = {}) {
      const model = config.model ?? request.model;
      if (model === undefined) return fail(noModel(name, request.prompt));
      if (client === undefined) return fail(badUrl(name));
      const key = (await ports.apiKey(name, config))?.trim();
      const facts: CallFacts = { name, config, model, key: key === '' ? undefined : key };
      return withRetries(() => attempt(client, request, options, facts), {
        retries: config.retries ?? 2,
        firstWaitMs: 500,
        pace,
        signal: options.signal,
      });
    },
  });
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

/** One call, stopped by the caller, the clock or the size of the answer. */
async function attempt(
  client: HttpClient,
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
    return await call(client, request, options, facts, stop.signal);
  } catch (error) {
    const reason: unknown = stop.signal.aborted ? stop.signal.reason : error;
    stop.abort();
    if (reason instanceof FaultError) return { ok: false, fault: reason.fault, again: false };
    if (error instanceof AnswerError) return { ok: false, fault: brokenAnswer(error.message, facts), again: false };
    return connectionFailure(error, facts);
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

async function call(
  client: HttpClient,
  request: CompletionRequest,
  options: CompletionOptions,
  facts: CallFacts,
  signal: AbortSignal,
): Promise<Attempt<Completion>> {
  const started = performance.now();
  const response = await client.post(chatRequest(facts.model, request), headersOf(facts), signal);
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) return refusal(response, await errorOf(response), facts);
  const pieces: string[] = [];
  let room = maxAnswerLength;
  const answer = new ChatAnswer((text) => {
    room -= text.length;
    if (room < 0) throw new FaultError(tooLong);
    pieces.push(text);
    options.onText?.(text);
  });
  await readAnswer(response, answer);
  if (!answer.complete) return { ok: false, fault: brokenAnswer('it broke off', facts), again: false };
  const { tokens, finishReason } = answer;
  const completion: Completion = {
    text: pieces.join(''),
    cached: false,
    latencyMs: performance.now() - started,
    ...(tokens === undefined ? {} : { tokens }),
    ...(finishReason === undefined ? {} : { finishReason }),
  };
  return { ok: true, value: completion };
}

async function readAnswer(response: IncomingMessage, answer: ChatAnswer): Promise<void> {
  if (response.headers['content-type']?.includes('application/json') === true) {
    const pieces: string[] = [];
    await readText(response, (text) => pieces.push(text), maxWireLength, tooLong);
    answer.whole(pieces.join(''));
    return;
  }
  await readText(response, (text) => answer.feed(text), maxWireLength, tooLong);
  answer.end();
}

/** What a refusal says, as far as it can be read. */
async function errorOf(response: IncomingMessage): Promise<string> {
  const pieces: string[] = [];
  try {
    await readText(response, (text) => pieces.push(text), maxErrorLength, fault('limit', 'The error is too long.'));
    return errorText(JSON.parse(pieces.join('')) as Json);
  } catch {
    return '';
  }
}

function headersOf({ key, config }: CallFacts): OutgoingHttpHeaders {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return { 'content-type': 'application/json', accept: 'text/event-stream', ...authorization, ...config.headers };
}
