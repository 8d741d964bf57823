import type { Severity } from '../../base';
import type { GateSetting, StoreUrl } from '../../domain';
import type { ProviderConfig } from '../../runner';
import type { Dialect } from '../../template';

/** An environment as galley.yaml describes it. */
export interface EnvironmentConfig {
  readonly name: string;
  /** Doors ask before they deploy here. */
  readonly protected: boolean;
  readonly gates: readonly GateSetting[];
  /** The mail addresses of those who may go over gates that do not say it themselves; undefined when everybody may. */
  readonly override: readonly string[] | undefined;
  /** Where a deployment is published; undefined when nothing is written. */
  readonly target: { readonly file: string } | undefined;
}

/** What a model costs, in US dollars for a million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
}

/** What galley.yaml says, with defaults for all it does not say. */
export interface GalleyConfig {
  /** Globs of the files that are prompts; undefined when the file names decide. */
  readonly prompts: readonly string[] | undefined;
  /** Dialect by glob; the first that matches counts. */
  readonly dialects: ReadonlyMap<string, Dialect>;
  readonly environments: readonly EnvironmentConfig[];
  readonly defaultProvider: string;
  readonly providers: ReadonlyMap<string, ProviderConfig>;
  /** What models cost, by the names that providers know them by. */
  readonly prices: ReadonlyMap<string, ModelPrice>;
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly helpers: readonly string[];
  /** When facts are written for other clones: after each change, or when a person asks for it. */
  readonly share: 'automatic' | 'explicit';
  /** The PostgreSQL database that keeps the facts; undefined when they are in the folder. */
  readonly server: StoreUrl | undefined;
  /** Which test runs stay when they are pruned: those of the last days, and the newest of each prompt. */
  readonly keepRuns: { readonly days: number; readonly newest: number };
}
