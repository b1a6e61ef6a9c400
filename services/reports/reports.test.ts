import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fill } from '../../scripts/simulate/fill.js';
import type { Sql } from '../platform/db.js';
import { type Chat, localDay, localHour, readChats, recount } from '../testing/recount.js';
import { type Mode, modes, type Stack, startStack } from '../testing/stack.js';
import type { BreakdownReply, Figures, ReportReply, SeriesReply } from '../wire/reports.js';
import { breakdown, report, series } from './report.js';
import { rebuildSummaries, refreshSummaries } from './summaries.js';

/** A day of the calendar so many before today. */
const dayOf = (offset: number, zone = 'UTC') => {
  const today = Date.parse(localDay(new Date(), zone));
  return new Date(today - offset * 86_400_000).toISOString().slice(0, 10);
};

/** To the last conversation, and to the millisecond. */
function same(given: Figures | undefined, expected: Figures, what: string): void {
  expect(Object.keys(given ?? {}).sort(), what).toEqual(Object.keys(expected).sort());
  for (const [name, figure] of Object.entries(expected)) {
    const found = given?.[name as keyof Figures];
    for (const [part, value] of Object.entries(figure)) {
      const at = `${what}: ${name}.${part}`;
      const is = found?.[part as keyof typeof found];
      if (typeof value === 'number' && typeof is === 'number') expect(Math.abs(is - value), at).toBeLessThan(0.001);
      else expect(is, at).toEqual(value);
    }
  }
}

const sizes: Partial<Record<Mode, number>> = { embedded: 500, postgres: 10_000 };

describe.each(modes().filter((mode) => sizes[mode]))('reports of a simulated month on %s', (mode) => {
  let stack: Stack;
  let db: Sql;
  let chats: Chat[];
  beforeAll(async () => {
    stack = await startStack(mode, { roles: [] });
    db = stack.platform.db;
    await fill(db, { conversations: sizes[mode] as number, days: 28, seed: 7 });
    chats = await readChats(db);
  }, 120_000);
  afterAll(() => stack?.drop());

  const started = (from: string, to: string, zone: string, more: (chat: Chat) => boolean = () => true) =>
    chats.filter((chat) => {
      const day = localDay(chat.startedAt, zone);
      return day >= from && day <= to && more(chat);
    });

  test.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/Los_Angeles'])(
    'every figure is that of the log, in %s',
    async (zone) => {
      const [from, to] = [dayOf(13, zone), dayOf(1, zone)];
      const given = await report(db, { from, to, zone });
      const expected = recount(started(from, to, zone));
      expect([given.started, given.engaged]).toEqual([expected.started, expected.engaged]);
      expect(given.engaged).toBeGreaterThan(100);
      const nowOf = ({ figures }: ReportReply) =>
        Object.fromEntries(Object.entries(figures).map(([name, { now }]) => [name, now]));
      const beforeOf = ({ figures }: ReportReply) =>
        Object.fromEntries(Object.entries(figures).map(([name, { before }]) => [name, before]));
      same(nowOf(given), expected.figures, zone);
      same(beforeOf(given), recount(started(dayOf(26, zone), dayOf(14, zone), zone)).figures, `${zone}, before`);
      expect(given.before).toMatchObject({ from: dayOf(26, zone), to: dayOf(14, zone) });
    },
  );

  test('nothing is empty in a month, so nothing was compared with nothing', async () => {
    const { figures, reasons, confidence } = await report(db, { from: dayOf(28), to: dayOf(0), zone: 'UTC' });
    expect(Object.keys(figures).length).toBeGreaterThan(5);
    for (const [name, { now }] of Object.entries(figures)) {
      expect(now.of, name).toBeGreaterThan(5);
      expect(now.value, name).toBeGreaterThan(0);
      if (now.count !== undefined) expect(now.count, name).toBeLessThan(now.of);
    }
    expect(reasons.map(({ count }) => count).reduce((a, b) => a + b)).toBe(figures.handoff?.now.count);
    expect(confidence.bins.reduce((sum, { answers }) => sum + answers, 0)).toBe(confidence.answers);
    const labelled = chats
      .flatMap(({ judged }) => judged)
      .filter(({ verdict, kind }) => verdict === 'answer' && !['wrong', 'unclear'].includes(kind));
    expect(confidence.answers).toBeGreaterThanOrEqual(labelled.length);
  });

  test('an inbox, an agent, and both', async () => {
    const asked = { from: dayOf(28), to: dayOf(0), zone: 'Europe/Berlin' };
    const agent = chats.find(({ owners }) => owners.length > 1)?.owners[0] as string;
    for (const more of [{ inbox: 'shop' }, { agent }, { inbox: 'shop', agent }]) {
      const given = await report(db, { ...asked, ...more });
      const mine = started(
        asked.from,
        asked.to,
        asked.zone,
        (chat) => (!more.inbox || chat.inbox === more.inbox) && (!more.agent || chat.owners.includes(more.agent)),
      );
      const expected = recount(mine, { ...(more.agent && { agent }) });
      expect(given.started).toBe(expected.started);
      same(
        Object.fromEntries(Object.entries(given.figures).map(([name, { now }]) => [name, now])),
        expected.figures,
        JSON.stringify(more),
      );
    }
  });

  test.each(['inbox', 'agent', 'entry', 'hour', 'reason'] as const)(
    'by %s, each group is that of the log',
    async (by) => {
      const zone = 'Asia/Kolkata';
      const { rows, more }: BreakdownReply = await breakdown(db, {
        from: dayOf(28, zone),
        to: dayOf(0, zone),
        zone,
        by,
      });
      const keys: Record<typeof by, (chat: Chat) => string[]> = {
        inbox: ({ inbox }) => [inbox],
        agent: ({ owners }) => owners,
        entry: ({ entries }) => entries,
        hour: ({ startedAt }) => [String(localHour(startedAt, zone))],
        reason: ({ reason }) => (reason ? [reason] : []),
      };
      const all = started(dayOf(28, zone), dayOf(0, zone), zone);
      expect(rows.length + more).toBe(by === 'hour' ? 24 : new Set(all.flatMap(keys[by])).size);
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows.filter((one) => one.started > 0)) {
        const expected = recount(
          all.filter((chat) => keys[by](chat).includes(row.key)),
          {
            ...(by === 'agent' && { agent: row.key }),
            ...(by === 'entry' && { entry: row.key }),
          },
        );
        expect([row.key, row.started, row.engaged]).toEqual([row.key, expected.started, expected.engaged]);
        same(row.figures, expected.figures, `${by} ${row.key}`);
      }
      if (by === 'agent') expect(rows[0]?.name).toMatch(/^[A-Z]/);
    },
  );

  test('day by day, with days on which nothing began', async () => {
    const zone = 'America/Los_Angeles';
    const { unit, points }: SeriesReply = await series(db, { from: dayOf(40, zone), to: dayOf(0, zone), zone });
    expect([unit, points.length, points[0]?.started]).toEqual(['day', 41, 0]);
    const begun = points.filter((one) => one.started > 0);
    expect(begun.length).toBeGreaterThan(5);
    for (const { at, started: n, figures } of begun) {
      const day = localDay(new Date(at), zone);
      const expected = recount(started(day, day, zone));
      expect([day, n]).toEqual([day, expected.started]);
      same(figures, expected.figures, day);
    }
  });

  test('summaries that were kept up are those that a rebuild makes', async () => {
    const all = () => db.query('select * from conversation_summaries order by conversation_id');
    expect(await refreshSummaries(db)).toBe(0);
    const kept = await all();
    expect(kept).toHaveLength(chats.length);
    await db.query(`update conversation_summaries set answers = 99, seq = seq - 1 where seq > 3`);
    expect(await rebuildSummaries(db)).toBe(chats.length);
    expect(await all()).toEqual(kept);
  });
});
