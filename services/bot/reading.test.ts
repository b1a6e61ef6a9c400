/** What a turn has in front of it, and how long it waits for more. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handBack, take } from '../conversation/agent-actions.js';
import { giveFeedback, leaveContact } from '../conversation/reactions.js';
import { type Claim, claimTurn, settleTurn } from '../conversation/turns.js';
import type { Platform } from '../platform/open.js';
import type { Stack } from '../testing/stack.js';
import { rowOf, someAgent, someVisitor, startBare } from '../testing/verbs.js';
import { choose } from './choice.js';
import { read, untilQuiet } from './reading.js';

let stack: Stack;
let platform: Platform;
beforeAll(async () => {
  stack = await startBare('embedded', { timing: { quiet: 5 } });
  platform = stack.platform;
});
afterAll(() => stack?.drop());

const claimed = async (id: string): Promise<Claim> => {
  const claim = await claimTurn(platform.db, id, 60_000);
  if (!claim) throw new Error('not claimed');
  return claim;
};

describe('a turn waits for the end of a burst', () => {
  const signal = new AbortController().signal;

  test('and no longer: what was said a while ago is answered now', async () => {
    const visitor = await someVisitor(platform);
    await visitor.post('first');
    await visitor.post('second');
    await platform.db.query(`update conversation_events set created_at = now() - interval '1 hour'`);
    const hurried = {
      ...platform,
      config: { ...platform.config, timing: { ...platform.config.timing, quiet: 60_000 } },
    };
    expect(await untilQuiet(hurried, await claimed(visitor.id), signal)).toBe(2);
  });

  test('somebody who goes on and on is answered all the same', async () => {
    const visitor = await someVisitor(platform);
    await visitor.post('word 1');
    const claim = await claimed(visitor.id);
    let looks = 0;
    // At each look they have written again just now.
    const query: Platform['db']['query'] = async (sql, values) => {
      looks++;
      const rows = await platform.db.query<object>(sql, values);
      return rows.map((row) => ({ ...row, silent: 0 })) as never;
    };
    expect(await untilQuiet({ ...platform, db: { ...platform.db, query } }, claim, signal)).toBe(1);
    // Four pauses, and no fifth.
    expect(looks).toBe(5);
  });

  test('and one that is gone is no reason to wait', async () => {
    const claim = { conversationId: randomUUID(), lastVisitorSeq: 7 } as Claim;
    expect(await untilQuiet(platform, claim, signal)).toBe(7);
  });
});

test('it reads what is owed, what came before, thumbs, and when it last changed hands', async () => {
  const visitor = await someVisitor(platform);
  const agent = await someAgent(platform);
  await leaveContact(platform, visitor.of, { email: 'mia@mail.test', name: 'Mia' });
  await visitor.post('one');
  const first = await claimed(visitor.id);
  const fresh = await read(platform, first, 2);
  expect([fresh.owed.map(({ text }) => text), fresh.history, fresh.feedback, fresh.movedSeq]).toEqual([
    ...[['one'], [], [], 0],
  ]);
  expect(fresh.values).toEqual({
    ...{ 'visitor.name': 'Mia', 'visitor.email': 'mia@mail.test', 'inbox.name': 'Support' },
  });
  await settleTurn(platform, first, 2, { kind: 'reply', text: 'So.', body: {} });
  await giveFeedback(platform, visitor.of, { seq: 3, helpful: false });
  await take(platform, { agent, conversationId: visitor.id });
  await visitor.post('two');
  await handBack(platform, { agent, conversationId: visitor.id });
  await visitor.post('three');
  await visitor.post('later');
  const { seq } = await rowOf(platform, visitor.id);
  const again = await read(platform, await claimed(visitor.id), seq - 1);
  expect(again.owed.map(({ text }) => text)).toEqual(['two', 'three']);
  expect(again.history.map(({ text }) => text)).toEqual(['one', 'So.']);
  expect(again.feedback.map(({ body }) => body.feedback?.seq)).toEqual([3]);
  expect(again.movedSeq).toBe(7);
});

describe('a button that was pressed', () => {
  const pressed = async (key: string | undefined, slug = 'default') => {
    const visitor = await someVisitor(platform);
    await visitor.post('How do I return it?');
    const claim = await claimed(visitor.id);
    const body = { suggestions: [{ label: 'This', ...(key && { key }) }] };
    const offered = await settleTurn(platform, claim, 1, { kind: 'reply', text: 'Is it this?', body });
    if (!offered?.event) throw new Error('not offered');
    await visitor.post('This');
    const reading = await read(platform, await claimed(visitor.id), 3);
    return choose(platform, { ...reading, inbox: { ...reading.inbox, slug } }, { offered: offered.event, index: 0 });
  };

  test('is answered with that entry as it is published; without one, or where it is not any more, by a person', async () => {
    const [entry] = await platform.db.query<{ id: number; key: string; title: string }>(
      `select e.id, e.key, e.title from installation i join version_entries m on m.version_id = i.current_version
       join entries e on e.id = m.entry_id where e.inboxes = '{}' order by e.id limit 1`,
    );
    if (!entry) throw new Error('no entry');
    const set = (to: string) => platform.db.query(`update entries set ${to} where id = $1`, [entry.id]);
    await set(`answer = 'Like this.', link = null`);
    expect(await pressed(entry.key)).toEqual({
      ...{ kind: 'reply', text: 'Like this.' },
      body: { entries: [entry.key], citations: [{ index: 1, title: entry.title, text: 'Like this.' }] },
    });
    await set(`link = 'https://shop.example/x'`);
    expect(await pressed(entry.key)).toMatchObject({ body: { citations: [{ link: 'https://shop.example/x' }] } });
    await set(`inboxes = '{sales}'`);
    expect(await pressed(entry.key)).toEqual({ kind: 'escalate', reason: 'nothing_found' });
    expect(await pressed(entry.key, 'sales')).toMatchObject({ kind: 'reply' });
    expect(await pressed('was/taken-back')).toEqual({ kind: 'escalate', reason: 'nothing_found' });
    expect(await pressed(undefined)).toEqual({ kind: 'escalate', reason: 'none_of_these' });
  });
});
