/**
 * Reports over HTTP: who may see what, days as calendars have them, a CSV that no spreadsheet runs, and figures of a
 * conversation that really went so.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refreshSummaries } from '../../reports/summaries.js';
import { call, openVisitor, type Stack, signIn, startStack } from '../../testing/stack.js';
import type { GoalsReply, LiveReply, ReportReply, SeriesReply } from '../../wire/reports.js';

let stack: Stack;
let lead: Awaited<ReturnType<typeof signIn>>;
let lena: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  stack = await startStack('embedded', { roles: ['gateway'] });
  lead = await signIn(stack, { role: 'manager', name: '=HYPERLINK("x")' });
  lena = await signIn(stack, { role: 'agent', name: 'Lena' });
}, 120_000);
afterAll(() => stack?.drop());

const today = new Date().toISOString().slice(0, 10);
const days = `from=${today}&to=${today}`;
const doors = [`/reports?${days}`, `/reports/series?${days}`, `/reports/breakdown?${days}&by=agent`];
const teamDoors = ['/reports/live', '/reports/goals', `/reports/conversations.csv?${days}`];

async function csv(query: string): Promise<string[][]> {
  const reply = await fetch(`${stack.url}/v1/agent/reports/conversations.csv?${query}`, { headers: lead.headers });
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  // `text()` takes the mark away that tells a spreadsheet of UTF-8.
  const bytes = Buffer.from(await reply.arrayBuffer());
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const lines = bytes.subarray(3).toString().trim().split('\n');
  return lines.map((line) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, 24).map(([, cell]) => cell ?? ''),
  );
}

test('agents see their own figures, content people and strangers none', async () => {
  const content = await signIn(stack, { role: 'content' });
  for (const path of doors) {
    expect((await lena.call('GET', path)).status, path).toBe(200);
    expect((await lena.call('GET', `${path}&agent=${lead.id}`)).status, path).toBe(403);
    expect((await content.call('GET', path)).status, path).toBe(403);
    expect((await call(stack.url, 'GET', `/v1/agent${path}`)).status, path).toBe(401);
  }
  for (const path of teamDoors)
    for (const who of [lena, content]) expect((await who.call('GET', path)).status, path).toBe(403);
  expect((await lena.call('PUT', '/reports/goals', { goals: { csat: 0.9 } })).status).toBe(403);
});

test.each([
  ['from=2026-10-02&to=2026-10-01', 'to: must not be before from'],
  ['from=2026-13-01&to=2026-10-01', 'from'],
  ['from=2024-01-01&to=2026-10-01', 'at most 400 days'],
  ['from=2026-10-01&to=2026-10-01&zone=Mars/Olympus', 'zone: no time zone: write one such as'],
  ['from=2026-10-01&to=2026-10-01&zone=FOO%2B3', 'zone: no time zone'],
  ['from=2026-10-01&to=2026-10-01&inbox=nowhere', 'no inbox "nowhere"'],
  ['from=2026-10-01&to=2026-10-01&agents=x', 'agents'],
])('%s is refused, and told why', async (query, why) => {
  for (const path of ['/reports', '/reports/series', '/reports/conversations.csv']) {
    if (path.endsWith('csv') && query.includes('nowhere')) continue;
    const { status, body } = await lead.call('GET', `${path}?${query}`);
    expect([path, status]).toEqual([path, 400]);
    expect(body.error?.message).toContain(why);
  }
});

test('goals: of all, of an inbox, taken away, and whether they are met', async () => {
  const set = (body: unknown) => lead.call<GoalsReply>('PUT', '/reports/goals', body);
  expect((await set({ goals: { csat: 80 } })).body.error?.message).toContain('from 0 to 1');
  expect((await set({ goals: { nonsense: 1 } })).status).toBe(400);
  await set({ goals: { csat: 0.8, humanReply: 120 } });
  expect((await set({ inbox: 'default', goals: { csat: 0.9 } })).body.goals).toEqual([
    { metric: 'csat', value: 0.9, own: true },
    { metric: 'humanReply', value: 120, own: false },
  ]);
  expect((await set({ inbox: 'default', goals: { csat: null } })).body.goals[0]).toEqual({
    metric: 'csat',
    value: 0.8,
    own: false,
  });
  await set({ goals: { csat: null } });
  expect((await lead.call<GoalsReply>('GET', '/reports/goals')).body.goals).toEqual([
    { metric: 'humanReply', value: 120, own: true },
  ]);
});

test('a conversation that really went so is counted as it went, whoever it was handed to', async () => {
  const visitor = await openVisitor(stack.url);
  await visitor.post('Where is my parcel?');
  await visitor.act('handoff');
  const live = async () => (await lead.call<LiveReply>('GET', '/reports/live')).body;
  expect(await live()).toMatchObject({
    waiting: 1,
    assigned: 0,
    agents: { here: 2, busy: 0 },
    longestSince: expect.any(String),
  });
  const act = (who: typeof lena, verb: string, body: unknown = {}) =>
    who.call('POST', `/conversations/${visitor.id}/${verb}`, body);
  await act(lena, 'take');
  await act(lena, 'messages', { clientId: randomUUID(), text: 'I look.', seenSeq: 3 });
  await act(lena, 'transfer', { agentId: lead.id });
  expect(await live()).toMatchObject({ waiting: 0, assigned: 1, agents: { busy: 1 } });
  await act(lead, 'resolve');
  await visitor.act('rating', { score: 5 });

  const of = async (who: typeof lena, more = '') =>
    (await who.call<ReportReply>('GET', `/reports?${days}${more}`)).body;
  const { started, figures, reasons } = await of(lead);
  expect([started, reasons]).toEqual([1, [{ reason: 'asked_for_human', count: 1 }]]);
  expect(figures).toMatchObject({
    resolution: { now: { value: 1, of: 1 } },
    durable: { now: { value: null, of: 0, pending: 1 } },
    deflection: { now: { value: 0, of: 1 } },
    abandonment: { now: { value: 0, of: 1 } },
    humanReply: { now: { of: 1 }, goal: 120, met: true },
    csatHuman: { now: { value: 1, of: 1, mean: 5 } },
    csatBot: { now: { value: null, of: 0 } },
  });
  // The first reply was hers, the last word and so the rating are not.
  expect((await of(lena)).figures).toMatchObject({
    humanReply: { now: { of: 1 } },
    csat: { now: { of: 0 } },
    handle: { now: { of: 1 } },
  });
  expect((await of(lead, `&agent=${lead.id}`)).figures).toMatchObject({
    humanReply: { now: { of: 0 } },
    csat: { now: { of: 1 } },
    handle: { now: { of: 1 } },
  });

  const [names = [], row = []] = await csv(days);
  const cell = (name: string) => row[names.indexOf(name)];
  expect([cell('conversation'), cell('state'), cell('handoff_reason'), cell('rating')]).toEqual([
    visitor.id,
    'resolved',
    'asked_for_human',
    '5',
  ]);
  expect(cell('started_at')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  // Two names in one cell: what begins like a formula stands behind the first.
  expect(cell('agents')).toContain('Lena | =HYPERLINK');
});

test('a cell that would be a formula is text', async () => {
  const visitor = await openVisitor(stack.url);
  await visitor.act('handoff');
  await visitor.post('Is anybody there?');
  await lead.call('POST', `/conversations/${visitor.id}/take`, {});
  const [names = [], ...rows] = await csv(days);
  expect(rows.find((row) => row[0] === visitor.id)?.[names.indexOf('agents')]).toBe(`"'=HYPERLINK(""x"")"`);
});

/** A conversation that began at a moment. */
async function began(at: string): Promise<void> {
  const visitor = await openVisitor(stack.url);
  await stack.platform.db.query('update conversations set created_at = $2 where id = $1', [visitor.id, at]);
  await stack.platform.db.query('delete from conversation_summaries where conversation_id = $1', [visitor.id]);
}

test.each([
  // The clock goes back in Berlin: a day of 25 hours.
  [
    'Europe/Berlin',
    '2026-10-25',
    25,
    '2026-10-24T21:59:59.999Z',
    '2026-10-24T22:00:00Z',
    '2026-10-25T22:59:59.999Z',
    '2026-10-25T23:00:00Z',
  ],
  // And forward: 23.
  [
    'Europe/Berlin',
    '2026-03-29',
    23,
    '2026-03-28T22:59:59.999Z',
    '2026-03-28T23:00:00Z',
    '2026-03-29T21:59:59.999Z',
    '2026-03-29T22:00:00Z',
  ],
  [
    'Asia/Kolkata',
    '2026-06-10',
    24,
    '2026-06-09T18:29:59.999Z',
    '2026-06-09T18:30:00Z',
    '2026-06-10T18:29:59.999Z',
    '2026-06-10T18:30:00Z',
  ],
  [
    'America/Los_Angeles',
    '2026-11-01',
    25,
    '2026-11-01T06:59:59.999Z',
    '2026-11-01T07:00:00Z',
    '2026-11-02T07:59:59.999Z',
    '2026-11-02T08:00:00Z',
  ],
])('in %s, %s has %i hours and its own first and last moment', async (zone, day, hours, before, first, last, after) => {
  for (const at of [before, first, last, after]) await began(at);
  const query = `from=${day}&to=${day}&zone=${encodeURIComponent(zone)}`;
  const { body } = await lead.call<ReportReply>('GET', `/reports?${query}`);
  expect([body.started, body.startedBefore]).toEqual([2, 1]);
  expect([body.range.start, body.range.end]).toEqual([first, after].map((at) => new Date(at).toISOString()));
  const { unit, points } = (await lead.call<SeriesReply>('GET', `/reports/series?${query}`)).body;
  expect([unit, points.length]).toEqual(['hour', hours]);
  expect(points.map(({ started }) => started)).toEqual([1, ...Array(hours - 2).fill(0), 1]);
  const week = (
    await lead.call<SeriesReply>(
      'GET',
      `/reports/series?from=${shift(day, -3)}&to=${shift(day, 3)}&zone=${encodeURIComponent(zone)}`,
    )
  ).body;
  expect([week.unit, ...week.points.map(({ started }) => started)]).toEqual(['day', 0, 0, 1, 2, 1, 0, 0]);
  const offsets = (await csv(query)).slice(1).map((row) => row[2]?.slice(10));
  if (zone === 'Asia/Kolkata') expect(offsets.sort()).toEqual(['T00:00:00+05:30', 'T23:59:59+05:30']);
  if (day === '2026-10-25') expect(offsets.sort()).toEqual(['T00:00:00+02:00', 'T23:59:59+01:00']);
  if (zone.startsWith('America')) expect(offsets.sort()).toEqual(['T00:00:00-07:00', 'T23:59:59-08:00']);
});

const shift = (day: string, by: number): string =>
  new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10);

test('a range that goes on is compared with as much of the one before', async () => {
  const { range, before } = (await lead.call<ReportReply>('GET', `/reports?${days}&zone=UTC`)).body;
  expect(Date.parse(before.end)).toBeLessThanOrEqual(Date.parse(range.start));
  expect(Math.abs(Date.parse(before.end) + 86_400_000 - Date.now())).toBeLessThan(60_000);
});

test('many pages of CSV come whole and each row once', async () => {
  const { db } = stack.platform;
  await db.query(`insert into visitors (id) select gen_random_uuid() from generate_series(1, 1)`);
  await db.query(
    `insert into conversations (id, inbox, visitor_id, locale, created_at, updated_at)
     select gen_random_uuid(), 'default', (select id from visitors limit 1), 'en', '2026-02-10', now() from generate_series(1, 2500)`,
  );
  await refreshSummaries(db);
  const rows = (await csv('from=2026-02-10&to=2026-02-10')).slice(1);
  expect([rows.length, new Set(rows.map(([id]) => id)).size]).toEqual([2_500, 2_500]);
});
