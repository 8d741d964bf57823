import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { createRenderer, inlineRenderer, type Renderer } from '../../server/src/runner';
import { temporaryWorkspace } from '../support/workspace';
import { behaviourOf } from './behaviours';

const workerPath = path.join(__dirname, 'runner-worker.js');
const endless = behaviourOf(
  Array.from({ length: 5 }, (_, depth) => `{% for a${depth} in range(1000) %}`).join('') + '{% endfor %}'.repeat(5),
  { dialect: 'jinja' },
);
const greeting = behaviourOf('Hi {{name}}');

async function textOf(renderer: Renderer, name: string): Promise<string | undefined> {
  const result = await renderer.render(greeting, { name });
  return result.ok ? result.value.messages[0]?.content : result.fault.code;
}

describe('rendering in a worker', () => {
  const open: Renderer[] = [];
  const rendererOf = (timeoutMs?: number, memoryMb?: number): Renderer => {
    const limits = {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(memoryMb === undefined ? {} : { memoryMb }),
    };
    const renderer = createRenderer({ workerPath, ...limits });
    open.push(renderer);
    return renderer;
  };
  after(() => Promise.all(open.map((renderer) => renderer.dispose())));

  test('gives what rendering in this thread gives, faults too', async () => {
    const renderer = rendererOf();
    for (const text of ['Hi {{name}} {{{n}}}{{{n}}}', '{{role "system"}}a{{role "user"}}b', 'a\n{{eq a b}}', '{{#if']) {
      const behaviour = behaviourOf(text);
      const inputs = { name: '{{n}}', n: 1 };
      assert.deepEqual(await renderer.render(behaviour, inputs), await inlineRenderer.render(behaviour, inputs));
    }
  });

  test('answers many prompts asked at once, each its own', async () => {
    const renderer = rendererOf();
    const prompts = Array.from({ length: 600 }, (_, index) => behaviourOf(`${index} {{name}}`));
    const results = await Promise.all(prompts.map((behaviour) => renderer.render(behaviour, { name: 'x' })));
    assert.deepEqual(
      results.map((result) => result.ok && result.value.messages[0]?.content),
      prompts.map((_, index) => `${index} x`),
    );
  });

  test('an endless template is stopped, and only it fails', { timeout: 60_000 }, async () => {
    const renderer = rendererOf(2500);
    const [before, stopped, behind] = await Promise.all([
      textOf(renderer, 'A'),
      renderer.render(endless, {}),
      textOf(renderer, 'B'),
    ]);
    assert.equal(before, 'Hi A');
    assert.deepEqual(!stopped.ok && [stopped.fault.code, stopped.fault.message], [
      'timeout',
      'Rendering took longer than 2500 ms.',
    ]);
    assert.equal(behind, 'Hi B');
    assert.equal(await textOf(renderer, 'C'), 'Hi C');
  });

  test('the time that a worker takes to start is no time of the prompt', async (t) => {
    const start = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);';
    const folder = temporaryWorkspace(t, { 'slow.js': `${start} require(${JSON.stringify(workerPath)});` });
    const renderer = createRenderer({ workerPath: path.join(folder, 'slow.js'), timeoutMs: 2000 });
    open.push(renderer);
    assert.equal(await textOf(renderer, 'A'), 'Hi A');
  });

  test('a template that takes all memory is stopped, and only it fails', { timeout: 60_000 }, async () => {
    const renderer = rendererOf(30_000, 32);
    const doubling =
      '{% set ns = namespace(s="xxxxxxxxxxxxxxxx", l=[]) %}{% for i in range(100000) %}{% set ns.l = ns.l + [range(1000)] %}{% endfor %}';
    const result = await renderer.render(behaviourOf(doubling, { dialect: 'jinja' }), {});
    assert.equal(!result.ok && result.fault.code, 'limit');
    assert.equal(await textOf(renderer, 'A'), 'Hi A');
  });

  test('a closed renderer says so', async () => {
    const renderer = createRenderer({ workerPath });
    const running = renderer.render(endless, {});
    await renderer.dispose();
    const [first, second] = [await running, await renderer.render(greeting, { name: 'A' })];
    assert.deepEqual([!first.ok && first.fault.code, !second.ok && second.fault.code], ['cancelled', 'cancelled']);
  });

  test('getting ready early changes nothing but the time, also when no prompt follows', async () => {
    const renderer = rendererOf();
    renderer.warm();
    renderer.warm();
    assert.equal(await textOf(renderer, 'A'), 'Hi A');
    const unused = createRenderer({ workerPath });
    unused.warm();
    await unused.dispose();
    unused.warm();
    const late = await unused.render(greeting, { name: 'A' });
    assert.equal(!late.ok && late.fault.code, 'cancelled');
    const broken = createRenderer({ workerPath: path.join(__dirname, 'no-such-worker.js') });
    broken.warm();
    assert.equal(await textOf(broken, 'A'), 'render');
    await broken.dispose();
  });

  test('a worker that cannot start is a fault', async () => {
    const renderer = createRenderer({ workerPath: path.join(__dirname, 'no-such-worker.js') });
    assert.equal(await textOf(renderer, 'A'), 'render');
    await renderer.dispose();
  });
});
