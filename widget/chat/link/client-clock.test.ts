/**
 * The visitor's side by a fake clock, over a network in memory: what ends circles, what wakes a line, what two tabs do.
 */
import type { ReactiveControllerHost } from 'lit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Conversation, Event } from '../../../services/wire/conversation.js';
import { type Answer, type Call, json, pass, refusal, settle, withNetwork } from '../../testing/network.js';
import { withTabs } from '../../testing/tabs.js';
import { ChatController } from './client.js';
import { loadLink } from './later.js';
import { type Kept, openStore, type Store } from './store.js';

const network = withNetwork();
const tabs = withTabs();
let storage = new Map<string, string>();
let updates = 0;
const running: ChatController[] = [];
beforeEach(async () => {
  storage = new Map();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  await loadLink();
});
afterEach(() => {
  for (const chat of running.splice(0)) chat.hostDisconnected();
});

const createdAt = '2026-01-01T11:59:00.000Z';
const header = (more: Partial<Conversation> = {}): Conversation => ({
  ...{ id: 'c', state: 'bot', seq: 1, ownerEpoch: 1, inbox: 'i', locale: 'en', createdAt, updatedAt: createdAt },
  ...more,
});
const own = (seq: number): Event => ({
  ...{ seq, type: 'message', role: 'visitor', clientId: `id${seq}`, text: `m${seq}`, createdAt },
});
const bots = (seq: number): Event => ({ seq, type: 'message', role: 'bot', text: `m${seq}`, createdAt });
const isStream = ({ url }: Call) => url.includes('/events');
const posts = (what: string) => network.calls.filter(({ url, method }) => method === 'POST' && url.endsWith(what));
const texts = (chat: ChatController) => chat.view.events.map(({ text }) => text);

/** One conversation that is there: its history, streams that stay open, and whatever else `more` says. */
function serving(events: Event[], more: (call: Call) => Answer | undefined = () => undefined, conversation = header()) {
  network.answer = (call) => {
    const other = more(call);
    if (other) return other;
    if (call.url.includes('/widget-config')) return json(200, { name: 'K', proactive: [] });
    if (isStream(call)) return network.line(call);
    if (call.method === 'GET') return json(200, { conversation, events, cursor: `e1.${events.at(-1)?.seq ?? 0}` });
    return json(200, {});
  };
}
const newStore = (): Store =>
  openStore('k', { getItem: (k) => storage.get(k) ?? null, setItem: (k, v) => void storage.set(k, v) });

/** A tab with the chat in it, over the one store of this browser. */
async function tab(kept?: Kept): Promise<ChatController> {
  if (kept) storage.set('k', JSON.stringify(kept));
  const host: ReactiveControllerHost = {
    addController: () => {},
    removeController: () => {},
    requestUpdate: () => {
      updates += 1;
    },
    updateComplete: Promise.resolve(true),
  };
  const chat = new ChatController(host, { server: 'https://a.example', inbox: 'i', store: newStore() });
  running.push(chat);
  chat.hostConnected();
  await pass(0);
  return chat;
}
const here: Kept = { token: 't', conversationId: 'c' };
const line = () => network.lines.findLast((it) => !it.cut()) as (typeof network.lines)[number];
const say = async (name: string, data: unknown, id?: string) => {
  line().say(name, data, id);
  await settle();
};

describe('a conversation that is gone', () => {
  /** A server that opens whatever it is asked to, takes every message, and a moment later knows nothing of it. */
  function forgetful() {
    let opened = 0;
    let known = false;
    network.answer = (call) => {
      if (call.url.includes('/widget-config')) return json(200, { name: 'K', proactive: [] });
      if (call.url.endsWith('/conversations')) {
        // A circle has to end somewhere.
        if (++opened > 5) return 'never';
        known = true;
        return json(201, { conversation: header({ id: `n${opened}` }), token: `t${opened}` });
      }
      if (call.url.endsWith('/messages')) {
        const { clientId, text } = call.body;
        const here = line();
        void settle().then(() => {
          known = false;
          here.end();
        });
        return json(202, { event: { ...own(opened), clientId, text } });
      }
      return known && isStream(call) ? network.line(call) : refusal(404, 'not_found');
    };
    return () => opened;
  }

  test('gets what nobody answered into a new one, once; a second time within a minute is not sent again', async () => {
    serving([own(1)]);
    const chat = await tab(here);
    expect(texts(chat)).toEqual(['m1']);
    const opened = forgetful();
    line().end();
    await pass(2_000);
    // Opened anew and sent again, refused again: a circle, if it went on.
    expect([opened(), posts('/messages').length]).toEqual([1, 1]);
    await pass(55_000);
    expect([opened(), posts('/messages').length]).toEqual([1, 1]);
    expect(chat.store.read()).toMatchObject({ readSeq: 0, outbox: [] });
    expect(chat.store.read().token).toBeUndefined();
  });

  test.each([
    [59_999, ['m1']],
    [60_000, ['m2', 'm1']],
  ])('and the next one, gone %s ms after it: what waits is %s', async (ms, waits) => {
    serving([own(1)]);
    const chat = await tab(here);
    const lose = async () => {
      network.answer = ({ method }) => (method === 'GET' ? refusal(404) : 'never');
      await say('reset', { cursor: 'e2.0' });
    };
    await lose();
    expect(chat.store.read().outbox?.map(({ text }) => text)).toEqual(['m1']);
    await pass(ms);
    // They find themselves in another, in which something is unanswered, too.
    serving([own(2)], ({ method }) => (method === 'POST' ? 'never' : undefined));
    chat.store.update((kept) => Object.assign(kept, { ...here, token: 't2' }));
    chat.show('c');
    await pass(0);
    expect(texts(chat)).toEqual(['m2']);
    await lose();
    expect(chat.view.outbox.map(({ text }) => text)).toEqual(waits);
  });

  test('after a reset is trusted in nothing: all their messages are sent again, and none that is a day old', async () => {
    const old = { ...own(1), createdAt: '2025-12-30T12:00:00.000Z' };
    serving([old, own(2), bots(3), own(4)]);
    const chat = await tab(here);
    network.answer = () => refusal(404);
    await say('reset', { cursor: 'e2.0' });
    expect(chat.store.read().outbox?.map(({ text }) => text)).toEqual(['m2', 'm4']);
    expect(chat.view.outbox).toHaveLength(2);
  });

  test('takes choice and address from what waits: they mean nothing in the next', async () => {
    serving([{ ...own(1), choice: { seq: 5, index: 1 } }], ({ url }) =>
      url.endsWith('/messages') ? 'never' : undefined,
    );
    const chat = await tab(here);
    chat.send('waits', { choice: { seq: 5, index: 0 } });
    network.answer = (call) => (isStream(call) ? refusal(401) : 'never');
    line().end();
    await pass(0);
    const kept = chat.store.read();
    expect(kept.outbox?.map(({ text, choice, to, opens }) => [text, choice, to, opens])).toEqual([
      ['m1', undefined, undefined, kept.opening],
      ['waits', undefined, undefined, kept.opening],
    ]);
  });

  test('whose token another tab has renewed meanwhile is listened to by the new one', async () => {
    serving([own(1)]);
    const chat = await tab(here);
    chat.store.update((kept) => Object.assign(kept, { token: 'renewed' }));
    serving([own(1)], (call) => (call.headers.get('authorization') === 'Bearer t' ? refusal(401) : undefined));
    line().end();
    await pass(1);
    expect(texts(chat)).toEqual(['m1']);
    expect(chat.store.read()).toMatchObject({ token: 'renewed', conversationId: 'c' });
    expect(network.calls.at(-1)?.headers.get('authorization')).toBe('Bearer renewed');
  });
});

describe('waking', () => {
  const hour = 3_600_000;
  test.each([
    ['online', () => tabs.emit('online')],
    ['looked at again', () => tabs.look('visible')],
  ])('%s: a line that died in its sleep is cut at once, not 35 s later', async (_name, wake) => {
    serving([own(1)]);
    await tab(here);
    await say('heartbeat', { cursor: 'e1.1' });
    vi.setSystemTime(Date.now() + hour);
    wake();
    await pass(0);
    expect(network.lines.map((it) => it.cut())).toEqual([true, false]);
    expect(network.calls.at(-1)?.headers.get('last-event-id')).toBe('e1.1');
  });

  test('sends what waits at once', async () => {
    serving([own(1)], ({ url }) => (url.endsWith('/messages') ? 'lost' : undefined));
    const chat = await tab(here);
    chat.send('hello');
    await settle();
    tabs.emit('online');
    await settle();
    expect(posts('/messages')).toHaveLength(2);
  });

  test('five minutes unseen gives the line back; looked at again, it listens again', async () => {
    serving([own(1)]);
    const chat = await tab(here);
    tabs.look('hidden');
    // Heartbeats keep it alive meanwhile.
    for (let i = 0; i < 10; i++) {
      await say('heartbeat', { cursor: 'e1.1' });
      await pass(29_999);
    }
    expect(line().cut()).toBe(false);
    await say('heartbeat', { cursor: 'e1.1' });
    await pass(9);
    expect(chat.status).toBe('live');
    await pass(1);
    expect([network.lines.every((it) => it.cut()), chat.status]).toEqual([true, 'closed']);
    tabs.look('visible');
    await pass(0);
    expect([line().cut(), chat.status]).toEqual([false, 'connecting']);
  });

  test('looked at in time, it is not given back', async () => {
    serving([own(1)]);
    await tab(here);
    tabs.look('hidden');
    await say('heartbeat', { cursor: 'e1.1' });
    await pass(10_000);
    tabs.look('visible');
    for (let i = 0; i < 12; i++) {
      await say('heartbeat', { cursor: 'e1.1' });
      await pass(30_000);
    }
    expect(network.lines.map((it) => it.cut())).toEqual([false]);
  });

  test('a chat that left the page hears nothing of it, and no clock of it runs', async () => {
    serving([own(1)]);
    const chat = await tab(here);
    await say('typing', { role: 'agent', typing: true });
    chat.hostDisconnected();
    await settle();
    const before = network.calls.length;
    tabs.emit('online');
    tabs.look('hidden');
    tabs.look('visible');
    await pass(hour);
    expect([network.calls.length, chat.status, vi.getTimerCount()]).toEqual([before, 'closed', 0]);
  });
});

describe('two tabs', () => {
  const two = async () => {
    serving([own(1)]);
    return [await tab(here), await tab()] as const;
  };
  const stored = async (kept: Kept) => {
    storage.set('k', JSON.stringify(kept));
    tabs.emit('storage');
    await pass(0);
  };

  test('one signs out: nothing of that person stays on the other screen, and nothing listens', async () => {
    const [one, other] = await two();
    expect([texts(one), texts(other)]).toEqual([['m1'], ['m1']]);
    await stored({ sound: true });
    for (const chat of [one, other])
      expect([chat.view.conversation, chat.view.events, chat.status, chat.loading]).toEqual([
        undefined,
        [],
        'closed',
        false,
      ]);
    expect(network.lines.every((it) => it.cut())).toBe(true);
    // What is written now is a stranger's.
    other.send('somebody else');
    await settle();
    const opening = posts('/conversations').at(-1);
    expect([opening?.headers.get('authorization'), posts('/messages').length]).toEqual([null, 0]);
  });

  test('one signs in as another person, who has a conversation: the other shows that one alone', async () => {
    const [, other] = await two();
    serving([bots(7)], undefined, header({ id: 'theirs' }));
    await stored({ token: 'u', conversationId: 'theirs' });
    expect([texts(other), other.view.conversation?.id]).toEqual([['m7'], 'theirs']);
    expect(network.calls.at(-1)?.headers.get('authorization')).toBe('Bearer u');
  });

  test('one reads: the other has read it', async () => {
    const [, other] = await two();
    expect(other.view.readSeq).toBe(0);
    const before = network.calls.length;
    await stored({ ...here, readSeq: 1 });
    expect([other.view.readSeq, network.calls.length]).toEqual([1, before]);
  });

  test('one opens a conversation: the other, which had none, listens to it', async () => {
    serving([own(1)]);
    const other = await tab({});
    await stored({ sound: true });
    expect([network.calls.length, other.status]).toEqual([0, 'closed']);
    await stored(here);
    expect(texts(other)).toEqual(['m1']);
  });

  test('what another conversation was read to means nothing here', async () => {
    const [, other] = await two();
    serving([own(1)], undefined, header({ id: 'd' }));
    await stored({ token: 't', conversationId: 'd', readSeq: 1 });
    expect([other.view.conversation?.id, other.view.readSeq]).toEqual(['d', 1]);
  });
});

describe('what is on screen for a time', () => {
  test('typing ends after 6 s without a sign, the ghost of an answer after 20 s; then no clock runs', async () => {
    serving([own(1)]);
    const chat = await tab(here);
    const clocks = vi.getTimerCount();
    await say('typing', { role: 'agent', typing: true });
    await say('delta', { turn: 1, attempt: 1, ownerEpoch: 1, i: 0, text: 'So' });
    // One for both.
    expect(vi.getTimerCount()).toBe(clocks + 1);
    await pass(5_999);
    expect(chat.view.typing.agent).toBeDefined();
    await pass(1);
    expect([chat.view.typing, chat.view.ghost?.text]).toEqual([{}, 'So']);
    await say('heartbeat', { cursor: 'e1.1' });
    await pass(13_999);
    expect(chat.view.ghost?.text).toBe('So');
    const before = updates;
    await pass(1);
    expect(chat.view.ghost).toBeUndefined();
    expect(updates).toBe(before + 1);
    expect(vi.getTimerCount()).toBe(clocks);
  });
});

describe('buttons', () => {
  test('what is shown is what the server says of it', async () => {
    const event = { seq: 2, type: 'rating', rating: { score: 5 }, createdAt };
    serving([own(1)], ({ url }) =>
      url.endsWith('/rating') ? json(200, { conversation: header({ state: 'resolved', seq: 2 }), event }) : undefined,
    );
    const chat = await tab(here);
    expect(await chat.act('rating', { score: 5 })).toBe(true);
    expect([chat.view.events.at(-1)?.rating?.score, chat.view.conversation?.state]).toEqual([5, 'resolved']);
    expect(posts('/rating')[0]?.body).toEqual({ score: 5 });
  });

  test('of another conversation by then: the reply does not show', async () => {
    let give: (answer: Answer) => void = () => {};
    serving([own(1)]);
    const chat = await tab(here);
    const before = network.answer;
    network.answer = (call) =>
      call.url.endsWith('/resolve') ? new Promise((resolve) => (give = resolve)) : before(call);
    const acting = chat.act('resolve', {});
    await settle();
    serving([own(1)], undefined, header({ id: 'd' }));
    chat.show('d', 1);
    await pass(0);
    give(json(200, { conversation: header({ state: 'resolved', seq: 9 }), event: bots(9) }));
    expect(await acting).toBe(true);
    expect([chat.view.conversation?.id, chat.view.readSeq, texts(chat)]).toEqual(['d', 1, ['m1']]);
  });

  test('a person is asked for after what waits was sent, and by which thumb', async () => {
    serving([own(1)], ({ url, body }) =>
      url.endsWith('/messages') ? json(202, { event: { ...own(2), clientId: body.clientId } }) : undefined,
    );
    const chat = await tab(here);
    chat.send('first');
    expect(await chat.askHuman(4)).toBe(true);
    expect(
      network.calls
        .filter(({ method }) => method === 'POST')
        .map(({ url, body }) => [url.split('/').at(-1), body.proposedBy]),
    ).toEqual([
      ['messages', undefined],
      ['handoff', 4],
    ]);
    await chat.askHuman();
    expect(posts('/handoff').at(-1)?.body).toEqual({});
  });

  test("what is told goes with a token only, and is nobody's problem", async () => {
    serving([own(1)], ({ url }) => (url.endsWith('/context') ? refusal(400) : undefined));
    const chat = await tab({});
    chat.tell({ plan: 'pro' });
    await settle();
    expect(network.calls).toEqual([]);
    chat.store.update((kept) => Object.assign(kept, here));
    chat.tell({ plan: 'pro' });
    await settle();
    expect([posts('/context')[0]?.body, chat.problem]).toEqual([{ context: { plan: 'pro' } }, undefined]);
  });

  test('who may not be let in as somebody else is told so by a message that was refused', async () => {
    serving([own(1)], ({ url }) => (url.endsWith('/messages') ? refusal(403, 'identity_required') : undefined));
    const chat = await tab(here);
    chat.send('hi');
    await settle();
    expect([chat.problem, chat.view.outbox[0]?.error]).toEqual(['identity_required', 'identity_required']);
    chat.clearProblem();
    expect(chat.problem).toBeUndefined();
    serving([own(1)], ({ url }) => (url.endsWith('/messages') ? refusal(422, 'too_long') : undefined));
    chat.send('hi');
    await settle();
    expect(chat.problem).toBeUndefined();
  });
});

test('read is stored when it changes, and the history is loading until it came', async () => {
  let give: (answer: Answer) => void = () => {};
  network.answer = (call) => (isStream(call) ? network.line(call) : new Promise((resolve) => (give = resolve)));
  const chat = await tab(here);
  expect([chat.loading, chat.status]).toEqual([true, 'connecting']);
  give(json(200, { conversation: header(), events: [own(1), bots(3)], cursor: 'e1.3' }));
  await settle();
  expect(chat.loading).toBe(false);
  const update = vi.spyOn(chat.store, 'update');
  chat.markRead();
  chat.markRead();
  expect([chat.store.read().readSeq, chat.view.readSeq, update.mock.calls.length]).toEqual([3, 3, 1]);
});

test('what arrived by the stream is waited for no more, and the rest is', async () => {
  serving([own(1)], ({ url }) => (url.endsWith('/messages') ? 'never' : undefined));
  const chat = await tab(here);
  chat.send('one');
  chat.send('two');
  const [first] = chat.view.outbox;
  await say('log', { ...own(2), clientId: first?.clientId }, 'e1.2');
  expect([chat.view.outbox, chat.store.read().outbox].map((it) => it?.map(({ text }) => text))).toEqual([
    ['two'],
    ['two'],
  ]);
});
