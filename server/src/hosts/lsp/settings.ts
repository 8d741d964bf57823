import type { WorkspaceSettings } from '../../app';

const severities = ['error', 'warning', 'information', 'hint', 'off'] as const;
const examplePlaces = ['off', 'first', 'all'] as const;
type SeverityWord = (typeof severities)[number];

/**
 * Reads the section `galley` of an editor's settings: `dialects` (dialect by glob), `severities` (by code), `helpers`
 * (names), `inlayHints` (which of them). What has another form is left out and named.
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
      ...inlayHints(section, problems),
      ...(dialects === undefined ? {} : { dialects }),
      ...(codes === undefined ? {} : { severities: codes }),
      ...(names === undefined || names.length === 0 ? {} : { helpers: names }),
    },
    problems,
  };
}

/** Only what is not as it is by default: without settings, a workspace needs not even look at them. */
function inlayHints(
  { inlayHints: value }: Readonly<Record<string, unknown>>,
  problems: string[],
): Pick<WorkspaceSettings, 'inlayHints'> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) {
    problems.push('galley.inlayHints is an object.');
    return {};
  }
  const { partialArguments, exampleValues } = value;
  const places = examplePlaces.find((place) => place === exampleValues);
  if (exampleValues !== undefined && places === undefined)
    problems.push(`galley.inlayHints.exampleValues is one of: ${examplePlaces.join(', ')}.`);
  if (partialArguments !== undefined && typeof partialArguments !== 'boolean')
    problems.push('galley.inlayHints.partialArguments is true or false.');
  const found: WorkspaceSettings['inlayHints'] = {
    ...(partialArguments === false ? { partialArguments } : {}),
    ...(places === undefined || places === 'off' ? {} : { exampleValues: places }),
  };
  return Object.keys(found).length === 0 ? {} : { inlayHints: found };
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
