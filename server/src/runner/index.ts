export * from './assertions';
export * from './providers';
export {
  createRenderer,
  inlineRenderer,
  missingInputs,
  type InputValues,
  type MessagePart,
  type RenderedMessage,
  type Renderer,
  type RendererOptions,
  type RenderOptions,
  type RenderResult,
} from './render';
export * from './run';
