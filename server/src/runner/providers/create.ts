import { createOpenAICompatibleProvider } from './openai-compatible';
import { createRenderProvider } from './render';
import { createReplayProvider } from './replay';
import type { Provider, ProviderConfig, ProviderPorts } from './types';

/** The provider that `config` describes, under the name it has in galley.yaml. */
export function createProvider(name: string, config: ProviderConfig, ports: ProviderPorts): Provider {
  switch (config.type) {
    case 'render':
      return createRenderProvider(name);
    case 'replay':
      return createReplayProvider(name, config, ports.root);
    case 'openai-compatible':
      return createOpenAICompatibleProvider(name, config, ports);
  }
}
