import { parentPort } from 'node:worker_threads';
import { fail, fault } from '../base';
import { type CompiledPrompt, compilePrompt } from './render/prompt';
import { type RenderAnswer, type RenderTask, workerReady } from './render/wire';

/** The worker that renders: whatever a template does, it can only hang or break this thread. */
const prompts = new Map<number, CompiledPrompt>();

parentPort?.on('message', (task: RenderTask) => {
  if (task.reset === true) prompts.clear();
  if (task.behaviour !== undefined) prompts.set(task.key, compilePrompt(task.behaviour));
  const prompt = prompts.get(task.key);
  const answer: RenderAnswer =
    prompt?.render(task.inputs, task.options) ?? fail(fault('render', 'The prompt was never sent to the renderer.'));
  parentPort?.postMessage(answer);
});
parentPort?.postMessage(workerReady);
