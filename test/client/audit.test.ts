import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { auditDocument } from '../../client/src/audit/model';
import type { AuditEntry } from '../../server/src/protocol';
import { environment } from './fake/records';
import { ClientSession, type Answers } from './fake/session';

function entry(id: string, time: string, name: string, text: string): AuditEntry {
  return { id, time, kind: 'alias-moved', author: { name }, door: name === 'Ada' ? 'cli' : 'editor', text };
}

const entries = [
  entry('3', '2026-03-02T12:00:00', 'Ada', 'deployed to staging, revision 1 (triage none → 1.0.0)'),
  entry('2', '2026-03-01T23:59:00', 'Grace Hopper', 'approved triage 1.0.0'),
  entry('1', '2026-03-01T08:05:00', 'Ada', 'committed triage 1.0.0: First'),
];

const answers: Answers = {
  env: () => [environment('staging', { revision: 1 })],
  audit: () => ({ entries }),
};

describe('the audit log in the editor', () => {
  test('is a text by days, which says how to see the rest', () => {
    assert.equal(
      auditDocument({}, { entries }),
      [
        'Audit log, newest first: 3 entries',
        '',
        '2026-03-02',
        '12:00  Ada           cli     deployed to staging, revision 1 (triage none → 1.0.0)',
        '',
        '2026-03-01',
        '23:59  Grace Hopper  editor  approved triage 1.0.0',
        '08:05  Ada           cli     committed triage 1.0.0: First',
        '',
      ].join('\n'),
    );
    const page = auditDocument({ environment: 'staging' }, { entries: entries.slice(0, 1), next: '3' });
    assert.match(page, /^Audit log of staging, newest first: the last 1 entry\n/);
    assert.match(page, /\nOlder entries: galley audit --environment staging --before 3; all: galley audit --csv\n$/);
    assert.equal(auditDocument({}, { entries: [] }), 'Audit log, newest first: 0 entries\n');
  });

  test('is opened for the workspace from the palette, and for one environment from its row', async () => {
    const session = await ClientSession.start(answers);
    await session.editor.run('galley.showAuditLog');
    await session.editor.run('galley.showAuditLog', await session.editor.node('galley.environments', 'staging'));
    assert.equal(session.transcript, 'opened /report 1/audit.log\nopened /report 2/audit of staging.log');
    assert.deepEqual(
      session.requests.filter((request) => request.startsWith('audit')),
      ['audit {"limit":1000}', 'audit {"environment":"staging","limit":1000}'],
    );
  });

  test('says why it cannot be shown', async () => {
    const session = await ClientSession.start({ ...answers, audit: () => ({ code: 'damaged', message: 'torn' }) });
    await session.editor.run('galley.showAuditLog');
    assert.match(session.transcript, /^error: Cannot show the audit log: torn\./);
  });
});
