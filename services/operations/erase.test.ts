/**
 * After a visitor is erased nothing that they said, sent or left is found in any column of any table,
 * and whoever is late finds nobody.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTurns } from '../bot/answer.js';
import { script } from '../conversation/audit.js';
import { lockConversation } from '../conversation/conversations.js';
import { identify } from '../conversation/identity.js';
import { issueToken } from '../conversation/tokens.js';
import { claimTurn, settleTurn } from '../conversation/turns.js';
import { claimMail, endMail } from '../mail/mails.js';
import { sendMails } from '../mail/worker.js';
import { rebuildSummaries } from '../reports/summaries.js';
import { pdf } from '../testing/files.js';
import { call, eventually, modes, openStream, openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import { failure, someVisitor } from '../testing/verbs.js';
import type { AgentHistoryReply } from '../wire/agent.js';
import type { AuditReply, ErasedReply, FindVisitorsReply } from '../wire/operations.js';
import { eraseVisitor, sum } from './erase.js';

test('figures of two are added up, field by field', () => {
  const one = { conversations: 1, events: 2, files: 3, bytes: 4, decisions: 5, mails: 6 };
  expect(sum(one, { conversations: 10, events: 20, files: 30, bytes: 40, decisions: 50, mails: 60 })).toEqual({
    conversations: 11,
    events: 22,
    files: 33,
    bytes: 44,
    decisions: 55,
    mails: 66,
  });
});

type Staff = Awaited<ReturnType<typeof signIn>>;

describe.each(modes().filter((mode) => mode !== 'redis'))('erasing a visitor (%s)', (mode) => {
  let stack: Stack;
  let ada: Staff;
  beforeAll(async () => {
    // A mail server that is not there: what is owed stays owed.
    const env = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'Shop <shop@example.test>' };
    stack = await startStack(mode, { env, timing: { mailRetry: 3_600_000 } });
    ada = await signIn(stack, { role: 'admin', name: 'Ada' });
    const preChat = {
      when: 'before_person',
      fields: [{ key: 'order', required: false, type: 'text', label: 'Order' }],
    };
    await ada.call('PUT', '/inboxes/default/settings', { preChat });
  });
  afterAll(() => stack?.drop());

  /**
   * The tables in whose rows each string stands, over every column; bytes are looked at as hexadecimal text.
   * What is sought begins with a root.
   */
  async function standing(needles: string[], roots = needles): Promise<Record<string, string[]>> {
    const { db } = stack.platform;
    const tables = await db.query<{ name: string }>(
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(25);
    const found: Record<string, string[]> = Object.fromEntries(needles.map((needle) => [needle, []]));
    for (const { name } of tables) {
      // Rows are turned into text once; few hold any of it.
      const rows = await db.query<{ needle: string }>(
        `with hit as materialized (
           select it from (select t::text as it from ${name} t offset 0) whole
           where ${roots.map((_, i) => `strpos(it, $${2 * i + 2}) > 0 or strpos(it, $${2 * i + 3}) > 0`).join(' or ')})
         select needle from unnest($1::text[]) as needle
         where exists (select 1 from hit where strpos(it, needle) > 0 or strpos(it, encode(convert_to(needle, 'UTF8'), 'hex')) > 0)`,
        [needles, ...roots.flatMap((root) => [root, Buffer.from(root).toString('hex')])],
      );
      for (const { needle } of rows) found[needle]?.push(name);
    }
    return found;
  }
  const erase = (id: string) => ada.call<ErasedReply>('POST', `/visitors/${id}/erase`, {});

  test('twenty strings, planted wherever something can be said, are in no column of any table', async () => {
    const root = `zq${randomUUID().slice(0, 8)}`;
    const needles: string[] = [];
    const plant = (what: string) => {
      needles.push(`${root}${what}`);
      return needles.at(-1) as string;
    };
    const { url } = stack;
    const context = {
      title: plant('title'),
      page: `https://shop.test/${plant('page')}`,
      plan: plant('custom'),
      [plant('key')]: 1,
    };
    const visitor = await openVisitor(url, { locale: 'en', context });
    const post = (verb: string, body: unknown) =>
      call(url, 'POST', `${visitor.path}/${verb}`, { headers: visitor.headers, body });
    // A question that nobody can answer: it is decided, embedded for the gaps, and handed to people.
    await visitor.post(`Who painted the ceiling of ${plant('question')}`);
    const handed = await eventually(async () => (await visitor.history()).conversation.state === 'queued' && true);
    expect(handed).toBe(true);
    await post('pre-chat', { answers: { order: plant('order') } });
    await post('contact', { email: `${plant('mail')}@example.test`, name: plant('name') });
    await post('transcript', { email: `${plant('recipient')}@example.test` });
    await post('context', { context: { later: plant('later') } });
    const upload = await fetch(
      `${url}${visitor.path}/files?${new URLSearchParams({ name: `${plant('file')}.pdf`, clientId: randomUUID() })}`,
      {
        method: 'POST',
        headers: { ...visitor.headers, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(Buffer.concat([pdf, Buffer.from(plant('content')), Buffer.from('\n%%EOF\n')])),
      },
    );
    const { file } = (await upload.json()) as { file: { id: string } };
    await visitor.post(plant('said'), { files: [file.id] });
    // What people write of them goes with it.
    await ada.call('POST', `/conversations/${visitor.id}/take`, {});
    const write = (text: string, note: boolean, seenSeq: number) =>
      ada.call('POST', `/conversations/${visitor.id}/messages`, { clientId: randomUUID(), text, note, seenSeq });
    const { body } = await ada.call<AgentHistoryReply>('GET', `/conversations/${visitor.id}`);
    await write(plant('reply'), false, body.conversation.seq);
    await write(plant('note'), true, body.conversation.seq + 1);
    await ada.call('POST', `/conversations/${visitor.id}/tags`, { add: [plant('tag')] });
    await ada.call('POST', `/conversations/${visitor.id}/block`, { why: plant('why') });
    await ada.call('POST', `/conversations/${visitor.id}/unblock`, {});
    const decision = body.decisions[0]?.id as number;
    expect(
      (await ada.call('POST', '/labels', { decisionId: decision, kind: 'bot_was_wrong', entry: plant('label') }))
        .status,
    ).toBe(204);
    await ada.call('GET', '/knowledge/gaps');
    expect((await ada.call('POST', '/knowledge/gaps', { decisions: [decision], dismiss: true })).status).toBeLessThan(
      300,
    );
    await ada.call('POST', `/conversations/${visitor.id}/resolve`, {});
    await post('rating', { score: 1, comment: plant('rating') });
    await rebuildSummaries(stack.platform.db);
    // A second conversation that is still open, and what another person said.
    const second = await call<{ conversation: { id: string } }>(url, 'POST', '/v1/conversations', {
      headers: visitor.headers,
      body: {},
    });
    await call(url, 'POST', `/v1/conversations/${second.body.conversation.id}/messages`, {
      headers: visitor.headers,
      body: { clientId: randomUUID(), text: plant('open') },
    });
    const other = await openVisitor(url, { locale: 'en' });
    const kept = `kept${randomUUID().slice(0, 8)}`;
    await other.post(kept);

    expect(needles.length).toBeGreaterThanOrEqual(20);
    const before = await standing(needles, [root]);
    expect(Object.entries(before).filter(([, tables]) => tables.length === 0)).toEqual([]);

    const visitorId = (
      await stack.platform.db.query<{ id: string }>('select visitor_id as id from conversations where id = $1', [
        visitor.id,
      ])
    )[0]?.id as string;
    const mail = needles.find((needle) => needle.endsWith('recipient'));
    const found = await ada.call<FindVisitorsReply>('POST', '/visitors/find', {
      email: `${mail?.toUpperCase()}@example.test`,
    });
    expect(found.body.visitors).toMatchObject([{ id: visitorId, conversations: 2, open: 1 }]);
    const { status, body: receipt } = await erase(visitorId);
    expect(status).toBe(200);
    expect(receipt).toMatchObject({ visitorId, erased: { conversations: 2, files: 1, mails: expect.any(Number) } });
    expect(receipt.erased.events).toBeGreaterThan(8);
    expect(receipt.erased.bytes).toBeGreaterThan(pdf.length);

    const others = [visitor.id, visitor.token, visitorId, kept];
    const after = await standing([...needles, ...others], [root, ...others]);
    expect(after[kept]).not.toEqual([]);
    // The log says that it was done, of an id that stands for nobody any more.
    const pseudonyms = { [kept]: after[kept], [visitor.id]: after[visitor.id], [visitorId]: after[visitorId] };
    expect(
      Object.values({ ...after, ...Object.fromEntries(Object.keys(pseudonyms).map((key) => [key, []])) }).flat(),
    ).toEqual([]);
    for (const id of [visitor.id, visitorId])
      expect((after[id] as string[]).filter((table) => !/^(public\.audit|bullmq\.)/.test(table))).toEqual([]);
    const log = await ada.call<AuditReply>('GET', '/audit?kind=visitors');
    expect(log.body.rows[0]).toMatchObject({
      action: 'visitor_erased',
      target: { kind: 'visitor', id: visitorId },
      details: receipt.erased,
    });

    expect((await call(url, 'GET', visitor.path, { headers: visitor.headers })).status).toBe(401);
    expect((await ada.call('GET', `/conversations/${visitor.id}`)).status).toBe(404);
    expect((await erase(visitorId)).status).toBe(404);
  });

  test('an open stream of theirs ends, a console takes it off its list, and they can begin anew', async () => {
    const visitor = await openVisitor(stack.url, { locale: 'en' });
    await visitor.act('handoff');
    await visitor.post('Is anybody there?');
    const stream = await visitor.stream();
    await stream.until(({ event, data }) => event === 'conversation' && (data as { state: string }).state === 'queued');
    const console_ = await ada.stream();
    await console_.until(({ event, data }) => event === 'snapshot' && JSON.stringify(data).includes(visitor.id));
    const [row] = await stack.platform.db.query<{ id: string }>(
      'select visitor_id as id from conversations where id = $1',
      [visitor.id],
    );
    await erase(row?.id as string);
    await eventually(async () => !stream.isOpen());
    // Told that it is over, a page does not send again what nobody answered.
    expect(stream.messages.findLast(({ event }) => event === 'conversation')?.data).toMatchObject({
      state: 'resolved',
    });
    await console_.until(
      ({ event, data }) => event === 'gone' && (data as { conversationId: string }).conversationId === visitor.id,
    );
    await console_.close();
    const again = await openStream(stack.url, `${visitor.path}/events`, visitor.headers);
    expect(again.status).toBe(401);
    expect((await openVisitor(stack.url, { locale: 'en' })).token).not.toBe(visitor.token);
  });

  test('a turn and a mail that come too late do nothing, and nothing breaks', async () => {
    const { platform } = stack;
    const bare = { ...platform, jobs: { ...platform.jobs, ring: async () => {} } };
    const { id, visitorId, post, of } = await someVisitor(bare);
    await platform.db.query(`update conversations set turn_lease_until = now() + interval '1 minute' where id = $1`, [
      id,
    ]);
    await post('Where is my parcel?');
    await platform.db.query('update conversations set turn_lease_until = null where id = $1', [id]);
    const claim = await claimTurn(platform.db, id, 15_000);
    await platform.db.query(
      `insert into mails (kind, conversation_id, recipient, locale, payload) values ('transcript', $1, 'late@example.test', 'en', '{"upTo": 1}')`,
      [id],
    );
    const mail = await claimMail(platform, 60_000);
    expect([claim?.conversationId, mail?.conversationId]).toEqual([id, id]);
    expect((await erase(visitorId)).status).toBe(200);
    if (!claim || !mail) throw new Error('both were claimed');
    expect(
      await settleTurn(platform, claim, claim.lastVisitorSeq, { kind: 'reply', text: 'Late', body: {} }),
    ).toBeUndefined();
    expect(
      await settleTurn(platform, claim, claim.lastVisitorSeq, { kind: 'escalate', reason: 'model_failed' }),
    ).toBeUndefined();
    await endMail(platform, mail, { sent: true });
    const sent: unknown[] = [];
    const mailer = { send: async (it: unknown) => void sent.push(it), close: () => {} };
    await sendMails(platform, mailer as never);
    expect(JSON.stringify(sent)).not.toContain('late@example.test');
    expect(await runTurns(platform, id, new AbortController().signal)).toContain('skipped');
    expect(await failure(post('Still there?'))).toMatchObject({ status: 404 });
    expect(of.visitorId).toBe(visitorId);
    expect(Object.values(await standing(['late@example.test'])).flat()).toEqual([]);
  });

  /** Vouched for by a site; with the bearer's conversations where there is one. */
  const person = (sub: string, email?: string, bearer?: { visitorId: string; token: string }) =>
    stack.platform.db.tx((tx) => identify(tx, { inbox: 'default', sub, email }, bearer));
  const found = async (email: string) =>
    (await ada.call<FindVisitorsReply>('POST', '/visitors/find', { email })).body.visitors.map(({ id }) => id);

  test('is found by the address that a site vouched for, though another was left later; and by no part of one', async () => {
    const { visitorId } = await person(randomUUID(), 'Proven@Example.test');
    await stack.platform.db.query(`update visitors set email = 'Left@example.test' where id = $1`, [visitorId]);
    expect(await found('proven@example.TEST')).toEqual([visitorId]);
    expect(await found('left@example.test')).toEqual([visitorId]);
    for (const other of ['roven@example.test', 'proven@example.tes', 'pro_en@example.test'])
      expect([other, await found(other)]).toEqual([other, []]);
    expect((await erase(visitorId)).status).toBe(200);
    expect(await found('proven@example.test')).toEqual([]);
    expect(Object.values(await standing(['Proven@Example.test'])).flat()).toEqual([]);
  });

  test('of several the one heard of last comes first, who never opened anything last; each with what is open', async () => {
    const { platform } = stack;
    const email = `many-${randomUUID().slice(0, 8)}@example.test`;
    const [one, other] = [await someVisitor(platform), await someVisitor(platform)];
    const idle = await person(randomUUID(), email);
    await platform.db.query('update visitors set email = $2 where id = any($1)', [
      [one.visitorId, other.visitorId],
      email,
    ]);
    await platform.db.query(`update conversations set updated_at = now() - interval '1 day' where id = $1`, [one.id]);
    await platform.db.query(`update conversations set state = 'resolved' where id = $1`, [other.id]);
    const { body } = await ada.call<FindVisitorsReply>('POST', '/visitors/find', { email });
    expect(body.visitors.map(({ id, conversations, open }) => [id, conversations, open])).toEqual([
      [other.visitorId, 1, 0],
      [one.visitorId, 1, 1],
      [idle.visitorId, 0, 0],
    ]);
  });

  test('what became of somebody else while it ran is theirs, and stays', async () => {
    const { platform } = stack;
    const { id, visitorId, post } = await someVisitor(platform);
    await post('Where is my parcel?');
    const second = await someVisitor(platform, {}, visitorId);
    const kept = await person(randomUUID(), `kept-${visitorId}@example.test`);
    // Between the look for conversations and the first lock somebody signs in at the same browser.
    let joined = false;
    const query: typeof platform.db.query = async (sql, values) => {
      const rows = await platform.db.query<never>(sql, values);
      if (!joined && sql.startsWith('select id from conversations where visitor_id')) {
        joined = true;
        await platform.db.query('update conversations set visitor_id = $2 where id = $1', [id, kept.visitorId]);
      }
      return rows;
    };
    const erased = await eraseVisitor({ ...platform, db: { ...platform.db, query } }, script, visitorId);
    expect(joined).toBe(true);
    expect(erased).toMatchObject({ conversations: 1, events: 0 });
    const left = await platform.db.query('select id, visitor_id as of from conversations where id = any($1)', [
      [id, second.id],
    ]);
    expect(left).toEqual([{ id, of: kept.visitorId }]);
    expect(await platform.db.query('select text from conversation_events where conversation_id = $1', [id])).toEqual([
      { text: 'Where is my parcel?' },
    ]);
  });

  test('what is opened for them while it ran goes too, and is counted; afterwards there is nobody', async () => {
    const { platform } = stack;
    const { visitorId, post } = await someVisitor(platform);
    await post('One');
    let late: string | undefined;
    const query: typeof platform.db.query = async (sql, values) => {
      const rows = await platform.db.query<never>(sql, values);
      if (!late && sql.startsWith('select id from conversations where visitor_id')) {
        const opened = await someVisitor(platform, {}, visitorId);
        late = opened.id;
        await opened.post('Two');
      }
      return rows;
    };
    const erased = await eraseVisitor({ ...platform, db: { ...platform.db, query } }, script, visitorId);
    expect(erased).toMatchObject({ conversations: 2, events: 2 });
    expect(late).toBeDefined();
    expect(await platform.db.query('select 1 from conversations where id = $1', [late])).toEqual([]);
    const written = () =>
      platform.db.query(`select details from audit where action = 'visitor_erased' and target_id = $1`, [visitorId]);
    expect(await written()).toEqual([{ details: erased }]);
    expect(await failure(eraseVisitor(platform, script, visitorId))).toMatchObject({ status: 404 });
    expect(await written()).toHaveLength(1);
  });

  test('of two who erase at once one writes it down', async () => {
    const { platform } = stack;
    const { visitorId } = await someVisitor(platform);
    let other: Promise<unknown> | undefined;
    const query: typeof platform.db.query = async (sql, values) => {
      const rows = await platform.db.query<never>(sql, values);
      if (sql.startsWith('select 1 from visitors where id')) {
        other = eraseVisitor(platform, script, visitorId);
        await other;
      }
      return rows;
    };
    const erased = await eraseVisitor({ ...platform, db: { ...platform.db, query } }, script, visitorId);
    expect([await other, erased]).toMatchObject([{ conversations: 1 }, { conversations: 0 }]);
    expect(
      await platform.db.query(`select 1 from audit where action = 'visitor_erased' and target_id = $1`, [visitorId]),
    ).toHaveLength(1);
  });

  test.skipIf(mode === 'embedded')(
    'with two connections: what is joined to somebody else behind the lock that erasing waits for is not erased',
    async () => {
      const { platform } = stack;
      const { db } = platform;
      const { id, visitorId, post } = await someVisitor(platform);
      await post('Where is my parcel?');
      const token = await db.tx((tx) => issueToken(tx, visitorId, 'default'));
      const sub = randomUUID();
      let erasing: Promise<unknown> | undefined;
      const { visitorId: to } = await db.tx(async (tx) => {
        await lockConversation(tx, id);
        erasing = eraseVisitor(platform, script, visitorId);
        // It has looked, and waits for this lock: only then the conversation becomes somebody else's.
        await eventually(
          async () => (await db.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock'`)).length > 0,
        );
        return identify(tx, { inbox: 'default', sub }, { visitorId, token });
      });
      await erasing;
      expect(await db.query('select visitor_id as of, seq from conversations where id = $1', [id])).toEqual([
        { of: to, seq: 1 },
      ]);
      expect(await db.query('select 1 from visitors where id = $1', [visitorId])).toEqual([]);
    },
  );

  test('of those who had it a hand is free: what is queued or held rings, what the bot has does not', async () => {
    const { platform } = stack;
    const rung: string[] = [];
    const heard = { ...platform, jobs: { ...platform.jobs, ring: async (queue: string) => void rung.push(queue) } };
    for (const [set, rings] of [
      [`state = 'bot'`, []],
      [`state = 'queued', queued_at = now()`, ['handoff']],
      [`state = 'assigned', queued_at = now(), agent_id = '${ada.id}'`, ['handoff']],
      [`state = 'resolved'`, []],
    ] as const) {
      rung.length = 0;
      const { id, visitorId } = await someVisitor(platform);
      await platform.db.query(`update conversations set ${set} where id = $1`, [id]);
      await eraseVisitor(heard, script, visitorId);
      expect([set, rung]).toEqual([set, rings]);
    }
  });

  test('is for admins', async () => {
    const mona = await signIn(stack, { role: 'manager' });
    const { visitorId } = await someVisitor(stack.platform);
    expect((await mona.call('POST', `/visitors/${visitorId}/erase`, {})).status).toBe(403);
    expect((await mona.call('POST', '/visitors/find', { email: 'a@example.test' })).status).toBe(403);
  });
});
