import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { take } from '../services/conversation/agent-actions.js';
import { sendMessage } from '../services/conversation/agent-messages.js';
import type { Stack } from '../services/testing/stack.js';
import { someAgent, someVisitor, startBare } from '../services/testing/verbs.js';
import { findCanned, refuseGaps } from './canned.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startBare('embedded');
}, 120_000);
afterAll(() => stack?.drop());

test('found by shortcut first, filled in, counted when sent, and never sent with a gap', async () => {
  const { platform } = stack;
  const { db } = platform;
  await db.query(
    `insert into entries (key, content_hash, title, answer, tags) values
       ('macros/hello', '\\x01', 'Say hello', 'Hello {{visitor.name|there}}, this is {{agent.name|our team}}.', '{}'),
       ('macros/order', '\\x02', 'Where an order is', 'Order {{order.number}} is on its way.', '{}'),
       ('macros/elsewhere', '\\x03', 'Hello elsewhere', 'Hello.', '{}')`,
  );
  await db.query(`update entries set inboxes = '{another}' where key = 'macros/elsewhere'`);
  await db.query(
    `insert into version_entries select current_version, e.id from installation, entries e where e.key like 'macros/%'`,
  );
  const find = (q: string) => findCanned(db, { inbox: 'default', q, values: { 'agent.name': 'Lena' } });
  expect((await find('hel'))[0]).toMatchObject({
    shortcut: 'hello',
    text: 'Hello there, this is Lena.',
    unresolved: [],
    uses: 0,
  });
  expect((await find('hello')).map(({ key }) => key)).not.toContain('macros/elsewhere');
  expect(await find('%')).toEqual([]);
  expect(await find('')).toHaveLength(8);
  const [order] = await find('order');
  expect(order).toMatchObject({ shortcut: 'order', unresolved: ['{{order.number}}'] });

  const agent = await someAgent(platform, { here: true });
  const visitor = await someVisitor(platform);
  await visitor.post('where is my parcel');
  const of = { agent, conversationId: visitor.id };
  await take(platform, of);
  const message = (text: string) => ({ clientId: randomUUID(), text, canned: 'macros/order', seenSeq: 2 });
  const gap = order?.text as string;
  expect(() => refuseGaps(message(gap))).toThrow('fill in {{order.number}} before you send it');
  expect(() => refuseGaps({ ...message(gap), note: true })).not.toThrow();
  expect(() => refuseGaps(message('Order KC-1 is on its way.'))).not.toThrow();
  await sendMessage(platform, of, message('Order KC-1 is on its way.'));
  expect((await find('order'))[0]).toMatchObject({ uses: 1 });
});
