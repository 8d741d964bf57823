import { parentPort, workerData } from 'node:worker_threads';
import { openStore } from './index';
import { answer, type StoreMessage, type StoreRequest, type WorkerOptions } from './remote/protocol';

/** Serves one store to the thread that started this one, until it asks to close. */
async function serve(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('the store worker runs in a worker thread only');
  const say = (message: StoreMessage): void => port.postMessage(message);
  const opened = await openStore(workerData as WorkerOptions);
  say({ kind: 'opened', result: opened.ok ? { ok: true, value: undefined } : opened });
  if (!opened.ok) return;
  const store = opened.value;
  store.onDidChange((change) => say({ kind: 'changed', change }));
  port.on('message', (request: StoreRequest) => {
    void answer(store, request).then((result) => {
      say({ kind: 'answer', id: request.id, result });
      if (request.method === 'close') port.close();
    });
  });
}

void serve();
