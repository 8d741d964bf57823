import { type Fault, ok, type Result } from '../../base';
import type { Store, StoreStatus } from '../../domain';
import type { OperationOutput } from '../../protocol';
import type { Context } from '../session/context';
import type { Implementations } from './types';

type Finding = OperationOutput<'doctor'>['findings'][number];

export const doctorOperations: Implementations<'doctor' | 'store.compact'> = {
  async doctor(context, { repair = false, stats = false }) {
    const before = await examine(context);
    const asked = async (): Promise<Pick<OperationOutput<'doctor'>, 'stats'>> => (stats ? statsOf(context) : {});
    if (!repair || before.findings.length === 0) return ok({ ...before, repaired: [], ...(await asked()) });
    const mended = await mend(context);
    if (!mended.ok) return mended;
    const after = { ...(await examine(context)), ...(await asked()) };
    const left = new Set(after.findings.map(({ why }) => why));
    const told = mended.value.map((why): Finding => ({ what: 'The journal was damaged.', why, next: afterLoss }));
    const known = new Set(before.findings.map(({ why }) => why));
    const repaired = [...before.findings, ...told.filter(({ why }) => !known.has(why))];
    return ok({ ...after, repaired: repaired.filter(({ why }) => !left.has(why)) });
  },

  async 'store.compact'(context) {
    const store = await context.store();
    if (!store.ok) return store;
    const before = await store.value.status();
    if (!before.ok) return before;
    const compacted = await store.value.compact();
    if (!compacted.ok) return compacted;
    const after = await store.value.status();
    return after.ok ? ok({ bytesBefore: bytesOf(before.value), bytesAfter: bytesOf(after.value) }) : after;
  },
};

function bytesOf({ databaseBytes, journalBytes }: StoreStatus): number {
  return databaseBytes + journalBytes;
}

/** What takes how much; nothing where the store cannot be read. */
async function statsOf(context: Context): Promise<Pick<OperationOutput<'doctor'>, 'stats'>> {
  const store = await context.store();
  if (!store.ok) return {};
  const status = await store.value.status();
  const found = await store.value.query('statistics', undefined);
  if (!status.ok || !found.ok) return {};
  const { kinds, tables, largest } = found.value;
  const { files } = status.value;
  return {
    stats: { kinds: [...kinds], tables: [...tables], largest: [...largest], ...(files === undefined ? {} : { files }) },
  };
}

type Examined = Omit<OperationOutput<'doctor'>, 'repaired'>;

/** Looks at everything. A store that cannot be opened is a finding, not a failure. */
async function examine(context: Context): Promise<Examined> {
  const nothing = { facts: 0, databaseBytes: 0, journalBytes: 0 };
  const store = await context.store();
  if (!store.ok) return { ...nothing, findings: [findingOf('The store cannot be opened.', store.fault)] };
  const status = await store.value.status();
  if (!status.ok) return { ...nothing, findings: [findingOf('The store does not answer.', status.fault)] };
  const { facts, databaseBytes, journalBytes } = status.value;
  const findings = [...statusFindings(status.value), ...(await differences(store.value))];
  return { facts, databaseBytes, journalBytes, findings };
}

const repairHint = 'Copy the .galley folder, then run galley doctor --repair.';

const afterLoss = 'Compare galley audit with what you remember, and commit again what is missing.';

function findingOf(what: string, { message, help }: Fault): Finding {
  return { what, why: message, next: help ?? repairHint };
}

function statusFindings({ readOnly, readOnlyHelp, warnings, skipped }: StoreStatus): readonly Finding[] {
  const found: Finding[] = warnings.map((warning) => {
    return { what: 'The store has a warning.', why: warning, next: 'See "Warnings" in docs/store.md.' };
  });
  if (readOnly !== undefined)
    found.unshift({ what: 'The store can be read but not written.', why: readOnly, next: readOnlyHelp ?? repairHint });
  if (skipped > 0) {
    const what = skipped === 1 ? '1 entry contradicts' : `${skipped} entries contradict`;
    const why = `${what} what is there, or ${skipped === 1 ? 'refers' : 'refer'} to what has not come yet.`;
    found.push({ what: 'Not every entry is applied.', why, next: 'Pull the branch that has what they refer to.' });
  }
  return found;
}

async function differences(store: Store): Promise<readonly Finding[]> {
  const verified = await store.verify();
  if (!verified.ok) return [findingOf('The store cannot be checked.', verified.fault)];
  return verified.value.map((why) => {
    return { what: 'The database is not what the journal says.', why, next: repairHint };
  });
}

/**
 * Salvages what can be read of a damaged store; builds the tables of a sound one anew. The store is opened again then, as
 * anybody else would find it.
 * @returns what was found on the way
 */
async function mend(context: Context): Promise<Result<readonly string[]>> {
  const salvaged = await context.openAnew({ salvage: true });
  if (!salvaged.ok) return salvaged;
  const status = await salvaged.value.status();
  if (!status.ok) return status;
  const compacted = await salvaged.value.compact();
  if (!compacted.ok) return compacted;
  const reopened = await context.openAnew({ salvage: true });
  return reopened.ok ? ok(status.value.warnings) : reopened;
}
