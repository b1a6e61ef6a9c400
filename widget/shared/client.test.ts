import type { ReactiveControllerHost } from 'lit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChatController } from './client.js';
import { openStore, type Store } from './store.js';
import { FakeGateway } from './testing.js';

let gateway: FakeGateway;
let storage: Map<string, string>;
let store: Store;
const running: ChatController[] = [];

beforeEach(async () => {
  gateway = await new FakeGateway().listen();
  storage = new Map();
  store = newStore();
});

afterEach(async () => {
  for (const chat of running.splice(0)) chat.hostDisconnected();
  await gateway.close();
});

function newStore(): Store {
  return openStore('k', { getItem: (k) => storage.get(k) ?? null, setItem: (k, v) => void storage.set(k, v) });
}

/** A page with the widget on it. */
function visit(): ChatController {
  const host: ReactiveControllerHost = {
    addController: () => {},
    removeController: () => {},
    requestUpdate: () => {},
    updateComplete: Promise.resolve(true),
  };
  const chat = new ChatController(host, { server: gateway.url, inbox: 'default', locale: 'en', store });
  running.push(chat);
  chat.hostConnected();
  return chat;
}

function leave(chat: ChatController): void {
  chat.hostDisconnected();
  running.splice(running.indexOf(chat), 1);
}

async function until(what: () => unknown, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!what()) {
    if (Date.now() > end) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const said = (chat: ChatController) => chat.view.events.map((event) => event.text);

describe('sending', () => {
  test('the first message opens a conversation; the answer comes by the stream', async () => {
    gateway.onMessage = (to, event) => void gateway.append(to, { role: 'bot', text: 'Five days.', replyTo: event.seq });
    const chat = visit();
    expect(gateway.asked).toEqual([]);
    chat.send('How long?');
    expect(chat.view.outbox).toMatchObject([{ text: 'How long?', status: 'sending' }]);
    await until(() => said(chat).length === 2);
    expect(said(chat)).toEqual(['How long?', 'Five days.']);
    expect(chat.view.outbox).toEqual([]);
    expect(store.read().outbox).toEqual([]);
    const [open, post] = gateway.asked.filter((asked) => asked.method === 'POST');
    expect(open?.body).toMatchObject({ inbox: 'default', locale: 'en' });
    expect(post?.body.clientId).not.toBe(open?.body.clientId);
  });

  test('is stored before the first try', () => {
    gateway.fault = () => ({ status: 503 });
    const chat = visit();
    chat.send('one');
    expect(store.read().outbox).toMatchObject([{ text: 'one' }]);
    expect(gateway.asked).toEqual([]);
  });

  test('a lost reply to the opening gets the same conversation on the next try', async () => {
    let lost = 0;
    gateway.fault = ({ path }) => (path === '/v1/conversations' && lost++ === 0 ? 'drop' : undefined);
    const chat = visit();
    chat.send('one');
    await until(() => said(chat).length === 1);
    expect(gateway.all.size).toBe(1);
    const secrets = gateway.asked.filter(({ path }) => path === '/v1/conversations').map(({ body }) => body.clientId);
    expect(secrets).toHaveLength(2);
    expect(new Set(secrets).size).toBe(1);
    expect(store.read().opening).toBeUndefined();
  });

  test('a lost reply to a message sends it again with the same clientId, and it is there once', async () => {
    let lost = 0;
    gateway.fault = ({ path }) => {
      // Without a stream, only the replies can tell.
      if (path.endsWith('/events')) return { status: 503, headers: { 'retry-after': '60' } };
      return path.endsWith('/messages') && lost++ < 2 ? 'drop' : undefined;
    };
    const chat = visit();
    chat.send('one');
    chat.send('two');
    await until(() => chat.view.outbox.length === 0 && said(chat).length === 2);
    expect(gateway.asked.filter(({ path }) => path.endsWith('/messages'))).toHaveLength(4);
    expect(gateway.only().events.map((event) => event.text)).toEqual(['one', 'two']);
    expect(said(chat)).toEqual(['one', 'two']);
  });

  test('waits as long as a 429 asks', async () => {
    let refused = 0;
    gateway.fault = ({ path }) =>
      path.endsWith('/messages') && refused++ === 0 ? { status: 429, headers: { 'retry-after': '1' } } : undefined;
    const chat = visit();
    const began = Date.now();
    chat.send('one');
    await until(() => said(chat).length === 1);
    expect(Date.now() - began).toBeGreaterThanOrEqual(990);
    expect(chat.view.outbox).toEqual([]);
  });

  test('a refusal is final: it says so and lets the next message pass', async () => {
    gateway.fault = ({ body }) => (body?.text === 'bad' ? { status: 400 } : undefined);
    const chat = visit();
    chat.send('bad');
    chat.send('good');
    await until(() => said(chat).length === 1);
    expect(said(chat)).toEqual(['good']);
    expect(chat.view.outbox).toMatchObject([{ text: 'bad', status: 'failed', refused: true, error: 'fault' }]);
    chat.unsend(chat.view.outbox[0]?.clientId as string);
    expect(store.read().outbox).toEqual([]);
  });

  test('a server that stays down makes it failed; a retry sends it', async () => {
    gateway.fault = () => ({ status: 503, headers: { 'retry-after': '0' } });
    const chat = visit();
    chat.send('one');
    await until(() => chat.view.outbox[0]?.status === 'failed');
    gateway.fault = () => undefined;
    await chat.retry(chat.view.outbox[0]?.clientId as string);
    await until(() => said(chat).length === 1);
  });
});

describe('coming back', () => {
  test('after a reload the history is there, and what was not sent is sent', async () => {
    const first = visit();
    first.send('one');
    await until(() => said(first).length === 1);
    gateway.fault = ({ path }) => (path.endsWith('/messages') ? { status: 503 } : undefined);
    first.send('two');
    leave(first);
    gateway.fault = () => undefined;
    store = newStore();
    const second = visit();
    await until(() => said(second).length === 2);
    expect(said(second)).toEqual(['one', 'two']);
    expect(gateway.all.size).toBe(1);
  });

  test('a cut stream goes on from its cursor, with what came meanwhile', async () => {
    const chat = visit();
    chat.send('one');
    await until(() => said(chat).length === 1 && gateway.only().streams.size === 1);
    gateway.cut();
    await until(() => gateway.only().streams.size === 0);
    gateway.append(gateway.only(), { role: 'bot', text: 'while you were away' });
    await until(() => said(chat).length === 2);
    const cursors = gateway.asked
      .filter(({ path }) => path.endsWith('/events'))
      .map(({ headers }) => headers['last-event-id']);
    expect(cursors).toEqual([undefined, 'e1.1']);
  });

  test('a heartbeat becomes the cursor', async () => {
    const chat = visit();
    chat.send('one');
    await until(() => gateway.all.size === 1 && gateway.only().streams.size === 1);
    gateway.only().conversation.seq = 7;
    gateway.write(gateway.only(), 'heartbeat', { cursor: 'e1.7' });
    // Comes after the heartbeat on the same stream, and shows.
    gateway.write(gateway.only(), 'typing', { role: 'agent', typing: true });
    await until(() => chat.view.typing.agent !== undefined);
    gateway.cut();
    const streams = () => gateway.asked.filter(({ path }) => path.endsWith('/events'));
    await until(() => streams().length === 2);
    expect(streams()[1]?.headers['last-event-id']).toBe('e1.7');
    expect(chat.view.events).toHaveLength(1);
  });

  test('after a reset it refetches, and sends again what the server lost', async () => {
    const chat = visit();
    chat.send('kept');
    await until(() => said(chat).length === 1);
    chat.send('lost');
    await until(() => said(chat).length === 2 && gateway.only().streams.size === 1);
    const to = gateway.only();
    to.events.pop();
    to.conversation.seq = 1;
    gateway.epoch = 'e2';
    gateway.append(to, { role: 'bot', text: 'from the restored log' });
    gateway.cut();
    await until(() => said(chat).length === 3 && chat.view.outbox.length === 0);
    expect(said(chat)).toEqual(['kept', 'from the restored log', 'lost']);
    expect(to.events.map((event) => event.text)).toEqual(said(chat));
  });

  test('where the conversation is gone, a new one gets what nobody answered', async () => {
    const chat = visit();
    chat.send('answered');
    await until(() => said(chat).length === 1);
    gateway.append(gateway.only(), { role: 'bot', text: 'yes' });
    chat.send('open question');
    await until(() => said(chat).length === 3);
    gateway.all.clear();
    chat.send('next');
    await until(() => said(chat).length === 2);
    expect(said(chat)).toEqual(['open question', 'next']);
    expect(gateway.only().events.map((event) => event.text)).toEqual(['open question', 'next']);
  });

  test('a visitor whose token expired while he was away begins anew', async () => {
    store.update((kept) => Object.assign(kept, { token: 'old', conversationId: 'c0', readSeq: 9 }));
    const chat = visit();
    await until(() => store.read().token === undefined);
    expect(chat.view.events).toEqual([]);
    chat.send('hello');
    await until(() => said(chat).length === 1);
  });

  test('polls where a proxy holds the stream back', async () => {
    gateway.buffering = true;
    const original = globalThis.setTimeout;
    // Only the wait for the first byte is made shorter.
    globalThis.setTimeout = ((work: () => void, ms?: number) =>
      original(work, ms === 10_000 ? 150 : ms)) as typeof setTimeout;
    try {
      const chat = visit();
      chat.send('one');
      await until(() => chat.status === 'polling');
      gateway.append(gateway.only(), { role: 'bot', text: 'slow but sure' });
      await until(() => said(chat).length === 2);
    } finally {
      globalThis.setTimeout = original;
    }
  });
});

describe('buttons', () => {
  test('asking for a person opens a conversation where there is none', async () => {
    const acts: string[] = [];
    gateway.onAction = (to, action) => {
      acts.push(action);
      gateway.move(to, { state: 'queued', queue: { position: 1 } }, { kind: 'queued' });
    };
    const chat = visit();
    expect(await chat.askHuman()).toBe(true);
    expect(acts).toEqual(['handoff']);
    expect(chat.view.conversation?.state).toBe('queued');
    await until(() => chat.view.events.some((event) => event.notice?.kind === 'queued'));
  });

  test('a button that does not work says so, and no more once another works', async () => {
    const chat = visit();
    chat.send('one');
    await until(() => said(chat).length === 1);
    gateway.fault = ({ path }) => (path.endsWith('/rating') ? { status: 400 } : undefined);
    expect(await chat.act('rating', { score: 5 })).toBe(false);
    expect(chat.problem).toBe('fault');
    expect(await chat.act('resolve', {})).toBe(true);
    expect(chat.problem).toBeUndefined();
  });

  test('typing is told at most every three seconds, and to nobody while the bot answers', async () => {
    const chat = visit();
    chat.send('one');
    await until(() => said(chat).length === 1 && chat.view.conversation !== undefined);
    chat.typing();
    gateway.move(gateway.only(), { state: 'assigned', agent: { name: 'Lena' } });
    await until(() => chat.view.conversation?.state === 'assigned');
    chat.typing();
    chat.typing();
    await until(() => gateway.asked.some(({ path }) => path.endsWith('/typing')));
    expect(gateway.asked.filter(({ path }) => path.endsWith('/typing'))).toHaveLength(1);
  });
});

test('deltas make a ghost that the final answer replaces', async () => {
  const chat = visit();
  chat.send('one');
  await until(() => said(chat).length === 1 && gateway.only().streams.size === 1 && chat.view.conversation);
  const delta = { turn: 1, attempt: 1, ownerEpoch: 1 };
  gateway.write(gateway.only(), 'delta', { ...delta, i: 0, text: 'Five ' });
  gateway.write(gateway.only(), 'delta', { ...delta, i: 1, text: 'days' });
  await until(() => chat.view.ghost?.text === 'Five days');
  gateway.append(gateway.only(), { role: 'bot', text: 'Five days.', replyTo: 1 });
  await until(() => said(chat).length === 2);
  expect(chat.view.ghost).toBeUndefined();
});
