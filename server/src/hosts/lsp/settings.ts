import type { WorkspaceSettings } from '../../app';

const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;
type SeverityWord = (typeof severities)[number];

/**
 * Reads the section `galley` of an editor's settings: `dialects` (dialect by glob), `severities` (by code), `helpers`
 * (names). What has another form is left out and named.
 */
export function readSettings(value: unknown): {
  readonly settings: WorkspaceSettings;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const section = isObject(value) ? value : {};
  const dialects = pairs(
    section,
    'dialects',
    (word): word is string => typeof word === 'string',
    'a dialect',
    problems,
  );
  const codes = pairs(section, 'severities', isSeverity, severities.join(', '), problems);
  const { helpers } = section;
  const names = Array.isArray(helpers) ? helpers.filter((name) => typeof name === 'string') : undefined;
  if (helpers !== undefined && helpers !== null && names === undefined)
    problems.push('galley.helpers is a list of names.');
  return {
    settings: {
      ...(dialects === undefined ? {} : { dialects }),
      ...(codes === undefined ? {} : { severities: codes }),
      ...(names === undefined || names.length === 0 ? {} : { helpers: names }),
    },
    problems,
  };
}

function pairs<T>(
  section: Readonly<Record<string, unknown>>,
  key: string,
  fits: (word: unknown) => word is T,
  expected: string,
  problems: string[],
): Record<string, T> | undefined {
  const value = section[key];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) {
    problems.push(`galley.${key} is an object.`);
    return undefined;
  }
  const found: Record<string, T> = {};
  for (const [name, word] of Object.entries(value)) {
    if (fits(word)) found[name] = word;
    else problems.push(`galley.${key}["${name}"] is one of: ${expected}.`);
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

function isSeverity(word: unknown): word is SeverityWord {
  return severities.some((severity) => severity === word);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
