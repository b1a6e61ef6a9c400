import { describe, expect, test } from 'vitest';
import { said, until, withPage } from '../../testing/page.js';

const page = withPage();

describe('sending', () => {
  test('the first message opens a conversation; the answer comes by the stream', async () => {
    page.gateway.onMessage = (to, event) =>
      void page.gateway.append(to, { role: 'bot', text: 'Five days.', replyTo: event.seq });
    const chat = page.visit();
    expect(page.gateway.asked).toEqual([]);
    chat.send('How long?');
    expect(chat.view.outbox).toMatchObject([{ text: 'How long?', status: 'sending' }]);
    await until(() => said(chat).length === 2);
    expect(said(chat)).toEqual(['How long?', 'Five days.']);
    expect(chat.view.outbox).toEqual([]);
    expect(page.store.read().outbox).toEqual([]);
    const [open, post] = page.gateway.asked.filter((asked) => asked.method === 'POST');
    expect(open?.body).toMatchObject({ inbox: 'default', locale: 'en' });
    expect(post?.body.clientId).not.toBe(open?.body.clientId);
  });

  test('is stored before the first try', () => {
    page.gateway.fault = () => ({ status: 503 });
    const chat = page.visit();
    chat.send('one');
    expect(page.store.read().outbox).toMatchObject([{ text: 'one' }]);
    expect(page.gateway.asked).toEqual([]);
  });

  test('a lost reply to the opening gets the same conversation on the next try', async () => {
    let lost = 0;
    page.gateway.fault = ({ path }) => (path === '/v1/conversations' && lost++ === 0 ? 'drop' : undefined);
    const chat = page.visit();
    chat.send('one');
    await until(() => said(chat).length === 1);
    expect(page.gateway.all.size).toBe(1);
    const secrets = page.gateway.asked
      .filter(({ path }) => path === '/v1/conversations')
      .map(({ body }) => body.clientId);
    expect(secrets).toHaveLength(2);
    expect(new Set(secrets).size).toBe(1);
    expect(page.store.read().opening).toBeUndefined();
  });

  test('a lost reply to a message sends it again with the same clientId, and it is there once', async () => {
    let lost = 0;
    page.gateway.fault = ({ path }) => {
      // Without a stream, only the replies can tell.
      if (path.endsWith('/events')) return { status: 503, headers: { 'retry-after': '60' } };
      return path.endsWith('/messages') && lost++ < 2 ? 'drop' : undefined;
    };
    const chat = page.visit();
    chat.send('one');
    chat.send('two');
    await until(() => chat.view.outbox.length === 0 && said(chat).length === 2);
    expect(page.gateway.asked.filter(({ path }) => path.endsWith('/messages'))).toHaveLength(4);
    expect(page.gateway.only().events.map((event) => event.text)).toEqual(['one', 'two']);
    expect(said(chat)).toEqual(['one', 'two']);
  });

  test('a message with files keeps what they are, and sends only their ids, also after a reload', async () => {
    const file = { id: 'f1', name: 'a.png', type: 'image/png', size: 1, url: '/v1/files/f1/k/a.png' };
    page.gateway.fault = ({ path }) => (path.endsWith('/messages') ? { status: 503 } : undefined);
    const first = page.visit();
    first.send('look', { files: [file] });
    await until(() => page.gateway.asked.some(({ path }) => path.endsWith('/messages')));
    page.leave(first);
    page.reload();
    page.gateway.fault = () => undefined;
    const chat = page.visit();
    expect(chat.view.outbox).toMatchObject([{ text: 'look', files: [file] }]);
    await until(() => said(chat).length === 1);
    const bodies = page.gateway.asked.filter(({ path }) => path.endsWith('/messages')).map(({ body }) => body);
    expect(bodies.at(-1)).toEqual({ clientId: bodies[0].clientId, text: 'look', files: ['f1'] });
  });

  test('waits as long as a 429 asks', async () => {
    let refused = 0;
    page.gateway.fault = ({ path }) =>
      path.endsWith('/messages') && refused++ === 0 ? { status: 429, headers: { 'retry-after': '1' } } : undefined;
    const chat = page.visit();
    const began = Date.now();
    chat.send('one');
    await until(() => said(chat).length === 1);
    expect(Date.now() - began).toBeGreaterThanOrEqual(990);
    expect(chat.view.outbox).toEqual([]);
  });

  test('a refusal is final: it says so and lets the next message pass', async () => {
    page.gateway.fault = ({ body }) => (body?.text === 'bad' ? { status: 400 } : undefined);
    const chat = page.visit();
    chat.send('bad');
    chat.send('good');
    await until(() => said(chat).length === 1);
    expect(said(chat)).toEqual(['good']);
    expect(chat.view.outbox).toMatchObject([{ text: 'bad', status: 'failed', refused: true, error: 'fault' }]);
    chat.unsend(chat.view.outbox[0]?.clientId as string);
    expect(page.store.read().outbox).toEqual([]);
  });

  test('a server that stays down makes it failed; a retry sends it', async () => {
    page.gateway.fault = () => ({ status: 503, headers: { 'retry-after': '0' } });
    const chat = page.visit();
    chat.send('one');
    await until(() => chat.view.outbox[0]?.status === 'failed');
    page.gateway.fault = () => undefined;
    await chat.retry(chat.view.outbox[0]?.clientId as string);
    await until(() => said(chat).length === 1);
  });
});

describe('buttons', () => {
  test('asking for a person opens a conversation where there is none', async () => {
    const acts: string[] = [];
    page.gateway.onAction = (to, action) => {
      acts.push(action);
      page.gateway.move(to, { state: 'queued', queue: { position: 1 } }, { kind: 'queued' });
    };
    const chat = page.visit();
    expect(await chat.askHuman()).toBe(true);
    expect(acts).toEqual(['handoff']);
    expect(chat.view.conversation?.state).toBe('queued');
    await until(() => chat.view.events.some((event) => event.notice?.kind === 'queued'));
  });

  test('a button that does not work says so, and no more once another works', async () => {
    const chat = page.visit();
    chat.send('one');
    await until(() => said(chat).length === 1);
    page.gateway.fault = ({ path }) => (path.endsWith('/rating') ? { status: 400 } : undefined);
    expect(await chat.act('rating', { score: 5 })).toBe(false);
    expect(chat.problem).toBe('fault');
    expect(await chat.act('resolve', {})).toBe(true);
    expect(chat.problem).toBeUndefined();
  });

  test('typing is told at most every three seconds, and to nobody while the bot answers', async () => {
    const chat = page.visit();
    chat.send('one');
    await until(() => said(chat).length === 1 && chat.view.conversation !== undefined);
    chat.typing();
    page.gateway.move(page.gateway.only(), { state: 'assigned', agent: { name: 'Lena' } });
    await until(() => chat.view.conversation?.state === 'assigned');
    chat.typing();
    chat.typing();
    await until(() => page.gateway.asked.some(({ path }) => path.endsWith('/typing')));
    expect(page.gateway.asked.filter(({ path }) => path.endsWith('/typing'))).toHaveLength(1);
  });
});

test('deltas make a ghost that the final answer replaces', async () => {
  const chat = page.visit();
  chat.send('one');
  await until(() => said(chat).length === 1 && page.gateway.only().streams.size === 1 && chat.view.conversation);
  const delta = { turn: 1, attempt: 1, ownerEpoch: 1 };
  page.gateway.write(page.gateway.only(), 'delta', { ...delta, i: 0, text: 'Five ' });
  page.gateway.write(page.gateway.only(), 'delta', { ...delta, i: 1, text: 'days' });
  await until(() => chat.view.ghost?.text === 'Five days');
  page.gateway.append(page.gateway.only(), { role: 'bot', text: 'Five days.', replyTo: 1 });
  await until(() => said(chat).length === 2);
  expect(chat.view.ghost).toBeUndefined();
});
