import { defaultGate, type GateName } from '../../domain';
import type { EnvironmentConfig, GalleyConfig } from './types';

/** Where prompts are when nobody says it: names are taken relative to this folder. */
export const defaultRoots: readonly string[] = ['prompts/**'];

/** The folder of recorded answers when nobody names one. */
export const defaultRecordings = 'recordings';

/** The file that a deployment is published to when nobody names one. */
export function defaultTarget(environment: string): string {
  return `releases/${environment}.json`;
}

/** Who may go over gates when nobody says it: nobody where it is protected, elsewhere everybody. */
export function defaultOverride(isProtected: boolean): readonly string[] | undefined {
  return isProtected ? [] : undefined;
}

function environment(name: string, gates: readonly GateName[], isProtected = false): EnvironmentConfig {
  return {
    name,
    protected: isProtected,
    gates: gates.map(defaultGate),
    override: defaultOverride(isProtected),
    target: { file: defaultTarget(name) },
  };
}

/** The environments of a workspace that names none. */
export const defaultEnvironments: readonly EnvironmentConfig[] = [
  environment('development', ['lint']),
  environment('staging', ['lint', 'interface', 'tests']),
  environment('production', ['lint', 'interface', 'tests', 'approval'], true),
];

/** A workspace without galley.yaml. */
export const defaultConfig: GalleyConfig = {
  prompts: undefined,
  dialects: new Map(),
  environments: defaultEnvironments,
  defaultProvider: 'replay',
  providers: new Map([
    ['replay', { type: 'replay', recordings: defaultRecordings }],
    ['render', { type: 'render' }],
  ]),
  prices: new Map(),
  severities: new Map(),
  helpers: [],
  share: 'explicit',
  server: undefined,
  keepRuns: { days: 90, newest: 10 },
};
