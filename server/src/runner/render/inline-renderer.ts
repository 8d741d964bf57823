import type { Renderer } from './renderer';

/**
 * Renders in this thread, without a limit of time: for tests and for programs that end soon. The template engines are
 * loaded with the first prompt.
 */
export const inlineRenderer: Renderer = Object.freeze<Renderer>({
  async render(behaviour, inputs, options) {
    const { renderPrompt } = await import('./prompt');
    return renderPrompt(behaviour, inputs, options);
  },
  warm: () => undefined,
  dispose: () => Promise.resolve(),
});
