export { createProvider } from './create';
export { transcript } from './render';
export type {
  Completion,
  CompletionOptions,
  CompletionRequest,
  OpenAICompatibleProviderConfig,
  Provider,
  ProviderConfig,
  ProviderPorts,
  RenderProviderConfig,
  ReplayProviderConfig,
} from './types';
