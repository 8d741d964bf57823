import { fault, type Fault, FaultError, type Json } from '../../base';
import { AnswerError, errorProblem, errorText } from './chat-answer';
import type { OpenAICompatibleProviderConfig } from './types';

/** What messages about a call may say: where it went, never with what. */
export interface CallFacts {
  readonly name: string;
  readonly config: OpenAICompatibleProviderConfig;
  readonly model: string;
  /** Taken out of whatever the server said. */
  readonly key: string | undefined;
}

/** A failed call: the fault, whether trying again is paid for once, and the wait the server asks for. */
export interface CallFailure {
  readonly ok: false;
  readonly fault: Fault;
  readonly again: boolean;
  readonly waitMs?: number;
}

/** Headers of an answer by their names in small letters. */
type Headers = { readonly [name: string]: string | undefined };

/** What the SDK knows of a call that a server answered, if only with a refusal. */
interface AnsweredError {
  readonly statusCode?: number;
  readonly responseHeaders?: Headers;
  readonly responseBody?: string;
}

/** What became of a call that ended in `error`. */
export function callFailure(error: unknown, facts: CallFacts): CallFailure {
  const chain = causesOf(error);
  const own = chain.find((cause) => cause instanceof FaultError);
  if (own !== undefined) return { ok: false, fault: own.fault, again: false };
  const { statusCode: status, responseHeaders = {}, responseBody = '' } = error as AnsweredError;
  if (status !== undefined && (status < 200 || status > 299)) {
    return refusal(status, responseHeaders, saidIn(responseBody), facts);
  }
  if (networkCode(chain) !== undefined) return connectionFailure(chain, facts);
  const [broken] = chain.filter((cause) => cause instanceof AnswerError);
  const what = broken?.message ?? (saidIn(responseBody) || problemOf(chain));
  if (what === undefined) return connectionFailure(chain, facts);
  return { ok: false, fault: brokenAnswer(what, facts), again: false };
}

/** An error and its causes. */
function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let cause = error; cause instanceof Error && chain.length < 8; cause = cause.cause) chain.push(cause);
  return chain;
}

function problemOf(chain: readonly Error[]): string | undefined {
  const known = chain.find(({ name }) => name.startsWith('AI_') && name !== 'AI_APICallError');
  return known === undefined ? undefined : errorProblem(known);
}

function saidIn(body: string): string {
  try {
    return errorText(JSON.parse(body) as Json);
  } catch {
    return '';
  }
}

/** The fault of an answer that came but makes no sense or broke off. */
function brokenAnswer(what: string, facts: CallFacts): Fault {
  return fault('provider', `${place(facts)} gave an answer that cannot be used: ${redacted(what, facts)}.`, {
    help: 'Check that baseUrl leads to a server that speaks the chat completions protocol.',
    details: { endpoint: endpoint(facts.config), model: facts.model },
  });
}

/** The address without user, password and query. */
export function endpoint(config: OpenAICompatibleProviderConfig): string {
  if (!URL.canParse(config.baseUrl)) return 'baseUrl';
  const { origin, pathname } = new URL(config.baseUrl);
  return origin + (pathname === '/' ? '' : pathname);
}

function place(facts: CallFacts): string {
  return `The provider "${facts.name}" (${endpoint(facts.config)}, model ${facts.model})`;
}

/** The failure of a call that the server answered with a status other than success, saying `said`. */
function refusal(status: number, headers: Headers, said: string, facts: CallFacts): CallFailure {
  const details = { status, endpoint: endpoint(facts.config), model: facts.model };
  const words = redacted(said, facts).replace(/\.$/, '');
  const help = helpFor(status, headers, facts);
  const reason = fault('provider', `${place(facts)} answered ${status}${words === '' ? '' : `: ${words}`}.`, {
    ...(help === undefined ? {} : { help }),
    details,
  });
  const waitMs = retryAfter(headers);
  const again = status === 429 || status === 408 || status >= 500;
  return { ok: false, fault: reason, again, ...(waitMs === undefined ? {} : { waitMs }) };
}

function helpFor(status: number, headers: Headers, { name, config, model, key }: CallFacts): string | undefined {
  const variable = config.apiKeyEnv ?? 'apiKeyEnv';
  if (status === 401 || status === 403) {
    if (key !== undefined) return `The key of "${name}" was not accepted. Check it.`;
    return config.apiKeyEnv === undefined
      ? `No key was sent. Name its environment variable as ${variable} of "${name}" in galley.yaml.`
      : `No key was sent. Set the environment variable ${variable}, or the key of "${name}" in the editor.`;
  }
  if (status === 404)
    return `Check that the server has the model "${model}" and that baseUrl ends as it should (often /v1).`;
  if (status === 429) return 'The server limits how much it is asked. Run fewer cases at once, or later.';
  if (status >= 300 && status < 400) {
    const to = headers['location'] ?? '';
    return `The server sends calls elsewhere${URL.canParse(to) ? ` (${new URL(to).origin})` : ''}: change baseUrl of "${name}".`;
  }
  if (status >= 500) return 'The server failed. Look into its log, or try later.';
  return undefined;
}

/** What the server said in one short line, never with the key. */
function redacted(message: string, { key }: CallFacts): string {
  const safe = key === undefined || key === '' ? message : message.replaceAll(key, '[key]');
  return safe.replace(/\s+/g, ' ').trim().slice(0, 200);
}

/** The failure of a call whose connection could not be made or broke. It is final: the answer may have been paid for. */
function connectionFailure(chain: readonly Error[], facts: CallFacts): CallFailure {
  const code = networkCode(chain) ?? 'no further reason';
  const where = endpoint(facts.config);
  const [message, help] = (connectionFaults[code] ?? otherConnectionFault)(where, facts.name, code);
  const reason = fault('provider', `${message} The provider "${facts.name}" gave no answer.`, {
    help,
    details: { cause: code, endpoint: where, model: facts.model },
  });
  return { ok: false, fault: reason, again: false };
}

type ConnectionFault = (where: string, name: string, code: string) => readonly [message: string, help: string];

const broken: ConnectionFault = (where, _name, code) => [
  `The connection to ${where} broke (${code}).`,
  'The answer may have been paid for, so it was not asked for again. Run the case once more.',
];

const connectionFaults: { readonly [code: string]: ConnectionFault } = {
  ECONNREFUSED: (where, name) => [
    `Nothing answers at ${where}.`,
    `Is the server running there? Start it, or change baseUrl of "${name}" in galley.yaml.`,
  ],
  ENOTFOUND: (where, name) => [
    `The host of ${where} is not known.`,
    `Check baseUrl of "${name}" in galley.yaml, and the network.`,
  ],
  EAI_AGAIN: (where) => [`The host of ${where} could not be looked up.`, 'Check the network.'],
  ERR_INVALID_CHAR: (_where, name) => [
    'The call could not be sent.',
    `The key or a header of "${name}" holds a character that no header may hold.`,
  ],
  ECONNRESET: broken,
  EPIPE: broken,
  HPE_INVALID_CONSTANT: (where, name) => [
    `What answers at ${where} does not speak HTTP.`,
    `Check baseUrl of "${name}" in galley.yaml.`,
  ],
};

const otherConnectionFault: ConnectionFault = (where, name, code) => [
  `No connection to ${where} (${code}).`,
  `Check baseUrl of "${name}" in galley.yaml, the network and the certificate of the server.`,
];

/** The code of the failure: that of the first cause that has one, or of the first of several tries. */
function networkCode(chain: readonly Error[]): string | undefined {
  for (const cause of chain) {
    const { code, errors } = cause as {
      readonly code?: unknown;
      readonly errors?: readonly { readonly code?: unknown }[];
    };
    const found = code ?? errors?.[0]?.code;
    if (typeof found === 'string') return found;
  }
  return undefined;
}

/** The wait the server asks for, in milliseconds: `retry-after-ms`, or `retry-after` as seconds or a date (RFC 9110). */
function retryAfter(headers: Headers): number | undefined {
  const exact = headers['retry-after-ms'];
  if (typeof exact === 'string' && exact.trim() !== '' && Number(exact) >= 0) return Number(exact);
  const given = headers['retry-after'];
  if (given === undefined || given.trim() === '') return undefined;
  const ms = Number.isFinite(Number(given)) ? Number(given) * 1000 : Date.parse(given) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
