import path from 'node:path';
import picomatch from 'picomatch';
import { diagnosticRules, fail, fault, ok, type Json, type Result } from '../../base';
import type { LanguageConfig } from '../../language';
import { type Dialect, dialects } from '../../template';
import { configFile } from '../../protocol';
import type { WorkspaceSettings } from '../types';
import type { WorkspaceConfig } from '../workspace/config-port';
import { fileRules } from '../workspace/kinds';
import { defaultConfig, defaultRoots } from './defaults';
import { readConfig } from './read';
import { galleyJsonSchema } from './schema';
import type { GalleyConfig } from './types';

export { galleyJsonSchema } from './schema';
export { defaultConfig } from './defaults';
export { readConfig, type ConfigProblem, type ConfigReading } from './read';
export type { EnvironmentConfig, GalleyConfig, ModelPrice } from './types';

/** What galley.yaml says, for operations: a broken file is a fault with file, line and key. */
export function loadConfig(text: string | undefined): Result<GalleyConfig> {
  if (text === undefined) return ok(defaultConfig);
  const reading = readConfig(text);
  if (reading.config !== undefined) return ok(reading.config);
  const [first, ...others] = reading.problems;
  const more = others.length === 0 ? '' : ` (${others.length} more; galley lint shows them)`;
  const where = { file: configFile, line: first.line, ...(first.key === '' ? {} : { key: first.key }) };
  return fail(fault('invalid-config', `${first.message}${more}`, where));
}

/**
 * What a workspace takes from galley.yaml and the settings; the settings come first. A broken galley.yaml counts as
 * none and is reported.
 */
export async function readWorkspaceConfig(
  text: string | undefined,
  settings: WorkspaceSettings,
): Promise<WorkspaceConfig> {
  const reading = text === undefined ? { config: defaultConfig, problems: [] } : readConfig(text);
  const config = reading.config ?? defaultConfig;
  const isPrompt = config.prompts === undefined ? undefined : picomatch([...config.prompts], { dot: true });
  const roots = config.prompts ?? [];
  return {
    rules: fileRules(isPrompt, roots.map(fixedFolder)),
    // A file that cannot be read may name any of them.
    language:
      reading.config === undefined
        ? { ...languageConfig(config, settings), environments: [], providers: [] }
        : languageConfig(config, settings),
    recordings: recordingsOf(config),
    problems: reading.problems,
  };
}

function recordingsOf({ providers }: GalleyConfig): readonly string[] {
  return [
    ...new Set(
      [...providers.values()].flatMap((one) => (one.type === 'replay' ? [path.posix.join(one.recordings)] : [])),
    ),
  ];
}

function languageConfig(config: GalleyConfig, settings: WorkspaceSettings): LanguageConfig {
  const asked = [...Object.entries(settings.dialects ?? {}), ...config.dialects];
  const rules = asked.flatMap(([glob, dialect]) =>
    isDialect(dialect) ? [{ matches: picomatch(glob, { dot: true }), dialect }] : [],
  );
  return {
    dialectOf: (path) => rules.find(({ matches }) => matches(path))?.dialect,
    roots: config.prompts ?? defaultRoots,
    helpers: [...config.helpers, ...(settings.helpers ?? [])],
    severities: new Map([...config.severities, ...severitiesOf(settings)]),
    environments: config.environments.map((environment) => environment.name),
    providers: [...config.providers.keys()],
    models: new Map(modelsOf(config)),
    ...(settings.inlayHints === undefined ? {} : { inlayHints: settings.inlayHints }),
    schema: () => galleyJsonSchema() as Json,
  };
}

function modelsOf({ providers }: GalleyConfig): readonly (readonly [provider: string, model: string])[] {
  return [...providers].flatMap(([name, provider]) =>
    provider.type === 'openai-compatible' && provider.model !== undefined ? [[name, provider.model] as const] : [],
  );
}

function severitiesOf(
  settings: WorkspaceSettings,
): ReturnType<typeof Object.entries<'error' | 'warning' | 'information' | 'hint' | 'off'>> {
  return Object.entries(settings.severities ?? {}).flatMap(([code, severity]) => {
    const short = code.replace(/^galley\//, '');
    return Object.hasOwn(diagnosticRules, short) ? [[short, severity] as [string, typeof severity]] : [];
  });
}

function isDialect(word: string): word is Dialect {
  return (dialects as readonly string[]).includes(word);
}

/** The folders in front of the first wildcard of a glob. */
function fixedFolder(glob: string): string {
  return picomatch.scan(glob).base;
}
