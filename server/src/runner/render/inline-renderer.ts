import type { VersionBehaviour } from '../../domain';
import { renderPrompt } from './prompt';
import type { Renderer } from './renderer';
import type { InputValues, RenderOptions } from './types';

/**
 * Renders in this thread, without a limit of time: for tests and for programs that end soon. It brings the template
 * engines with it, so it has a file of its own.
 */
export const inlineRenderer: Renderer = Object.freeze({
  render: (behaviour: VersionBehaviour, inputs: InputValues, options?: RenderOptions) =>
    Promise.resolve(renderPrompt(behaviour, inputs, options)),
  dispose: () => Promise.resolve(),
});
