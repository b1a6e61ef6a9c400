/** What always throws ends: counted before it is tried, parked, shown in Operations, and in nobody else's way. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runTurns } from '../bot/answer.js';
import { match } from '../handoff/assign.js';
import { sweep } from '../handoff/sweep.js';
import { readHealth, settleJob } from '../operations/health.js';
import type { Platform } from '../platform/open.js';
import type { Stack } from '../testing/stack.js';
import { logOf, noticeOf, rowOf, seen, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import { take } from './agent-actions.js';
import { changeMember } from './team.js';
import { claimTurn, dropTurn } from './turns.js';

let stack: Stack;
let platform: Platform;
beforeAll(async () => {
  stack = await startBare('embedded', { timing: { quiet: 0 } });
  platform = stack.platform;
  // Whatever would be written into the log of a cursed conversation fails.
  await platform.db.query('create table cursed (id uuid primary key)');
  await platform.db.query(`create function refuse() returns trigger language plpgsql as $$ begin
    if exists (select 1 from cursed where id = new.conversation_id) then raise exception 'it always fails'; end if; return new; end $$`);
  await platform.db.query(
    'create trigger refuse before insert on conversation_events for each row execute function refuse()',
  );
});
afterAll(() => stack?.drop());
beforeEach(async () => {
  for (const table of ['cursed', 'conversations', 'agent_sessions']) await platform.db.query(`delete from ${table}`);
  await platform.db.query('update agents set available = false');
  await platform.db.query(`update inboxes set hours = null`);
});

const curse = (id: string) => platform.db.query('insert into cursed values ($1)', [id]);
const lift = (id: string) => platform.db.query('delete from cursed where id = $1', [id]);
const run = (id: string) => runTurns(platform, id, new AbortController().signal).catch((error: Error) => error.message);
const failed = async () => (await readHealth(platform)).failed;

/** Owed, and claimed three times in vain. */
async function failing() {
  const visitor = await someVisitor(platform);
  await visitor.post('How do I reset my password?');
  for (let i = 0; i < 3; i++) {
    const claim = await claimTurn(platform.db, visitor.id, 60_000);
    if (!claim) throw new Error('not claimed');
    await dropTurn(platform.db, claim);
  }
  return visitor;
}

test('where nobody can say when the team is back, the visitor is handed over all the same', async () => {
  const { id } = await failing();
  // Hours that no schema would take: looking them up throws.
  await platform.db.query(`update inboxes set hours = '{"timeZone": "UTC", "holidays": []}'`);
  expect(await run(id)).toMatch(/undefined|null/);
  expect(await run(id)).toBe('handed off: model_failed');
  expect(await rowOf(platform, id)).toMatchObject({ state: 'queued', reason: 'model_failed' });
  expect(noticeOf((await logOf(platform, id)).at(-1))).toEqual({ kind: 'queued', params: { why: 'failed' } });
});

test('a turn whose handoff always throws ends, shows in Operations with why, and goes on from there', async () => {
  const { id } = await failing();
  await curse(id);
  for (let i = 0; i < 2; i++) expect(await run(id)).toBe('it always fails');
  for (let i = 0; i < 3; i++) expect(await run(id)).toMatch(/^skipped/);
  expect((await rowOf(platform, id)).turnAttempts).toBe(5);
  const [shown, ...others] = await failed();
  expect(others).toEqual([]);
  expect(shown).toMatchObject({ queue: 'bot', conversationId: id, attempts: 5, error: 'turn: it always fails' });
  await lift(id);
  await settleJob(platform, { queue: 'bot', id: shown?.id ?? '', what: 'retry' });
  expect(await failed()).toEqual([]);
  expect(await run(id)).toMatch(/^(answered|handed off)/);
  await expect(settleJob(platform, { queue: 'bot', id: shown?.id ?? '', what: 'retry' })).rejects.toThrow(/not parked/);
});

test('a turn whose process died with each try is parked too', async () => {
  const { id } = await failing();
  for (let i = 0; i < 2; i++) expect(await claimTurn(platform.db, id, -1)).toBeDefined();
  expect(await claimTurn(platform.db, id, -1)).toBeUndefined();
  expect(await failed()).toMatchObject([{ conversationId: id, error: 'turn: the process ended with it' }]);
});

test('one conversation that cannot be taken back keeps no other waiting', async () => {
  const lena = await someAgent(platform, { name: 'Lena', here: true });
  const [first, second] = [await someVisitor(platform), await someVisitor(platform)];
  for (const { id, post } of [first, second]) {
    await post('Hello?');
    await take(platform, { agent: lena, conversationId: id });
  }
  await curse(first.id);
  await seen(platform, lena.id, 600);
  for (let round = 0; round < 7; round++) await sweep(platform);
  expect((await rowOf(platform, first.id)).state).toBe('assigned');
  expect((await rowOf(platform, second.id)).state).toBe('queued');
  expect(await failed()).toMatchObject([
    { queue: 'handoff', conversationId: first.id, attempts: 5, error: 'absent: it always fails' },
  ]);
  const [{ id } = { id: '' }] = await failed();
  await lift(first.id);
  await settleJob(platform, { queue: 'handoff', id, what: 'retry' });
  await sweep(platform);
  expect((await rowOf(platform, first.id)).state).toBe('queued');
});

test('one that cannot be given to anybody keeps no other from being given', async () => {
  await platform.db.query('update inboxes set accept = false');
  const [first, second] = [await someVisitor(platform), await someVisitor(platform)];
  for (const { id, post } of [first, second]) {
    await post('Hello?');
    await platform.db.query(`update conversations set turn_attempts = 3 where id = $1`, [id]);
    expect(await run(id)).toBe('handed off: model_failed');
  }
  await curse(first.id);
  await someAgent(platform, { name: 'Maya', here: true, capacity: 1 });
  for (let round = 0; round < 7; round++) await match(platform);
  expect((await rowOf(platform, first.id)).state).toBe('queued');
  expect((await rowOf(platform, second.id)).state).toBe('assigned');
  expect(await failed()).toMatchObject([{ conversationId: first.id, error: 'match: it always fails' }]);
});

test('whose agent has closed their account is told by name who left', async () => {
  const lena = await someAgent(platform, { name: 'Lena Sommer', here: true });
  const visitor = await someVisitor(platform);
  await visitor.post('Hello?');
  await take(platform, { agent: lena, conversationId: visitor.id });
  await platform.db.tx((tx) =>
    changeMember(tx, { kind: 'system' }, { absentMs: 45_000, id: lena.id, change: { active: false } }),
  );
  await sweep(platform);
  const last = (await logOf(platform, visitor.id)).at(-1);
  expect(noticeOf(last)).toEqual({ kind: 'left', params: { agent: 'Lena Sommer' } });
  expect(last?.text).toMatch(/^Lena Sommer had to leave\./);
});
