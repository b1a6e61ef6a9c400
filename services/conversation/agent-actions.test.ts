/** What an agent may do with a conversation, what they are told where they may not, and what it leaves behind. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BusMessage } from '../platform/bus.js';
import type { Platform } from '../platform/open.js';
import type { Stack } from '../testing/stack.js';
import { failure, logOf, noticeOf, rowOf, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import { handBack, release, resolve, setSkills, take, transfer } from './agent-actions.js';
import { sendMessage } from './agent-messages.js';
import type { AgentRow } from './agents.js';
import { block, invite, removeGuest, seeMention, snooze, tag } from './marks.js';
import { decline } from './offers.js';
import { requestHandoff, resolveByVisitor } from './visitor-actions.js';

let stack: Stack;
let platform: Platform;
let lena: AgentRow;
let omar: AgentRow;
let mona: AgentRow;
let sam: AgentRow;
beforeAll(async () => {
  stack = await startBare('embedded');
  platform = stack.platform;
  await platform.db.query(`insert into inboxes (slug, name) values ('sales', 'Sales')`);
  lena = await someAgent(platform, { inboxes: ['default'] });
  omar = await someAgent(platform, { name: 'Omar', inboxes: ['default', 'sales'] });
  mona = await someAgent(platform, { name: 'Mona', role: 'manager' });
  sam = await someAgent(platform, { name: 'Sam', inboxes: ['sales'] });
});
afterAll(() => stack?.drop());

/** A conversation in which something was asked, and everybody's way to act on it. */
async function asked(text = 'Where is my parcel?') {
  const visitor = await someVisitor(platform);
  await visitor.post(text);
  return {
    ...visitor,
    by: (agent: AgentRow) => ({ agent, conversationId: visitor.id }),
    row: () => rowOf(platform, visitor.id),
    log: () => logOf(platform, visitor.id),
  };
}
type Asked = Awaited<ReturnType<typeof asked>>;
async function taken(by = lena): Promise<Asked> {
  const one = await asked();
  await take(platform, one.by(by));
  return one;
}
/** That nothing came of it: no event, nobody else's. */
async function leavesAsItWas(one: Asked, work: Promise<unknown>): Promise<void> {
  const before = await one.row();
  await work;
  const after = await one.row();
  expect([after.seq, after.state, after.agentId]).toEqual([before.seq, before.state, before.agentId]);
}
const message = (text: string, seenSeq: number, more: object = {}) => ({
  ...{ clientId: randomUUID(), text, seenSeq },
  ...more,
});

describe('whose it is', () => {
  test('the first has it; a colleague is told who, whoever leads takes it over', async () => {
    const one = await taken();
    await leavesAsItWas(one, take(platform, one.by(lena)));
    await leavesAsItWas(one, failure(take(platform, one.by(omar))));
    expect(await failure(take(platform, one.by(omar)))).toMatchObject({
      code: 'taken',
      message: 'Lena already has this conversation.',
    });
    expect(await take(platform, one.by(mona))).toMatchObject({ state: 'assigned', agentId: mona.id });
    expect((await one.log()).at(-1)).toMatchObject({ agentName: 'Mona', text: expect.stringContaining('Mona') });
  });

  test('only its owner puts it back; who leads may close it, hand it over and give it to the bot', async () => {
    const one = await taken();
    const refused = { code: 'not_owner', message: 'Lena has this conversation. Ask for it, or write a note.' };
    for (const verb of [release, handBack, resolve])
      expect(await failure(verb(platform, one.by(omar)))).toMatchObject(refused);
    expect(await failure(transfer(platform, one.by(omar), { agentId: omar.id }))).toMatchObject(refused);
    expect(await failure(release(platform, one.by(mona)))).toMatchObject(refused);
    expect((await one.row()).agentId).toBe(lena.id);
    await transfer(platform, one.by(mona), { agentId: omar.id });
    expect((await one.row()).agentId).toBe(omar.id);
    expect(await handBack(platform, one.by(mona))).toMatchObject({ state: 'bot', agentId: null });
    await take(platform, one.by(omar));
    expect(await resolve(platform, one.by(mona))).toMatchObject({ state: 'resolved', agentId: null });
  });

  test('what they cannot see is unknown, and counted; who was asked in may write notes alone', async () => {
    const denied = async () => (await platform.metrics.denied.get()).values[0]?.value ?? 0;
    const one = await asked();
    const before = await denied();
    expect(await failure(take(platform, one.by(sam)))).toMatchObject({ status: 404 });
    expect(await denied()).toBe(before + 1);
    await invite(platform, one.by(lena), sam.id);
    expect(await failure(take(platform, one.by(sam)))).toMatchObject({ status: 403, code: 'guest' });
    const reply = sendMessage(platform, one.by(sam), message('Me!', 1));
    expect(await failure(reply)).toMatchObject({ status: 403, code: 'guest' });
    await sendMessage(platform, one.by(sam), message('I look', 1, { note: true }));
    expect((await one.log()).at(-1)).toMatchObject({ type: 'note', agentName: 'Sam', text: 'I look' });
    expect(await denied()).toBe(before + 1);
  });
});

describe('handing over', () => {
  test('to a person who serves the inbox, and to nobody else', async () => {
    const one = await taken();
    const content = await someAgent(platform, { role: 'content' });
    for (const agentId of [sam.id, content.id, randomUUID()])
      expect(await failure(transfer(platform, one.by(lena), { agentId }))).toMatchObject({
        status: 400,
        message: expect.stringMatching(/^agentId:/),
      });
    await leavesAsItWas(one, transfer(platform, one.by(lena), { agentId: lena.id }));
    const { queuedAt } = await one.row();
    await transfer(platform, one.by(lena), { agentId: omar.id });
    expect(await one.row()).toMatchObject({ state: 'assigned', agentId: omar.id, inbox: 'default', queuedAt });
    expect((await one.log()).at(-1)).toMatchObject({ agentName: 'Lena', text: expect.stringContaining('Omar') });
  });

  test('to an inbox that there is: it waits there, at its place', async () => {
    const one = await taken();
    const { queuedAt } = await one.row();
    const unknown = await failure(transfer(platform, one.by(lena), { inbox: 'nowhere' }));
    expect(unknown).toMatchObject({ status: 400, message: 'There is no inbox "nowhere".' });
    await transfer(platform, one.by(lena), { inbox: 'sales' });
    expect(await one.row()).toMatchObject({ state: 'queued', agentId: null, inbox: 'sales', queuedAt });
    const [event] = (await one.log()).slice(-1);
    expect(event?.body).toMatchObject({ move: { from: 'assigned', to: 'queued' }, after: { inbox: 'sales' } });
    expect(event?.body).not.toHaveProperty('after.agentId');
  });

  test('to the bot, which owes what nobody answered; it has it then', async () => {
    const one = await taken();
    await handBack(platform, one.by(lena));
    expect(await one.row()).toMatchObject({ state: 'bot', agentId: null, queuedAt: null, owed: true });
    await leavesAsItWas(one, handBack(platform, one.by(omar)));
  });

  test('a queue that ends in somebody’s hands ends every offer: theirs was accepted, the others’ were in vain', async () => {
    const offered = async (end: (one: Asked) => Promise<unknown>) => {
      const one = await asked();
      await requestHandoff(platform, one.of);
      for (const { id } of [lena, omar])
        await platform.db.query(
          `insert into offers (conversation_id, agent_id, expires_at) values ($1, $2, now() + interval '1 minute')`,
          [one.id, id],
        );
      await end(one);
      const rows = await platform.db.query<{ agent: string; outcome: string | null }>(
        'select agent_id as agent, outcome from offers where conversation_id = $1',
        [one.id],
      );
      return [lena, omar].map(({ id }) => rows.find(({ agent }) => agent === id)?.outcome);
    };
    expect(await offered((one) => take(platform, one.by(omar)))).toEqual(['taken_by_other', 'accepted']);
    expect(await offered((one) => resolveByVisitor(platform, one.of))).toEqual(['withdrawn', 'withdrawn']);
    expect(await offered((one) => handBack(platform, one.by(lena)))).toEqual(['withdrawn', 'withdrawn']);
    // No, thank you: the other one's stands.
    expect(await offered((one) => decline(platform, one.by(lena)))).toEqual(['declined', null]);
  });

  test('whoever says no to nothing is passed over for nothing, and rings nobody', async () => {
    const rung: string[] = [];
    const heard = { ...platform, jobs: { ...platform.jobs, ring: async (queue: string) => void rung.push(queue) } };
    const one = await asked();
    await requestHandoff(platform, one.of);
    const { updatedAt } = await one.row();
    await decline(heard, one.by(lena));
    expect(rung).toEqual([]);
    expect((await one.row()).updatedAt).toEqual(updatedAt);
    expect(await platform.db.query('select 1 from passes where conversation_id = $1', [one.id])).toEqual([]);
  });
});

describe('closing', () => {
  test('does not overlook what came meanwhile; what is closed is closed', async () => {
    const one = await taken();
    const { seq } = await one.row();
    await one.post('One more thing');
    expect(await failure(resolve(platform, one.by(lena), seq))).toMatchObject({ status: 409, code: 'newer_message' });
    expect(await resolve(platform, one.by(lena), seq + 1)).toMatchObject({ state: 'resolved' });
    await leavesAsItWas(one, resolve(platform, one.by(lena), 0));
  });
});

describe('writing', () => {
  test('a reply settles what was on screen, and says which message that was', async () => {
    const one = await taken();
    const first = await sendMessage(platform, one.by(lena), message('I look', 1));
    expect(first).toMatchObject({ type: 'message', role: 'agent', replyTo: 1, body: {} });
    expect(await one.row()).toMatchObject({ settledSeq: 1, owed: false });
    // What came after what they saw is still owed, and a screen that is older does not undo what was settled.
    await one.post('And my invoice?');
    await sendMessage(platform, one.by(lena), message('Found it', 2));
    expect(await one.row()).toMatchObject({ settledSeq: 2, owed: true });
    const blind = await sendMessage(platform, one.by(lena), message('Hello', 0));
    expect([blind.replyTo, (await one.row()).settledSeq]).toEqual([null, 2]);
    const { seq } = await one.row();
    expect(await failure(sendMessage(platform, one.by(lena), message('Hm', seq + 1)))).toMatchObject({
      status: 400,
      message: `seenSeq: the conversation is at ${seq}.`,
    });
    expect((await sendMessage(platform, one.by(lena), message('Hm', seq))).seq).toBe(seq + 1);
  });

  test('only its owner replies; a note names colleagues, a reply does not', async () => {
    const one = await asked();
    expect(await failure(sendMessage(platform, one.by(lena), message('Hello', 1)))).toMatchObject({
      code: 'not_owner',
      message: 'Take this conversation before you reply.',
    });
    await take(platform, one.by(omar));
    expect(await failure(sendMessage(platform, one.by(lena), message('Hello', 1)))).toMatchObject({
      code: 'not_owner',
      message: expect.stringContaining('Omar has this conversation'),
    });
    const naming = { mentions: [omar.id] };
    expect(await failure(sendMessage(platform, one.by(omar), message('@Omar', 1, naming)))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^mentions:/),
    });
    expect(
      await failure(sendMessage(platform, one.by(lena), message('?', 1, { note: true, mentions: [randomUUID()] }))),
    ).toMatchObject({ status: 400, message: expect.stringMatching(/^mentions:/) });
  });

  test('nobody answers blind: not past what a colleague wrote, though past a note and their own', async () => {
    const one = await taken();
    const { seq } = await one.row();
    await sendMessage(platform, one.by(lena), message('I am on it', seq));
    await transfer(platform, one.by(lena), { agentId: omar.id });
    await sendMessage(platform, one.by(lena), message('careful', seq, { note: true }));
    expect(await failure(sendMessage(platform, one.by(omar), message('Hello', seq)))).toMatchObject({
      code: 'newer_reply',
      message: expect.stringContaining('Lena replied'),
    });
    await sendMessage(platform, one.by(omar), message('Hello', seq + 1));
    await sendMessage(platform, one.by(omar), message('again', seq + 1));
    expect((await one.log()).at(-1)).toMatchObject({ agentName: 'Omar', text: 'again' });
  });

  test('an entry that was inserted is counted as used, in practice as practised', async () => {
    const one = await taken();
    expect((await sendMessage(platform, one.by(lena), message('So', 1, { canned: 'returns' }))).body).toEqual({
      canned: 'returns',
    });
    await platform.db.query('update conversations set practice_for = $2 where id = $1', [one.id, lena.id]);
    expect((await sendMessage(platform, one.by(lena), message('So', 1, { canned: 'returns' }))).body).toEqual({
      practised: 'returns',
    });
    // It stays with whoever began it.
    for (const work of [release, handBack])
      expect(await failure(work(platform, one.by(lena)))).toMatchObject({ status: 409, code: 'practice' });
    expect((await resolve(platform, one.by(lena))).state).toBe('resolved');
  });

  test('what must be known for it is written down once, in one order', async () => {
    const one = await asked();
    expect((await setSkills(platform, one.by(lena), ['tax', 'law', 'tax'])).skills).toEqual(['law', 'tax']);
    expect((await one.log()).at(-1)).toMatchObject({
      ...{ type: 'note', text: '#law #tax', agentName: 'Lena' },
      body: { skills: ['law', 'tax'] },
    });
    await leavesAsItWas(one, setSkills(platform, one.by(omar), ['tax', 'law']));
    expect((await setSkills(platform, one.by(lena), [])).skills).toEqual([]);
    expect((await one.log()).at(-1)?.text).toBe('-');
    expect((await one.row()).skills).toEqual([]);
  });
});

describe('what the team puts on it', () => {
  test('tags: one in any case, up to twenty; what changes nothing is no event', async () => {
    const one = await asked();
    const it = one.by(lena);
    expect((await tag(platform, it, { add: ['VIP', 'vip', 'Late'] })).tags).toEqual(['VIP', 'Late']);
    await leavesAsItWas(one, tag(platform, it, { add: ['late'], remove: ['other'] }));
    // Taken off and put on in one go: both are said.
    expect((await tag(platform, it, { add: ['new', 'vip'], remove: ['vip'] })).tags).toEqual(['Late', 'new', 'vip']);
    expect((await one.log()).slice(-2).map(({ body }) => body)).toEqual([
      { mark: { kind: 'untagged', tags: ['VIP'] } },
      { mark: { kind: 'tagged', tags: ['new', 'vip'] } },
    ]);
    const more = Array.from({ length: 17 }, (_, i) => `t${i}`);
    expect((await tag(platform, it, { add: more })).tags).toHaveLength(20);
    expect(await failure(tag(platform, it, { add: ['one too many'] }))).toMatchObject({ code: 'too_many_tags' });
    const swapped = await tag(platform, it, { add: ['in'], remove: ['t0'] });
    expect([swapped.tags.length, swapped.tags.includes('in'), swapped.tags.includes('t0')]).toEqual([20, true, false]);
    const { seq } = await one.row();
    await tag(platform, it, { remove: ['in'] });
    expect((await one.row()).seq).toBe(seq + 1);
  });

  test('a snooze: by its owner, from now on, for three months at most', async () => {
    const one = await taken();
    const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();
    const [minute, day] = [60_000, 86_400_000];
    expect(await failure(snooze(platform, one.by(mona), ahead(minute)))).toMatchObject({ code: 'not_owner' });
    for (const wrong of [ahead(-minute), ahead(92 * day + minute)])
      expect(await failure(snooze(platform, one.by(lena), wrong))).toMatchObject({ status: 400 });
    await leavesAsItWas(one, snooze(platform, one.by(lena), null));
    const until = ahead(92 * day - minute);
    expect((await snooze(platform, one.by(lena), until)).snoozedUntil?.toISOString()).toBe(until);
    expect((await one.log()).at(-1)?.body).toEqual({ mark: { kind: 'snoozed', until } });
    await snooze(platform, one.by(lena), null);
    expect((await one.log()).at(-1)?.body).toEqual({ mark: { kind: 'woken' } });
    expect((await one.row()).snoozedUntil).toBeNull();
  });

  test('a block: not on a colleague’s visitor, once, and in the audit log without its reason', async () => {
    const by = { kind: 'agent', id: lena.id, name: 'Lena' } as const;
    const one = await taken();
    const it = (agent: AgentRow) => ({ ...one.by(agent), by });
    expect(await failure(block(platform, it(omar), 'spam'))).toMatchObject({ code: 'not_owner' });
    await leavesAsItWas(one, block(platform, it(lena), null));
    await block(platform, it(lena), 'spam');
    await leavesAsItWas(one, block(platform, it(mona), 'more spam'));
    await block(platform, it(mona), null);
    await release(platform, one.by(lena));
    await block(platform, it(omar), 'again');
    const noted = await platform.db.query<{ action: string; details: object }>(
      'select action, details from audit where target_id = $1 order by n',
      [one.visitorId],
    );
    expect(noted.map(({ action }) => action)).toEqual(['visitor_blocked', 'visitor_unblocked', 'visitor_blocked']);
    expect(JSON.stringify(noted)).not.toContain('spam');
  });

  test('a guest: asked in once, leaves by themselves, sends nobody away', async () => {
    const one = await asked();
    const sue = await someAgent(platform, { name: 'Sue', inboxes: ['sales'] });
    const content = await someAgent(platform, { role: 'content' });
    for (const nobody of [content.id, randomUUID()])
      expect(await failure(invite(platform, one.by(lena), nobody))).toMatchObject({ status: 400 });
    // Who sees it anyway is no guest.
    await leavesAsItWas(one, invite(platform, one.by(lena), omar.id));
    for (const { id } of [sam, sue]) await invite(platform, one.by(lena), id);
    await leavesAsItWas(one, invite(platform, one.by(lena), sam.id));
    expect(await failure(removeGuest(platform, one.by(sam), sue.id))).toMatchObject({ status: 403, code: 'guest' });
    await removeGuest(platform, one.by(sam), sam.id);
    expect((await one.row()).participants).toEqual([sue.id]);
    expect((await one.log()).at(-1)?.body).toEqual({
      mark: { kind: 'removed', agent: { id: sam.id, name: 'Sam' } },
    });
    await leavesAsItWas(one, removeGuest(platform, one.by(lena), sam.id));
    await removeGuest(platform, one.by(lena), sue.id);
    expect((await one.row()).participants).toEqual([]);
  });

  test('a mention: of others and not of oneself, gone with the guest or once it was seen, which their other screens hear', async () => {
    const heard: BusMessage[] = [];
    const publish = async (it: BusMessage) => void heard.push(it);
    const listened: Platform = { ...platform, bus: { ...platform.bus, publish } };
    const one = await asked();
    const naming = (by: AgentRow, ...mentions: AgentRow[]) =>
      sendMessage(platform, one.by(by), message('Look', 1, { note: true, mentions: mentions.map(({ id }) => id) }));
    expect((await naming(lena, lena)).body).toEqual({});
    expect((await one.row()).mentioned).toEqual([]);
    expect((await naming(lena, omar, sam, omar)).body).toEqual({ mentions: [omar.id, sam.id] });
    expect((await naming(omar, sam, lena)).body).toEqual({ mentions: [sam.id, lena.id] });
    expect(await one.row()).toMatchObject({ mentioned: [omar.id, sam.id, lena.id], participants: [sam.id] });
    await seeMention(listened, one.by(mona));
    expect(heard).toEqual([]);
    await seeMention(listened, one.by(omar));
    expect(heard).toHaveLength(1);
    await removeGuest(platform, one.by(lena), sam.id);
    expect((await one.row()).mentioned).toEqual([lena.id]);
    // A guest names whom they see it with, and asks nobody in.
    await invite(platform, one.by(lena), sam.id);
    const sue = await someAgent(platform, { name: 'Sue', inboxes: ['sales'] });
    expect(await failure(naming(sam, sue))).toMatchObject({ status: 403, code: 'guest' });
    await naming(sam, omar);
    expect((await one.row()).mentioned).toEqual([lena.id, omar.id]);
  });
});

test('what a move says is kept of it: who, why, and what stood there afterwards', async () => {
  const one = await asked();
  await requestHandoff(platform, one.of);
  const { queuedAt } = await one.row();
  await take(platform, one.by(lena));
  const [escalated, took] = (await one.log()).slice(-2);
  expect(escalated?.body).toMatchObject({
    move: { name: 'escalate', from: 'bot', to: 'queued', reason: 'asked_for_human' },
    after: { inbox: 'default', queuedAt: expect.any(Number) },
  });
  expect(took?.body).toMatchObject({
    move: { name: 'take', from: 'queued', to: 'assigned' },
    after: { inbox: 'default', agentId: lena.id, queuedAt: expect.any(Number) },
  });
  // The moment itself, to the microsecond.
  const kept = (escalated?.body as { after?: { queuedAt: number } } | undefined)?.after?.queuedAt ?? 0;
  expect(Math.floor(kept / 1_000)).toBe(queuedAt?.getTime());
  expect(noticeOf(took)).toEqual({ kind: 'joined', params: { agent: 'Lena' } });
  // Why somebody waited is known until the bot has it again.
  expect((await one.row()).reason).toBe('asked_for_human');
  await handBack(platform, one.by(lena));
  expect((await one.row()).reason).toBeNull();
});
