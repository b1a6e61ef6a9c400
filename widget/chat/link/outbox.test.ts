/** What waits to be sent: stored, shown, sent to where it was written for, and forgotten only when it arrived. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Event } from '../../../services/wire/conversation.js';
import { HttpError } from '../../shared/http.js';
import { apply, emptyView, type Incoming, type OutboxItem } from '../../shared/transcript.js';
import { pass, settle } from '../../testing/network.js';
import { again, type Outbox, openOutbox } from './outbox.js';
import type { Address, Session } from './session.js';
import { type Kept, openStore } from './store.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-01-01T12:00:00Z') });
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
let outbox: Outbox | undefined;
afterEach(() => {
  outbox?.close();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const item = (clientId: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
  ...{ clientId, text: `text of ${clientId}`, at: 0, status: 'sending' },
  ...more,
});
const refuse = (status: number, code = 'refused') => new HttpError(status, code, code);

/** `fails` says what comes back for a message; nothing lets it through. */
function open(kept: Kept = {}, fails: (clientId: string) => HttpError | undefined = () => undefined) {
  const storage = new Map([['k', JSON.stringify(kept)]]);
  const store = openStore('k', { getItem: (k) => storage.get(k) ?? null, setItem: (k, v) => void storage.set(k, v) });
  const posts: { action: string; body: { clientId: string; text: string }; to: Address }[] = [];
  const screen = { view: emptyView(), fails };
  let seq = 0;
  const dispatch = (incoming: Incoming) => {
    screen.view = apply(screen.view, incoming);
  };
  const made = openOutbox({
    store,
    view: () => screen.view,
    dispatch,
    post: (async (action: string, body: unknown, to: Address) => {
      const message = body as { clientId: string; text: string };
      posts.push({ action, body: message, to });
      const error = screen.fails(message.clientId);
      if (error) throw error;
      seq += 1;
      const event: Event = { seq, type: 'message', role: 'visitor', createdAt: '2026-01-01T12:00:00Z', ...message };
      return { event };
    }) as Session['post'],
  });
  outbox = made;
  const waits = () => store.read().outbox?.map(({ clientId }) => clientId);
  return {
    outbox: made,
    store,
    posts,
    screen,
    waits,
    turn: () => (screen.view = { ...emptyView(), outbox: made.turn() }),
  };
}

describe('what is added', () => {
  test('is stored and shown, for the conversation that is open', () => {
    const { outbox, store, screen, posts } = open({ conversationId: 'c' });
    outbox.add([item('a')]);
    expect(store.read().outbox).toEqual([item('a', { to: 'c' })]);
    expect(screen.view.outbox).toEqual([item('a', { to: 'c' })]);
    expect(posts).toEqual([]);
  });

  test('opens one where there is none, all by one secret', () => {
    const { outbox, store } = open();
    outbox.add([item('a'), item('b')]);
    outbox.add([item('c')]);
    const { opening, outbox: kept } = store.read();
    expect(opening).toMatch(/^[0-9a-f-]{36}$/);
    expect(kept?.map(({ opens, to }) => [opens, to])).toEqual(Array.from({ length: 3 }, () => [opening, undefined]));
  });

  test('goes by the secret that is there, and where it says itself', () => {
    const { outbox, store } = open({ opening: 'secret', conversationId: undefined });
    outbox.add([item('a'), item('b', { to: 'elsewhere' })]);
    expect(store.read().outbox?.map(({ opens, to }) => [opens, to])).toEqual([
      ['secret', undefined],
      [undefined, 'elsewhere'],
    ]);
  });

  test('is there once, however often it is added', () => {
    const { outbox, waits, screen } = open({ conversationId: 'c', outbox: [item('a', { to: 'other' })] });
    outbox.add([item('a'), item('b')]);
    expect(waits()).toEqual(['a', 'b']);
    expect(outbox.all().map(({ clientId }) => clientId)).toEqual(['a', 'b']);
    expect(screen.view.outbox).toHaveLength(2);
  });
});

describe('what came through', () => {
  test('is in the log; a message names its choice and its files by their ids', async () => {
    const { outbox, posts, screen } = open({ conversationId: 'c' });
    const file = { id: 'f', name: 'a.png', type: 'image/png', size: 1, url: '/f' };
    outbox.add([item('a', { choice: { seq: 2, index: 1 }, files: [file] }), item('b')]);
    await outbox.flush();
    expect(posts.map(({ action, body }) => [action, body])).toEqual([
      ['messages', { clientId: 'a', text: 'text of a', choice: { seq: 2, index: 1 }, files: ['f'] }],
      ['messages', { clientId: 'b', text: 'text of b', choice: undefined, files: undefined }],
    ]);
    expect(posts.map(({ to }) => to)).toMatchObject([{ to: 'c' }, { to: 'c' }]);
    expect(screen.view.events.map(({ clientId }) => clientId)).toEqual(['a', 'b']);
    expect(screen.view.outbox).toEqual([]);
  });

  test('is forgotten where another conversation is in view, and does not show there', async () => {
    const { outbox, waits, screen, turn, posts } = open({ conversationId: 'c', outbox: [item('a', { to: 'other' })] });
    turn();
    expect(screen.view.outbox).toEqual([]);
    await outbox.flush();
    expect([posts.length, waits(), outbox.all(), screen.view.events]).toEqual([1, [], [], []]);
  });

  test('goes to the conversation that its secret opened meanwhile', async () => {
    const { outbox, store, posts } = open();
    outbox.add([item('a')]);
    store.update((kept) => {
      for (const it of kept.outbox ?? []) it.to = 'opened';
    });
    await outbox.flush();
    expect(posts[0]?.to).toMatchObject({ to: 'opened' });
  });
});

describe('what was refused', () => {
  test.each([400, 403, 409, 413, 422])(
    'with %s stays on screen as refused, is not tried again, and lets others pass',
    async (status) => {
      const { outbox, posts, screen, store } = open({ conversationId: 'c' }, (id) =>
        id === 'bad' ? refuse(status, 'too_long') : undefined,
      );
      outbox.add([item('bad'), item('good')]);
      await outbox.flush();
      await outbox.flush();
      await pass(60_000);
      expect(posts.map(({ body }) => body.clientId)).toEqual(['bad', 'good']);
      expect(screen.view.outbox).toMatchObject([
        { clientId: 'bad', status: 'failed', error: 'too_long', refused: true },
      ]);
      // Stored as refused: a reload does not try it again either. The other is not.
      expect(store.read().outbox?.map(({ clientId, refused }) => [clientId, refused])).toEqual([
        ['bad', true],
        ['good', undefined],
      ]);
    },
  );

  test('stays refused after a reload; what only failed is sending again', async () => {
    const { outbox, posts, turn } = open({
      conversationId: 'c',
      outbox: [item('bad', { to: 'c', refused: true, status: 'failed' }), item('late', { to: 'c', status: 'failed' })],
    });
    expect(turn().outbox.map(({ clientId, status }) => [clientId, status])).toEqual([
      ['bad', 'failed'],
      ['late', 'sending'],
    ]);
    await outbox.flush();
    expect(posts.map(({ body }) => body.clientId)).toEqual(['late']);
  });

  test('out of view shows when its conversation does', async () => {
    const { outbox, screen, store, turn } = open(
      { conversationId: 'c', outbox: [item('a', { to: 'other' }), item('b', { to: 'other' })] },
      (id) => (id === 'a' ? refuse(422) : refuse(503)),
    );
    turn();
    await outbox.flush();
    expect(screen.view.outbox).toEqual([]);
    store.update((kept) => Object.assign(kept, { conversationId: 'other' }));
    expect(turn().outbox.map(({ clientId, refused, status }) => [clientId, refused, status])).toEqual([
      ['a', true, 'failed'],
      ['b', undefined, 'sending'],
    ]);
  });

  test('because its conversation is gone shows here: nobody would hear of it otherwise', async () => {
    const { outbox, screen, turn } = open({ conversationId: 'c', outbox: [item('a', { to: 'gone' })] }, () =>
      refuse(404, 'not_found'),
    );
    turn();
    await outbox.flush();
    expect(screen.view.outbox).toMatchObject([{ clientId: 'a', status: 'failed', error: 'not_found', refused: true }]);
    expect(outbox.all()).toHaveLength(1);
  });
});

test('while the server is down everything waits, and after three tries says so', async () => {
  const { outbox, screen, waits, posts } = open({ conversationId: 'c' }, () => refuse(503, 'down'));
  outbox.add([item('a'), item('b')]);
  await outbox.flush();
  await pass(599);
  expect([posts.length, screen.view.outbox.map(({ status }) => status)]).toEqual([2, ['sending', 'sending']]);
  await pass(1);
  expect(screen.view.outbox.map(({ status, error, refused }) => [status, error, refused])).toEqual([
    ['failed', 'down', false],
    ['failed', 'down', false],
  ]);
  expect(waits()).toEqual(['a', 'b']);
  screen.fails = () => undefined;
  await pass(300);
  expect(screen.view.events.map(({ clientId }) => clientId)).toEqual(['a', 'b']);
});

test('forgotten, it is neither stored nor sent, wherever it waited', async () => {
  const { outbox, waits, posts, turn } = open({
    conversationId: 'c',
    outbox: [item('a', { to: 'other' }), item('b', { to: 'other' })],
  });
  turn();
  outbox.forget(new Set(['a']));
  expect([waits(), outbox.all().map(({ clientId }) => clientId)]).toEqual([['b'], ['b']]);
  await outbox.flush();
  expect(posts.map(({ body }) => body.clientId)).toEqual(['b']);
});

test('a turn shows what belongs to the conversation, and keeps the rest aside', () => {
  const kept = [
    item('here', { to: 'c' }),
    item('there', { to: 'other' }),
    item('old'),
    item('opening', { opens: 'secret' }),
  ];
  const { turn, store, outbox } = open({ conversationId: 'c', opening: 'secret', outbox: kept });
  const shown = () => turn().outbox.map(({ clientId }) => clientId);
  expect(shown()).toEqual(['here', 'old']);
  store.update((k) => Object.assign(k, { conversationId: undefined }));
  expect(shown()).toEqual(['opening', 'old']);
  store.update((k) => Object.assign(k, { opening: 'another' }));
  expect(shown()).toEqual(['old']);
  expect(outbox.all()).toHaveLength(4);
});

test('closed, it tries no more until it is flushed', async () => {
  const { outbox, posts } = open({ conversationId: 'c' }, () => refuse(503));
  outbox.add([item('a')]);
  await outbox.flush();
  outbox.close();
  await pass(60_000);
  expect(posts).toHaveLength(1);
  await outbox.flush();
  await settle();
  expect(posts).toHaveLength(2);
});

test('what the server lost is sent again as it was', () => {
  const event: Event = { seq: 4, type: 'message', role: 'visitor', createdAt: '2026-01-01T10:00:00Z' };
  const files = [{ id: 'f', name: 'a', type: 'b', size: 1, url: '/' }];
  const choice = { seq: 2, index: 0 };
  const at = Date.parse('2026-01-01T10:00:00Z');
  expect(again({ ...event, clientId: 'a', text: 'hi', choice, files })).toEqual({
    ...{ clientId: 'a', text: 'hi', at, status: 'sending', choice, files },
  });
  const bare = again(event);
  expect(bare).toEqual({ clientId: expect.stringMatching(/^[0-9a-f-]{36}$/), text: '', at, status: 'sending' });
});
