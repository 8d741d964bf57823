import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatStoreUrl, parseStoreUrl, type StoreUrl } from '../../server/src/domain';

const base = { host: 'localhost', port: 5432, database: 'galley', tls: 'disable' } as const;

describe('the address of a store on PostgreSQL', () => {
  const good: readonly (readonly [text: string, url: StoreUrl, shown: string])[] = [
    ['postgres:///galley', base, 'postgres://localhost/galley'],
    [
      'postgresql://127.0.0.1:5433/g%20b',
      { ...base, host: '127.0.0.1', port: 5433, database: 'g b' },
      'postgres://127.0.0.1:5433/g%20b',
    ],
    [
      'postgres://ada@db.example.com/galley',
      { ...base, host: 'db.example.com', user: 'ada', tls: 'verify-full' },
      'postgres://db.example.com/galley',
    ],
    [
      'postgres://db/galley?sslmode=require&user=ada',
      { ...base, host: 'db', user: 'ada', tls: 'require' },
      'postgres://db/galley',
    ],
    [
      'postgres://[fe80::1]:6000/galley?sslmode=verify-ca&sslrootcert=%2Fetc%2Fca.pem',
      { ...base, host: 'fe80::1', port: 6000, tls: 'verify-ca', rootCertificate: '/etc/ca.pem' },
      'postgres://[fe80::1]:6000/galley',
    ],
    [
      'postgres:///galley?host=%2Fvar%2Frun%2Fpostgresql',
      { ...base, host: '/var/run/postgresql' },
      'postgres://%2Fvar%2Frun%2Fpostgresql/galley',
    ],
  ];
  for (const [text, url, shown] of good)
    test(`${text} is read, and shown without the user`, () => {
      const read = parseStoreUrl(text);
      assert.deepEqual(read, { ok: true, value: url });
      assert.equal(formatStoreUrl(url), shown);
    });

  const bad: readonly (readonly [text: string, message: RegExp])[] = [
    ['postgres://db', /^expected postgres:/],
    ['https://db/galley', /^expected postgres:/],
    ['postgres://ada:hush@db/galley', /^a password never stands here$/],
    ['postgres://ada:@db/galley', /^a password never stands here$/],
    ['postgres://db/galley?password=hush', /^a password never stands here$/],
    ['postgres://db:port/galley', /^"db:port" is no host and port$/],
    ['postgres://db/galley?sslmode=prefer', /^sslmode is one of disable, require, verify-ca, verify-full$/],
    ['postgres://db/galley?x=1', /^"x" in the address is not known; known are sslmode/],
    ['postgres://db/gal%zzley', /^a % in the address/],
  ];
  for (const [text, message] of bad)
    test(`${text} is refused`, () => {
      const read = parseStoreUrl(text);
      assert.ok(!read.ok);
      assert.match(read.fault.message, message);
      assert.doesNotMatch(JSON.stringify(read), /hush/);
    });
});
