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
import {
  answer,
  type ChatHandler,
  type ChatServer,
  event,
  eventsOf,
  refuse,
  startChatServer,
  stream,
  wholeOf,
} from './chat-server';

const key = 'sk-test-0123456789';
const request: CompletionRequest = {
  prompt: 'triage',
  case: 'refund',
  messages: [{ role: 'user', content: 'Where is my refund?' }],
  parameters: {},
};
const listening: CompletionOptions = { onText: () => undefined };
/** How an answer is asked for. */
const modes: readonly [name: string, options: CompletionOptions][] = [
  ['streamed', listening],
  ['in one piece', {}],
];
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

  test('asks for the answer in one piece when nobody listens', async () => {
    const { server, provider } = await talk((response, asked) => answer(response, asked, 'billing!'));
    const result = await provider.complete({ ...request, parameters: { temperature: 0.2, stream: true } });
    assert.ok(result.ok);
    const { latencyMs, ...rest } = result.value;
    assert.deepEqual(rest, { text: 'billing!', cached: false, tokens: { input: 12, output: 3 }, finishReason: 'stop' });
    assert.ok(latencyMs > 0);
    assert.deepEqual(server.requests[0]?.body, {
      temperature: 0.2,
      model: 'small',
      messages: [{ role: 'user', content: 'Where is my refund?' }],
    });
  });

  test('keeps the names of roles that have no place of their own', async () => {
    const { server, provider } = await talk((response, asked) => answer(response, asked, 'ok'));
    const messages = ['developer', 'system', 'tool'].map((role) => ({ role, content: role }));
    assert.ok((await provider.complete({ ...request, messages })).ok);
    assert.deepEqual(server.requests[0]?.body['messages'], messages);
  });

  const search = { name: 'search', description: 'Finds tickets', inputSchema: { type: 'object', properties: {} } };
  const wireSearch = {
    type: 'function',
    function: { name: 'search', description: 'Finds tickets', parameters: { type: 'object', properties: {} } },
  };
  const queue = { type: 'object', properties: { queue: { type: 'string' } } };
  const schemaFormat = { type: 'json_schema', json_schema: { schema: queue, strict: false, name: 'response' } };
  const sent: readonly [what: string, more: Partial<CompletionRequest>, body: object][] = [
    ['tools', { tools: [search] }, { tools: [wireSearch] }],
    ['tools written as OpenAI does', { tools: [wireSearch] }, { tools: [wireSearch] }],
    ['a tool by its name and definition', { tools: ['search', search] }, { tools: [wireSearch] }],
    [
      'tools among the parameters, and the choice of one',
      { parameters: { tools: [wireSearch], tool_choice: { type: 'function', function: { name: 'search' } } } },
      { tools: [wireSearch], tool_choice: { type: 'function', function: { name: 'search' } } },
    ],
    ['no choice among no tools', { tools: [], parameters: { tool_choice: 'auto' } }, {}],
    ['the schema of the answer', { output: queue }, { response_format: schemaFormat }],
    ['any JSON', { output: {} }, { response_format: { type: 'json_object' } }],
    ['nothing for text', { output: { type: 'string' } }, {}],
    [
      'the format a parameter asks for',
      { output: queue, parameters: { response_format: { type: 'text' } } },
      { response_format: { type: 'text' } },
    ],
  ];
  for (const [what, more, body] of sent) {
    test(`sends ${what}`, async () => {
      const { server, provider } = await talk((response, asked) => answer(response, asked, 'ok'));
      assert.ok((await provider.complete({ ...request, ...more })).ok);
      const { model: _, messages: __, ...rest } = server.requests[0]?.body ?? {};
      assert.deepEqual(rest, body);
    });
  }

  test('a tool that nothing defines, and one without a name, are errors before the call', async () => {
    const { server, provider } = await talk((response, asked) => answer(response, asked, 'ok'));
    for (const [tools, message] of [
      [['search'], /names the tool "search", but nothing says what it takes/],
      [[{ description: 'x' }], /has no name/],
    ] as const) {
      const result = await provider.complete({ ...request, tools });
      assert.ok(!result.ok);
      assert.equal(result.fault.code, 'invalid-input');
      assert.match(result.fault.message, message);
    }
    assert.equal(server.requests.length, 0);
  });

  test('an answer of tool calls alone is their JSON', async () => {
    const call = { name: 'search', arguments: '{"ticket":7}' };
    const tool_calls = [{ index: 0, id: 'call-1', type: 'function', function: call }];
    const { provider } = await talk((response, { body }) => {
      const events = [event({ delta: { tool_calls } }), event({ delta: {}, finish_reason: 'tool_calls' })];
      response.writeHead(200, { 'content-type': body['stream'] === true ? 'text/event-stream' : 'application/json' });
      response.end(body['stream'] === true ? events.join('') : wholeOf({ content: null, tool_calls }));
    });
    for (const [, options] of modes) {
      const result = await provider.complete({ ...request, tools: [search] }, options);
      assert.deepEqual(result.ok && JSON.parse(result.value.text), [{ type: 'function', function: call }]);
    }
  });

  test('needs no key, and sends no header without one', async () => {
    const { server, provider } = await talk((response, asked) => answer(response, asked, 'ok'), {}, '');
    assert.ok((await provider.complete(request)).ok);
    assert.equal(server.requests[0]?.headers.authorization, undefined);
  });

  test('sends the headers of the configuration', async () => {
    const { server, provider } = await talk((response, asked) => answer(response, asked, 'ok'), {
      headers: { 'X-Team': 'desk' },
    });
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
    const result = await provider.complete(request, listening);
    assert.equal(result.ok && result.value.text, 'grüß 👋🏽');
  });

  test('reads an answer that comes at once although a stream was asked for', async () => {
    const { provider } = await talk((response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(wholeOf({ content: 'whole' }, { finish_reason: 'length' }));
    });
    const heard: string[] = [];
    const result = await provider.complete(request, { onText: (text) => heard.push(text) });
    assert.deepEqual(result.ok && [result.value.text, result.value.finishReason], ['whole', 'length']);
    assert.deepEqual(heard, ['whole']);
  });

  test('reads text in parts, and a refusal', async () => {
    for (const message of [{ content: [{ type: 'text', text: 'ok' }] }, { content: null, refusal: 'ok' }]) {
      const { provider } = await talk((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(wholeOf(message));
      });
      for (const [, options] of modes) {
        const result = await provider.complete(request, options);
        assert.equal(result.ok && result.value.text, 'ok');
      }
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

  for (const [name, options] of modes) {
    test(`stopping before the answer starts closes the connection, before the call sends nothing (${name})`, async () => {
      const { server, provider } = await talk(() => undefined);
      const stop = new AbortController();
      const running = faultOf(provider, { ...options, signal: stop.signal });
      await server.received(1);
      stop.abort();
      assert.equal((await running).code, 'cancelled');
      await server.brokenOff(1);
      assert.equal((await faultOf(provider, { ...options, signal: stop.signal })).code, 'cancelled');
      assert.equal(server.requests.length, 1);
    });

    test(`stopping in the midst of an answer closes the connection (${name})`, async () => {
      const { server, provider } = await talk((response, { body }) => {
        response.writeHead(200, { 'content-type': body['stream'] === true ? 'text/event-stream' : 'application/json' });
        response.write(body['stream'] === true ? event({ delta: { content: 'half' } }) : '{"choices": [');
      });
      const stop = new AbortController();
      const running = faultOf(provider, { ...options, signal: stop.signal });
      await server.received(1);
      setImmediate(() => stop.abort());
      assert.equal((await running).code, 'cancelled');
      await server.brokenOff(1);
    });
  }

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
    const { server, provider } = await talk(() => undefined, { timeoutMs: 1000 });
    const fault = await faultOf(provider);
    assert.deepEqual(
      [fault.code, fault.message],
      ['timeout', 'The provider "local" took longer than 1000 ms for one answer.'],
    );
    await server.brokenOff(1);
    assert.equal(server.requests.length, 1);
  });

  const endless: readonly [name: string, options: CompletionOptions, text: string][] = [
    ['answer', listening, event({ delta: { content: 'x'.repeat(200_000) } })],
    ['line', listening, 'x'.repeat(1_000_000)],
    ['answer in one piece', {}, 'x'.repeat(1_000_000)],
  ];
  for (const [name, options, text] of endless) {
    test(`an endless ${name} is given up`, async () => {
      const { server, provider } = await talk((response) => {
        response.writeHead(200, { 'content-type': options === listening ? 'text/event-stream' : 'application/json' });
        const more = (): void => void (response.destroyed || response.write(text, more));
        more();
      });
      assert.equal((await faultOf(provider, options)).code, 'limit');
      await server.brokenOff(1);
    });
  }

  test('an answer that ends but is longer than anyone wants is given up', async () => {
    const { provider } = await talk((response, asked) => answer(response, asked, 'x'.repeat(2_000_001)));
    for (const [, options] of modes) assert.equal((await faultOf(provider, options)).code, 'limit');
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
    const { server, provider } = await talk((response, asked, count) => {
      if (count < 3) refuse(response, 429, 'slow down', count === 1 ? { 'retry-after': '0' } : soon);
      else answer(response, asked, 'at last');
    });
    const result = await provider.complete(request);
    assert.equal(result.ok && result.value.text, 'at last');
    assert.equal(server.requests.length, 3);
  });

  test('a server that asks one call to wait makes all calls wait', async () => {
    const waitMs = 120;
    const times: number[] = [];
    const { provider } = await talk((response, asked, count) => {
      times.push(performance.now());
      if (count === 1) refuse(response, 429, 'slow down', { 'retry-after-ms': String(waitMs) });
      else answer(response, asked, 'ok');
    });
    const first = provider.complete(request);
    while (times.length === 0) await new Promise(setImmediate);
    // The answer lies there: so many turns are more than reading it takes, however slow the machine is.
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
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

  for (const [name, options] of modes) {
    test(`a connection that breaks is not asked again: the answer may have been paid for (${name})`, async () => {
      const half = (response: Parameters<ChatHandler>[0]): void => {
        response.writeHead(200, { 'content-type': options === listening ? 'text/event-stream' : 'application/json' });
        response.write(event({ delta: { content: 'half' } }), () => response.socket?.resetAndDestroy());
      };
      const handlers: readonly ChatHandler[] = [(response) => response.socket?.resetAndDestroy(), half];
      for (const handler of handlers) {
        const { server, provider } = await talk(handler);
        const fault = await faultOf(provider, options);
        assert.match(fault.message, /^The connection to http:\/\/127.0.0.1:\d+\/v1 broke \(ECONNRESET\)/);
        assert.match(fault.help ?? '', /not asked for again/);
        assert.equal(server.requests.length, 1);
      }
    });
  }

  const useless: readonly [name: string, type: string, body: string, streamed: RegExp, whole: RegExp][] = [
    [
      'half an answer',
      'text/event-stream',
      event({ delta: { content: 'half' } }),
      /that cannot be used: it broke off\.$/,
      /it is not JSON/,
    ],
    ['nothing', 'text/event-stream', '', /it broke off/, /it is not JSON/],
    ['events that are not JSON', 'text/event-stream', 'data: {"choices"\n\n', /it is not JSON/, /it is not JSON/],
    ['a web page', 'text/html', '<html>Sign in</html>', /it broke off/, /it is not JSON/],
    [
      'an error among the events',
      'text/event-stream',
      'data: {"error":{"message":"overloaded"}}\n\n',
      /: overloaded/,
      /it is not JSON/,
    ],
    [
      'an error as others write it',
      'text/event-stream',
      'data: {"error":"overloaded"}\n\n',
      /: overloaded/,
      /not JSON/,
    ],
    ['an error with success', 'application/json', '{"error":{"message":"overloaded"}}', /: overloaded/, /: overloaded/],
    ['broken JSON', 'application/json', '{"choices', /it is not JSON/, /it is not JSON/],
    ['other JSON', 'application/json', '{"refund?": true}', /not a chat completion/, /not a chat completion/],
    ['no choice', 'application/json', '{"choices": []}', /it broke off/, /it broke off/],
    [
      'text that is none',
      'application/json',
      wholeOf({ content: 7 }),
      /not a chat completion/,
      /not a chat completion/,
    ],
  ];
  for (const [name, type, body, streamed, whole] of useless) {
    test(`${name} is an answer that cannot be used`, async () => {
      for (const [options, message] of [[listening, streamed] as const, [{}, whole] as const]) {
        const { server, provider } = await talk(
          (response) => void response.writeHead(200, { 'content-type': type }).end(body),
        );
        const fault = await faultOf(provider, options);
        assert.match(fault.message, /gave an answer that cannot be used/);
        assert.match(fault.message, message);
        assert.equal(server.requests.length, 1);
      }
    });
  }

  test('odd but valid events are passed over', async () => {
    const odd = [
      '{"choices":[]}',
      '{"choices":[{"delta":null}]}',
      '{"choices":[{"delta":{"content":null}}],"more":[1]}',
    ];
    const { provider } = await talk((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(odd.map((data) => `data: ${data}\n\n`).join('') + eventsOf(['ok']).join(''));
    });
    const result = await provider.complete(request, listening);
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
    const { provider: badKey } = await talk((response, asked) => answer(response, asked, 'ok'), {}, 'a\nb');
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
