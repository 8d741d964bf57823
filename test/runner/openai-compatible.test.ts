import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Fault } from '../../server/src/base';
import {
  createProvider,
  type CompletionOptions,
  type CompletionRequest,
  type OpenAICompatibleProviderConfig,
  type Provider,
} from '../../server/src/runner';
import { type ChatHandler, type ChatServer, event, eventsOf, refuse, startChatServer, stream } from './chat-server';

const key = 'sk-test-0123456789';
const request: CompletionRequest = {
  prompt: 'triage',
  case: 'refund',
  messages: [{ role: 'user', content: 'Where is my refund?' }],
  parameters: {},
};
/** Retries wait no longer than this in tests. */
const soon = { 'retry-after-ms': '1' };

interface Talk {
  readonly server: ChatServer;
  readonly provider: Provider;
}

describe('openai-compatible', () => {
  const servers: ChatServer[] = [];
  after(() => Promise.all(servers.map((server) => server.close())));

  async function talk(
    handler: ChatHandler,
    config: Partial<OpenAICompatibleProviderConfig> = {},
    apiKey: string | undefined = key,
  ): Promise<Talk> {
    const server = await startChatServer(handler);
    servers.push(server);
    const full = { type: 'openai-compatible', baseUrl: server.baseUrl, model: 'small', ...config } as const;
    const provider = createProvider('local', full, { root: '/', apiKey: () => Promise.resolve(apiKey) });
    return { server, provider };
  }

  async function faultOf(provider: Provider, options?: CompletionOptions): Promise<Fault> {
    const result = await provider.complete(request, options);
    assert.ok(!result.ok, 'expected a fault');
    const said = JSON.stringify(result.fault);
    assert.ok(!said.includes(key), `the key is in ${said}`);
    assert.ok(!said.includes('refund?'), `the prompt is in ${said}`);
    return result.fault;
  }

  test('streams the answer, counts tokens, sends what the prompt says', async () => {
    const { server, provider } = await talk((response) => stream(response, 'bil', 'ling', '!'));
    const heard: string[] = [];
    const result = await provider.complete(
      {
        ...request,
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'model', content: 'Hello' },
          {
            role: 'user',
            content: 'See https://example.com/a.png',
            parts: [
              { kind: 'text', text: 'See ' },
              { kind: 'media', url: 'https://example.com/a.png', contentType: 'image/png' },
            ],
          },
        ],
        parameters: { temperature: 0.2, maxOutputTokens: 50, top_k: 4, model: 'other', stream: false },
      },
      { onText: (text) => heard.push(text) },
    );
    assert.ok(result.ok);
    const { latencyMs, ...rest } = result.value;
    assert.deepEqual(rest, { text: 'billing!', cached: false, tokens: { input: 12, output: 3 }, finishReason: 'stop' });
    assert.ok(latencyMs > 0);
    assert.deepEqual(heard, ['bil', 'ling', '!']);
    const [received] = server.requests;
    assert.equal(received?.path, '/v1/chat/completions');
    assert.equal(received?.headers.authorization, `Bearer ${key}`);
    assert.deepEqual(received?.body, {
      temperature: 0.2,
      max_tokens: 50,
      top_k: 4,
      model: 'small',
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'assistant', content: 'Hello' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See ' },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          ],
        },
      ],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test('needs no key, and sends no header without one', async () => {
    const { server, provider } = await talk((response) => stream(response, 'ok'), {}, '');
    assert.ok((await provider.complete(request)).ok);
    assert.equal(server.requests[0]?.headers.authorization, undefined);
  });

  test('sends the headers of the configuration', async () => {
    const { server, provider } = await talk((response) => stream(response, 'ok'), { headers: { 'X-Team': 'desk' } });
    assert.ok((await provider.complete(request)).ok);
    assert.equal(server.requests[0]?.headers['x-team'], 'desk');
  });

  test('reads a stream that is cut between any two bytes', async () => {
    const { provider } = await talk((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const bytes = Buffer.from(`: hello\r\n\r\n${eventsOf(['grüß', ' 👋🏽']).join('').replaceAll('\n', '\r\n')}`);
      let at = 0;
      const next = (): void => {
        if (at === bytes.length) response.end();
        else response.write(bytes.subarray(at, ++at), () => setImmediate(next));
      };
      next();
    });
    const result = await provider.complete(request);
    assert.equal(result.ok && result.value.text, 'grüß 👋🏽');
  });

  test('reads an answer that comes at once', async () => {
    const { provider } = await talk((response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      const choices = [{ message: { role: 'assistant', content: 'whole' }, finish_reason: 'length' }];
      response.end(JSON.stringify({ choices, usage: { prompt_tokens: 1, completion_tokens: 2 } }));
    });
    const result = await provider.complete(request);
    assert.deepEqual(result.ok && [result.value.text, result.value.finishReason], ['whole', 'length']);
  });

  test('reads an answer whose end is [DONE] alone, or a last event without an empty line', async () => {
    for (const end of ['data: [DONE]\n\n', event({ delta: {}, finish_reason: 'stop' }).trimEnd()]) {
      const { provider } = await talk((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(event({ delta: { content: 'ok' } }) + end);
      });
      const result = await provider.complete(request);
      assert.equal(result.ok && result.value.text, 'ok');
    }
  });

  test('stopping a call closes its connection', async () => {
    const { server, provider } = await talk((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event({ delta: { content: 'first' } }));
    });
    const stop = new AbortController();
    const fault = await faultOf(provider, { signal: stop.signal, onText: () => stop.abort() });
    assert.equal(fault.code, 'cancelled');
    await server.brokenOff(1);
  });

  test('stopping before the answer starts closes the connection, before the call sends nothing', async () => {
    const { server, provider } = await talk(() => undefined);
    const stop = new AbortController();
    const running = faultOf(provider, { signal: stop.signal });
    await server.received(1);
    stop.abort();
    assert.equal((await running).code, 'cancelled');
    await server.brokenOff(1);
    assert.equal((await faultOf(provider, { signal: stop.signal })).code, 'cancelled');
    assert.equal(server.requests.length, 1);
  });

  test('stopping while waiting to try again stops the waiting', async () => {
    const { server, provider } = await talk((response) => refuse(response, 429, 'later', { 'retry-after': '30' }));
    const stop = new AbortController();
    const running = faultOf(provider, { signal: stop.signal });
    await server.received(1);
    stop.abort();
    assert.equal((await running).code, 'cancelled');
    assert.equal(server.requests.length, 1);
  });

  test('a server that does not answer in time is given up, and its connection closed', async () => {
    const { server, provider } = await talk(() => undefined, { timeoutMs: 30 });
    const fault = await faultOf(provider);
    assert.deepEqual(
      [fault.code, fault.message],
      ['timeout', 'The provider "local" took longer than 30 ms for one answer.'],
    );
    await server.brokenOff(1);
    assert.equal(server.requests.length, 1);
  });

  test('an endless answer is given up', async () => {
    const { server, provider } = await talk((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const text = event({ delta: { content: 'x'.repeat(200_000) } });
      const more = (): void => void (response.destroyed || response.write(text, more));
      more();
    });
    assert.equal((await faultOf(provider)).code, 'limit');
    await server.brokenOff(1);
  });

  test('an endless line is given up', async () => {
    const { server, provider } = await talk((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const text = 'x'.repeat(200_000);
      const more = (): void => void (response.destroyed || response.write(text, more));
      more();
    });
    assert.equal((await faultOf(provider)).code, 'limit');
    await server.brokenOff(1);
  });

  const refusals: readonly [status: number, apiKey: string, env: string | undefined, message: RegExp, help: RegExp][] =
    [
      [401, '', 'DESK_KEY', /answered 401: bad key/, /No key was sent. Set the environment variable DESK_KEY/],
      [401, '', undefined, /answered 401/, /Name its environment variable as apiKeyEnv of "local"/],
      [401, key, 'DESK_KEY', /answered 401: bad key \[key\]/, /The key of "local" was not accepted/],
      [403, key, undefined, /answered 403/, /was not accepted/],
      [
        404,
        key,
        undefined,
        /\(http:\/\/127.0.0.1:\d+\/v1, model small\) answered 404/,
        /has the model "small" and that baseUrl/,
      ],
      [
        307,
        key,
        undefined,
        /answered 307/,
        /The server sends calls elsewhere \(https:\/\/example.com\): change baseUrl/,
      ],
    ];
  for (const [status, apiKey, env, message, help] of refusals) {
    test(`${status} ${apiKey === '' ? 'without' : 'with'} a key is asked once and explained`, async () => {
      const headers = { location: 'https://example.com/v1' };
      const { server, provider } = await talk(
        (response) => refuse(response, status, `bad key ${key}`, status === 307 ? headers : {}),
        env === undefined ? {} : { apiKeyEnv: env },
        apiKey,
      );
      const result = await provider.complete(request);
      assert.ok(!result.ok);
      assert.match(result.fault.message, message);
      assert.match(result.fault.help ?? '', help);
      if (apiKey !== '') assert.ok(!JSON.stringify(result.fault).includes(key));
      assert.equal(server.requests.length, 1);
    });
  }

  test('errors are understood as other servers write them', async () => {
    for (const body of ['{"error":"no such model"}', '{"message":"no such model"}', '{"detail":"no such model"}']) {
      const { provider } = await talk((response) => void response.writeHead(400).end(body));
      assert.match((await faultOf(provider)).message, /answered 400: no such model\.$/);
    }
    const { provider } = await talk((response) => void response.writeHead(400).end('<html>'));
    assert.match((await faultOf(provider)).message, /answered 400\.$/);
  });

  test('429 is waited for as the server asks, then answered', async () => {
    const { server, provider } = await talk((response, _request, count) => {
      if (count < 3) refuse(response, 429, 'slow down', count === 1 ? { 'retry-after': '0' } : soon);
      else stream(response, 'at last');
    });
    const result = await provider.complete(request);
    assert.equal(result.ok && result.value.text, 'at last');
    assert.equal(server.requests.length, 3);
  });

  test('a server that asks one call to wait makes all calls wait', async () => {
    const waitMs = 120;
    const times: number[] = [];
    const { provider } = await talk((response, _request, count) => {
      times.push(performance.now());
      if (count === 1) refuse(response, 429, 'slow down', { 'retry-after-ms': String(waitMs) });
      else stream(response, 'ok');
    });
    const first = provider.complete(request);
    while (times.length === 0) await new Promise(setImmediate);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const results = await Promise.all([first, provider.complete(request), provider.complete(request)]);
    assert.ok(results.every((result) => result.ok));
    const [start = 0, ...later] = times;
    assert.deepEqual(
      later.map((time) => time - start >= waitMs - 5),
      [true, true, true],
    );
  });

  test('a server that asks for too much patience is not waited for', async () => {
    const { server, provider } = await talk((response) => refuse(response, 429, 'quota', { 'retry-after': '3600' }));
    const fault = await faultOf(provider);
    assert.match(fault.message, /answered 429: quota\. The server asks to wait 3600 s\.$/);
    assert.equal(server.requests.length, 1);
  });

  test('a server that keeps failing is asked a few times', async () => {
    for (const [retries, asked] of [
      [undefined, 3],
      [0, 1],
    ] as const) {
      const { server, provider } = await talk(
        (response) => refuse(response, 500, 'oops', soon),
        retries === undefined ? {} : { retries },
      );
      const fault = await faultOf(provider);
      assert.match(fault.message, asked === 1 ? /answered 500: oops\./ : /answered 500: oops\. Tried 3 times\./);
      assert.equal(server.requests.length, asked);
    }
  });

  test('a connection that breaks is not asked again: the answer may have been paid for', async () => {
    const half = (response: Parameters<ChatHandler>[0]): void => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event({ delta: { content: 'half' } }), () => response.socket?.resetAndDestroy());
    };
    const handlers: readonly ChatHandler[] = [(response) => response.socket?.resetAndDestroy(), half];
    for (const handler of handlers) {
      const { server, provider } = await talk(handler);
      const fault = await faultOf(provider);
      assert.match(fault.message, /^The connection to http:\/\/127.0.0.1:\d+\/v1 broke \(ECONNRESET\)/);
      assert.match(fault.help ?? '', /not asked for again/);
      assert.equal(server.requests.length, 1);
    }
  });

  const useless: readonly [name: string, type: string, body: string, message: RegExp][] = [
    ['half an answer', 'text/event-stream', event({ delta: { content: 'half' } }), /it broke off/],
    ['nothing', 'text/event-stream', '', /it broke off/],
    ['events that are not JSON', 'text/event-stream', 'data: {"choices"\n\n', /it is not JSON/],
    ['a web page', 'text/html', '<html>Sign in</html>', /it broke off/],
    ['an error among the events', 'text/event-stream', 'data: {"error":{"message":"overloaded"}}\n\n', /overloaded/],
    ['an error with success', 'application/json', '{"error":{"message":"overloaded"}}', /overloaded/],
    ['broken JSON', 'application/json', '{"choices', /it is not JSON/],
  ];
  for (const [name, type, body, message] of useless) {
    test(`${name} is an answer that cannot be used`, async () => {
      const { server, provider } = await talk(
        (response) => void response.writeHead(200, { 'content-type': type }).end(body),
      );
      const fault = await faultOf(provider);
      assert.match(fault.message, /gave an answer that cannot be used/);
      assert.match(fault.message, message);
      assert.equal(server.requests.length, 1);
    });
  }

  test('odd but valid events are read or passed over', async () => {
    const odd = [
      '[]',
      'null',
      '7',
      '{"choices":null}',
      '{"choices":[{"delta":null}]}',
      '{"choices":[{"delta":{"content":7}}]}',
    ];
    const { provider } = await talk((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(odd.map((data) => `data: ${data}\n\n`).join('') + eventsOf(['ok']).join(''));
    });
    const result = await provider.complete(request);
    assert.equal(result.ok && result.value.text, 'ok');
  });

  test('a server that is not there is said to be so, at once', async () => {
    const { server, provider } = await talk(() => undefined);
    await server.close();
    const fault = await faultOf(provider);
    assert.match(fault.message, /^Nothing answers at http:\/\/127.0.0.1:\d+\/v1\./);
    assert.match(fault.help ?? '', /Is the server running there\?/);
  });

  test('what does not speak HTTP, and a key that no header may hold, are said to be so', async () => {
    const { provider } = await talk((response) => void response.socket?.end('SSH-2.0-OpenSSH\r\n'));
    assert.match((await faultOf(provider)).message, /does not speak HTTP/);
    const { provider: badKey } = await talk((response) => stream(response, 'ok'), {}, 'a\nb');
    const fault = await faultOf(badKey);
    assert.match(fault.help ?? '', /holds a character that no header may hold/);
  });

  test('configuration that cannot work is an error before any call', async () => {
    for (const baseUrl of ['file:///etc/passwd', 'localhost:11434', '', 'http://']) {
      const { provider } = await talk(() => undefined, { baseUrl });
      const fault = await faultOf(provider);
      assert.deepEqual([fault.code, fault.key], ['invalid-config', 'providers.local.baseUrl'], baseUrl);
    }
    const config = { type: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1' } as const;
    const provider = createProvider('local', config, { root: '/', apiKey: () => Promise.resolve(undefined) });
    assert.match((await faultOf(provider)).message, /names a model/);
  });

  test('the address in messages holds no password', async () => {
    const { server, provider } = await talk((response) => refuse(response, 404, 'no'), {
      baseUrl: 'http://ann:hunter2@127.0.0.1:1/v1?token=abc',
    });
    assert.doesNotMatch(JSON.stringify(await faultOf(provider)), /hunter2|abc/);
    assert.equal(server.requests.length, 0);
  });
});
