import { createHash } from 'node:crypto';
import path from 'node:path';
import { canonicalJson, fail, type Fault, fault, ok, type Result } from '../../base';
import { formatStoreUrl, parseStoreUrl, type PlacedFact, type Store } from '../../domain';
import type { OperationOutput } from '../../protocol';
import type { Context } from '../session/context';
import type { StoreOpening } from '../types';
import type { Implementations } from './types';

/** So many facts go in one piece: each is stored as a whole, so that a copy that was broken off can go on. */
const pageSize = 100;

export const storeCopyOperations: Implementations<'store.copy' | 'store.migrate'> = {
  async 'store.copy'(context, { to, dryRun = false }) {
    const place = await placeOf(context, to);
    if (!place.ok) return place;
    const source = await context.store();
    if (!source.ok) return source;
    if (await holdsItself(source.value, place.value))
      return fail(fault('invalid-input', `${place.value.name} is the store of this workspace.`, { key: 'to' }));
    const target = await context.openOther(place.value.opening);
    if (!target.ok) return target;
    const copied = await copyInto(context, source.value, { ...place.value, store: target.value, dryRun });
    await target.value.close();
    return copied.ok && !dryRun ? compared(context, place.value, copied.value) : copied;
  },

  async 'store.migrate'(context, { to }) {
    const url = to === undefined ? configured(context) : parseStoreUrl(to);
    if (!url.ok) return url;
    const { setUpStore } = await import('../../store');
    const done = await setUpStore(await context.login(url.value));
    if (!done.ok) return done;
    const { from, to: newest, roles } = done.value;
    return ok({ store: formatStoreUrl(url.value), from, to: newest, roles: [...roles] });
  },
};

function configured(context: Context): ReturnType<typeof parseStoreUrl> {
  const config = context.config();
  if (!config.ok) return config;
  if (config.value.server !== undefined) return ok(config.value.server);
  const help = 'Name it with --to postgres://user@host/database, or as store in galley.yaml.';
  return fail(fault('invalid-input', 'galley.yaml names no store on PostgreSQL.', { key: 'to', help }));
}

/** Another store. */
interface OtherPlace {
  readonly name: string;
  readonly opening: StoreOpening;
}

async function placeOf(context: Context, to: string): Promise<Result<OtherPlace>> {
  if (!/^postgres(?:ql)?:/.test(to)) {
    const folder = path.resolve(context.workspace.root, to);
    const directory = path.basename(folder) === '.galley' ? folder : path.join(folder, '.galley');
    return ok({ name: directory, opening: { directory } });
  }
  const url = parseStoreUrl(to);
  if (!url.ok) return fail({ ...url.fault, key: 'to' });
  return ok({ name: formatStoreUrl(url.value), opening: { server: await context.login(url.value) } });
}

async function holdsItself(source: Store, { name }: OtherPlace): Promise<boolean> {
  const status = await source.status();
  return status.ok && status.value.path === name;
}

type Copied = OperationOutput<'store.copy'>;

/** Walks through the history: what the target holds must be how it begins; the rest is copied. */
async function copyInto(
  context: Context,
  source: Store,
  { name, store, dryRun }: OtherPlace & { readonly store: Store; readonly dryRun: boolean },
): Promise<Result<Copied>> {
  const status = await source.status();
  if (!status.ok) return status;
  const all = status.value.facts + status.value.skipped;
  const held = await digestsOf(store);
  if (!held.ok) return held;
  const { HistoryDigest } = await import('../../store');
  const whole = new HistoryDigest();
  let facts = 0;
  for await (const page of historyOf(source)) {
    if (context.signal?.aborted === true) return fail(cancelled());
    if (!page.ok) return page;
    for (const [index, fact] of page.value.entries()) {
      const digest = digestOf(fact);
      whole.add(fact);
      if ((held.value[facts + index] ?? digest) !== digest) return fail(foreignFault(name, fact));
    }
    const missing = page.value.slice(Math.max(0, held.value.length - facts));
    const taken = dryRun || missing.length === 0 ? ok(undefined) : await store.takeIn(missing);
    if (!taken.ok) return taken;
    facts += page.value.length;
    context.onProgress?.(`${facts} of ${all} facts`);
  }
  if (facts < held.value.length) return fail(foreignFault(name));
  const copied = facts - held.value.length;
  return ok({ to: name, facts, copied, digest: whole.end(), refused: Math.max(0, all - facts) });
}

/** Opens the target as anybody else would find it, and looks whether it holds the same. */
async function compared(context: Context, { name, opening }: OtherPlace, copied: Copied): Promise<Result<Copied>> {
  // Not from the copy that this folder keeps of it.
  const target = await context.openOther(opening.server === undefined ? opening : { ...opening, salvage: true });
  if (!target.ok) return target;
  const digest = await wholeDigest(target.value);
  await target.value.close();
  if (!digest.ok) return digest;
  if (digest.value === copied.digest) return ok(copied);
  const message = `${name} does not hold the ${copied.facts} facts that were to be copied, and nothing else.`;
  return fail(fault('conflict', message, { help: 'Somebody may have written to one of the two: copy again.' }));
}

/** The digest that a backup of the store would have, too. */
async function wholeDigest(store: Store): Promise<Result<string>> {
  const { HistoryDigest } = await import('../../store');
  const whole = new HistoryDigest();
  for await (const page of historyOf(store)) {
    if (!page.ok) return page;
    for (const fact of page.value) whole.add(fact);
  }
  return ok(whole.end());
}

async function digestsOf(store: Store): Promise<Result<readonly string[]>> {
  const digests: string[] = [];
  for await (const page of historyOf(store)) {
    if (!page.ok) return page;
    digests.push(...page.value.map(digestOf));
  }
  return ok(digests);
}

function digestOf({ id, stamp, fact }: PlacedFact): string {
  return createHash('sha256')
    .update(canonicalJson([id, stamp, fact]))
    .digest('hex');
}

/** The history page by page, to the end or the first fault. */
async function* historyOf(store: Store): AsyncGenerator<Result<readonly PlacedFact[]>, undefined> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: Awaited<ReturnType<typeof store.query<'history'>>> = await store.query('history', {
      after,
      limit: pageSize,
    });
    if (!page.ok) {
      yield page;
      return;
    }
    yield ok(page.value.facts);
    after = page.value.next;
  }
}

function cancelled(): Fault {
  return fault('cancelled', 'The copy was broken off.', { help: 'Run it again: it goes on where it stopped.' });
}

function foreignFault(name: string, from?: PlacedFact): Fault {
  const where = from === undefined ? '' : `, from ${from.fact.time} on (${from.id})`;
  return fault(
    'refused',
    `${name} holds a history that is not the beginning of this one${where}. Nothing was copied.`,
    {
      key: 'to',
      help: 'Copy to an empty database or folder.',
    },
  );
}
