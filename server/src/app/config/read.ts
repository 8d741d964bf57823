import { type Document, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { nearest, type Severity, type TextRange } from '../../base';
import { defaultGate, gateLabel, parseStoreUrl, type GateSetting, type StoreUrl } from '../../domain';
import type { ProviderConfig } from '../../runner';
import type { Problem } from '../../template';
import { decodeValue, type ValueProblem } from '../decode/value-problems';
import { defaultConfig, defaultOverride, defaultTarget } from './defaults';
import { type DecodedConfig, galleySchema } from './schema';
import type { EnvironmentConfig, GalleyConfig } from './types';

/** A problem of galley.yaml with the key it is about. */
export interface ConfigProblem extends Problem {
  /** Dotted, such as `environments.1.gates`; empty for the whole file. */
  readonly key: string;
  /** Zero-based. */
  readonly line: number;
}

/** What galley.yaml says, or what is wrong with it. */
export type ConfigReading =
  | { readonly config: GalleyConfig; readonly problems: readonly [] }
  | { readonly config: undefined; readonly problems: readonly [ConfigProblem, ...ConfigProblem[]] };

/** Larger files are refused, in UTF-16 units. */
const maxLength = 1_000_000;

/** The last file that was read: the workspace and the operations ask for the same one. */
let last: { readonly text: string; readonly reading: ConfigReading } | undefined;

/** Reads the text of galley.yaml. */
export function readConfig(text: string): ConfigReading {
  if (last?.text !== text) last = { text, reading: parseConfig(text) };
  return last.reading;
}

function parseConfig(text: string): ConfigReading {
  const lines = new LineCounter();
  if (text.length > maxLength) return failed([problem(lines, '', { start: 0, end: 0 }, 'The file is too large.')]);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  if (document.errors.length > 0) {
    return failed(
      document.errors.map(({ message, pos: [start, end] }) => problem(lines, '', { start, end }, `${message}.`)),
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch {
    return failed([problem(lines, '', { start: 0, end: 0 }, 'The file has too many aliases.')]);
  }
  const decoded = decodeValue(galleySchema, value);
  const found = 'problems' in decoded ? decoded.problems : crossCheck(decoded.value);
  if (found.length > 0) return failed(found.map((one) => locate(text, document, lines, one)));
  return 'value' in decoded ? { config: configOf(decoded.value), problems: [] } : failed([]);
}

function failed(problems: readonly ConfigProblem[]): ConfigReading {
  const [first, ...rest] = problems;
  if (first === undefined) throw new Error('a failed reading has a problem');
  return { config: undefined, problems: [first, ...rest] };
}

function problem(lines: LineCounter, key: string, range: TextRange, message: string): ConfigProblem {
  return { code: 'config-syntax', range, message, key, line: Math.max(0, lines.linePos(range.start).line - 1) };
}

function locate(
  source: string,
  document: Document,
  lines: LineCounter,
  { path, atKey, message, meant }: ValueProblem,
): ConfigProblem {
  const key = path.join('.');
  const text = `${key === '' ? 'galley.yaml' : key}: ${message}.`.replace(/[?.]\.$/, (end) => end.slice(0, 1));
  const found = problem(lines, key, trimmed(source, rangeAt(document, path, atKey)), text);
  return meant === undefined ? found : { ...found, data: { replace: meant } };
}

/** Without the white space that a block of YAML ends with. */
function trimmed(source: string, { start, end }: TextRange): TextRange {
  return { start, end: start + source.slice(start, end).trimEnd().length };
}

/** The range of a value or its key; of the nearest thing around it when it is not written. */
function rangeAt(document: Document, path: readonly (string | number)[], atKey: boolean): TextRange {
  let node: unknown = document.contents;
  let key: unknown;
  let last = rangeOf(node);
  for (const part of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === String(part))
      : undefined;
    key = isPair(pair) ? pair.key : undefined;
    node = isPair(pair) ? pair.value : isSeq(node) ? node.items[Number(part)] : undefined;
    const range = rangeOf(node) ?? rangeOf(key);
    if (range === undefined) return last ?? { start: 0, end: 0 };
    last = range;
  }
  return (atKey ? rangeOf(key) : undefined) ?? last ?? { start: 0, end: 0 };
}

function rangeOf(node: unknown): TextRange | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range === undefined || range === null ? undefined : { start: range[0], end: range[1] };
}

/** What a schema cannot say: names that are given twice, or that stand for nothing. */
function crossCheck(decoded: DecodedConfig): readonly ValueProblem[] {
  const problems: ValueProblem[] = [];
  const seen = new Map<string, number>();
  const files = new Map<string, string>();
  const providers = new Set([...defaultConfig.providers.keys(), ...Object.keys(decoded.providers ?? {})]);
  providers.delete('default');
  const chosen = decoded.providers?.default;
  if (chosen !== undefined && !providers.has(chosen)) {
    problems.push({
      path: ['providers', 'default'],
      atKey: false,
      ...unknownProvider(chosen, providers),
    });
  }
  for (const [index, environment] of (decoded.environments ?? []).entries()) {
    const at = ['environments', index];
    if (seen.has(environment.name)) {
      problems.push({ path: [...at, 'name'], atKey: false, message: `"${environment.name}" is there twice` });
    }
    seen.set(environment.name, index);
    const { target } = environmentOf(environment);
    const other = target === undefined ? undefined : files.get(target.file);
    if (other !== undefined) {
      problems.push({ path: at, atKey: false, message: `${other} already publishes to ${target?.file ?? ''}` });
    }
    if (target !== undefined) files.set(target.file, environment.name);
    problems.push(...crossCheckGates(environment.gates ?? [], [...at, 'gates'], providers));
  }
  return problems;
}

function crossCheckGates(
  settings: NonNullable<DecodedEnvironment['gates']>,
  at: readonly (string | number)[],
  providers: ReadonlySet<string>,
): readonly ValueProblem[] {
  const problems: ValueProblem[] = [];
  const names = new Set<string>();
  for (const [index, setting] of settings.entries()) {
    const read = gateOf(setting);
    const label = gateLabel(read);
    if (names.has(label))
      problems.push({ path: [...at, index], atKey: false, message: `the gate "${label}" is there twice` });
    names.add(label);
    const provider = read.gate === 'tests' || read.gate === 'budget' ? read.parameters.provider : undefined;
    if (provider !== undefined && !providers.has(provider)) {
      const path = [...at, index, read.gate, 'provider'];
      problems.push({ path, atKey: false, ...unknownProvider(provider, providers) });
    }
  }
  return problems;
}

function unknownProvider(name: string, providers: ReadonlySet<string>): Pick<ValueProblem, 'message' | 'meant'> {
  const meant = nearest(name, providers);
  const hint = meant === undefined ? `known are ${[...providers].join(', ')}` : `did you mean "${meant}"?`;
  return { message: `there is no provider "${name}"; ${hint}`, ...(meant === undefined ? {} : { meant }) };
}

type DecodedEnvironment = NonNullable<DecodedConfig['environments']>[number];

function gateOf(setting: NonNullable<DecodedEnvironment['gates']>[number]): GateSetting {
  if (typeof setting === 'string') return defaultGate(setting);
  const [[gate, { override, ...parameters }] = ['', {}]] = Object.entries(setting) as [string, DecodedParameters][];
  // A map with one key, and below it what the schema of this very gate made.
  return { gate, parameters, ...(override === undefined ? {} : { override }) } as GateSetting;
}

interface DecodedParameters {
  readonly override?: readonly string[];
}

/** What is not said is as in the environment of that name in a workspace without galley.yaml. */
function environmentOf({ name, gates, override, target, ...rest }: DecodedEnvironment): EnvironmentConfig {
  const usual = defaultConfig.environments.find((environment) => environment.name === name);
  const isProtected = rest.protected ?? usual?.protected ?? false;
  return {
    name,
    protected: isProtected,
    gates: gates?.map(gateOf) ?? usual?.gates ?? [defaultGate('lint')],
    override: override ?? defaultOverride(isProtected),
    target: target === undefined ? { file: defaultTarget(name) } : target === 'none' ? undefined : target,
  };
}

function configOf(decoded: DecodedConfig): GalleyConfig {
  const { default: chosen, ...described } = decoded.providers ?? {};
  const providers = new Map<string, ProviderConfig>(defaultConfig.providers);
  for (const [name, provider] of Object.entries(described))
    if (provider !== undefined) providers.set(name, providerOf(provider));
  const settings = typeof decoded.store === 'object' ? decoded.store : {};
  const severities = Object.entries(decoded.severities ?? {}) as [string, Severity | 'off'][];
  return {
    prompts: decoded.prompts,
    dialects: new Map(Object.entries(decoded.dialects ?? {})),
    environments: decoded.environments?.map(environmentOf) ?? defaultConfig.environments,
    defaultProvider: chosen ?? defaultConfig.defaultProvider,
    providers,
    prices: new Map(Object.entries(decoded.prices ?? {})),
    severities: new Map(severities),
    helpers: decoded.helpers ?? [],
    share: settings.share ?? defaultConfig.share,
    keepRuns: { ...defaultConfig.keepRuns, ...given(settings.keepRuns) },
    server: typeof decoded.store === 'string' ? serverOf(decoded.store) : undefined,
  };
}

function serverOf(text: string): StoreUrl | undefined {
  const read = parseStoreUrl(text);
  return read.ok ? read.value : undefined;
}

/** Without the keys that are not there. */
function given({ days, newest }: { readonly days?: number | undefined; readonly newest?: number | undefined } = {}) {
  return { ...(days === undefined ? {} : { days }), ...(newest === undefined ? {} : { newest }) };
}

function providerOf(
  provider: Exclude<NonNullable<DecodedConfig['providers']>[string], string | undefined>,
): ProviderConfig {
  if (provider.type !== 'openai-compatible') return provider;
  const { model, apiKeyEnv, timeoutMs, retries, headers, ...rest } = provider;
  return {
    ...rest,
    ...(model === undefined ? {} : { model }),
    ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
    ...(headers === undefined ? {} : { headers }),
  };
}
