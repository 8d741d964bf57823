import type http from 'node:http';
import { type Fault, FaultError } from '../../base';

/** Sends requests to one server over connections that are kept for a while. */
export interface HttpClient {
  /**
   * Posts `body` and resolves when the head of the answer is there. Redirections are not followed.
   * @throws the error of the connection, or whatever `signal` was aborted with
   */
  post(body: string, headers: http.OutgoingHttpHeaders, signal: AbortSignal): Promise<http.IncomingMessage>;
}

/** Servers close idle connections after 5 s or later; ours are closed before, so that none is used as it goes. */
const idleMs = 3000;

/** A client for one address. */
export function createHttpClient(url: URL): HttpClient {
  const secure = url.protocol === 'https:';
  const options = { keepAlive: true, scheduling: 'lifo', timeout: idleMs } as const;
  // An import would read all that Node has for the web, whether it is used or not: 20 ms of every start.
  const { Agent, request: send } = process.getBuiltinModule(secure ? 'node:https' : 'node:http');
  const agent = new Agent(options);
  return Object.freeze<HttpClient>({
    post: (body, headers, signal) =>
      new Promise((resolve, reject) => {
        const all = { ...headers, 'content-length': Buffer.byteLength(body) };
        const request = send(url, { method: 'POST', agent, headers: all, signal });
        request.once('response', resolve);
        request.on('error', reject);
        request.end(body);
      }),
  });
}

/**
 * Hands on the body of an answer as text, piece by piece, and resolves at its end. An error that `onText` throws stops it.
 * @throws the error of the connection when it breaks, `tooLong` when there are more than `maxLength` characters
 */
export function readText(
  message: http.IncomingMessage,
  onText: (text: string) => void,
  maxLength: number,
  tooLong: Fault,
): Promise<void> {
  let room = maxLength;
  return new Promise((resolve, reject) => {
    const stop = (error: Error): void => {
      reject(error);
      message.destroy();
    };
    message.setEncoding('utf8');
    message.on('data', (text: string) => {
      room -= text.length;
      if (room < 0) return stop(new FaultError(tooLong));
      try {
        onText(text);
      } catch (error) {
        stop(error as Error);
      }
    });
    message.once('end', resolve);
    message.on('error', reject);
  });
}
