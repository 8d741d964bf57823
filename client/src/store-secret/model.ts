import type { StoreSecret } from '../../../server/src/protocol';

/** Names the secret of a store: what is kept for one server is never told to another. */
export function secretKey(store: string): string {
  return `galley.store ${store}`;
}

/** What was kept, or nothing where it is not what we wrote. */
export function parseSecret(text: string | undefined): StoreSecret | undefined {
  if (text === undefined) return undefined;
  try {
    const { user, password } = Object(JSON.parse(text)) as { readonly user?: unknown; readonly password?: unknown };
    return {
      ...(typeof user === 'string' ? { user } : {}),
      ...(typeof password === 'string' ? { password } : {}),
    };
  } catch {
    return undefined;
  }
}

/** What is to be kept: what was left empty is left to PostgreSQL's own ways. */
export function formatSecret(user: string, password: string): string {
  return JSON.stringify({ ...(user === '' ? {} : { user }), ...(password === '' ? {} : { password }) });
}
