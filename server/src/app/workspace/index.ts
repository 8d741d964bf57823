import { defaultConfig, defaultRecordings, defaultRoots } from '../config/defaults';
import type { LanguageConfig } from '../../language';
import type { HostWorkspace, WorkspaceOptions, WorkspaceSettings } from '../types';
import type { WorkspaceConfig } from './config-port';
import { FolderWorkspace } from './folder-workspace';
import { fileRules } from './kinds';

const plain: WorkspaceConfig = {
  rules: fileRules(undefined, []),
  language: {
    dialectOf: () => undefined,
    roots: defaultRoots,
    helpers: [],
    severities: new Map(),
    environments: defaultConfig.environments.map((environment) => environment.name),
    providers: [...defaultConfig.providers.keys()],
  },
  recordings: [defaultRecordings],
  problems: [],
};

/**
 * Opens a folder: scans it at once, in slices. Without galley.yaml and settings nothing but file names decides, and the
 * reader of galley.yaml is not even loaded.
 */
export function createWorkspace(options: WorkspaceOptions): HostWorkspace {
  return new FolderWorkspace(options, plain, readWorkspace);
}

/** What holds for documents outside of every folder. */
export async function settingsOnly(settings: WorkspaceSettings): Promise<LanguageConfig> {
  const { language } = await readWorkspace(undefined, settings);
  return { ...language, roots: [] };
}

async function readWorkspace(text: string | undefined, settings: WorkspaceSettings): Promise<WorkspaceConfig> {
  if (text === undefined && isEmpty(settings)) return plain;
  const { readWorkspaceConfig } = await import('../config');
  return readWorkspaceConfig(text, settings);
}

function isEmpty(settings: WorkspaceSettings): boolean {
  return Object.values(settings).every((value) => value === undefined || Object.keys(value as object).length === 0);
}
