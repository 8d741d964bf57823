import { fault, type Fault } from '../../base';
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

/** The parts of the wire library's error that are read here. */
interface WireError {
  readonly message: string;
  readonly statusCode?: number;
  readonly responseHeaders?: { readonly [name: string]: string };
  readonly data?: unknown;
  readonly cause?: unknown;
}

/** Explains what went wrong with a call: what failed, where, and what to do. */
export function failureOf(error: unknown, facts: CallFacts): CallFailure {
  const wire = error as WireError;
  const status = wire.statusCode;
  if (status !== undefined && (status < 200 || status > 299)) return refusal(status, wire, facts);
  const code = networkCode(error);
  if (code !== undefined) return { ok: false, fault: connectionFault(code, facts), again: false };
  return { ok: false, fault: brokenAnswer(saidBy(error, facts), facts), again: false };
}

/** The fault of an answer that came but makes no sense or broke off. */
export function brokenAnswer(what: string, facts: CallFacts): Fault {
  return fault('provider', `${place(facts)} gave an answer that cannot be used${what === '' ? '' : `: ${what}`}`, {
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

function refusal(status: number, error: WireError, facts: CallFacts): CallFailure {
  const said = serverMessage(error, facts);
  const details = { status, endpoint: endpoint(facts.config), model: facts.model };
  const help = helpFor(status, facts);
  const reason = fault('provider', `${place(facts)} answered ${status}${said === '' ? '' : `: ${said}`}.`, {
    ...(help === undefined ? {} : { help }),
    details,
  });
  const waitMs = retryAfter(error.responseHeaders ?? {});
  const again = status === 429 || status === 408 || status >= 500;
  return { ok: false, fault: reason, again, ...(waitMs === undefined ? {} : { waitMs }) };
}

function helpFor(status: number, { name, config, model, key }: CallFacts): string | undefined {
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
  if (status >= 500) return 'The server failed. Look into its log, or try later.';
  return undefined;
}

/** The message of the server in one short line; the answer may hold nothing else, and never the key. */
function serverMessage(error: WireError, facts: CallFacts): string {
  const data = error.data as { readonly error?: { readonly message?: unknown } } | undefined;
  const message = data?.error?.message;
  return typeof message === 'string' ? redacted(message, facts).replace(/\.$/, '') : '';
}

function saidBy(error: unknown, facts: CallFacts): string {
  const message = error instanceof Error ? error.message : (error as { message?: unknown } | undefined)?.message;
  return typeof message === 'string' ? redacted(message, facts) : '';
}

function redacted(message: string, { key }: CallFacts): string {
  const safe = key === undefined || key === '' ? message : message.replaceAll(key, '[key]');
  return safe.replace(/\s+/g, ' ').trim().slice(0, 200);
}

function connectionFault(code: string, facts: CallFacts): Fault {
  const where = endpoint(facts.config);
  const details = { cause: code, endpoint: where, model: facts.model };
  const host = URL.canParse(where) ? new URL(where).host : where;
  const messages: { readonly [code: string]: readonly [string, string] } = {
    ECONNREFUSED: [
      `Nothing answers at ${where}.`,
      `Is the server running at ${host}? Start it, or change baseUrl of "${facts.name}".`,
    ],
    ENOTFOUND: [`The host of ${where} is not known.`, `Check baseUrl of "${facts.name}", and the network.`],
    EAI_AGAIN: [`The host of ${where} could not be looked up.`, 'Check the network.'],
  };
  const [message, help] = messages[code] ?? [
    `The connection to ${where} broke (${code}).`,
    'The answer may have been paid for, so it was not asked for again. Run the case once more.',
  ];
  return fault('provider', `${message} The provider "${facts.name}" gave no answer.`, { help, details });
}

/** The code of the network failure somewhere among the causes of `error`. */
function networkCode(error: unknown): string | undefined {
  for (let depth = 0, current = error; depth < 8 && typeof current === 'object' && current !== null; depth++) {
    const { code, cause, errors } = current as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
    if (typeof code === 'string' && /^(E[A-Z_]+|UND_ERR_[A-Z_]+)$/.test(code) && !code.startsWith('ERR_')) return code;
    current = cause ?? errors?.[0];
  }
  return undefined;
}

/** The wait the server asks for, in milliseconds: `retry-after-ms`, or `retry-after` as seconds or a date (RFC 9110). */
function retryAfter(headers: { readonly [name: string]: string }): number | undefined {
  const exact = headers['retry-after-ms'];
  if (exact !== undefined && exact.trim() !== '' && Number(exact) >= 0) return Number(exact);
  const given = headers['retry-after'];
  if (given === undefined || given.trim() === '') return undefined;
  const ms = Number.isFinite(Number(given)) ? Number(given) * 1000 : Date.parse(given) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
