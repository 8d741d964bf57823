export { inlineRenderer } from './inline-renderer';
export { createRenderer, type Renderer, type RendererOptions } from './renderer';
export type { InputValues, MessagePart, RenderedMessage, RenderOptions, RenderResult } from './types';
export { memberOf, missingInputs } from './values';
