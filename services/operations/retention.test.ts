/** What is too old goes, nothing else does, and it is done once by however many processes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { note } from '../conversation/audit.js';
import { startHandoffRole } from '../main.js';
import { eventually, modes, type Stack, signIn, startStack } from '../testing/stack.js';
import { someAgent, someVisitor } from '../testing/verbs.js';
import type { Policy, RetentionPreview, RetentionReply } from '../wire/operations.js';
import { checkAudit } from './audit-log.js';
import { carryOut } from './retention.js';

type Staff = Awaited<ReturnType<typeof signIn>>;
const off: Policy = { conversationDays: null, fileDays: null, auditDays: 400 };

describe.each(modes().filter((mode) => mode !== 'redis'))('retention (%s)', (mode) => {
  let stack: Stack;
  let ada: Staff;
  beforeAll(async () => {
    // Nobody sweeps: a round is what the test does.
    stack = await startStack(mode, { roles: ['gateway'] });
    ada = await signIn(stack, { role: 'admin', name: 'Ada' });
  });
  afterAll(() => stack?.drop());
  beforeEach(async () => {
    await stack.platform.db.query('delete from visitors');
    await set(off);
    await carryOut(stack.platform);
  });

  const query = <T = { n: number }>(sql: string, ...values: unknown[]) => stack.platform.db.query<T>(sql, values);
  const set = (policy: Policy) => ada.call<RetentionReply>('PUT', '/retention', policy);
  const preview = async (policy: Policy) =>
    (await ada.call<RetentionPreview>('POST', '/retention/preview', policy)).body;
  const run = async () => (await ada.call<RetentionReply>('GET', '/retention')).body.run;
  const left = async () => (await query<{ id: string }>('select id from conversations')).map(({ id }) => id).sort();

  /** A conversation that was touched so many days ago. */
  async function aged(days: number, state: 'bot' | 'queued' | 'assigned' | 'snoozed' | 'resolved', visitorId?: string) {
    const visitor = await someVisitor(stack.platform, {}, visitorId);
    const { id } = visitor;
    await visitor.post('Where is my parcel?');
    const agent = state === 'assigned' || state === 'snoozed' ? (await someAgent(stack.platform)).id : null;
    await query(
      `update conversations set state = $2, agent_id = $3, queued_at = now(), updated_at = now() - $4 * interval '1 day',
         created_at = now() - $4 * interval '1 day', snoozed_until = case when $5 then now() + interval '1 day' end where id = $1`,
      ...[id, state === 'snoozed' ? 'assigned' : state, agent, days, state === 'snoozed'],
    );
    return visitor;
  }
  async function fileOf(conversationId: string, days: number) {
    const id = randomUUID();
    await query(
      `insert into files (id, conversation_id, role, client_id, body_hash, name, type, size, key, complete, event_seq, created_at)
       values ($1, $2, 'visitor', $1, '', 'a.png', 'image/png', 1000, 'k', true, 1, now() - $3 * interval '1 day')`,
      ...[id, conversationId, days],
    );
    await query('insert into file_parts (file_id, n, bytes) values ($1, 0, $2)', id, Buffer.alloc(1000));
    return id;
  }

  test('is off at first, for admins, and within limits', async () => {
    expect((await ada.call<RetentionReply>('GET', '/retention')).body.policy).toEqual(off);
    const old = await aged(4_000, 'resolved');
    expect(await preview(off)).toMatchObject({ conversations: 0, visitors: 0 });
    await carryOut(stack.platform);
    expect(await left()).toEqual([old.id]);
    for (const wrong of [{ conversationDays: 29 }, { fileDays: 0 }, { auditDays: 3_651 }, { auditDays: null }])
      expect((await set({ ...off, ...wrong } as Policy)).status).toBe(400);
    const mona = await signIn(stack, { role: 'manager' });
    expect((await mona.call('PUT', '/retention', off)).status).toBe(403);
    expect((await mona.call('GET', '/retention')).status).toBe(403);
  });

  test('erases what has been over for longer, with its visitor and their tokens; what is open stays however old', async () => {
    const gone = await aged(400, 'resolved');
    const mixed = await aged(400, 'resolved');
    const young = await aged(20, 'resolved', mixed.visitorId);
    const open = [];
    for (const state of ['bot', 'queued', 'assigned', 'snoozed'] as const) open.push((await aged(400, state)).id);
    await fileOf(gone.id, 400);
    const policy = { ...off, conversationDays: 365 };
    const told = await preview(policy);
    expect(told).toMatchObject({ conversations: 2, files: 1, bytes: 1000, visitors: 1 });
    expect(Date.now() - Date.parse(told.oldest ?? '')).toBeGreaterThan(399 * 86_400_000);
    await set(policy);
    await carryOut(stack.platform);
    expect(await left()).toEqual([young.id, ...open].sort());
    expect(await query('select 1 from visitors where id = $1', gone.visitorId)).toEqual([]);
    expect(await query('select 1 from visitor_tokens where visitor_id = $1', gone.visitorId)).toEqual([]);
    expect(await query('select 1 from visitors where id = $1', mixed.visitorId)).toHaveLength(1);
    expect(await query('select 1 from file_parts')).toEqual([]);
    expect(await run()).toMatchObject({
      endedAt: expect.any(String),
      counts: { conversations: 2, visitors: 1, files: 1, bytes: 1000, events: expect.any(Number) },
    });
  });

  test('goes by the last that was said, and begins again with each word', async () => {
    const { id } = await aged(400, 'resolved');
    await query('update conversations set updated_at = now() where id = $1', id);
    await set({ ...off, conversationDays: 30 });
    await carryOut(stack.platform);
    expect(await left()).toEqual([id]);
  });

  test('is carried out by the handoff role by itself, soon after it was set', async () => {
    await aged(400, 'resolved');
    const { config } = stack.platform;
    const stop = await startHandoffRole({
      ...stack.platform,
      config: { ...config, timing: { ...config.timing, retention: 100 } },
    });
    try {
      await set({ ...off, conversationDays: 365 });
      await eventually(async () => (await left()).length === 0);
    } finally {
      await stop();
    }
  });

  test('a conversation in which nobody said a word is ended when it is too old, and erased as much later', async () => {
    const { id } = await someVisitor(stack.platform);
    const backdate = () => query(`update conversations set updated_at = now() - interval '40 days' where id = $1`, id);
    await backdate();
    await set({ ...off, conversationDays: 30 });
    await carryOut(stack.platform);
    expect(await query('select state from conversations')).toEqual([{ state: 'resolved' }]);
    await backdate();
    await set({ ...off, conversationDays: 31 });
    await carryOut(stack.platform);
    expect(await left()).toEqual([]);
  });

  test('files can go earlier, and only those of what is over', async () => {
    const [over, open] = [await aged(10, 'resolved'), await aged(10, 'queued')];
    const old = await fileOf(over.id, 8);
    const kept = [await fileOf(over.id, 6), await fileOf(open.id, 8)].sort();
    expect(await preview({ ...off, fileDays: 7 })).toMatchObject({ conversations: 0, files: 1, bytes: 1000 });
    await set({ ...off, fileDays: 7 });
    await carryOut(stack.platform);
    expect((await query<{ id: string }>('select id from files order by id')).map(({ id }) => id)).toEqual(kept);
    expect(await query('select 1 from file_parts where file_id = $1', old)).toEqual([]);
    expect(await left()).toHaveLength(2);
  });

  test('many go in small batches, once, though three processes begin at once; one that was cut short goes on', async () => {
    for (let i = 0; i < 25; i++) await aged(100, 'resolved');
    await set({ ...off, conversationDays: 90 });
    // Ends after two batches, as a process that is stopped does.
    let asked = 0;
    expect(await carryOut(stack.platform, () => ++asked > 3)).toBe('stopped');
    expect((await left()).length).toBeGreaterThan(0);
    expect((await run())?.endedAt).toBeUndefined();
    // Had it been killed, its lease would hold for a minute.
    await query(`update retention set lease_until = now() + interval '1 minute'`);
    expect(await carryOut(stack.platform)).toBe('nothing is due');
    await query(`update retention set lease_until = now() - interval '1 second'`);
    const said = await Promise.all([1, 2, 3].map(() => carryOut(stack.platform)));
    expect(said.filter((one) => one === 'nothing is due')).toHaveLength(2);
    expect(await left()).toEqual([]);
    expect(await run()).toMatchObject({ endedAt: expect.any(String), counts: { conversations: 25, visitors: 25 } });
    const [row] = await query<{ details: unknown }>(
      `select details from audit where action = 'retention_carried_out' order by n desc limit 1`,
    );
    expect(row?.details).toMatchObject({ conversations: 25 });
    // The next is due in a day.
    expect(await carryOut(stack.platform)).toBe('nothing is due');
    await query(
      `update retention set ended_at = ended_at - interval '25 hours', began_at = began_at - interval '25 hours'`,
    );
    expect(await carryOut(stack.platform)).toBe('erased {}');
  });

  // The embedded database has one connection: nobody can be at it at that moment.
  test.skipIf(mode === 'embedded')('a conversation that somebody writes in at that moment stays', async () => {
    const busy = await aged(100, 'resolved');
    await set({ ...off, conversationDays: 90 });
    await stack.platform.db.tx(async (tx) => {
      await tx.query('select 1 from conversations where id = $1 for update', [busy.id]);
      await carryOut(stack.platform);
      await tx.query(`update conversations set updated_at = now() where id = $1`, [busy.id]);
    });
    expect(await left()).toEqual([busy.id]);
  });

  test('visitors whom nothing is left of, and passes that ran out long ago, go too', async () => {
    const lone = randomUUID();
    await query(
      `insert into visitors (id, name, created_at) values ($1, 'Left over', now() - interval '100 days')`,
      lone,
    );
    const { id, visitorId } = await aged(1, 'queued');
    const agent = await someAgent(stack.platform);
    for (const days of [40, 1])
      await query(
        `insert into passes (conversation_id, agent_id, until, since) values ($1, $2, now() - $3 * interval '1 day', now() - interval '50 days')`,
        ...[id, agent.id, days],
      );
    await set({ ...off, conversationDays: 90 });
    await carryOut(stack.platform);
    expect(await query('select id from visitors')).toEqual([{ id: visitorId }]);
    expect(await query('select 1 from passes')).toHaveLength(1);
  });

  test('the audit log keeps its own time, and its chain begins anew where it was cut', async () => {
    const { db } = stack.platform;
    const [head] = await query('select last as n from audit_chain');
    const cut = (head?.n ?? 0) - 2;
    // Days cannot be waited for: the rows are made old, and the chain is made to fit them.
    await query('alter table audit disable trigger audit_keep');
    await query(`update audit set at = at - interval '50 days' where n <= $1`, cut);
    await query(`do $$ declare last_hash bytea; it audit; begin
      select c.before into last_hash from audit_chain c;
      for it in select * from audit order by n loop
        it.previous := last_hash; it.hash := audit_hash(it); last_hash := it.hash;
        update audit set previous = it.previous, hash = it.hash where n = it.n;
      end loop;
      update audit_chain set hash = last_hash;
    end $$`);
    await query('alter table audit enable trigger audit_keep');
    expect((await checkAudit(db)).broken).toBeUndefined();
    expect((await preview({ ...off, auditDays: 40 })).auditRows).toBe(cut);
    await expect(query('delete from audit where n = $1', cut)).rejects.toThrow('only ever added to');
    await set({ ...off, auditDays: 40 });
    await carryOut(stack.platform);
    expect((await query('select min(n) as n from audit'))[0]?.n).toBe(cut + 1);
    expect((await run())?.counts).toEqual({ auditRows: cut });
    await db.tx((tx) => note(tx, { kind: 'system' }, { action: 'inbox_changed' }));
    const whole = await checkAudit(db);
    expect(whole.broken).toBeUndefined();
    expect(whole.rows).toBeGreaterThan(3);
    expect(
      (await query(`select details from audit where action = 'retention_changed' order by n desc limit 1`))[0],
    ).toEqual({
      details: { changes: { auditDays: [400, 40] } },
    });
  });
});
