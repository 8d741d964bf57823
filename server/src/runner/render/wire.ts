import type { Result } from '../../base';
import type { VersionBehaviour } from '../../domain';
import type { InputValues, RenderOptions, RenderResult } from './types';

/** One prompt to render in the worker. A behaviour travels once and is named by its key after that. */
export interface RenderTask {
  readonly key: number;
  readonly behaviour?: VersionBehaviour;
  /** Forget every behaviour sent before. */
  readonly reset?: boolean;
  readonly inputs: InputValues;
  readonly options: RenderOptions;
}

/** What the worker says first: it has been loaded. */
export const workerReady = 'ready';

/** What comes back, one for each task, in order. */
export type RenderAnswer = Result<RenderResult>;
