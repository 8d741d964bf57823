import type { TextRange } from '../../base';
import type { Finding } from './finding';

interface SecretKind {
  readonly what: string;
  /** Text that every such secret holds: looking for it is cheap. */
  readonly mark: string;
  readonly pattern: RegExp;
}

/** Keys whose form leaves no doubt. Each pattern is bounded, so that a long line costs no more than its length. */
const kinds: readonly SecretKind[] = [
  { what: 'an Anthropic key', mark: 'sk-ant-', pattern: /\bsk-ant-[\w-]{24,200}/g },
  { what: 'an OpenAI key', mark: 'sk-', pattern: /\bsk-(?!ant-)(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,200}/g },
  { what: 'an AWS access key', mark: 'AKIA', pattern: /\bAKIA[0-9A-Z]{16}\b/g },
  { what: 'a Google API key', mark: 'AIza', pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  { what: 'a GitHub token', mark: 'gh', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,251}\b/g },
  { what: 'a GitHub token', mark: 'github_pat_', pattern: /\bgithub_pat_\w{60,90}\b/g },
  { what: 'a GitLab token', mark: 'glpat-', pattern: /\bglpat-[\w-]{20,60}/g },
  { what: 'a Hugging Face token', mark: 'hf_', pattern: /\bhf_[A-Za-z0-9]{34,40}\b/g },
  { what: 'a Slack token', mark: 'xox', pattern: /\bxox[abeprs]-[A-Za-z0-9-]{20,120}/g },
  { what: 'a Stripe key', mark: '_live_', pattern: /\b[rs]k_live_[A-Za-z0-9]{20,120}\b/g },
  // The line alone is only talk of keys: what is secret stands below it, perhaps behind `Proc-Type: …` and the like.
  {
    what: 'a private key',
    mark: 'PRIVATE KEY-----',
    pattern:
      /-----BEGIN (?:[A-Z]{1,12} ){0,2}PRIVATE KEY-----(?=(?:\s|\\[nr]){1,20}(?:[A-Z][\w-]{1,20}: [^\n]{0,80}\s{1,4}){0,4}[A-Za-z0-9+/=]{24})/g,
  },
];

/** So many secrets of one kind are listed. */
const limit = 20;

/** A key or token in a text. */
export interface Secret {
  /** Such as `an OpenAI key`. */
  readonly what: string;
  readonly range: TextRange;
}

/** Keys and tokens that stand in a text. */
export function secretsIn(text: string): readonly Secret[] {
  const secrets: Secret[] = [];
  for (const { what, mark, pattern } of kinds) {
    if (!text.includes(mark)) continue;
    let count = 0;
    for (const { 0: found, index } of text.matchAll(pattern)) {
      if (isPlaceholder(found) || ++count > limit) continue;
      secrets.push({ what, range: { start: index, end: index + found.length } });
    }
  }
  return secrets;
}

/** What is said of them. The message never repeats them. */
export function secretFindings(text: string): Finding[] {
  return secretsIn(text).map(({ what, range }) => ({
    code: 'secret-in-prompt',
    range,
    message: `This looks like ${what}. It would be sent to the model and kept in every version: take it out, and revoke it if it was shared.`,
  }));
}

/** Words, runs and rows of characters that stand in examples, and as good as never in a random key. */
const exampleParts = /example|placeholder|your|dummy|redacted|sample|secret|token|(.)\1{3}|0123456|1234567|abcdefg/i;

/** `sk-xxxxxxxx…`, `AKIAIOSFODNN7EXAMPLE` and `sk-proj-your-key-here…` show the form of a key; real keys are random. */
function isPlaceholder(found: string): boolean {
  return !found.startsWith('-----') && (new Set(found).size < 10 || exampleParts.test(found));
}
