import { fault, FaultError, type Json } from '../../base';
import { memberOf, type MessagePart, type RenderedMessage } from '../render';
import { chatTools, toolChoiceOf } from './chat-tools';
import type { ChatCall } from './chat-types';
import type { CompletionRequest } from './types';

type ChatMessage = ChatCall['prompt'][number];
type ContentPart = Extract<ChatMessage, { role: 'user' }>['content'][number];

/** Under this name the SDK looks for what it hands on to the server as it is. */
const sdkName = 'openaiCompatible';

/** Parameters as prompts write them, by their name on the wire. Any other goes as it is written. */
const parameterNames: ReadonlyMap<string, string> = new Map([
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['maxTokens', 'max_tokens'],
  ['maxOutputTokens', 'max_tokens'],
  ['stopSequences', 'stop'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['presencePenalty', 'presence_penalty'],
  ['reasoningEffort', 'reasoning_effort'],
  ['responseFormat', 'response_format'],
]);

/** Keys of the request that a prompt's parameters may not set, or that have a place of their own. */
const reserved: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'n',
  'tools',
  'tool_choice',
]);

/**
 * A request as the SDK takes it.
 * @throws FaultError `invalid-input` for what the protocol cannot send
 */
export function chatCall(request: CompletionRequest): ChatCall {
  const { parameters } = request;
  const named = Object.entries(parameters)
    .map(([name, value]): [string, Json] => [parameterNames.get(name) ?? name, value])
    .filter(([name]) => !reserved.has(name));
  const written = Array.isArray(parameters['tools']) ? (parameters['tools'] as readonly Json[]) : [];
  const tools = chatTools(request.tools === undefined || request.tools.length === 0 ? written : request.tools);
  const toolChoice = tools.length === 0 ? undefined : toolChoiceOf(parameters['tool_choice']);
  const responseFormat = responseFormatOf(request.output);
  // The schema of an answer is a guide: strict servers refuse schemas with members that may be left out.
  const given = responseFormat === undefined ? named : [...named, ['strictJsonSchema', false] as const];
  return {
    prompt: request.messages.map(chatMessage),
    ...(given.length === 0 ? {} : { providerOptions: { [sdkName]: Object.fromEntries(given) } }),
    ...(tools.length === 0 ? {} : { tools: [...tools] }),
    ...(toolChoice === undefined ? {} : { toolChoice }),
    ...(responseFormat === undefined ? {} : { responseFormat }),
  };
}

/** Words by which a map shows that it is a JSON Schema. */
const schemaWords = ['type', 'properties', 'items', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const'];

/** JSON when the prompt promises it: with its schema, when it has one. Text needs no format. */
function responseFormatOf(output: Json | undefined): ChatCall['responseFormat'] {
  if (typeof output !== 'object' || output === null) return undefined;
  if (memberOf(output, 'type') === 'string') return undefined;
  const isSchema = schemaWords.some((word) => Object.hasOwn(output, word));
  return { type: 'json', ...(isSchema ? { schema: output as Record<string, never> } : {}) };
}

function chatMessage({ role, content, parts }: RenderedMessage): ChatMessage {
  const sent: readonly ContentPart[] = (parts ?? [{ kind: 'text' as const, text: content }]).flatMap(contentPart);
  if (role === 'user') return { role, content: [...sent] };
  if (role === 'assistant' || role === 'model')
    return { role: 'assistant', content: [{ type: 'text', text: content }] };
  // The SDK lays these over the message it writes: so the roles it has no word for keep their name.
  const providerOptions = role === 'system' ? {} : { providerOptions: { [sdkName]: { role } } };
  if (parts === undefined) return { role: 'system', content, ...providerOptions };
  return { role: 'user', content: [...sent], providerOptions: { [sdkName]: { role } } };
}

function contentPart(part: MessagePart): readonly ContentPart[] {
  if (part.kind === 'text') return [{ type: 'text', text: part.text }];
  if (part.kind === 'section') return [];
  const { url, contentType = 'image/*' } = part;
  if (!contentType.startsWith('image/') && !contentType.startsWith('video/')) {
    throw new FaultError(fault('invalid-input', `Media of the type ${contentType.slice(0, 60)} cannot be sent.`));
  }
  if (!URL.canParse(url)) throw new FaultError(fault('invalid-input', 'Media need a whole address, such as https://…'));
  return [{ type: 'file', mediaType: contentType, data: { type: 'url', url: new URL(url) } }];
}
