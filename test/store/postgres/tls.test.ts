import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TlsMode } from '../../../server/src/domain';
import { Cluster, ownerPassword, sharedCluster, skipPostgres } from '../../support/postgres';
import { ServerPlace } from '../support/backends';
import { faultOf, unwrap } from '../support/store-folder';

describe('a connection to PostgreSQL over TLS', { skip: skipPostgres }, () => {
  test('is made and refused as sslmode says', async (t) => {
    const cluster = await Cluster.start(['fsync=off'], { tls: true });
    const database = await cluster.database();
    const authority = { rootCertificate: cluster.certificate };
    const rows: readonly (readonly [mode: TlsMode, host: string, trusted: boolean, problem: RegExp | undefined])[] = [
      ['disable', '127.0.0.1', false, undefined],
      ['require', '127.0.0.1', false, undefined],
      ['verify-ca', '127.0.0.1', true, undefined],
      ['verify-ca', '127.0.0.1', false, /cannot be trusted: self-signed certificate/],
      ['verify-full', 'localhost', true, undefined],
      ['verify-full', '127.0.0.1', true, /cannot be trusted: Hostname\/IP does not match/],
      ['verify-full', 'localhost', false, /cannot be trusted: self-signed certificate/],
    ];
    for (const [tls, host, trusted, problem] of rows) {
      const place = new ServerPlace(t, database);
      const url = { ...database.login().url, host, tls, ...(trusted ? authority : {}) };
      const opened = await place.tryOpen({ server: { url, user: 'owner', password: ownerPassword } });
      const what = `${tls} ${host} ${trusted}`;
      if (problem !== undefined) {
        const { code, message } = faultOf(opened);
        assert.equal(code, 'invalid-config', what);
        assert.match(message, problem, what);
        continue;
      }
      const store = unwrap(opened);
      const [found] = await database.sql(
        `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'galley'`,
      );
      assert.equal(found?.['ssl'], tls !== 'disable', what);
      await store.close();
    }
    cluster.kill();
  });

  test('is not made without encryption where that was asked for', async (t) => {
    const cluster = await sharedCluster();
    const place = await ServerPlace.of(t);
    const url = { ...place.database.login().url, host: '127.0.0.1', port: cluster.port, tls: 'require' } as const;
    const refused = faultOf(await place.tryOpen({ server: { url, user: 'owner', password: ownerPassword } }));
    assert.deepEqual([refused.code, /does not support SSL/.test(refused.message)], ['invalid-config', true]);
  });
});
