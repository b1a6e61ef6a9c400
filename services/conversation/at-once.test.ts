/** The short way of a message: one statement, the same outcome as the long way, and none of it where anything is unclear. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Db, openDb, type Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { eventually, modes, type Stack } from '../testing/stack.js';
import { failure, logOf, someAgent, someVisitor, startBare, unheard } from '../testing/verbs.js';
import { take } from './agent-actions.js';
import { sendMessage } from './agent-messages.js';
import type { AgentRow } from './agents.js';
import { lockConversation } from './conversations.js';
import { append, type EventRow } from './events.js';
import { snooze } from './marks.js';
import { claimTurn, settleTurn } from './turns.js';
import { requestHandoff, resolveByVisitor } from './visitor-actions.js';
import { postMessage } from './visitor-messages.js';

/** The same platform, whose every statement is counted by the name it is kept under. */
function counted(platform: Platform): { platform: Platform; said: (string | undefined)[] } {
  const said: (string | undefined)[] = [];
  const counting =
    (sql: Sql): Sql['query'] =>
    (text, values, keptAs) => {
      said.push(keptAs ?? text);
      return sql.query(text, values, keptAs);
    };
  const db: Db = {
    ...platform.db,
    query: counting(platform.db),
    tx: (work) => platform.db.tx((tx) => work({ query: counting(tx) })),
  };
  return { platform: { ...platform, db }, said };
}

/** The same platform, with the short way closed. */
const longWay = (platform: Platform): Platform => ({
  ...platform,
  db: {
    ...platform.db,
    query: (text, values, keptAs) =>
      /say$/.test(keptAs ?? '') ? Promise.reject(new Error('closed')) : platform.db.query(text, values, keptAs),
  },
});

describe.each(modes().filter((mode) => mode !== 'redis'))('a message at once (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  let lena: AgentRow;
  let omar: AgentRow;
  beforeAll(async () => {
    stack = await startBare(mode);
    platform = unheard(stack.platform);
    [lena, omar] = [await someAgent(platform), await someAgent(platform, { name: 'Omar', inboxes: ['default'] })];
  });
  afterAll(() => stack?.drop());
  const message = (text = 'Hello') => ({ clientId: randomUUID(), text });

  test('takes one statement, whoever writes', async () => {
    const visitor = await someVisitor(platform);
    const first = counted(platform);
    await postMessage(first.platform, visitor.of, message());
    expect(first.said).toEqual(['visitors say']);
    await take(platform, { agent: omar, conversationId: visitor.id });
    const reply = counted(platform);
    await sendMessage(reply.platform, { agent: omar, conversationId: visitor.id }, { ...message(), seenSeq: 2 });
    expect(reply.said).toEqual(['agents say']);
  });

  /** Everything of the row and the log that does not name whose it is, or when. */
  async function left(id: string) {
    const [row] = await platform.db.query<Record<string, unknown>>('select * from conversations where id = $1', [id]);
    const { id: _, visitor_id, ...rest } = row ?? {};
    const told = (value: unknown) => (value instanceof Date ? 'a time' : value);
    const events = (await logOf(platform, id)).map((event) => ({
      ...{ ...event, conversationId: '', clientId: !!event.clientId, createdAt: '', body: JSON.stringify(event.body) },
    }));
    for (const event of events) event.body = event.body.replace(/"(queuedAt|until)":("[^"]*"|\d+)/g, '"$1":"a time"');
    return { row: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, told(value)])), events };
  }

  type Someone = Awaited<ReturnType<typeof someVisitor>>;
  const taken = async (visitor: Someone) => {
    await visitor.post('A person, please');
    await take(platform, { agent: lena, conversationId: visitor.id });
  };
  const before: [string, (visitor: Someone) => Promise<unknown>][] = [
    ['nothing was said', async () => {}],
    [
      'the bot has a turn',
      async (visitor) => visitor.post('One').then(() => claimTurn(platform.db, visitor.id, 60_000)),
    ],
    [
      'the bot has answered',
      async (visitor) => {
        await visitor.post('One');
        const claim = await claimTurn(platform.db, visitor.id, 60_000);
        await settleTurn(platform, claim as NonNullable<typeof claim>, 1, { kind: 'reply', text: 'So.', body: {} });
      },
    ],
    ['they wait for a person', (visitor) => visitor.post('One').then(() => requestHandoff(platform, visitor.of))],
    ['an agent has it', taken],
    [
      'it is put off',
      async (visitor) => {
        await taken(visitor);
        const until = new Date(Date.now() + 3_600_000).toISOString();
        await snooze(platform, { agent: lena, conversationId: visitor.id }, until);
      },
    ],
  ];

  test.each(before)('a visitor leaves what the long way leaves, where %s', async (_, prepare) => {
    const leaving = async (way: Platform) => {
      const visitor = await someVisitor(platform);
      await prepare(visitor);
      const event = await postMessage(way, visitor.of, message());
      expect((await logOf(platform, visitor.id)).at(-1)).toEqual(event);
      return left(visitor.id);
    };
    expect(await leaving(platform)).toEqual(await leaving(longWay(platform)));
  });

  test.each([
    ['all', 4, {}],
    ['all but the last message', 3, {}],
    ['nothing', 0, {}],
    ['all, with a canned response', 4, { canned: 'returns' }],
  ])('an agent who had %s on screen leaves what the long way leaves', async (_, seenSeq, more) => {
    const leaving = async (way: Platform) => {
      const visitor = await someVisitor(platform);
      await taken(visitor);
      await visitor.post('Two');
      await visitor.post('Three');
      const event = await sendMessage(
        way,
        { agent: lena, conversationId: visitor.id },
        { ...message('So.'), seenSeq, ...more },
      );
      expect((await logOf(platform, visitor.id)).at(-1)).toEqual(event);
      return left(visitor.id);
    };
    expect(await leaving(platform)).toEqual(await leaving(longWay(platform)));
  });

  test('leaves to the long way what is no mere message, and what is refused is refused in its words', async () => {
    const visitor = await someVisitor(platform);
    const sent = message();
    const event = await postMessage(platform, visitor.of, sent);
    expect(await postMessage(platform, visitor.of, sent)).toEqual(event);
    expect(await failure(postMessage(platform, visitor.of, { ...sent, text: 'other' }))).toMatchObject({ status: 422 });
    await resolveByVisitor(platform, visitor.of);
    await postMessage(platform, visitor.of, message());
    expect((await logOf(platform, visitor.id)).map(({ type }) => type)).toEqual(['message', 'move', 'move', 'message']);
    const eager = await someVisitor(platform);
    await requestHandoff(platform, eager.of);
    await postMessage(platform, eager.of, message());
    expect((await logOf(platform, eager.id)).map(({ type }) => type)).toEqual(['move', 'message']);

    const as = (agent: AgentRow) => ({ agent, conversationId: eager.id });
    const say = (agent: AgentRow, seenSeq: number) => sendMessage(platform, as(agent), { ...message(), seenSeq });
    expect(await failure(say(lena, 2))).toMatchObject({ status: 409, code: 'not_owner' });
    await take(platform, as(omar));
    expect(await failure(say(omar, 99))).toMatchObject({ status: 400 });
    await platform.db.query(`insert into inboxes (slug, name) values ('away', 'Away')`);
    expect(await failure(say({ ...omar, inboxes: ['away'] }, 3))).toMatchObject({ status: 404 });
    expect(await failure(say({ ...omar, role: 'content' }, 3))).toMatchObject({ status: 404 });
    expect(await say(omar, 3)).toMatchObject({ replyTo: 2, agentName: 'Omar' });
    const lead = await someAgent(platform, { role: 'manager' });
    await take(platform, as(lead));
    expect(await failure(say(lead, 3))).toMatchObject({ status: 409, code: 'newer_reply' });
    expect(await say(lead, 4)).toMatchObject({ seq: 6 });
  });

  test('those that come together stand once, in order, and each sender is told of their own', async () => {
    const visitors = await Promise.all(Array.from({ length: 12 }, () => someVisitor(platform)));
    const sent = visitors.flatMap((visitor) => [1, 2, 3].map((i) => ({ visitor, ...message(`message ${i}`) })));
    // Each of them twice, as after a lost answer.
    const events = await Promise.all(
      [...sent, ...sent].map(({ visitor, clientId, text }) => visitor.post(text, clientId)),
    );
    for (const [i, { visitor, clientId, text }] of [...sent, ...sent].entries())
      expect(events[i]).toMatchObject({ conversationId: visitor.id, clientId, text });
    for (const visitor of visitors) {
      const log = await logOf(platform, visitor.id);
      expect(log.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(new Set(log.map(({ text }) => text)).size).toBe(3);
    }
  });

  if (mode === 'postgres') {
    /** Another gateway on the same database. */
    async function another<T>(work: (platform: Platform) => Promise<T>): Promise<T> {
      const db = await openDb({ databaseUrl: stack.config.databaseUrl ?? '' }, () => {});
      return work({ ...platform, db }).finally(() => db.close());
    }

    test('two gateways at the same time keep to ten a minute, and to one event for a clientId', async () => {
      await another(async (other) => {
        for (let round = 0; round < 20; round++) {
          const visitor = await someVisitor(platform);
          const same = message();
          const posts = Array.from({ length: 30 }, (_, i) =>
            postMessage(i % 2 ? platform : other, visitor.of, i < 6 ? same : message()),
          );
          const settled = await Promise.allSettled(posts);
          const taken = settled.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
          for (const it of settled) if (it.status === 'rejected') expect(it.reason).toMatchObject({ status: 429 });
          const log = await logOf(platform, visitor.id);
          expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
          expect(new Set(taken.map(({ seq }) => seq)).size).toBe(10);
          expect(log.filter(({ clientId }) => clientId === same.clientId).length).toBeLessThanOrEqual(1);
        }
      });
    });

    test('what was appended while the statement ran is not judged by it', async () => {
      const visitor = await someVisitor(platform);
      for (let i = 0; i < 9; i++) await visitor.post(`message ${i}`);
      // Waits for the row instead of passing it over, so that what it saw of the log is old when it has it.
      const patient: Platform = {
        ...platform,
        db: {
          ...platform.db,
          query: (text, values, keptAs) =>
            platform.db.query(text.replace(' skip locked', ''), values, keptAs && `${keptAs}, patiently`),
        },
      };
      let late: Promise<{ status?: number }> | undefined;
      await another((other) =>
        other.db.tx(async (tx) => {
          const row = await lockConversation(tx, visitor.id);
          const it = { type: 'message', role: 'visitor', text: 'tenth', clientId: randomUUID(), body: {} } as const;
          await append(tx, row as NonNullable<typeof row>, it);
          late = failure(postMessage(patient, visitor.of, message('eleventh')));
          const isWaiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
          await eventually(async () => (await platform.db.query(isWaiting)).length > 0);
        }),
      );
      expect(await late).toMatchObject({ status: 429 });
    });

    test('a row that somebody holds keeps nobody else waiting, and its message comes after', async () => {
      const [held, free] = [await someVisitor(platform), await someVisitor(platform)];
      let waiting: Promise<EventRow> | undefined;
      await another((other) =>
        other.db.tx(async (tx) => {
          await tx.query('select 1 from conversations where id = $1 for update', [held.id]);
          let through = false;
          waiting = held.post('held').finally(() => {
            through = true;
          });
          expect(await free.post('free')).toMatchObject({ seq: 1 });
          expect(through).toBe(false);
        }),
      );
      expect(await waiting).toMatchObject({ seq: 1, text: 'held' });
    });
  }
});
