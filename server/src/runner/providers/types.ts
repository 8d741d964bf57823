import type { Json, Result } from '../../base';
import type { RenderedMessage } from '../render';

/** One rendered prompt to be answered. */
export interface CompletionRequest {
  /** The name of the prompt. */
  readonly prompt: string;
  /** The name of the case. */
  readonly case: string;
  readonly messages: readonly RenderedMessage[];
  /** The model the prompt asks for; a model in the provider's configuration wins. */
  readonly model?: string;
  /** Model parameters of the prompt, as written. */
  readonly parameters: { readonly [key: string]: Json };
  /** Tools that the model may call, as the prompt writes them. */
  readonly tools?: readonly Json[];
  /** The JSON Schema of the answer; `{}` when it shall be any JSON. */
  readonly output?: Json;
}

/** The answer of a provider. */
export interface Completion {
  /** What the model said; the JSON of its tool calls when it said nothing else. */
  readonly text: string;
  readonly tokens?: { readonly input: number; readonly output: number };
  /** Why the model stopped, in the provider's own words. */
  readonly finishReason?: string;
  /** True when nothing was asked of a model just now: recorded or kept answers. Their latency says nothing. */
  readonly cached: boolean;
  /** From the request to the last character, in milliseconds; of the recording when `cached`. */
  readonly latencyMs: number;
}

/** How one call is followed and stopped. */
export interface CompletionOptions {
  readonly signal?: AbortSignal;
  /** Gets each new piece of the answer as it comes. Without it the answer is asked for in one piece, which costs less. */
  readonly onText?: (text: string) => void;
}

/** Something that answers prompts. It never rejects; a call that was stopped gives `cancelled`. */
export interface Provider {
  readonly name: string;
  complete(request: CompletionRequest, options?: CompletionOptions): Promise<Result<Completion>>;
}

/** Answers with the rendered prompt itself. */
export interface RenderProviderConfig {
  readonly type: 'render';
}

/** Answers from files: `<recordings>/<prompt name>.yaml`. */
export interface ReplayProviderConfig {
  readonly type: 'replay';
  /** Workspace-relative folder with `/`. */
  readonly recordings: string;
}

/** Any server that speaks the chat completions protocol of OpenAI. Holds no secret. */
export interface OpenAICompatibleProviderConfig {
  readonly type: 'openai-compatible';
  /** Such as `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** The model to ask; else the one the prompt names. */
  readonly model?: string;
  /** The environment variable that holds the key. */
  readonly apiKeyEnv?: string;
  /** The longest time for one answer in milliseconds, retries not counted; 120,000 when absent. */
  readonly timeoutMs?: number;
  /** How often a refused call is tried again; 2 when absent. */
  readonly retries?: number;
  readonly headers?: { readonly [name: string]: string };
}

/** A provider as galley.yaml describes it. */
export type ProviderConfig = RenderProviderConfig | ReplayProviderConfig | OpenAICompatibleProviderConfig;

/** What providers need from their host. */
export interface ProviderPorts {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** The key of an `openai-compatible` provider; undefined when there is none. Asked for each call, never kept. */
  readonly apiKey: (name: string, config: OpenAICompatibleProviderConfig) => Promise<string | undefined>;
}
