import { after, describe, test, type TestContext } from 'node:test';
import {
  allPoints,
  endurance,
  killCampaign,
  type KillPlan,
  pointCampaign,
  raceCampaign,
  type Tally,
} from '../store/support/campaigns';
import { StoreFolder } from '../store/support/store-folder';

/** How often writers are killed in each campaign, and how much they write where they are not; `npm run test:crash` sets it. */
const rounds = Number(process.env['GALLEY_CRASH_ROUNDS'] ?? 3);
const isLong = rounds > 20;
/** A store is used for so many rounds: it is looked through as a whole after each. */
const roundsOnOne = 12;
/** Two to eight writers at once. */
const crowd = [2, 5, 8, 3, 6, 4, 7];

const total = { kills: 0, acknowledged: 0 };

function report(what: string, { kills, acknowledged }: Tally): void {
  total.kills += kills;
  total.acknowledged += acknowledged;
  process.stdout.write(`${what}: ${kills} kills, ${acknowledged} acknowledged, 0 lost\n`);
}

/** A campaign on as many stores as it takes. */
async function kill(t: TestContext, plan: KillPlan): Promise<Tally> {
  const sum = { kills: 0, acknowledged: 0 };
  for (let left = plan.rounds; left > 0; left -= roundsOnOne) {
    const folder = new StoreFolder(t);
    const { kills, acknowledged } = await killCampaign(folder, { ...plan, rounds: Math.min(left, roundsOnOne) });
    sum.kills += kills;
    sum.acknowledged += acknowledged;
    folder.remove();
  }
  return sum;
}

describe('the store at length', () => {
  for (const { what, ...plan } of [
    { what: 'one writer', writers: 1, lock: true },
    { what: 'two writers', writers: 2, lock: true },
    { what: 'two writers without a lock', writers: 2, lock: false },
    { what: 'two to eight writers that compact and share', writers: crowd, lock: true, chores: true },
    { what: 'two to eight writers that compact and share without a lock', writers: crowd, lock: false, chores: true },
  ])
    test(`kill -9 of ${what} at random, ${rounds} times`, async (t) => {
      report(what, await kill(t, { ...plan, rounds }));
    });

  for (const chores of [false, true])
    test(`kill -9 at every named point${chores ? ', while compacting and sharing' : ''}`, async (t) => {
      const shares = isLong ? Array.from({ length: 11 }, (_, index) => Math.max(0.01, index / 10)) : [0.5];
      report('named points', await pointCampaign(new StoreFolder(t), allPoints(shares), chores));
    });

  for (const { writers, lock } of [
    { writers: 2, lock: true },
    { writers: 3, lock: false },
  ])
    test(`${writers} writers race ${lock ? 'with' : 'without'} a lock, a reader follows`, async (t) => {
      const commits = Math.max(20, rounds * 10);
      report(`${writers} writers race`, await raceCampaign(new StoreFolder(t), { writers, commits, lock }));
    });

  const [writers, seconds] = isLong ? [8, 60] : [3, 1];
  test(`${writers} processes write for ${seconds} s: nothing is lost, the order is total`, async (t) => {
    report(
      `${writers} writers for ${seconds} s`,
      await endurance(new StoreFolder(t), { writers, forMs: seconds * 1000 }),
    );
  });

  after(() => report('all together', { ...total }));
});
