/**
 * Several conversations of one visitor: nothing is lost, and nothing goes to the wrong one, whatever they turn to
 * meanwhile.
 */
import { describe, expect, test } from 'vitest';
import { said, until, withPage } from '../../testing/page.js';
import type { ChatController } from './client.js';

const page = withPage();

const textsOf = (id: string | undefined) => page.gateway.all.get(id ?? '')?.events.map((event) => event.text);
const posts = () => page.gateway.asked.filter(({ path }) => path.endsWith('/messages'));

/** A conversation with one message in it; its id. */
async function begun(chat: ChatController, text: string): Promise<string> {
  chat.send(text);
  await until(() => said(chat).includes(text) && chat.view.conversation);
  return chat.view.conversation?.id as string;
}

describe('several conversations', () => {
  test('a new one is of the same visitor; each shows only its own', async () => {
    const chat = page.visit();
    const first = await begun(chat, 'one');
    const { token } = page.store.read();
    chat.show();
    expect(chat.view.events).toEqual([]);
    expect(chat.loading).toBe(false);
    const second = await begun(chat, 'two');
    expect(second).not.toBe(first);
    expect(page.store.read().token).toBe(token);
    expect(said(chat)).toEqual(['two']);
    chat.show(first);
    await until(() => said(chat).length === 1 && chat.view.conversation?.id === first);
    expect(said(chat)).toEqual(['one']);
    page.gateway.append(page.gateway.all.get(second) as never, { role: 'bot', text: 'elsewhere' });
    page.gateway.append(page.gateway.all.get(first) as never, { role: 'bot', text: 'here' });
    await until(() => said(chat).length === 2);
    expect(said(chat)).toEqual(['one', 'here']);
    // And it goes on there after a reload.
    page.leave(chat);
    page.reload();
    const again = page.visit();
    await until(() => said(again).length === 2);
    await begun(again, 'three');
    expect(textsOf(first)).toEqual(['one', 'here', 'three']);
  });

  test('what waits to be sent stays with the conversation it was written for', async () => {
    const chat = page.visit();
    const first = await begun(chat, 'one');
    chat.show();
    const second = await begun(chat, 'two');
    page.gateway.fault = ({ path }) => (path.endsWith('/messages') ? { status: 503 } : undefined);
    chat.send('for the second');
    chat.show(first);
    expect(chat.view.outbox).toEqual([]);
    chat.send('for the first');
    chat.show(second);
    await until(() => chat.view.conversation?.id === second);
    expect(chat.view.outbox.map(({ text }) => text)).toEqual(['for the second']);
    chat.show(first);
    page.gateway.fault = () => undefined;
    await until(() => page.store.read().outbox?.length === 0);
    await until(() => said(chat).length === 2);
    expect(said(chat)).toEqual(['one', 'for the first']);
    expect(textsOf(first)).toEqual(['one', 'for the first']);
    expect(textsOf(second)).toEqual(['two', 'for the second']);
  });

  test('one whose conversation was never opened opens it, although another is on screen by then', async () => {
    const chat = page.visit();
    const first = await begun(chat, 'one');
    page.gateway.fault = ({ path, method }) =>
      path === '/v1/conversations' && method === 'POST' ? { status: 503 } : undefined;
    chat.show();
    chat.send('for a new one');
    chat.show(first);
    await until(() => said(chat).length === 1);
    expect(chat.view.outbox).toEqual([]);
    page.gateway.fault = () => undefined;
    await until(() => page.gateway.all.size === 2);
    await until(() => page.store.read().outbox?.length === 0);
    expect(page.store.read().conversationId).toBe(first);
    expect(said(chat)).toEqual(['one']);
    expect(textsOf(first)).toEqual(['one']);
    expect(textsOf([...page.gateway.all.keys()][1])).toEqual(['for a new one']);
  });

  test('a reload in between loses nothing and mixes nothing up', async () => {
    const chat = page.visit();
    const first = await begun(chat, 'one');
    page.gateway.fault = ({ method }) => (method === 'POST' ? { status: 503 } : undefined);
    chat.send('for the first');
    chat.show();
    chat.send('for a new one');
    page.leave(chat);
    page.gateway.fault = () => undefined;
    page.reload();
    const again = page.visit();
    await until(() => page.store.read().outbox?.length === 0);
    await until(() => said(again).length === 1);
    expect(said(again)).toEqual(['for a new one']);
    expect(textsOf(first)).toEqual(['one', 'for the first']);
    expect(page.gateway.all.size).toBe(2);
  });

  test('the reply to a message, or to a button, that comes after turning away does not show in the other', async () => {
    const chat = page.visit();
    const first = await begun(chat, 'one');
    chat.show();
    const second = await begun(chat, 'two');
    chat.send('late');
    const acting = chat.act('resolve', {});
    chat.show(first);
    await acting;
    await until(() => textsOf(second)?.length === 2 && page.store.read().outbox?.length === 0);
    await until(() => said(chat).length === 1);
    expect(chat.view.conversation?.id).toBe(first);
    expect(said(chat)).toEqual(['one']);
    expect(page.gateway.asked.filter(({ path }) => path.endsWith('/resolve')).map(({ path }) => path)).toEqual([
      `/v1/conversations/${second}/resolve`,
    ]);
  });

  test('a message whose conversation is gone is shown as not sent, not dropped', async () => {
    const chat = page.visit();
    const first = await begun(chat, 'one');
    chat.show();
    const second = await begun(chat, 'two');
    page.gateway.fault = ({ path }) => (path.endsWith('/messages') ? { status: 503 } : undefined);
    chat.send('for the second');
    chat.show(first);
    await until(() => said(chat).length === 1);
    page.gateway.all.delete(second);
    page.gateway.fault = () => undefined;
    await until(() => chat.view.outbox.length === 1);
    expect(chat.view.outbox).toMatchObject([{ text: 'for the second', status: 'failed', refused: true }]);
    expect(textsOf(first)).toEqual(['one']);
    expect(page.store.read().conversationId).toBe(first);
  });

  test('seen is told once for a burst, and not for what they wrote themselves', async () => {
    const chat = page.visit();
    await begun(chat, 'one');
    chat.markRead();
    page.gateway.append(page.gateway.only(), { role: 'agent', text: 'a' });
    page.gateway.append(page.gateway.only(), { role: 'agent', text: 'b' });
    await until(() => said(chat).length === 3);
    const seen = () => page.gateway.asked.filter(({ path }) => path.endsWith('/seen')).map(({ body }) => body);
    expect(seen()).toEqual([]);
    for (let i = 0; i < 5; i++) chat.markRead();
    await until(() => seen().length === 1);
    chat.markRead();
    chat.send('two');
    await until(() => posts().length === 2 && said(chat).length === 4);
    chat.markRead();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(seen()).toEqual([{ seq: 3 }]);
  });
});
