/** Who is there, and what somebody who waits is promised of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { match } from '../handoff/assign.js';
import type { Platform } from '../platform/open.js';
import { modes, type Stack } from '../testing/stack.js';
import { logOf, noticeOf, rowOf, seen, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import type { Hours } from '../wire/inboxes.js';
import { take } from './agent-actions.js';
import { script } from './audit.js';
import { availability, promise, zoneOf } from './availability.js';
import { changeInbox } from './inboxes.js';
import { claimTurn, settleTurn } from './turns.js';
import { requestHandoff } from './visitor-actions.js';

const hours: Hours = {
  timeZone: 'Europe/Berlin',
  weekly: { mon: [['09:00', '17:00']] },
  holidays: [{ date: '2026-01-19' }],
};
const [monday, evening] = [new Date('2026-01-12T10:00:00Z'), new Date('2026-01-12T18:00:00Z')];

test('the promise is a time of the schedule, in the language of the visitor and on their clock, or else on the inbox’s', () => {
  const closed = { people: 'closed', free: false, nextOpen: new Date('2026-01-13T08:00Z'), timeZone: 'Europe/Berlin' };
  const back = (locale: string) => promise(closed as never, locale, evening);
  expect(back('en')).toEqual({ kind: 'closed', params: { back: expect.stringMatching(/^tomorrow at 9:00.AM$/) } });
  expect(back('de').params).toEqual({ back: expect.stringMatching(/^morgen um 0?9:00$/) });
  const tokyo = promise(closed as never, 'en', evening, 'Asia/Tokyo');
  expect(tokyo.params?.back).toMatch(/^today at 5:00.PM$/);
  expect(zoneOf('Asia/Tokyo')).toBe('Asia/Tokyo');
  for (const none of [undefined, 'Mars/Olympus', 9, '']) expect(zoneOf(none)).toBeUndefined();
  expect(promise({ people: 'here', free: false }, 'en', monday)).toEqual({ kind: 'queued' });
  expect(promise({ people: 'away', free: false }, 'en', monday)).toEqual({ kind: 'nobody_here' });
  // Hours that never come promise nothing.
  expect(promise({ people: 'closed', free: false, timeZone: 'UTC' }, 'en', monday)).toEqual({ kind: 'nobody_here' });
});

describe.each(modes().filter((mode) => mode !== 'redis'))('availability (%s)', (mode) => {
  let stack: Stack;
  let platform: Platform;
  beforeAll(async () => {
    stack = await startBare(mode);
    platform = stack.platform;
  });
  afterAll(() => stack?.drop());
  beforeEach(async () => {
    await platform.db.query('delete from conversations');
    await platform.db.query('update agents set available = false');
    await platform.db.tx((tx) => changeInbox(tx, 'default', { hours: null, locale: 'en' }, script));
  });
  const people = (now: Date) => availability(platform.db, 'default', now, 45_000);

  test('people are here who are available, present, of this inbox, and take conversations at all', async () => {
    expect(await people(monday)).toEqual({ people: 'away', free: false });
    await someAgent(platform, { here: true, role: 'content' });
    await someAgent(platform, { here: true, capacity: 0 });
    await platform.db.query(`insert into inboxes (slug, name) values ('other', 'Other') on conflict do nothing`);
    await someAgent(platform, { here: true, inboxes: ['other'] });
    expect((await people(monday)).people).toBe('away');
    const lena = await someAgent(platform, { here: true, capacity: 1 });
    expect(await people(monday)).toEqual({ people: 'here', free: true });
    // At capacity she is busy, and still here.
    await take(platform, { agent: lena, conversationId: (await someVisitor(platform)).id });
    expect(await people(monday)).toEqual({ people: 'here', free: false });
    await seen(platform, lena.id, 50);
    expect((await people(monday)).people).toBe('away');
  });

  test('outside of the hours it is closed, whoever is there, and says when it opens', async () => {
    await platform.db.tx((tx) => changeInbox(tx, 'default', { hours }, script));
    const timeZone = 'Europe/Berlin';
    expect(await people(monday)).toEqual({ people: 'away', free: false, timeZone });
    await someAgent(platform, { here: true });
    expect(await people(monday)).toEqual({ people: 'here', free: true, timeZone });
    // The next Monday is a holiday.
    const nextOpen = new Date('2026-01-26T08:00:00Z');
    expect(await people(evening)).toEqual({ people: 'closed', free: false, nextOpen, timeZone });
  });

  test('who asks for a person while it is closed is told when, queues, and may be taken all the same', async () => {
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const opens = [{ date: day, hours: [['09:00', '10:00']] as [string, string][] }];
    await platform.db.tx((tx) =>
      changeInbox(tx, 'default', { hours: { timeZone: 'UTC', weekly: {}, holidays: opens } }, script),
    );
    const [asked, handed] = [await someVisitor(platform), await someVisitor(platform)];
    await asked.post('hello');
    await requestHandoff(platform, asked.of);
    await handed.post('hello');
    const claim = await claimTurn(platform.db, handed.id, 15_000);
    if (!claim) throw new Error('nothing was owed');
    await settleTurn(platform, claim, claim.lastVisitorSeq, { kind: 'escalate', reason: 'low_confidence' });
    for (const { id } of [asked, handed]) {
      const event = (await logOf(platform, id)).at(-1);
      expect(noticeOf(event)).toMatchObject({
        kind: 'closed',
        params: { back: expect.stringMatching(/^tomorrow at 9/) },
      });
      expect(event?.text).toMatch(/We are back tomorrow at 9:00.AM\. Your message is kept/);
      expect((await rowOf(platform, id)).state).toBe('queued');
    }
    const [, why] = [asked, handed].map(({ id }) => id);
    const told = async (id: string) => (await logOf(platform, id)).at(-1);
    expect((await told(asked.id))?.text).toMatch(/^The team is away/);
    expect((await told(why ?? ''))?.text).toMatch(/^I have no sure answer to this\. The team is away/);
    // Somebody whose address is known already, on a clock of their own.
    const far = await someVisitor(platform, { context: { timeZone: 'Asia/Kolkata', plan: 'pro' } });
    expect(await rowOf(platform, far.id)).toMatchObject({ timeZone: 'Asia/Kolkata', context: { plan: 'pro' } });
    await far.post('hello');
    await platform.db.query('update visitors set email = $2 where id = $1', [far.visitorId, 'far@mail.test']);
    await requestHandoff(platform, far.of);
    const event = await told(far.id);
    expect(noticeOf(event)?.params).toEqual({ back: expect.stringMatching(/at 2:30.PM$/), mail: 'known' });
    expect(event?.text).toMatch(/The team can write to your e-mail address\.$/);
    expect(JSON.stringify(event)).not.toContain('far@mail.test');
    await someAgent(platform, { here: true });
    await match(platform);
    expect(await platform.db.query('select 1 from offers where conversation_id = $1', [asked.id])).toHaveLength(1);
  });
});

test.each(['en-aaa-bbb-ccc-ddd', 'x', `de-${'a'.repeat(54_000)}`])(
  'a stored language of %.20s keeps nobody from a person',
  (locale) => {
    const nextOpen = new Date('2026-03-09T08:00:00Z');
    const told = promise(
      { people: 'closed', free: false, nextOpen, timeZone: 'Europe/Berlin' },
      locale,
      new Date('2026-03-06T20:00:00Z'),
      'Mars/Olympus',
    );
    expect(told.kind).toBe('closed');
    expect(told.params?.back).toContain('9:00');
  },
);
