import semver from 'semver';
import { fail, fault, ok, type Result } from '../base';

/** Which text or version of a prompt is meant. */
export type VersionChoice =
  /** The file as it stands. */
  | { readonly kind: 'draft' }
  /** The head of main. */
  | { readonly kind: 'latest' }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'semver'; readonly semver: string }
  /** The beginning of a content hash: at least 4 hexadecimal digits. */
  | { readonly kind: 'hash'; readonly prefix: string }
  /** An environment or an alias. */
  | { readonly kind: 'pointer'; readonly name: string };

/** A prompt and which of its versions: `name`, `name@latest`, `name@#12`, `name@1.4.0`, `name@sha:ab12cd`, `name@production`. */
export interface Selector {
  readonly prompt: string;
  readonly choice: VersionChoice;
}

const forms = 'name, name@latest, name@1.4.0, name@#12, name@sha:ab12cd, or name@ with an environment or an alias';

/** Reads a selector; the last `@` separates. Whether the prompt and the version exist is not checked here. */
export function parseSelector(text: string): Result<Selector> {
  const at = text.lastIndexOf('@');
  const prompt = at < 0 ? text : text.slice(0, at);
  if (prompt.trim() === '') return fail(badSelector(text, 'it names no prompt'));
  if (at < 0) return ok({ prompt, choice: { kind: 'draft' } });
  const choice = parseChoice(text.slice(at + 1));
  return typeof choice === 'string' ? fail(badSelector(text, choice)) : ok({ prompt, choice });
}

/** The choice, or why it cannot be read. */
function parseChoice(text: string): VersionChoice | string {
  if (text === '') return 'nothing stands after the @';
  if (text.toLowerCase() === 'latest') return { kind: 'latest' };
  if (text.startsWith('#')) return parseNumber(text.slice(1));
  if (text.startsWith('sha:')) return parseHash(text.slice('sha:'.length));
  if (semver.valid(text) === text) return { kind: 'semver', semver: text };
  if (/^\d+$/.test(text)) return `a version number is written #${text}`;
  if (/^v?\d/i.test(text)) return `"${text}" is not a semver label`;
  return aliasNamePattern.test(text) ? { kind: 'pointer', name: text } : `"${text}" cannot be a name`;
}

function parseNumber(digits: string): VersionChoice | string {
  const number = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
  return number > 0 ? { kind: 'number', number } : 'a # is followed by a number from 1';
}

function parseHash(prefix: string): VersionChoice | string {
  const valid = /^[0-9a-f]{4,64}$/i.test(prefix);
  return valid ? { kind: 'hash', prefix: prefix.toLowerCase() } : 'sha: is followed by 4 to 64 hexadecimal digits';
}

function badSelector(text: string, why: string): ReturnType<typeof fault> {
  return fault('invalid-input', `"${text}" is not a selector: ${why}.`, { key: 'selector', help: `Write ${forms}.` });
}

/** The text of a selector; what {@link parseSelector} reads back. */
export function formatSelector({ prompt, choice }: Selector): string {
  return choice.kind === 'draft' ? prompt : `${prompt}@${formatChoice(choice)}`;
}

function formatChoice(choice: Exclude<VersionChoice, { kind: 'draft' }>): string {
  switch (choice.kind) {
    case 'latest':
      return 'latest';
    case 'number':
      return `#${choice.number}`;
    case 'semver':
      return choice.semver;
    case 'hash':
      return `sha:${choice.prefix}`;
    case 'pointer':
      return choice.name;
  }
}

/** What the names of aliases and environments look like: they can be told from labels, numbers and hashes. */
export const aliasNamePattern: RegExp = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Checks the name of an alias. `latest`, `v` with digits and the names of environments are taken. */
export function checkAliasName(alias: string, environments: readonly string[]): Result<string> {
  const refuse = (why: string): Result<string> => {
    const help = 'Choose another name: a letter, then letters, digits, - or _, at most 64.';
    return fail(fault('invalid-input', `"${alias}" cannot be an alias: ${why}.`, { key: 'alias', help }));
  };
  if (!aliasNamePattern.test(alias)) return refuse('it is not a name');
  if (alias.toLowerCase() === 'latest') return refuse('latest is always the head of main');
  if (/^v\d+$/i.test(alias)) return refuse('v and digits would look like a version');
  if (environments.includes(alias)) return refuse('an environment has this name');
  return ok(alias);
}
