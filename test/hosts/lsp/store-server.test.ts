import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ownerPassword, sharedCluster, skipPostgres } from '../../support/postgres';
import { errorOf, withServer } from './client';

describe('the language server and a store on PostgreSQL', { skip: skipPostgres }, () => {
  const filesFor = (place: string): Readonly<Record<string, string>> => ({
    'galley.yaml': `store: postgres://${place}\n`,
    'prompts/hello.prompt': 'Hello {{name}}.\n',
  });

  test('asks the editor who comes, and hears of what others do', async () => {
    const cluster = await sharedCluster();
    const { name } = await cluster.database();
    const place = `127.0.0.1:${cluster.port}/${name}`;
    const options = { files: filesFor(place), initializationOptions: { storeSecret: true } };
    await withServer(options, async (client) => {
      const asked: unknown[] = [];
      let password = 'wrong';
      client.connection.onRequest('galley/storeSecret', (params: unknown) => {
        asked.push(params);
        return { user: 'owner', password };
      });
      const refused = await errorOf(client.request('galley/status', {}));
      assert.match(refused.message, /does not let owner in: the password is wrong/);
      password = ownerPassword;
      const status = await client.request<{ readonly store: string }>('galley/status', {});
      assert.equal(status.store, `postgres://${place}`);
      await client.request('galley/commit', { prompt: 'hello', message: 'First' });
      assert.deepEqual(asked.at(-1), { store: `postgres://${place}` });
      assert.ok(!JSON.stringify(client.notifications).includes(ownerPassword));
    });
  });

  test('asks nobody in Restricted Mode, and opens no connection', async () => {
    const cluster = await sharedCluster();
    const { name } = await cluster.database();
    const files = filesFor(`127.0.0.1:${cluster.port}/${name}`);
    await withServer({ files, initializationOptions: { storeSecret: true, trusted: false } }, async (client) => {
      let asked = 0;
      client.connection.onRequest('galley/storeSecret', () => {
        asked++;
        return null;
      });
      const refused = await errorOf(client.request('galley/log', { prompt: 'hello' }));
      assert.equal((refused.data as { readonly code: string }).code, 'untrusted');
      assert.equal(asked, 0);
    });
  });
});
