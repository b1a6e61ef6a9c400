/** What is owed by mail arrives, once, and says nothing that it should not: against a mail server on this machine. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendMessage } from '../conversation/agent-messages.js';
import { leaveContact } from '../conversation/reactions.js';
import { seenByVisitor } from '../conversation/receipts.js';
import { openMailer } from '../platform/mail.js';
import type { Platform } from '../platform/open.js';
import { mailServer } from '../testing/mail.js';
import { call, eventually, modes, openVisitor, type Stack, startStack } from '../testing/stack.js';
import { failure, rowOf, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import { chatLink, sendMails, TRIES } from './worker.js';

const from = 'Kettle & Crane <help@shop.example>';

describe.each(modes().filter((mode) => mode !== 'redis'))('mail (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  let server: Awaited<ReturnType<typeof mailServer>>;
  const db = (sql: string, ...values: unknown[]) => platform.db.query<Record<string, unknown>>(sql, values);
  beforeAll(async () => {
    server = await mailServer();
    stack = await startBare(mode, {
      env: { SMTP_URL: server.url, MAIL_FROM: from, PUBLIC_URL: 'https://chat.shop.example' },
      timing: { mailRetry: 60_000 },
    });
    platform = stack.platform;
    await db(`update inboxes set name = 'Kettle & Crane', origins = '{https://shop.example}'`);
  });
  afterAll(async () => {
    await stack?.drop();
    await server?.close();
  });
  beforeEach(() => db('delete from conversations'));
  afterEach(() => void server.got.splice(0));

  const mailer = () => openMailer({ url: server.url, from });
  const owed = (id: string, email = 'anna@example.com', locale = 'en') =>
    db(
      `insert into mails (kind, conversation_id, recipient, locale, payload) values ('transcript', $1, $2, $3, '{"upTo": 999}')`,
      id,
      email,
      locale,
    );
  /** An agent has it and the visitor left their address. */
  async function withLena(name = 'Lena') {
    const lena = await someAgent(platform, { here: true, name });
    const visitor = await someVisitor(platform);
    await visitor.post('Where is my parcel?');
    await leaveContact(platform, visitor.of, { email: 'anna@example.com' });
    await db(`update conversations set state = 'assigned', agent_id = $2 where id = $1`, visitor.id, lena.id);
    const reply = async (text: string) => {
      const { seq } = await rowOf(platform, visitor.id);
      const of = { agent: lena, conversationId: visitor.id };
      return sendMessage(platform, of, { clientId: randomUUID(), text, seenSeq: seq });
    };
    return { ...visitor, reply };
  }
  /** As if so much time had passed since the replies. */
  const later = async (id: string, minutes: number) => {
    await db(
      `update conversations set unread_since = unread_since - $2 * interval '1 minute',
         visitor_here_at = visitor_here_at - $2 * interval '1 minute' where id = $1`,
      id,
      minutes,
    );
    await db(
      `update conversation_events set created_at = created_at - $2 * interval '1 minute' where conversation_id = $1`,
      id,
      minutes,
    );
  };

  test('a transcript holds what was said and by whom, with its sources, and no note', async () => {
    const visitor = await withLena();
    await visitor.reply('It left **today**.\nHere is <b>more</b>.');
    await db(
      `insert into conversation_events (conversation_id, seq, type, role, text, body) values
         ($1, 901, 'note', 'agent', 'A secret note', '{}'),
         ($1, 902, 'message', 'bot', 'See [1].', '{"citations": [{"index": 1, "title": "Parcels & letters", "text": "x", "link": "https://shop.example/p?a=1&b=2"},
           {"index": 2, "title": "Bad", "text": "x", "link": "javascript:alert(1)"}]}'),
         ($1, 903, 'move', 'system', 'x', '{"notice": {"kind": "joined", "params": {"agent": "Lena"}}}'),
         ($1, 904, 'message', 'visitor', '', '{"files": [{"name": "label <1>.png"}]}')`,
      visitor.id,
    );
    await owed(visitor.id);
    expect(await sendMails(platform, mailer())).toBe('sent 1, left 0');
    const [mail] = server.got;
    expect(mail?.to).toEqual(['anna@example.com']);
    expect(mail?.from).toBe('help@shop.example');
    expect(mail?.headers.get('subject')).toBe('Your conversation with Kettle & Crane');
    expect(mail?.headers.get('from')).toBe('"Kettle & Crane" <help@shop.example>');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    const [text = '', html = ''] = mail?.parts ?? [];
    for (const said of [
      'Where is my parcel?',
      'It left **today**.',
      'Lena, ',
      'You, ',
      'Assistant, ',
      'Lena is here now.',
      '+ label <1>.png',
    ])
      expect(text).toContain(said);
    expect(text).toContain('[1] Parcels & letters https://shop.example/p?a=1&b=2');
    expect(text).toContain('An answer to this e-mail does not reach the chat.');
    expect(html).toContain('<a href="https://shop.example/p?a=1&#38;b=2">Parcels &#38; letters</a>');
    expect(html).toContain('Here is &#60;b&#62;more&#60;/b&#62;.');
    expect(html).toContain('+ label &#60;1&#62;.png');
    for (const part of [text, html]) {
      expect(part).not.toContain('secret note');
      expect(part).not.toContain('javascript:');
    }
    expect(html).not.toMatch(/<img|<link|<script|src=/);
    expect(await sendMails(platform, mailer())).toBe('sent 0, left 0');
  });

  test("in the conversation's language, right to left where it is read so", async () => {
    const visitor = await someVisitor(platform);
    await visitor.post('مرحبا');
    await owed(visitor.id, 'anna@example.com', 'ar');
    await sendMails(platform, mailer());
    expect(server.got[0]?.headers.get('subject')).toBe('محادثتك مع Kettle & Crane');
    expect(server.got[0]?.parts[1]).toContain('<html lang="ar" dir="rtl">');
    expect(server.got[0]?.parts[0]).toContain('أنت');
  });

  test('nobody can write a header or a tag of their own', async () => {
    const visitor = await withLena('Lena\r\nBcc: victim@example.com\u2028<script>alert(1)</script>');
    await visitor.post('"><img src=x onerror=alert(1)> \r\n.\r\nRCPT TO:<victim@example.com>');
    await visitor.reply('</p><style>@import url(http://evil.example)</style>');
    await later(visitor.id, 11);
    await owed(visitor.id, 'a@example.com,victim@example.com');
    await owed(visitor.id, '"x\r\nBcc: victim@example.com"@example.com');
    await db(`update inboxes set name = E'Shop\\r\\nBcc: victim@example.com'`);
    await sendMails(platform, mailer());
    await db(`update inboxes set name = 'Kettle & Crane'`);
    expect(server.got.length).toBeGreaterThan(0);
    for (const { to, headers, parts } of server.got) {
      expect(to).toHaveLength(1);
      expect(to[0]).not.toBe('victim@example.com');
      expect(headers.has('bcc')).toBe(false);
      expect(parts[1]).not.toMatch(/<(img|style|script)/);
    }
    expect(server.got.find(({ headers }) => headers.get('subject')?.includes('replied'))?.headers.get('subject')).toBe(
      'Lena Bcc: victim@example.com <script>alert(1)</script> from Shop Bcc: victim@example.com replied to you',
    );
    // Over HTTP such an address does not even get this far.
    const wide = await startStack(mode, { roles: ['gateway'], env: { SMTP_URL: server.url, MAIL_FROM: from } });
    const guest = await openVisitor(wide.url);
    for (const email of ['a@b.example\r\nBcc: c@d.example', 'a@b.example,c@d.example', '"x" <a@b.example>'])
      expect((await guest.act('transcript', { email })).status).toBe(400);
    await wide.drop();
  });

  test('a server that is down, without TLS, or that refuses: tried again later, given up at last, and nothing is lost by a restart', async () => {
    const visitor = await someVisitor(platform);
    await visitor.post('Hello');
    await owed(visitor.id);
    const down = openMailer({ url: 'smtp://127.0.0.1:1', from });
    const bare = openMailer({ url: `${server.url}?requireTLS=true`, from });
    const mailRow = async () => (await db('select attempts, sent_at, failed_at, error from mails'))[0];
    expect(await sendMails(platform, down)).toBe('sent 0, left 1');
    expect(await mailRow()).toMatchObject({
      attempts: 1,
      sent_at: null,
      failed_at: null,
      error: expect.stringContaining('ECONNREFUSED'),
    });
    // Not before its time.
    expect(await sendMails(platform, mailer())).toBe('sent 0, left 0');
    await db('update mails set next_at = now()');
    expect(await sendMails(platform, bare)).toBe('sent 0, left 1');
    expect((await mailRow())?.error).toMatch(/TLS/);
    expect(server.got).toEqual([]);
    // Whoever held it died: another process has it when the lease is over, not before.
    await db(`update mails set lease_until = now() + interval '1 minute', next_at = now()`);
    expect(await sendMails(platform, mailer())).toBe('sent 0, left 0');
    await db(`update mails set lease_until = now() - interval '1 ms'`);
    expect(await sendMails(platform, mailer())).toBe('sent 1, left 0');
    expect(server.got).toHaveLength(1);

    await owed(visitor.id);
    await db('update mails set attempts = $1 where sent_at is null', TRIES - 1);
    await sendMails(platform, down);
    const [failed] = await db('select attempts from mails where failed_at is not null');
    expect(failed).toEqual({ attempts: TRIES });
    expect(await platform.metrics.registry.metrics()).toMatch(
      /frontdesk_mails_total\{kind="transcript",outcome="failed"\} [1-9]/,
    );
  });

  test('an address that the server will never take is given up at once', async () => {
    const strict = await mailServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such user'), { responseCode: 550 })),
    });
    const visitor = await someVisitor(platform);
    await visitor.post('Hello');
    await owed(visitor.id);
    await sendMails(platform, openMailer({ url: strict.url, from }));
    expect(await db('select attempts, failed_at is not null as failed from mails')).toEqual([
      { attempts: 1, failed: true },
    ]);
    await strict.close();
  });

  test('several who send at once send each mail once', async () => {
    const visitor = await someVisitor(platform);
    await visitor.post('Hello');
    for (let i = 0; i < 10; i++) await owed(visitor.id, `a${i}@example.com`);
    const rounds = await Promise.all([1, 2, 3].map(() => sendMails(platform, mailer())));
    expect(server.got.map((mail) => mail.to[0]).sort()).toEqual(
      Array.from({ length: 10 }, (_, i) => `a${i}@example.com`),
    );
    expect(rounds.map((it) => Number(it.match(/\d+/)?.[0])).reduce((a, b) => a + b)).toBe(10);
    expect(new Set(server.got.map((mail) => mail.headers.get('message-id'))).size).toBe(10);
  });

  describe('replies that nobody saw', () => {
    test('come in one mail, once, with the way back', async () => {
      const visitor = await withLena();
      await db(`update conversations set context = '{"page": "https://shop.example/cart"}' where id = $1`, visitor.id);
      await visitor.reply('It left today.');
      await visitor.reply('It comes on Friday.');
      await later(visitor.id, 9);
      expect(await sendMails(platform, mailer())).toBe('sent 0, left 0');
      await later(visitor.id, 2);
      await Promise.all([sendMails(platform, mailer()), sendMails(platform, mailer())]);
      await sendMails(platform, mailer());
      expect(server.got).toHaveLength(1);
      const [mail] = server.got;
      expect(mail?.headers.get('subject')).toBe('Lena from Kettle & Crane replied to you');
      const text = mail?.parts[0] ?? '';
      expect(text).toMatch(/It left today\.[\s\S]*It comes on Friday\./);
      expect(text).not.toContain('Where is my parcel?');
      expect(text).toContain('Go on with the conversation: https://shop.example/cart');
      // The next one has only what is new.
      await visitor.reply('It is there.');
      await later(visitor.id, 11);
      await sendMails(platform, mailer());
      expect(server.got[1]?.parts[0]).toContain('It is there.');
      expect(server.got[1]?.parts[0]).not.toContain('It left today.');
    });

    test('are not mailed to who saw them, who is there, who left no address, or after a day', async () => {
      const visitor = await withLena();
      const { seq } = await visitor.reply('Seen at once.');
      await seenByVisitor(platform, visitor.of, seq);
      await later(visitor.id, 11);
      await sendMails(platform, mailer());

      await visitor.reply('He listens.');
      await later(visitor.id, 11);
      await db('update conversations set visitor_here_at = now() where id = $1', visitor.id);
      await sendMails(platform, mailer());
      expect(server.got).toEqual([]);

      // Seen after it was owed and before it was sent.
      await db('update conversations set visitor_here_at = null where id = $1', visitor.id);
      await sendMails(platform, openMailer({ url: 'smtp://127.0.0.1:1', from }));
      await seenByVisitor(platform, visitor.of, seq + 1);
      await db('update mails set next_at = now()');
      expect(await sendMails(platform, mailer())).toBe('sent 0, left 1');
      expect(await db('select 1 from mails')).toEqual([]);

      await visitor.reply('Old.');
      await later(visitor.id, 60 * 25);
      await sendMails(platform, mailer());
      expect(
        (await db('select unread_since from conversations where id = $1', visitor.id))[0]?.unread_since,
      ).toBeNull();
      await db('update visitors set email = null');
      await visitor.reply('Nobody to write to.');
      await later(visitor.id, 11);
      await sendMails(platform, mailer());
      expect(server.got).toEqual([]);
    });

    test('a page that is not on the list is not linked', () => {
      const origins = ['https://shop.example'];
      expect(chatLink({ origins, page: 'https://shop.example/a' }, 'https://chat.example')).toBe(
        'https://shop.example/a',
      );
      for (const page of [
        'https://evil.example/',
        'https://shop.example.evil.example/',
        'javascript:alert(1)',
        7,
        null,
      ])
        expect(chatLink({ origins, page }, 'https://chat.example')).toBe('https://chat.example');
      expect(chatLink({ origins, page: 'https://evil.example/' }, undefined)).toBeUndefined();
      expect(chatLink({ origins: [], page: 'https://chat.example/demo' }, 'https://chat.example')).toBe(
        'https://chat.example/demo',
      );
    });
  });
});

describe('asking for a copy', () => {
  test('arrives from the running server; each limit says when to come back', async () => {
    const server = await mailServer();
    const stack = await startStack('embedded', { env: { SMTP_URL: server.url, MAIL_FROM: from, TRUST_PROXY: '1' } });
    const visitor = await openVisitor(stack.url);
    await visitor.post('How do I return a kettle?');
    const ask = (who: typeof visitor, email: string, ip = '203.0.113.1') =>
      call(stack.url, 'POST', `${who.path}/transcript`, {
        headers: { ...who.headers, 'x-forwarded-for': ip },
        body: { email },
      });
    expect((await call<{ mail?: boolean }>(stack.url, 'GET', '/v1/widget-config')).body.mail).toBe(true);
    expect((await ask(visitor, 'Anna@example.com')).status).toBe(202);
    await eventually(async () => server.got[0]);
    expect(server.got[0]?.parts[0]).toContain('How do I return a kettle?');
    for (const email of ['b@example.com', 'c@example.com']) expect((await ask(visitor, email)).status).toBe(202);
    const fourth = await ask(visitor, 'd@example.com');
    expect(fourth.status).toBe(429);
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(80_000);

    const others = await Promise.all(Array.from({ length: 5 }, () => openVisitor(stack.url)));
    for (const other of others.slice(0, 4)) expect((await ask(other, 'anna@EXAMPLE.com')).status).toBe(202);
    const sixth = await ask(others[4] as typeof visitor, 'anna@example.com');
    expect([sixth.status, sixth.body.error?.code]).toEqual([429, 'too_many']);
    expect(Number(sixth.headers.get('retry-after'))).toBeLessThanOrEqual(3_600);

    const statuses: number[] = [];
    for (let i = 0; i < 21; i++) statuses.push((await ask(visitor, 'e@example.com', '203.0.113.9')).status);
    expect(statuses.every((status) => status === 429)).toBe(true);
    const other = others[4] as typeof visitor;
    expect((await ask(other, 'f@example.com', '203.0.113.9')).status, 'the address of the network').toBe(429);
    expect((await ask(other, 'f@example.com', '203.0.113.10')).status).toBe(202);
    // Somebody else's conversation is unknown, as everywhere.
    expect(
      (
        await call(stack.url, 'POST', `${visitor.path}/transcript`, {
          headers: other.headers,
          body: { email: 'g@example.com' },
        })
      ).status,
    ).toBe(404);
    await stack.drop();
    await server.close();
  });

  test('without mail set up it is hidden and refused', async () => {
    const stack = await startBare('embedded', {});
    const visitor = await someVisitor(stack.platform);
    const { oweTranscript } = await import('./mails.js');
    expect(await failure(oweTranscript(stack.platform, visitor.of, 'a@example.com'))).toMatchObject({ status: 404 });
    await stack.drop();
  });
});
