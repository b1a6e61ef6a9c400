import { describe, expect, test } from 'vitest';
import { said, until, withPage } from '../../testing/page.js';

const page = withPage();

describe('coming back', () => {
  test('after a reload the history is there, and what was not sent is sent', async () => {
    const first = page.visit();
    first.send('one');
    await until(() => said(first).length === 1);
    page.gateway.fault = ({ path }) => (path.endsWith('/messages') ? { status: 503 } : undefined);
    first.send('two');
    page.leave(first);
    page.gateway.fault = () => undefined;
    page.reload();
    const second = page.visit();
    await until(() => said(second).length === 2);
    expect(said(second)).toEqual(['one', 'two']);
    expect(page.gateway.all.size).toBe(1);
  });

  test('a cut stream goes on from its cursor, with what came meanwhile', async () => {
    const chat = page.visit();
    chat.send('one');
    await until(() => said(chat).length === 1);
    await page.streamed(chat);
    page.gateway.cut();
    page.gateway.append(page.gateway.only(), { role: 'bot', text: 'while you were away' });
    await until(() => said(chat).length === 2);
    const cursors = page.gateway.asked
      .filter(({ path }) => path.endsWith('/events'))
      .map(({ headers }) => headers['last-event-id']);
    expect(cursors).toEqual([undefined, 'e1.1']);
  });

  test('a heartbeat becomes the cursor', async () => {
    const chat = page.visit();
    chat.send('one');
    // The message first: one that is still on its way would move the log's head past the heartbeat.
    await until(() => said(chat).length === 1 && page.gateway.only().streams.size === 1);
    page.gateway.only().conversation.seq = 7;
    page.gateway.write(page.gateway.only(), 'heartbeat', { cursor: 'e1.7' });
    await page.streamed(chat);
    page.gateway.cut();
    const streams = () => page.gateway.asked.filter(({ path }) => path.endsWith('/events'));
    await until(() => streams().length === 2);
    expect(streams()[1]?.headers['last-event-id']).toBe('e1.7');
    expect(chat.view.events).toHaveLength(1);
  });

  test('after a reset it refetches, and sends again what the server lost', async () => {
    const chat = page.visit();
    chat.send('kept');
    await until(() => said(chat).length === 1);
    chat.send('lost');
    await until(() => said(chat).length === 2);
    await page.streamed(chat);
    const to = page.gateway.only();
    to.events.pop();
    to.conversation.seq = 1;
    page.gateway.epoch = 'e2';
    page.gateway.append(to, { role: 'bot', text: 'from the restored log' });
    page.gateway.cut();
    await until(() => said(chat).length === 3 && chat.view.outbox.length === 0);
    expect(said(chat)).toEqual(['kept', 'from the restored log', 'lost']);
    expect(to.events.map((event) => event.text)).toEqual(said(chat));
  });

  test('where the conversation is gone, a new one gets what nobody answered', async () => {
    const chat = page.visit();
    chat.send('answered');
    await until(() => said(chat).length === 1);
    page.gateway.append(page.gateway.only(), { role: 'bot', text: 'yes' });
    chat.send('open question');
    await until(() => said(chat).length === 3);
    page.gateway.all.clear();
    chat.send('next');
    await until(() => said(chat).length === 2);
    expect(said(chat)).toEqual(['open question', 'next']);
    expect(page.gateway.only().events.map((event) => event.text)).toEqual(['open question', 'next']);
  });

  test('a visitor whose token expired while they were away begins anew', async () => {
    page.store.update((kept) => Object.assign(kept, { token: 'old', conversationId: 'c0', readSeq: 9 }));
    const chat = page.visit();
    await until(() => page.store.read().token === undefined);
    expect(chat.view.events).toEqual([]);
    chat.send('hello');
    await until(() => said(chat).length === 1);
  });

  test('polls where a proxy holds the stream back', async () => {
    page.gateway.buffering = true;
    const original = globalThis.setTimeout;
    // Only the wait for the first byte is made shorter.
    globalThis.setTimeout = ((work: () => void, ms?: number) =>
      original(work, ms === 10_000 ? 150 : ms)) as typeof setTimeout;
    try {
      const chat = page.visit();
      chat.send('one');
      await until(() => chat.status === 'polling');
      page.gateway.append(page.gateway.only(), { role: 'bot', text: 'slow but sure' });
      await until(() => said(chat).length === 2);
    } finally {
      globalThis.setTimeout = original;
    }
  });
});
