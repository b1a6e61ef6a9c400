// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import type { AuditRow } from '../../../services/wire/operations.js';
import { opened, server } from '../../testing/knowledge.js';
import { FdAudit } from './audit.js';

const ada = { kind: 'agent', id: 'a1', name: 'Ada' } as const;
const row = (n: number, it: Partial<AuditRow>): AuditRow => ({
  ...{ n, at: '2026-03-01T09:00:00.000Z', by: ada, action: 'signed_in', details: {} },
  ...it,
});
const rows = [
  row(9, {
    ...{ action: 'inbox_changed', target: { kind: 'inbox', id: 'shop', name: 'Shop' }, address: '203.0.113.0/24' },
    details: { changes: { acceptSeconds: [30, 45], skills: [['a'], []], hours: [null, { zone: 'UTC' }] } },
  }),
  row(8, {
    action: 'sign_in_failed',
    by: { kind: 'nobody' },
    target: { kind: 'account', name: 'x@y.example' },
    details: { more: true },
  }),
  row(7, { action: 'conversation_read', target: { kind: 'visitor', id: 'abcd-ef' } }),
  row(6, {
    action: 'version_published',
    by: { kind: 'script', name: 'Nightly' },
    target: { kind: 'version', id: '4' },
    details: { from: 3 },
  }),
];
const erasure = row(5, {
  action: 'visitor_erased',
  target: { kind: 'visitor', id: 'abcd-ef' },
  details: { conversations: 2, files: 0 },
});
const people = [{ id: 'a1', name: 'Ada' }];

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test('reads as sentences: who did what, what it was and what it became', async () => {
  server({ 'GET audit': { body: { rows: [...rows, erasure], people } } });
  const { element, said } = await opened(new FdAudit());
  expect(said()).toMatch(
    /Ada changed the inbox Shop ?acceptSeconds 30 → 45 ?skills a → – ?hours – → {"zone":"UTC"} ?203.0.113.0/,
  );
  expect(said()).toContain('Somebody could not sign in as x@y.example');
  expect(said()).toContain('More were tried');
  expect(said()).toContain('Ada read all conversations of visitor ABCD');
  expect(said()).toMatch(/A script \(Nightly\) published version 4 ?from 3/);
  expect(said()).toMatch(/Ada erased visitor ABCD and everything of theirs ?Conversations: 2/);
  const links = [...element.renderRoot.querySelectorAll('td a')].map((link) => link.getAttribute('href'));
  expect(links).toEqual(['#/inboxes/shop', '#/knowledge/versions/4']);
});

test('what comes late for filters that were changed meanwhile is not shown; older rows are put below', async () => {
  const asked = server({
    'GET audit?by=a1&before=9': { body: { rows: [row(3, { action: 'signed_out' })], people } },
    'GET audit?by=a1': { body: { rows: rows.slice(0, 1), next: 9, people } },
    'GET audit': { body: { rows: rows.slice(1, 2), people } },
  });
  const { element, said, press, settle } = await opened(new FdAudit());
  const who = element.renderRoot.querySelector('select[name=by]') as HTMLSelectElement;
  who.value = 'a1';
  who.dispatchEvent(new Event('change'));
  await settle();
  await press('Load older rows');
  expect(said()).toMatch(/Ada changed the inbox Shop.*Ada signed out/);
  expect(said()).not.toContain('could not sign in');
  expect(asked.map(({ path }) => path)).toEqual(['audit', 'audit?by=a1', 'audit?by=a1&before=9']);
  expect(element.renderRoot.querySelector('a[download]')?.getAttribute('href')).toBe('/v1/agent/audit.csv?by=a1');
});

test('says what cannot be loaded, that there is nothing, and whether the log is whole', async () => {
  server({
    'GET audit/check': [
      { body: { rows: 2, from: rows[0]?.at, to: rows[0]?.at, hash: 'c0ffee' } },
      { body: { rows: 1, hash: 'c0ffee', broken: 2 } },
      { status: 503 },
    ],
    'GET audit': [{ status: 500 }, { body: { rows: [], people: [] } }],
  });
  const { said, press } = await opened(new FdAudit());
  expect(said()).toContain('could not load');
  await press('Try again');
  expect(said()).toContain('Nothing is written down');
  await press('Check the log');
  expect(said()).toMatch(/The log is whole: 2 rows.*c0ffee/);
  await press('Check the log');
  expect(said()).toContain('Row 2 does not fit');
  await press('Check the log');
  expect(said()).not.toContain('does not fit');
});
