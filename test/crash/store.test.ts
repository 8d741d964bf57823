import { describe, test } from 'node:test';
import { allPoints, killCampaign, pointCampaign, raceCampaign, type Tally } from '../store/support/campaigns';
import { StoreFolder } from '../store/support/store-folder';

/** How often writers are killed in each campaign, and how much they write where they are not; `npm run test:crash` sets it. */
const rounds = Number(process.env['GALLEY_CRASH_ROUNDS'] ?? 5);

function report(what: string, { kills, acknowledged }: Tally): void {
  process.stdout.write(`${what}: ${kills} kills, ${acknowledged} acknowledged, 0 lost\n`);
}

describe('the store at length', () => {
  for (const { what, writers, lock } of [
    { what: 'one writer', writers: 1, lock: true },
    { what: 'two writers', writers: 2, lock: true },
    { what: 'two writers without a lock', writers: 2, lock: false },
  ])
    test(`kill -9 of ${what} at random, ${rounds} times`, async (t) => {
      report(what, await killCampaign(new StoreFolder(t), { rounds, writers, lock }));
    });

  test('kill -9 at every named point, frames cut at every tenth', async (t) => {
    const shares = Array.from({ length: 11 }, (_, index) => Math.max(0.01, index / 10));
    report('named points', await pointCampaign(new StoreFolder(t), allPoints(shares)));
  });

  for (const { writers, lock } of [
    { writers: 2, lock: true },
    { writers: 3, lock: false },
  ])
    test(`${writers} writers race ${lock ? 'with' : 'without'} a lock, a reader follows`, async (t) => {
      const commits = Math.max(20, Math.ceil(rounds * 2.5));
      report(`${writers} writers race`, await raceCampaign(new StoreFolder(t), { writers, commits, lock }));
    });
});
