/** What screens read: pages, searches, everything of one visitor, what a wait is told; and never what one may not see. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Platform } from '../platform/open.js';
import type { Stack } from '../testing/stack.js';
import { rowOf, seen, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import type { SearchQuery } from '../wire/console.js';
import { resolve, take } from './agent-actions.js';
import { sendMessage } from './agent-messages.js';
import type { AgentRow } from './agents.js';
import { explainNow } from './explain.js';
import { tag } from './marks.js';
import { leaveContact } from './reactions.js';
import { search, tagsInUse } from './search.js';
import { openConversations, pastOf, searchConversations, viewConversation } from './views.js';
import { requestHandoff } from './visitor-actions.js';

let stack: Stack;
let platform: Platform;
let mona: AgentRow;
let lena: AgentRow;
let sam: AgentRow;
let content: AgentRow;
beforeAll(async () => {
  stack = await startBare('embedded');
  platform = stack.platform;
  await db(`insert into inboxes (slug, name) values ('sales', 'Sales')`);
  mona = await someAgent(platform, { name: 'Mona', role: 'manager', inboxes: ['default'] });
  lena = await someAgent(platform, { inboxes: ['default'] });
  sam = await someAgent(platform, { name: 'Sam', inboxes: ['sales'] });
  content = await someAgent(platform, { name: 'Cora', role: 'content' });
});
afterAll(() => stack?.drop());
beforeEach(() => db('delete from conversations'));
const db = <T extends object>(sql: string, ...values: unknown[]) => platform.db.query<T>(sql, values);

async function asked(text: string, inbox = 'default') {
  const visitor = await someVisitor(platform, { inbox });
  await visitor.post(text);
  return visitor;
}
/** So many of one visitor, each a second older than the one before it. */
const many = (count: number, { visitorId }: { visitorId: string }) =>
  db(
    `insert into conversations (id, inbox, visitor_id, locale, updated_at)
     select gen_random_uuid(), 'default', $1, 'en', now() - i * interval '1 second' from generate_series(1, $2::int) i`,
    visitorId,
    count,
  );
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

describe('a page of conversations', () => {
  const page = (agent: AgentRow, it: Parameters<typeof searchConversations>[2] = {}) =>
    searchConversations(platform.db, agent, it);

  test('holds fifty, newest change first, and goes on where it ended', async () => {
    const visitor = await asked('the newest');
    await many(49, visitor);
    const whole = await page(lena);
    expect([whole.rows.length, whole.rows[0]?.id]).toEqual([50, visitor.id]);
    expect(whole).not.toHaveProperty('next');
    await many(21, visitor);
    const first = await page(lena);
    const rest = await page(lena, { cursor: first.next });
    expect([first.rows.length, rest.rows.length, rest.next]).toEqual([50, 21, undefined]);
    const rows = [...first.rows, ...rest.rows];
    expect(new Set(ids(rows)).size).toBe(71);
    const times = rows.map(({ updatedAt }) => updatedAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => b - a));
    // What is no cursor begins at the beginning.
    for (const cursor of ['', 'nonsense', `${first.next}x`, `x${first.next}`, `.${randomUUID()}`])
      expect([cursor, ids((await page(lena, { cursor })).rows)]).toEqual([cursor, ids(first.rows)]);
  });

  test('is of one state, or of all that is not over; of what fits; and of what the agent sees', async () => {
    const [open, over, sales] = [await asked('a lamp'), await asked('a lamp, too'), await asked('a lamp', 'sales')];
    await resolve(platform, { agent: lena, conversationId: over.id });
    const seenBy = async (agent: AgentRow, it = {}) => ids((await page(agent, it)).rows).sort();
    expect(await seenBy(lena)).toEqual([open.id]);
    expect(await seenBy(lena, { state: 'resolved' })).toEqual([over.id]);
    expect(await seenBy(lena, { state: 'queued' })).toEqual([]);
    expect(await seenBy(mona, { q: 'lamp' })).toEqual([open.id, sales.id].sort());
    expect(await seenBy(mona, { q: 'chair' })).toEqual([]);
    expect(await seenBy(sam)).toEqual([sales.id]);
    expect(await seenBy(content)).toEqual([]);
    // Asked in, they see that one; nobody sees another's practice here.
    await db('update conversations set participants = array[$2]::uuid[] where id = $1', open.id, sam.id);
    expect(await seenBy(sam)).toEqual([open.id, sales.id].sort());
    await take(platform, { agent: lena, conversationId: open.id });
    await db('update conversations set practice_for = $2 where id = $1', open.id, lena.id);
    for (const agent of [lena, sam, mona]) expect(await seenBy(agent)).not.toContain(open.id);
    expect(ids(await openConversations(platform.db, lena))).toEqual([open.id]);
    expect(ids(await openConversations(platform.db, mona))).toEqual([sales.id]);
  });
});

describe('a search', () => {
  const found = async (it: Partial<SearchQuery>, agent = mona) =>
    ids((await search(platform.db, agent, it as SearchQuery)).found).sort();

  test('is narrowed by list, inbox, tag, reason, and by who has it or wrote in it', async () => {
    const [bot, queued, mine, over, sales] = [
      ...[await asked('lamp one'), await asked('lamp two'), await asked('lamp three')],
      ...[await asked('lamp four'), await asked('lamp five', 'sales')],
    ] as const;
    await requestHandoff(platform, queued.of);
    await take(platform, { agent: lena, conversationId: mine.id });
    await take(platform, { agent: lena, conversationId: over.id });
    await sendMessage(
      platform,
      { agent: lena, conversationId: over.id },
      { clientId: randomUUID(), text: 'here it is', seenSeq: 2 },
    );
    await resolve(platform, { agent: lena, conversationId: over.id });
    await tag(platform, { agent: mona, conversationId: bot.id }, { add: ['Late'] });
    const all = ids([bot, queued, mine, over, sales]).sort();
    expect(await found({ q: 'lamp' })).toEqual(all);
    expect(await found({ list: 'all' })).toEqual(all);
    expect(await found({ q: 'lamp', list: 'queue' })).toEqual([queued.id]);
    expect(await found({ q: 'lamp', list: 'mine' }, lena)).toEqual([mine.id]);
    expect(await found({ q: 'lamp', list: 'resolved' })).toEqual([over.id]);
    expect(await found({ q: 'lamp', inbox: 'sales' })).toEqual([sales.id]);
    expect(await found({ q: 'lamp', tag: 'Late' })).toEqual([bot.id]);
    expect(await found({ q: 'lamp', reason: 'asked_for_human' })).toEqual([queued.id]);
    expect(await found({ q: 'lamp', agent: lena.id })).toEqual([mine.id, over.id].sort());
    expect(await found({ q: 'lamp', agent: sam.id })).toEqual([]);
    expect(await found({ q: 'lamp' }, lena)).toEqual(all.filter((id) => id !== sales.id));
  });

  test('has the name before a line, more of the words before fewer, and the line that fits best beside it', async () => {
    const [named, both, one] = [await asked('hello'), await asked('a lamp'), await asked('the lamp')];
    await leaveContact(platform, named.of, { email: 'lamp@mail.test' });
    await both.post('lamp and shade, shade and lamp');
    const { found: hits, more } = await search(platform.db, mona, { q: 'lamp' });
    expect([hits[0]?.id, hits[0]?.line, more]).toEqual([named.id, null, false]);
    expect(hits.slice(1).map(({ line }) => line?.text)).toEqual(['lamp and shade, shade and lamp', 'the lamp']);
    expect(ids(hits).slice(1)).toEqual([both.id, one.id]);
    // Nothing asked for: the newest, without a line.
    const newest = await search(platform.db, mona, {});
    expect(newest.found.map(({ id, line }) => [id, line])).toEqual([both, named, one].map(({ id }) => [id, null]));
    expect((await search(platform.db, mona, { q: 'chair' })).more).toBe(false);
  });

  test('says where there is more than it shows', async () => {
    const visitor = await asked('hello');
    await many(49, visitor);
    const told = async () => {
      const { found: hits, more } = await search(platform.db, mona, {});
      return [hits.length, more];
    };
    expect(await told()).toEqual([50, false]);
    await many(1, visitor);
    expect(await told()).toEqual([50, true]);
  });

  test('suggests the tags in use where the agent sees, most used first', async () => {
    for (const [inbox, ...tags] of [
      ['default', 'a', 'b'],
      ['default', 'b'],
      ['sales', 'c'],
    ] as const) {
      const { id } = await asked('hello', inbox);
      await tag(platform, { agent: mona, conversationId: id }, { add: tags });
    }
    expect(await tagsInUse(platform.db, lena)).toEqual(['b', 'a']);
    expect(await tagsInUse(platform.db, mona)).toEqual(['b', 'a', 'c']);
  });
});

test('of a long past the latest two thousand lines are read, and it is said that there are more', async () => {
  const visitor = await asked('the first line');
  const lines = (from: number, to: number) =>
    db(
      `insert into conversation_events (conversation_id, seq, type, role, text, created_at)
       select $1, i, 'message', 'visitor', 'line ' || i, now() + i * interval '1 ms' from generate_series($2::int, $3::int) i`,
      ...[visitor.id, from, to],
    );
  const past = async () => {
    const { events, more } = await pastOf(platform.db, lena, visitor.visitorId);
    return [events.length, events[0]?.text, events.at(-1)?.text, more];
  };
  await lines(2, 2_000);
  expect(await past()).toEqual([2_000, 'the first line', 'line 2000', false]);
  await lines(2_001, 2_001);
  expect(await past()).toEqual([2_000, 'line 2', 'line 2001', true]);
});

describe('how long somebody waits', () => {
  const told = async ({ id }: { id: string }) => {
    const view = await viewConversation(platform.db, id);
    return view?.etaWhy ?? view?.eta;
  };
  /** Nobody can work, then Lena can; each as the matcher writes it down. */
  const noted = async (id: string) => platform.db.tx((tx) => explainNow(tx, id, platform.config.timing.absent));
  /** So many conversations that were in her hands for a minute each. */
  async function handled(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const visitor = await asked('Hello?');
      await requestHandoff(platform, visitor.of);
      await take(platform, { agent: lena, conversationId: visitor.id });
      await resolve(platform, { agent: lena, conversationId: visitor.id });
      await db(
        `update conversation_events set created_at = created_at - interval '1 minute'
         where conversation_id = $1 and body->'move'->>'name' in ('take', 'escalate')`,
        visitor.id,
      );
    }
  }

  test('is told where there is enough to reckon with, and else why it is not', async () => {
    const visitor = await asked('hello');
    expect(await told(visitor)).toBeNull();
    expect(await told({ id: randomUUID() })).toBeUndefined();
    await requestHandoff(platform, visitor.of);
    const set = (settings: string) => db(`update inboxes set ${settings} where slug = 'default'`);
    expect(await told(visitor)).toBe('nobody_available');
    await db('update agents set available = true where id = $1', lena.id);
    await seen(platform, lena.id);
    await noted(visitor.id);
    expect(await told(visitor)).toBe('too_few');
    await handled(9);
    expect(await told(visitor)).toBe('too_few');
    await handled(1);
    // A hand is free: as long as an offer may take, and no longer.
    expect(await told(visitor)).toEqual([5, 30]);
    await set(`routing = 'manual'`);
    expect(await told(visitor)).toBe('manual');
    const closed = { timeZone: 'UTC', weekly: {}, holidays: [] };
    await db(`update inboxes set routing = 'balanced', hours = $1 where slug = 'default'`, JSON.stringify(closed));
    expect(await told(visitor)).toBe('closed');
    await set('hours = null');
    await take(platform, { agent: lena, conversationId: visitor.id });
    expect(await told(visitor)).toBeNull();
    await resolve(platform, { agent: lena, conversationId: visitor.id });
    await db('update agents set available = false where id = $1', lena.id);
  });

  test('and where: the place is of one’s own inbox, urgent ones first', async () => {
    const [first, sales, second, urgent] = [
      ...[await asked('1'), await asked('2', 'sales'), await asked('3'), await asked('4')],
    ] as const;
    for (const visitor of [first, sales, second, urgent]) await requestHandoff(platform, visitor.of);
    await db('update conversations set priority = 1 where id = $1', urgent.id);
    const places = async () =>
      Promise.all(
        [first, sales, second, urgent].map(async ({ id }) => (await viewConversation(platform.db, id))?.position),
      );
    expect(await places()).toEqual([2, 1, 3, 1]);
    expect((await noted(second.id))?.position).toBe(3);
    expect((await noted(sales.id))?.position).toBe(1);
    const { queuedAt } = await rowOf(platform, second.id);
    expect((await noted(second.id))?.waitingSince).toBe(queuedAt?.toISOString());
    await take(platform, { agent: lena, conversationId: second.id });
    expect(await noted(second.id)).toBeUndefined();
    expect(await places()).toEqual([2, 1, null, 1]);
  });
});
