/** What screens get: every event once and in order, whatever is cut, lost or late on the way. */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { take } from '../../conversation/agent-actions.js';
import { sendMessage } from '../../conversation/agent-messages.js';
import { type AgentRow, findAgent } from '../../conversation/agents.js';
import { requestHandoff } from '../../conversation/visitor-actions.js';
import type { Platform } from '../../platform/open.js';
import {
  call,
  eventually,
  modes,
  openStream,
  openVisitor,
  type SseMessage,
  type Stack,
  signIn,
  startStack,
} from '../../testing/stack.js';
import { rowOf, unheard } from '../../testing/verbs.js';
import type { AgentConversation } from '../../wire/agent.js';
import { checksum } from '../../wire/checksum.js';
import type { Conversation, Delta, Event } from '../../wire/conversation.js';

type Logged = { conversationId: string; event?: Event; conversation: AgentConversation };
const logs = (messages: SseMessage[]) => messages.filter((it) => it.event === 'log').map((it) => it.data as Event);

describe.each(modes())('streams (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  let lena: Awaited<ReturnType<typeof signIn>>;
  let row: AgentRow;
  beforeAll(async () => {
    // No bot and no matching: what stands in the log is what the test wrote.
    stack = await startStack(mode, { roles: ['gateway'], timing: { heartbeat: 1_000 } });
    platform = stack.platform;
    await platform.db.query(`insert into inboxes (slug, name) values ('billing', 'Billing'), ('sales', 'Sales')`);
    lena = await signIn(stack);
    row = (await findAgent(platform.db, lena.id)) as AgentRow;
  });
  afterAll(() => stack?.drop());

  /** A conversation with `length` events, every third one a note. */
  async function conversation(length: number, on = platform) {
    const visitor = await openVisitor(stack.url);
    await write(visitor.id, length, on);
    return visitor;
  }
  async function write(id: string, length: number, on = platform, text = 'Some words') {
    const of = { agent: row, conversationId: id };
    await take(on, of);
    for (let i = 1; i < length; i++)
      await sendMessage(on, of, { clientId: randomUUID(), text: `${text} ${i}`, note: i % 3 === 0, seenSeq: 0 });
  }

  test('a stream that breaks anywhere and resumes shows exactly what a fresh fetch shows', async () => {
    const visitor = await conversation(20);
    const { events, cursor } = await visitor.history();
    const epoch = cursor.split('.')[0];
    expect(events.some((event) => event.type === 'note')).toBe(false);
    const upTo = async (from: string | undefined, cut: number) => {
      const screen = await visitor.stream(from);
      await screen.until((it) => it.event === 'heartbeat' || (it.event === 'log' && (it.data as Event).seq >= cut));
      await screen.close();
      const got = screen.messages.filter((it) => it.event === 'log');
      return got.filter((it) => (it.data as Event).seq <= cut);
    };
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 19 }), { minLength: 1, maxLength: 3 }),
        async (cuts) => {
          const seen: SseMessage[] = [];
          for (const cut of [...cuts.sort((a, b) => a - b), 20]) {
            seen.push(...(await upTo(seen.at(-1)?.id, cut)));
            // Reads are limited to twenty a second.
            await sleep(60);
          }
          expect(logs(seen)).toEqual(events);
          expect(seen.every((it) => it.id === `${epoch}.${(it.data as Event).seq}`)).toBe(true);
        },
      ),
      { numRuns: mode === 'embedded' ? 6 : 12 },
    );
    // The cursor of the fetch goes on behind it.
    const behind = await visitor.stream(cursor);
    await behind.until((it) => it.event === 'heartbeat');
    expect(logs(behind.messages)).toEqual([]);
    await sendMessage(
      platform,
      { agent: row, conversationId: visitor.id },
      { clientId: randomUUID(), text: 'new', seenSeq: 20 },
    );
    await behind.until((it) => it.event === 'log' && (it.data as Event).seq === 21);
    await behind.close();
  });

  test('the heartbeat carries the cursor, over hidden events too', async () => {
    const visitor = await conversation(4);
    const screen = await visitor.stream();
    const last = await screen.until((it) => it.event === 'heartbeat' && (it.data as { cursor: string }).cursor);
    expect(last).toMatch(/^\w+\.4$/);
    expect(logs(screen.messages).map((event) => event.seq)).toEqual([1, 2, 3]);
    await screen.close();
    const again = await visitor.stream(last);
    await again.until((it) => it.event === 'heartbeat');
    expect(logs(again.messages)).toEqual([]);
    await again.close();
  });

  test('writers at full speed while readers come and go: everybody has it all, once, in order', async () => {
    const visitor = await conversation(1);
    const screens = [await visitor.stream(), await visitor.stream()];
    const of = { agent: row, conversationId: visitor.id };
    const writing = Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        sendMessage(platform, of, { clientId: randomUUID(), text: `w${i}`, seenSeq: 0 }),
      ),
    );
    screens.push(await visitor.stream());
    await writing;
    const { events } = await visitor.history();
    expect(events).toHaveLength(31);
    for (const screen of screens) {
      await screen.until((it) => it.event === 'log' && (it.data as Event).seq === 31);
      expect(logs(screen.messages)).toEqual(events);
      await screen.close();
    }
  });

  test('what no hint told arrives within three seconds, on both sides', async () => {
    const visitor = await conversation(1);
    const [screen, console_] = [await visitor.stream(), await lena.stream()];
    await console_.until((it) => it.event === 'snapshot');
    await screen.until((it) => it.event === 'heartbeat');
    await sendMessage(
      unheard(platform),
      { agent: row, conversationId: visitor.id },
      { clientId: randomUUID(), text: 'psst', seenSeq: 1 },
    );
    const told = (it: SseMessage) => it.event === 'log' && JSON.stringify(it.data).includes('psst');
    await Promise.all([screen.until(told, 3_000), console_.until(told, 3_000)]);
    await Promise.all([screen.close(), console_.close()]);
  });

  test('a cursor of another log, or from the future, is answered with a reset, and the stream goes on from the head', async () => {
    const visitor = await conversation(3);
    const { cursor } = await visitor.history();
    const [epoch] = cursor.split('.');
    for (const bad of ['elsewhere.2', `${epoch}.99`, `${epoch}.x`, `${epoch}.-1`, 'nonsense', `${epoch}.`]) {
      const { seq } = await rowOf(platform, visitor.id);
      const screen = await visitor.stream(bad);
      const reset = await screen.until((it) => it.event === 'reset' && (it.data as { cursor: string }));
      expect(reset.cursor, bad).toBe(`${epoch}.${seq}`);
      await sendMessage(
        platform,
        { agent: row, conversationId: visitor.id },
        { clientId: randomUUID(), text: 'on', seenSeq: seq },
      );
      await screen.until((it) => it.event === 'log');
      expect(
        logs(screen.messages).map((event) => event.seq),
        bad,
      ).toEqual([seq + 1]);
      await screen.close();
      const poll = await call<{ reset?: true }>(
        stack.url,
        'GET',
        `${visitor.path}/events?after=${bad}&wait=0`,
        visitor,
      );
      expect(poll.body, bad).toEqual({ reset: true });
    }
    // A restore changes the epoch under the running process.
    await platform.db.query(`update installation set stream_epoch = 'restored'`);
    const screen = await visitor.stream(cursor);
    expect(await screen.until((it) => it.event === 'reset' && (it.data as { cursor: string }).cursor)).toMatch(
      /^restored\./,
    );
    await screen.close();
  });

  test('a long poll answers at once where there is news, else when there is, else empty at its end', async () => {
    const visitor = await conversation(3);
    type Poll = { events: Event[]; cursor: string; conversation: Conversation };
    const poll = async (after: string, wait: number) =>
      (await call<Poll>(stack.url, 'GET', `${visitor.path}/events?after=${after}&wait=${wait}`, visitor)).body;
    const all = await poll('', 5);
    expect(all.events).toEqual((await visitor.history()).events);
    expect(all.conversation).toMatchObject({ id: visitor.id, state: 'assigned' });
    const began = Date.now();
    expect((await poll(all.cursor, 1)).events).toEqual([]);
    expect(Date.now() - began).toBeGreaterThan(900);
    const waiting = poll(all.cursor, 10);
    await sleep(200);
    await sendMessage(
      platform,
      { agent: row, conversationId: visitor.id },
      { clientId: randomUUID(), text: 'n', note: true, seenSeq: 0 },
    );
    await sendMessage(
      platform,
      { agent: row, conversationId: visitor.id },
      { clientId: randomUUID(), text: 'now', seenSeq: 4 },
    );
    const news = await waiting;
    expect(news.events.map((event) => event.text)).toEqual(['now']);
    expect(news.cursor).toMatch(/\.5$/);
  });

  test('a snapshot of some megabytes reaches its console', { timeout: 90_000 }, async () => {
    const visitor = await openVisitor(stack.url);
    const context = JSON.stringify({ page: 'x'.repeat(4_000) });
    await platform.db.query(
      `insert into conversations (id, inbox, visitor_id, locale, context)
       select gen_random_uuid(), inbox, visitor_id, locale, $2 from conversations, generate_series(1, 800) where id = $1`,
      [visitor.id, context],
    );
    const console_ = await lena.stream();
    const { conversations } = await console_.until(
      (it) => it.event === 'snapshot' && (it.data as { conversations: AgentConversation[] }),
      30_000,
    );
    expect(conversations.length).toBeGreaterThan(800);
    await visitor.post('And it goes on');
    await console_.until((it) => it.event === 'log' && (it.data as Logged).conversationId === visitor.id);
    await console_.close();
    await platform.db.query('delete from conversations where context = $1', [context]);
  });

  test('a reader that does not read is cut at a megabyte, and has it all when it comes back', {
    timeout: 90_000,
  }, async () => {
    const visitor = await openVisitor(stack.url);
    const of = { agent: row, conversationId: visitor.id };
    await take(platform, of);
    const cutBefore = await cuts(platform);
    const paused = request(`${stack.url}${visitor.path}/events`, { headers: visitor.headers });
    const ended = new Promise<void>((resolve) => {
      paused.on('response', (response) => {
        response.pause();
        response.on('close', resolve).on('error', () => resolve());
      });
      paused.on('error', () => resolve());
    });
    paused.end();
    await sleep(300);
    // Longer than a message may be: the kernel's own buffers take some megabytes first.
    const long = '🦉'.repeat(16_000);
    let sent = 0;
    while ((await cuts(platform)) === cutBefore && sent < 500) {
      await Promise.all(
        Array.from({ length: 10 }, () => sendMessage(platform, of, { clientId: randomUUID(), text: long, seenSeq: 0 })),
      );
      sent += 10;
      // The embedded database works on this very thread: let the sockets have a turn.
      await sleep(2);
    }
    expect(await cuts(platform)).toBe(cutBefore + 1);
    paused.destroy();
    await ended;
    const screen = await visitor.stream();
    await screen.until((it) => it.event === 'log' && (it.data as Event).seq === sent + 1, 30_000);
    expect(logs(screen.messages).map((event) => event.seq)).toEqual(Array.from({ length: sent + 1 }, (_, i) => i + 1));
    await screen.close();
  });

  test('at most five streams a token: the oldest makes room', async () => {
    const visitor = await conversation(1);
    const screens: Awaited<ReturnType<typeof visitor.stream>>[] = [];
    for (let i = 0; i < 6; i++) screens.push(await visitor.stream());
    await eventually(async () => !screens[0]?.isOpen());
    expect(screens.slice(1).every((screen) => screen.isOpen())).toBe(true);
    for (const screen of screens) await screen.close();
  });

  test('deltas of another owner or an older turn are not passed on', async () => {
    const visitor = await openVisitor(stack.url);
    const screen = await visitor.stream();
    await screen.until((it) => it.event === 'heartbeat');
    const delta = (turn: number, ownerEpoch: number, text: string) =>
      platform.bus.publish({ kind: 'delta', conversationId: visitor.id, turn, attempt: 1, ownerEpoch, i: 0, text });
    await delta(2, 0, 'right');
    await delta(1, 0, 'older turn');
    await delta(2, 1, 'owner to come');
    await eventually(async () => screen.messages.some((it) => it.event === 'delta'));
    await take(platform, { agent: row, conversationId: visitor.id });
    await screen.until((it) => it.event === 'log');
    await delta(2, 0, 'too late');
    await platform.bus.publish({ kind: 'typing', conversationId: visitor.id, role: 'visitor', typing: true });
    await platform.bus.publish({ kind: 'typing', conversationId: visitor.id, role: 'agent', typing: true });
    await screen.until((it) => it.event === 'typing');
    const of = (event: string) => screen.messages.filter((it) => it.event === event).map((it) => it.data);
    expect(of('delta').map((it) => (it as Delta).text)).toEqual(['right']);
    expect(of('typing')).toEqual([{ role: 'agent', typing: true }]);
    await screen.close();
  });

  describe("an agent's stream", () => {
    test('begins with a snapshot, goes on live, and its checksum is that of what it wrote', async () => {
      const [open, over] = [await conversation(3), await conversation(1)];
      expect((await lena.call('POST', `/conversations/${over.id}/resolve`, {})).status).toBe(200);
      const console_ = await lena.stream();
      const { conversations } = await console_.until(
        (it) => it.event === 'snapshot' && (it.data as { conversations: AgentConversation[] }),
      );
      expect(conversations.find((it) => it.id === open.id)).toMatchObject({
        state: 'assigned',
        seq: 3,
        agentId: lena.id,
      });
      expect(conversations.some((it) => it.id === over.id)).toBe(false);
      const held = new Map(conversations.map((it) => [it.id, it]));
      // Some life: a new one, a note, one that ends.
      const fresh = await openVisitor(stack.url);
      await fresh.post('Hello');
      await sendMessage(
        platform,
        { agent: row, conversationId: open.id },
        { clientId: randomUUID(), text: 'x', note: true, seenSeq: 0 },
      );
      const ending = await conversation(2);
      await lena.call('POST', `/conversations/${ending.id}/resolve`, {});
      await console_.until(
        (it) =>
          it.event === 'log' &&
          (it.data as Logged).conversationId === ending.id &&
          (it.data as Logged).conversation.state === 'resolved',
      );
      await console_.until((it) => it.event === 'log' && (it.data as Logged).conversationId === fresh.id);
      const note = await console_.until(
        (it) => it.event === 'log' && (it.data as Logged).event?.type === 'note' && (it.data as Logged),
      );
      expect(note.event).toMatchObject({ agentId: lena.id, text: 'x' });
      // What the console holds after reading all of it.
      const read = () => {
        const now = new Map(held);
        let beat: unknown;
        for (const it of console_.messages) {
          if (it.event === 'heartbeat') beat = it.data;
          if (it.event === 'gone') now.delete((it.data as { conversationId: string }).conversationId);
          if (it.event !== 'log') continue;
          const { conversation: told } = it.data as Logged;
          if (told.state === 'resolved') now.delete(told.id);
          else now.set(told.id, told);
        }
        return { now, beat };
      };
      await eventually(async () => {
        const { now, beat } = read();
        return JSON.stringify(checksum(now.values())) === JSON.stringify(beat);
      });
      // And it is the truth.
      const rows = await platform.db.query<{ id: string; seq: number; ownerEpoch: number }>(
        `select id, seq, owner_epoch as "ownerEpoch" from conversations where state <> 'resolved'`,
      );
      expect(read().beat).toEqual(checksum(rows));
      await console_.close();
    });

    test('shows an offer, which is no event, and its end', async () => {
      const visitor = await openVisitor(stack.url);
      const history = await visitor.history();
      const { visitorId } = await rowOf(platform, history.conversation.id);
      await requestHandoff(platform, { visitorId, conversationId: visitor.id });
      await visitor.post('Is anybody there?');
      const console_ = await lena.stream();
      await console_.until((it) => it.event === 'snapshot');
      const offered = (want: boolean) =>
        console_.until(
          (it) =>
            it.event === 'log' &&
            (it.data as Logged).conversationId === visitor.id &&
            !!(it.data as Logged).conversation.offer?.agentIds.includes(lena.id) === want &&
            (it.data as Logged),
        );
      await platform.db.query(
        `insert into offers (conversation_id, agent_id, expires_at) values ($1, $2, now() + interval '1 minute')`,
        [visitor.id, lena.id],
      );
      const touch = `update conversations set updated_at = clock_timestamp() where id = $1`;
      await platform.db.query(touch, [visitor.id]);
      expect((await offered(true)).event).toBeUndefined();
      const heard = console_.messages.length;
      await platform.db.query(`update offers set ended_at = now(), outcome = 'withdrawn' where conversation_id = $1`, [
        visitor.id,
      ]);
      await platform.db.query(touch, [visitor.id]);
      await eventually(async () => console_.messages.slice(heard).some((it) => it.event === 'log'));
      await offered(false);
      await console_.close();
    });

    test('tells what goes out of sight, shows nothing of other teams, and follows the rights', async () => {
      const olga = await signIn(stack, { name: 'Olga', inboxes: ['billing'] });
      const visitor = await openVisitor(stack.url, { inbox: 'billing' });
      const theirs = await openVisitor(stack.url, { inbox: 'sales' });
      const console_ = await olga.stream();
      const snapshot = await console_.until(
        (it) => it.event === 'snapshot' && (it.data as { conversations: AgentConversation[] }),
      );
      expect(snapshot.conversations.every((it) => it.inbox === 'billing')).toBe(true);
      await theirs.post('Nothing for Olga');
      await visitor.post('A bill');
      await console_.until((it) => it.event === 'log' && (it.data as Logged).conversationId === visitor.id);
      expect((await olga.call('POST', `/conversations/${visitor.id}/take`, {})).status).toBe(200);
      expect((await olga.call('POST', `/conversations/${visitor.id}/transfer`, { inbox: 'sales' })).status).toBe(200);
      await console_.until(
        (it) => it.event === 'gone' && (it.data as { conversationId: string }).conversationId === visitor.id,
      );
      await visitor.post('Still about the bill');
      expect((await olga.call('GET', `/conversations/${visitor.id}`)).status).toBe(404);
      // What she may see, said after it, is the first that she hears.
      const other = await openVisitor(stack.url, { inbox: 'billing' });
      await other.post('Another bill');
      await console_.until((it) => it.event === 'log' && (it.data as Logged).conversationId === other.id);
      const goneAt = console_.messages.findIndex((it) => it.event === 'gone');
      const told = console_.messages.slice(goneAt).filter((it) => it.event === 'log');
      expect(told.map((it) => (it.data as Logged).conversationId)).toEqual([other.id]);
      expect(JSON.stringify(console_.messages)).not.toContain('Nothing for Olga');
      // She gets another team: a new snapshot with what it has.
      await platform.db.query(`update agent_inboxes set inbox = 'sales' where agent_id = $1`, [olga.id]);
      await console_.until(
        (it) =>
          it.event === 'snapshot' &&
          (it.data as { conversations: AgentConversation[] }).conversations.some((one) => one.id === theirs.id),
      );
      await console_.close();
    });

    test('ends with the session, at once', async () => {
      const omar = await signIn(stack, { name: 'Omar' });
      const console_ = await omar.stream();
      await console_.until((it) => it.event === 'snapshot');
      expect((await omar.call('DELETE', '/session')).status).toBe(204);
      await eventually(async () => !console_.isOpen(), 3_000);
      expect((await openStream(stack.url, '/v1/agent/events', { cookie: omar.cookie })).status).toBe(401);
    });

    test.each([
      ['its time is up', `expires_at = now() - interval '1 second'`],
      ['nobody was there for twelve hours', `seen_at = now() - interval '12 hours 1 second'`],
    ])('ends when %s, and does not come back', async (_, is) => {
      const omar = await signIn(stack, { name: 'Omar' });
      const [console_, hers] = [await omar.stream(), await lena.stream()];
      await console_.until((it) => it.event === 'snapshot');
      await platform.db.query(`update agent_sessions set ${is} where agent_id = $1`, [omar.id]);
      await eventually(async () => !console_.isOpen());
      expect((await openStream(stack.url, '/v1/agent/events', { cookie: omar.cookie })).status).toBe(401);
      expect((await omar.call('GET', '/me')).status).toBe(401);
      // Others go on.
      expect(hers.isOpen()).toBe(true);
      await hers.close();
    });

    test('an open stream is no presence; a request is', async () => {
      const omar = await signIn(stack, { name: 'Omar' });
      await platform.db.query(`update agent_sessions set seen_at = now() - interval '50 s' where agent_id = $1`, [
        omar.id,
      ]);
      const age = async () =>
        (
          await platform.db.query<{ age: number }>(
            'select extract(epoch from now() - max(seen_at))::float8 as age from agent_sessions where agent_id = $1',
            [omar.id],
          )
        )[0]?.age ?? 0;
      const console_ = await omar.stream();
      // Opening it is a request; from here on nobody is there.
      await platform.db.query(`update agent_sessions set seen_at = now() - interval '50 s' where agent_id = $1`, [
        omar.id,
      ]);
      // Two heartbeats go out: it is open, and looked at.
      const at = console_.messages.length;
      await eventually(async () => console_.messages.slice(at).filter((it) => it.event === 'heartbeat').length >= 2);
      expect(await age()).toBeGreaterThan(50);
      await omar.call('GET', '/me');
      expect(await age()).toBeLessThan(5);
      await console_.close();
    });
  });
});

async function cuts({ metrics }: Platform): Promise<number> {
  return (await metrics.streamsCut.get()).values[0]?.value ?? 0;
}
