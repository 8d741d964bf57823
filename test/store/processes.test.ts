import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allPoints, killCampaign, pointCampaign, raceCampaign } from './support/campaigns';
import { StoreFolder } from './support/store-folder';

/** The short form; test/crash runs the same at length. */
describe('several processes on one store', () => {
  for (const lock of [true, false])
    test(`two writers ${lock ? '' : 'without a lock '}and a reader: nothing is lost, the order is total`, async (t) => {
      const { acknowledged } = await raceCampaign(new StoreFolder(t), { writers: 2, commits: 60, lock });
      assert.equal(acknowledged, 120);
    });

  test('kill -9 of one writer, again and again: what was acknowledged is there', async (t) => {
    const { kills, acknowledged } = await killCampaign(new StoreFolder(t), { rounds: 8, writers: 1, lock: true });
    assert.equal(kills, 8);
    assert.ok(acknowledged > 0);
  });

  test('kill -9 of two writers at once: what was acknowledged is there', async (t) => {
    const { acknowledged } = await killCampaign(new StoreFolder(t), { rounds: 5, writers: 2, lock: true });
    assert.ok(acknowledged > 0);
  });

  test('kill -9 at every named point: what was acknowledged is there', async (t) => {
    const points = allPoints([0.01, 0.99]);
    const { kills } = await pointCampaign(new StoreFolder(t), points);
    assert.equal(kills, points.length);
  });
});
