import type http from 'node:http';
import { urlToHttpOptions } from 'node:url';
import { fault, FaultError } from '../../base';

/** The most that is read for one answer, and of one refusal, in bytes; a word of a stream takes some 200. */
const maxAnswerBytes = 64_000_000;
const maxErrorBytes = 100_000;

/** Servers close idle connections after 5 s or later; ours are closed before, so that none is used as it goes. */
const idleMs = 3000;

/** The fault of an answer that nobody can want. */
export const tooLong = fault('limit', 'The answer is too long to be read.', {
  help: 'Limit it with maxOutputTokens in the prompt.',
});

/**
 * A `fetch` for the AI SDK on Node's own client: the global one takes half as much processor time again. It posts text to
 * `address` and knows no more of `fetch` than that. Redirections are not followed, connections are kept for a while,
 * answers without end are given up (rejected with a {@link FaultError}).
 */
export function createFetch(address: URL): typeof fetch {
  // An import would read all that Node has for the web, whether it is used or not: 20 ms of every start.
  const { Agent, request: send } = process.getBuiltinModule(address.protocol === 'https:' ? 'node:https' : 'node:http');
  const agent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: idleMs });
  const target = { ...urlToHttpOptions(address), method: 'POST', agent };
  return (_input, { headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const text = body as string;
      const given = headers as http.OutgoingHttpHeaders;
      const request = send({ ...target, headers: { ...given, 'content-length': Buffer.byteLength(text) } });
      const stop = (): void => void request.destroy(signal?.reason as Error);
      if (signal?.aborted === true) stop();
      signal?.addEventListener('abort', stop, { once: true });
      request.once('response', (message) => resolve(responseOf(message, given['accept'] === eventStream)));
      request.on('error', reject);
      request.end(text);
    });
}

/** The type of a stream of events. */
export const eventStream = 'text/event-stream';

async function responseOf(message: http.IncomingMessage, streamWanted: boolean): Promise<Response> {
  const { statusCode: status = 0, headers: received } = message;
  const refused = status < 200 || status > 299;
  const type = received['content-type'] ?? '';
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) if (typeof value === 'string') headers[name] = value;
  const response = new Response(bodyOf(message, refused), { status, headers });
  const whole = streamWanted && !refused && type.includes('application/json');
  return whole ? new Response(asEvents(await response.text()), { status, headers }) : response;
}

/** The body in pieces. What is longer than anyone wants fails, of a refusal the rest is left out. */
function bodyOf(message: http.IncomingMessage, refused: boolean): ReadableStream<Uint8Array> {
  let room = refused ? maxErrorBytes : maxAnswerBytes;
  return new ReadableStream({
    start(body): void {
      message.on('data', (piece: Buffer) => {
        room -= piece.length;
        if (room >= 0) return body.enqueue(piece);
        message.removeAllListeners('data').removeAllListeners('end').destroy();
        if (refused) body.close();
        else body.error(new FaultError(tooLong));
      });
      message.once('end', () => body.close());
      message.on('error', (error) => body.error(error));
    },
    cancel: () => void message.destroy(),
  });
}

/** An answer that came whole although a stream was asked for, as the one event of a stream. */
function asEvents(text: string): string {
  try {
    const { choices, ...rest } = JSON.parse(text) as { readonly choices?: readonly { readonly message?: object }[] };
    const deltas = choices?.map(({ message, ...choice }) => ({ ...choice, delta: message }));
    return `data: ${JSON.stringify({ ...rest, ...(deltas === undefined ? {} : { choices: deltas }) })}\n\n`;
  } catch {
    return 'data: {\n\n';
  }
}
