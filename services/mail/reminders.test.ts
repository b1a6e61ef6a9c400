/**
 * Whoever nobody takes is told of by e-mail: to the right people, once, within the hours, and not
 * when somebody took them meanwhile.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { release, take } from '../conversation/agent-actions.js';
import { requestHandoff } from '../conversation/visitor-actions.js';
import { openMailer } from '../platform/mail.js';
import type { Platform } from '../platform/open.js';
import { mailServer } from '../testing/mail.js';
import { modes, type Stack } from '../testing/stack.js';
import { rowOf, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import { oweReminders } from './reminders.js';
import { sendMails } from './worker.js';

const from = 'help@shop.example';

describe.each(modes().filter((mode) => mode !== 'redis'))('reminders (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  let server: Awaited<ReturnType<typeof mailServer>>;
  const db = (sql: string, ...values: unknown[]) => platform.db.query<Record<string, unknown>>(sql, values);
  beforeAll(async () => {
    server = await mailServer();
    const env = { SMTP_URL: server.url, MAIL_FROM: from, PUBLIC_URL: 'https://chat.shop.example' };
    stack = await startBare(mode, { env });
    platform = stack.platform;
  });
  afterAll(async () => {
    await stack?.drop();
    await server?.close();
  });
  beforeEach(async () => {
    await db('delete from conversations');
    await db('delete from mails');
    await db('delete from agents');
    await db(`update inboxes set name = 'Shop', hours = null, remind_seconds = 120, remind_to = '{desk@shop.example}'`);
  });
  afterEach(() => void server.got.splice(0));

  /** Waits since so many seconds. */
  async function waiting(seconds: number) {
    const visitor = await someVisitor(platform);
    await visitor.post('Where is my secret parcel?');
    await requestHandoff(platform, visitor.of);
    await longer(visitor.id, seconds);
    return visitor;
  }
  const longer = (id: string, seconds: number) =>
    db(
      `update conversation_events set created_at = created_at - $2 * interval '1 second' where conversation_id = $1`,
      id,
      seconds,
    );
  /** As if so much time had passed since everything. */
  const minutesOn = (minutes: number) =>
    db(
      `with m as (update mails set created_at = created_at - $1 * interval '1 minute'),
         e as (update conversation_events set created_at = created_at - $1 * interval '1 minute')
       update conversations set reminded_at = reminded_at - $1 * interval '1 minute'`,
      minutes,
    );
  const round = () => sendMails(platform, openMailer({ url: server.url, from }));
  const sentTo = () => server.got.flatMap(({ to }) => to).sort();

  test('all that wait too long are in one mail, with the way to each and not a word of what they wrote', async () => {
    const [long, short] = [await waiting(300), await waiting(10)];
    const other = await waiting(130);
    await round();
    expect(server.got).toHaveLength(1);
    const [mail] = server.got;
    expect(mail?.to).toEqual(['desk@shop.example']);
    expect(mail?.headers.get('subject')).toBe('Waiting in Shop: 2');
    const [text = '', html = ''] = mail?.parts ?? [];
    const links = [long, other].map(({ id }) => `https://chat.shop.example/console#/conversations/${id}`);
    expect(text.match(/https:\S+/g)).toEqual(links);
    for (const link of links) expect(html).toContain(`<a href="${link}">`);
    expect(text).not.toContain(short.id);
    expect(mail?.raw).not.toContain('secret');
    // Once, however often one looks and however many look.
    await Promise.all([round(), round()]);
    expect(server.got).toHaveLength(1);
    // Who came to wait meanwhile is in the next one, five minutes later.
    await longer(short.id, 200);
    await round();
    expect(server.got).toHaveLength(1);
    await minutesOn(6);
    await round();
    await minutesOn(6);
    await round();
    expect(server.got).toHaveLength(2);
    expect(server.got[1]?.headers.get('subject')).toBe('Waiting in Shop: 1');
    expect(server.got[1]?.parts[0]).toContain(short.id);
  });

  test('who is named gets it; where nobody is, those who lead this inbox', async () => {
    await db(`insert into inboxes (slug, name) values ('sales', 'Sales') on conflict do nothing`);
    const ada = await someAgent(platform, { role: 'admin', name: 'Ada' });
    const mona = await someAgent(platform, { role: 'manager', name: 'Mona', inboxes: ['sales'] });
    const gone = await someAgent(platform, { role: 'manager', name: 'Gus' });
    await someAgent(platform, { name: 'Lena' });
    await db('update agents set deactivated_at = now() where id = $1', gone.id);
    await db(`update inboxes set remind_to = '{}'`);
    await waiting(300);
    await round();
    expect(sentTo()).toEqual([ada.email]);
    await minutesOn(6);
    await db(`update agents set role = 'agent' where id = $1`, ada.id);
    await waiting(300);
    await round();
    expect(sentTo(), 'nobody to tell').toEqual([ada.email]);
    // Then somebody is named, and nobody was forgotten.
    await db(`update inboxes set remind_to = '{a@shop.example,b@shop.example}'`);
    await round();
    expect(sentTo()).toEqual(['a@shop.example', 'b@shop.example', ada.email].sort());
    expect(mona.email).not.toBe(ada.email);
  });

  test('nothing is sent where somebody took it before the mail went, or where no reminder is set', async () => {
    const lena = await someAgent(platform, { here: true });
    const visitor = await waiting(300);
    expect(await oweReminders(platform)).toBe(1);
    await take(platform, { agent: lena, conversationId: visitor.id });
    expect(await round()).toBe('sent 0, left 1');
    expect(await db('select 1 from mails')).toEqual([]);
    // Left again, they wait anew: told of once more, but only after the time is over.
    const { ownerEpoch } = await rowOf(platform, visitor.id);
    expect(ownerEpoch).toBeGreaterThan(0);
    await release(platform, { agent: lena, conversationId: visitor.id });
    await round();
    expect(server.got).toEqual([]);
    await longer(visitor.id, 200);
    await db(`update conversations set reminded_at = reminded_at - interval '300 seconds'`);
    await round();
    expect(server.got).toHaveLength(1);

    await db('update inboxes set remind_seconds = null');
    await minutesOn(6);
    await waiting(3_000);
    await round();
    expect(server.got).toHaveLength(1);
  });

  test('at night nobody is woken; in the morning it says who came to wait', async () => {
    const hours = { timeZone: 'Europe/Berlin', weekly: { mon: [['09:00', '17:00']] }, holidays: [] };
    await db('update inboxes set hours = $1', JSON.stringify(hours));
    const visitor = await waiting(300);
    expect(await oweReminders(platform, new Date('2026-11-23T05:00:00Z'))).toBe(0);
    expect(await oweReminders(platform, new Date('2026-11-23T08:01:00Z'))).toBe(1);
    expect(await db(`select payload from mails`)).toEqual([
      { payload: { inbox: 'default', conversations: [visitor.id] } },
    ]);
  });
});
