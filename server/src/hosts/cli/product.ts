import { readFileSync } from 'node:fs';

/** What the package that the bundle is in says of itself. */
export interface Product {
  readonly version: string;
  /** The address of its sources, to which paths can be added. */
  readonly sources: string | undefined;
}

/** Reads the package. */
export function product(): Product {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = textAt(manifest, 'version') ?? 'unknown';
  const repository = textAt(valueAt(manifest, 'repository'), 'url')?.replace(/\.git$/, '');
  return { version, sources: repository === undefined ? undefined : `${repository}/blob/HEAD/` };
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = valueAt(value, key);
  return typeof found === 'string' ? found : undefined;
}
