import { fail, type Fault, fault, FaultError, nearest, ok, type Result } from '../../base';
import { configFile, type OperationName, operations } from '../../protocol';
import { createProvider } from '../../runner';
import { type GalleyConfig, loadConfig } from '../config';
import { decodeValue } from '../decode/value-problems';
import type { Context } from '../session/context';
import { Registry } from '../session/registry';
import type { SessionParts } from '../session/parts';
import { hasStore, loginTo } from '../session/store-place';
import type { CallOptions } from '../types';
import { configText } from '../workspace/config-text';
import { implementations } from './table';
import type { Implementation } from './types';

/** Decodes the input of an operation and runs it. */
export async function runOperation(
  parts: SessionParts,
  name: string,
  input: unknown,
  options: CallOptions,
): Promise<Result<unknown>> {
  if (!isOperation(name)) return fail(unknownOperation(name));
  const decoded = decodeValue(operations[name].input, input);
  if ('problems' in decoded) {
    const [first] = decoded.problems;
    const key = first?.path.join('.') ?? '';
    const where = key === '' ? name : `${name}: ${key}`;
    const message = `${where}: ${first?.message ?? 'the input is not valid'}.`.replace(/[?]\.$/, '?');
    return fail(fault('invalid-input', message, key === '' ? {} : { key }));
  }
  // Decoded by the schema of this very operation.
  const implementation = implementations[name] as Implementation<OperationName>;
  try {
    const context = createContext(parts, options);
    const result = await implementation(context, decoded.value);
    return result.ok ? result : fail(await withNewName(context, result.fault));
  } catch (error) {
    if (error instanceof FaultError) return fail(error.fault);
    throw error;
  }
}

/** Where a prompt that is not there was renamed, the fault says to what. */
async function withNewName(context: Context, cause: Fault): Promise<Fault> {
  const { unknownPrompt } = (cause.details ?? {}) as { readonly unknownPrompt?: string };
  if (unknownPrompt === undefined || !hasStore(context.workspace)) return cause;
  const store = await context.store();
  const renamed = store.ok ? await store.value.query('promptByFormerName', { name: unknownPrompt }) : store;
  if (!renamed.ok || renamed.value === undefined) return cause;
  const { name } = renamed.value;
  return { ...cause, help: `It was renamed to ${name}.`, details: { unknownPrompt, renamed: name } };
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

function unknownOperation(name: string): ReturnType<typeof fault> {
  const near = nearest(name, Object.keys(operations));
  const hint = near === undefined ? {} : { help: `Did you mean "${near}"?` };
  return fault('invalid-input', `There is no operation "${name}".`, hint);
}

function createContext(parts: SessionParts, options: CallOptions): Context {
  const { workspace, door, environment, secret } = parts.options;
  let config: Result<GalleyConfig> | undefined;
  const readConfig = (): Result<GalleyConfig> => (config ??= loadConfig(configText(workspace)));
  return {
    ...options,
    workspace,
    drafts: parts.drafts,
    door,
    clock: parts.clock,
    ids: parts.ids,
    config: readConfig,
    store: () => parts.store(),
    openAnew: (how) => parts.openAnew(how),
    openOther: (place) => parts.options.openStore(place),
    login: (url) => loginTo(url, parts.options),
    author: () => parts.author(),
    renderer: () => parts.renderer(),
    language: () => parts.language(),
    loadVersions: () => parts.loadVersions(),
    async registry() {
      const known = readConfig();
      if (!known.ok) return known;
      const store = await parts.store();
      if (!store.ok) return store;
      const names = known.value.environments.map((one) => one.name);
      return ok(new Registry(store.value, parts.drafts, names, parts.versions));
    },
    async provider(name) {
      const known = readConfig();
      if (!known.ok) return known;
      const described = known.value.providers.get(name);
      if (described === undefined) return fail(unknownProvider(name, [...known.value.providers.keys()]));
      const apiKey = async (
        provider: string,
        { apiKeyEnv }: { readonly apiKeyEnv?: string },
      ): Promise<string | undefined> =>
        (apiKeyEnv === undefined ? undefined : environment[apiKeyEnv]) ?? secret?.(provider);
      return ok(createProvider(name, described, { root: workspace.root, apiKey }));
    },
  };
}

function unknownProvider(name: string, known: readonly string[]): ReturnType<typeof fault> {
  const near = nearest(name, known);
  const help = near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return fault('invalid-input', `There is no provider "${name}" in ${configFile}.`, { key: 'provider', help });
}
