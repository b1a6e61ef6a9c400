/**
 * What is written down of who did what; that nothing is ever changed in it, and that it
 * is found out where somebody did.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type By, note, noteFailure, noteReading } from '../conversation/audit.js';
import { operateInbox } from '../conversation/inboxes.js';
import { networkOf } from '../gateway/address.js';
import { call, eventually, modes, openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import type { AuditCheckReply, AuditReply, AuditRow } from '../wire/operations.js';

type Staff = Awaited<ReturnType<typeof signIn>>;

test('an address is kept as the network it is in', () => {
  expect(networkOf('203.0.113.77')).toBe('203.0.113.0/24');
  expect(networkOf('::ffff:203.0.113.77')).toBe('203.0.113.0/24');
  expect(networkOf('2001:db8:85a3:8d3:1319:8a2e:370:7348')).toBe('2001:db8:85a3::/48');
  expect(networkOf('2001:db8::1')).toBe('2001:db8:0::/48');
  expect(networkOf('fe80::1')).toBe('fe80:0:0::/48');
  expect([networkOf('::1'), networkOf('127.0.0.1'), networkOf('')]).toEqual(['::1', '127.0.0.1', '']);
});

describe.each(modes().filter((mode) => mode !== 'redis'))('the audit log (%s)', (mode) => {
  let stack: Stack;
  let ada: Staff;
  beforeAll(async () => {
    stack = await startStack(mode, { roles: ['gateway'] });
    ada = await signIn(stack, { role: 'admin', name: 'Ada' });
  });
  afterAll(() => stack?.drop());

  const read = async (query = '') => (await ada.call<AuditReply>('GET', `/audit${query}`)).body;
  const newest = async (query = ''): Promise<AuditRow> => (await read(query)).rows[0] as AuditRow;
  const check = async () => (await ada.call<AuditCheckReply>('GET', '/audit/check')).body;
  const someone: By = { kind: 'agent', id: randomUUID(), name: 'Lena' };

  test('is for admins', async () => {
    const mona = await signIn(stack, { role: 'manager' });
    for (const path of ['/audit', '/audit/check', '/audit.csv'])
      expect((await mona.call('GET', path)).status).toBe(403);
  });

  test('says who signed in and out, and who could not; never a password', async () => {
    const lena = await signIn(stack, { name: 'Lena' });
    expect(await newest(`?by=${lena.id}`)).toMatchObject({
      ...{
        action: 'signed_in',
        by: { kind: 'agent', id: lena.id, name: 'Lena' },
        address: expect.stringMatching(/^(127|::1)/),
      },
    });
    await lena.call('DELETE', '/session');
    expect(await newest(`?by=${lena.id}`)).toMatchObject({ action: 'signed_out' });
    const body = { email: 'nobody@team.test', password: 'the-secret-i-typed' };
    expect((await call(stack.url, 'POST', '/v1/agent/session', { body })).status).toBe(401);
    expect(await newest()).toMatchObject({
      ...{ action: 'sign_in_failed', by: { kind: 'nobody' }, target: { kind: 'account', name: 'nobody@team.test' } },
    });
    const all = await stack.platform.db.query<{ it: string }>('select audit::text as it from audit');
    expect(JSON.stringify(all)).not.toMatch(/the-secret-i-typed|correct horse/);
  });

  test('writes at most a hundred failed sign-ins an hour, and says with the last that there were more', async () => {
    for (let i = 0; i < 110; i++)
      await stack.platform.db.tx((tx) => noteFailure(tx, { kind: 'nobody' }, `${i}@team.test`));
    const rows = await stack.platform.db.query<{ more: boolean }>(
      `select details ? 'more' as more from audit where action = 'sign_in_failed' order by n`,
    );
    expect(rows.map(({ more }) => more)).toEqual([...Array(99).fill(false), true]);
  });

  test('holds what was before and what is after, of accounts and inboxes; a script is named as one', async () => {
    const made = await ada.call<{ member: { id: string } }>('POST', '/team', {
      ...{ email: 'nina@team.test', name: 'Nina', role: 'agent' },
    });
    const { id } = made.body.member;
    expect(await newest()).toMatchObject({
      action: 'account_made',
      target: { id, name: 'Nina' },
      details: { role: 'agent' },
    });
    await ada.call('PUT', `/team/${id}`, { capacity: 9, active: false });
    const [closed, changed] = (await read()).rows;
    expect(closed).toMatchObject({ action: 'account_closed', by: { name: 'Ada' } });
    expect(changed).toMatchObject({ action: 'account_changed', details: { changes: { capacity: [5, 9] } } });
    await ada.call('PUT', '/inboxes/default/settings', { acceptSeconds: 45, name: 'Support' });
    expect(await newest()).toMatchObject({
      ...{ action: 'inbox_changed', target: { kind: 'inbox', id: 'default', name: 'Support' } },
      details: { changes: { acceptSeconds: [30, 45] } },
    });
    await ada.call('PUT', '/inboxes/default/confidence', { maxWrongAnswers: 0.25 });
    expect((await newest()).details).toMatchObject({ changes: { maxWrongAnswers: [0.05, 0.25] } });
    const before = (await newest()).n;
    await ada.call('PUT', '/inboxes/default/settings', { acceptSeconds: 45 });
    expect((await newest()).n).toBe(before);
    await operateInbox(stack.platform.db, { slug: 'shop', create: true, set: { name: 'Shop' } });
    expect(await newest('?by=script')).toMatchObject({ action: 'inbox_made', target: { id: 'shop' } });
  });

  test('is written with what it tells of, or not at all', async () => {
    const before = (await newest()).n;
    const refused = await ada.call('PUT', `/team/${ada.id}`, { role: 'agent' });
    expect(refused.body.error?.code).toBe('last_admin');
    expect((await newest()).n).toBe(before);
  });

  test('holds who looked into a conversation that is not their own, once an hour, and who took one as a file', async () => {
    const { id } = await openVisitor(stack.url, { locale: 'en' });
    const lena = await signIn(stack, { name: 'Lena' });
    const seen = async () => (await read(`?by=${lena.id}&kind=reading`)).rows;
    await lena.call('GET', `/conversations/${id}`);
    await eventually(async () => (await seen()).length === 1);
    await lena.call('GET', `/conversations/${id}`);
    // Another process does not remember; the log does.
    const by: By = { kind: 'agent', id: lena.id, name: 'Lena' };
    await stack.platform.db.tx((tx) => noteReading(tx, by, { kind: 'conversation', id }));
    expect(await seen()).toMatchObject([{ action: 'conversation_read', target: { kind: 'conversation', id } }]);
    await lena.call('POST', `/conversations/${id}/take`);
    const { id: other } = await openVisitor(stack.url, { locale: 'en' });
    await lena.call('POST', `/conversations/${other}/take`);
    await lena.call('GET', `/conversations/${other}`);
    await lena.call('POST', `/conversations/${other}/block`, { why: 'Rude' });
    expect(await newest(`?by=${lena.id}`)).toMatchObject({ action: 'visitor_blocked', target: { kind: 'visitor' } });
    expect(JSON.stringify(await newest())).not.toContain('Rude');
    expect(await seen()).toHaveLength(1);
    const file = await fetch(`${stack.url}/v1/agent/reports/conversations.csv?from=2026-01-01&to=2026-01-02&zone=UTC`, {
      headers: ada.headers,
    });
    expect(file.status).toBe(200);
    expect(await newest('?kind=reading')).toMatchObject({ action: 'report_exported', details: { from: '2026-01-01' } });
  });

  test('is read by page and by filter, and as a file that no spreadsheet runs', async () => {
    const lena: By = { kind: 'agent', id: randomUUID(), name: '=1+1' };
    for (let i = 0; i < 101; i++)
      await stack.platform.db.tx((tx) => note(tx, lena, { action: 'inbox_changed', details: { i } }));
    const first = await read(`?by=${lena.id}`);
    expect(first.people).toContainEqual({ id: lena.id, name: '=1+1' });
    const rest = await read(`?by=${lena.id}&before=${first.next}`);
    expect([...first.rows, ...rest.rows].map(({ details }) => details.i)).toEqual([...Array(101).keys()].reverse());
    expect(rest.next).toBeUndefined();
    const today = (await newest()).at.slice(0, 10);
    expect((await read(`?from=${today}&to=${today}`)).rows).toHaveLength(100);
    expect((await read('?to=2020-01-01')).rows).toEqual([]);
    expect((await ada.call('GET', '/audit?by=Lena')).status).toBe(400);
    const file = await fetch(`${stack.url}/v1/agent/audit.csv?by=${lena.id}`, { headers: ada.headers });
    const text = await file.text();
    expect(text.split('\n')).toHaveLength(103);
    expect(text).toContain(",'=1+1,");
    expect(text).not.toContain(',=1+1');
  });

  test('rows are only added, in one line however many write at once', async () => {
    const { db } = stack.platform;
    const { next: _, rows } = await read();
    await Promise.all(Array.from({ length: 20 }, () => db.tx((tx) => note(tx, someone, { action: 'inbox_changed' }))));
    expect((await newest()).n).toBe((rows[0] as AuditRow).n + 20);
    for (const sql of ['update audit set by_name = null', 'delete from audit', 'truncate audit'])
      await expect(db.query(sql)).rejects.toThrow('only ever added to');
    const whole = await check();
    expect(whole).toMatchObject({ rows: (await newest()).n, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(whole.broken).toBeUndefined();
  });

  test('whoever changes it behind our back is found out: a word, a row gone, one put in, the end cut off', async () => {
    const { db } = stack.platform;
    const last = (await newest()).n;
    const row = last - 5;
    /** Undone again, so that each is found for itself. */
    const found = async (sql: string) => {
      const pool = await db.pool.connect();
      let broken: AuditCheckReply | undefined;
      try {
        await pool.query('begin');
        await pool.query('alter table audit disable trigger user');
        await pool.query(sql);
        const { checkAudit } = await import('./audit-log.js');
        broken = await checkAudit({ query: async (text, values) => (await pool.query(text, values)).rows as never });
      } finally {
        await pool.query('rollback');
        pool.release();
      }
      return broken?.broken;
    };
    expect(await found('select 1')).toBeUndefined();
    expect(await found(`update audit set by_name = 'Ben' where n = ${row}`)).toBe(row);
    expect(await found(`update audit set at = at - interval '1 microsecond' where n = ${row}`)).toBe(row);
    expect(await found(`update audit set details = '{"x":1}', hash = audit_hash(audit) where n = ${row}`)).toBe(row);
    expect(await found(`delete from audit where n = ${row}`)).toBe(row);
    expect(await found(`delete from audit where n = ${last}`)).toBe(last);
    expect(await found(`delete from audit where n < 5`)).toBe(1);
    expect(
      await found(`insert into audit select (jsonb_populate_record(a, '{"n":0}')).* from audit a where n = 1`),
    ).toBe(0);
    // With a new hash of its own it still does not fit to the row after it.
    expect(
      await found(`with it as (select (jsonb_populate_record(a, '{"by_name":"Ben"}')).* from audit a where n = ${row})
        update audit set by_name = 'Ben', hash = (select audit_hash(it) from it) where n = ${row}`),
    ).toBe(row + 1);
    expect((await check()).broken).toBeUndefined();
  });
});
