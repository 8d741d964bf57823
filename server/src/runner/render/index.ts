export { compilePrompt, renderPrompt, type CompiledPrompt } from './prompt';
export { createRenderer, inlineRenderer, type Renderer, type RendererOptions } from './renderer';
export type { InputValues, MessagePart, RenderedMessage, RenderOptions, RenderResult } from './types';
export { missingInputs } from './values';
