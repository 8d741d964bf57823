import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server got it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: { readonly [key: string]: unknown };
}

/** How a test answers: request by request, with Node's own response. */
export type ChatHandler = (response: http.ServerResponse, request: ReceivedRequest, count: number) => void;

/** A local server that speaks as much of the chat completions protocol as its handler does. */
export interface ChatServer {
  readonly baseUrl: string;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves when so many answers have been broken off by the client. */
  brokenOff(count: number): Promise<void>;
  /** Resolves when so many requests have come. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server on a free port. */
export async function startChatServer(handler: ChatHandler): Promise<ChatServer> {
  const requests: ReceivedRequest[] = [];
  const waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = [];
  let broken = 0;
  const look = (): void => waiting.filter(({ done }) => done()).forEach(({ resolve }) => resolve());
  const when = (done: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ done, resolve });
      look();
    });
  const server = http.createServer((request, response) => {
    const pieces: string[] = [];
    request.setEncoding('utf8');
    request.on('data', (piece: string) => pieces.push(piece));
    response.on('close', () => {
      if (!response.writableFinished) broken++;
      look();
    });
    request.on('end', () => {
      const body = JSON.parse(pieces.join('')) as ReceivedRequest['body'];
      const received = { path: request.url ?? '', headers: request.headers, body };
      requests.push(received);
      look();
      handler(response, received, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    brokenOff: (count) => when(() => broken >= count),
    received: (count) => when(() => requests.length >= count),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One event of a stream. */
export function event(choice: object, more: object = {}): string {
  return `data: ${JSON.stringify({ id: 'chat-1', choices: [{ index: 0, ...choice }], ...more })}\n\n`;
}

/** The events of a whole answer in pieces. */
export function eventsOf(pieces: readonly string[]): readonly string[] {
  return [
    event({ delta: { role: 'assistant', content: '' } }),
    ...pieces.map((content) => event({ delta: { content } })),
    event({ delta: {}, finish_reason: 'stop' }),
    `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } })}\n\n`,
    'data: [DONE]\n\n',
  ];
}

/** Answers with a stream of the pieces. */
export function stream(response: http.ServerResponse, ...pieces: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const text of eventsOf(pieces)) response.write(text);
  response.end();
}

/** The body of a whole answer. */
export function wholeOf(message: object, more: object = {}): string {
  const choices = [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...more }];
  return JSON.stringify({ id: 'chat-1', choices, usage: { prompt_tokens: 12, completion_tokens: 3 } });
}

/** Answers as it was asked to: with a stream of the pieces or all at once. */
export function answer(response: http.ServerResponse, { body }: ReceivedRequest, ...pieces: readonly string[]): void {
  if (body['stream'] === true) return stream(response, ...pieces);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(wholeOf({ content: pieces.join('') }));
}

/** Answers with an error as OpenAI writes it. */
export function refuse(response: http.ServerResponse, status: number, message: string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: { message, type: 'error', code: null } }));
}
