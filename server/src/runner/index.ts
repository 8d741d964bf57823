export * from './assertions';
export * from './providers';
export {
  compilePrompt,
  createRenderer,
  inlineRenderer,
  missingInputs,
  renderPrompt,
  type CompiledPrompt,
  type InputValues,
  type MessagePart,
  type RenderedMessage,
  type Renderer,
  type RendererOptions,
  type RenderOptions,
  type RenderResult,
} from './render';
export * from './run';
