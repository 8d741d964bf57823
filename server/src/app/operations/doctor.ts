import { fail, type Fault, ok, type Result } from '../../base';
import type { Store, StoreStatus } from '../../domain';
import type { OperationOutput } from '../../protocol';
import type { Context } from '../session/context';
import type { Implementations } from './types';

type Finding = OperationOutput<'doctor'>['findings'][number];

export const doctorOperations: Implementations<'doctor' | 'store.compact'> = {
  async doctor(context, { repair = false }) {
    const before = await examine(context);
    if (!repair || before.findings.length === 0) return ok({ ...before, repaired: [] });
    const mended = await mend(context);
    if (!mended.ok) return mended;
    const after = await examine(context);
    const left = new Set(after.findings.map(({ what }) => what));
    return ok({ ...after, repaired: before.findings.filter(({ what }) => !left.has(what)) });
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

function findingOf(what: string, { message, help }: Fault): Finding {
  return { what, why: message, next: help ?? repairHint };
}

function statusFindings({ readOnly, warnings, skipped }: StoreStatus): readonly Finding[] {
  const found: Finding[] = warnings.map((warning) => {
    return { what: 'The store has a warning.', why: warning, next: 'See "Warnings" in docs/store.md.' };
  });
  if (readOnly !== undefined)
    found.unshift({ what: 'The store can be read but not written.', why: readOnly, next: repairHint });
  if (skipped > 0) {
    const why = `${skipped} entries contradict what is there, or refer to what has not come yet.`;
    found.push({ what: 'Some entries are not applied.', why, next: 'Pull the branch that has what they refer to.' });
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

/** Salvages what can be read of a damaged store; builds the tables of a sound one anew. */
async function mend(context: Context): Promise<Result<undefined>> {
  const reopened = await context.salvage();
  if (!reopened.ok) return reopened;
  const compacted = await reopened.value.compact();
  return compacted.ok ? ok(undefined) : fail(compacted.fault);
}
