/** Small signs and small parts of the link, by a fake clock. */
import { describe, expect, test, vi } from 'vitest';
import type { Conversation, Event } from '../../../services/wire/conversation.js';
import { emptyView, type View } from '../../shared/transcript.js';
import { uuid } from '../../shared/uuid.js';
import { json, pass, refusal, settle, withNetwork } from '../../testing/network.js';
import { openInbox } from './inbox.js';
import type { Session } from './session.js';
import { openSigns } from './signs.js';
import { openStore } from './store.js';

const network = withNetwork();
const createdAt = '2026-01-01T11:00:00.000Z';
const conversation: Conversation = {
  ...{ id: 'c', state: 'assigned', seq: 3, ownerEpoch: 1, inbox: 'i', locale: 'en', createdAt, updatedAt: createdAt },
};
const said = (seq: number, role: Event['role']): Event => ({ seq, type: 'message', role, createdAt });

function begin(state: Conversation['state'] = 'assigned') {
  const screen: { view: View } = {
    view: { ...emptyView(), conversation: { ...conversation, state }, events: [said(1, 'visitor'), said(3, 'agent')] },
  };
  const post = vi.fn(async (..._args: unknown[]): Promise<unknown> => undefined);
  return { screen, post, signs: openSigns({ view: () => screen.view, post: post as Session['post'] }) };
}

describe('typing', () => {
  test('is told at once, and then every three seconds at most', async () => {
    const { signs, post } = begin();
    signs.typing();
    await pass(2_999);
    signs.typing();
    expect(post.mock.calls).toEqual([['typing', {}]]);
    await pass(1);
    signs.typing();
    expect(post).toHaveBeenCalledTimes(2);
  });

  test.each([
    ['bot', 0],
    ['queued', 1],
    ['assigned', 1],
    ['resolved', 0],
  ] as const)('while it is %s: %s', (state, times) => {
    const { signs, post } = begin(state);
    signs.typing();
    expect(post).toHaveBeenCalledTimes(times);
  });

  test('to nobody where there is no conversation; a failure is nobody’s concern', async () => {
    const { signs, post, screen } = begin();
    post.mockRejectedValue(new Error('lost'));
    signs.typing();
    await settle();
    screen.view = emptyView();
    await pass(5_000);
    signs.typing();
    expect(post).toHaveBeenCalledTimes(1);
  });
});

describe('seen', () => {
  test('is told 400 ms after the last glance, once', async () => {
    const { signs, post } = begin();
    signs.seen();
    await pass(399);
    signs.seen();
    await pass(399);
    expect(post).not.toHaveBeenCalled();
    await pass(1);
    expect(post.mock.calls).toEqual([['seen', { seq: 3 }, { to: 'c' }]]);
    signs.seen();
    await pass(400);
    expect(post).toHaveBeenCalledTimes(1);
  });

  test('is told again where it did not arrive', async () => {
    const { signs, post } = begin();
    post.mockRejectedValueOnce(new Error('lost'));
    signs.seen();
    await pass(400);
    signs.seen();
    await pass(400);
    expect(post).toHaveBeenCalledTimes(2);
  });

  test.each([2, 3, 4])('where the server knows of %s', async (visitor) => {
    const { signs, post, screen } = begin();
    screen.view = { ...screen.view, conversation: { ...conversation, seen: { visitor } } };
    signs.seen();
    await pass(400);
    expect(post).toHaveBeenCalledTimes(visitor < 3 ? 1 : 0);
  });

  test('of nothing, or of another conversation by then, is not told', async () => {
    const { signs, post, screen } = begin();
    const before = screen.view;
    screen.view = { ...before, events: [said(1, 'visitor')] };
    signs.seen();
    screen.view = { ...before, conversation: undefined };
    signs.seen();
    screen.view = before;
    signs.seen();
    screen.view = { ...before, conversation: { ...conversation, id: 'd' } };
    await pass(400);
    expect(post).not.toHaveBeenCalled();
    signs.seen();
    await pass(400);
    expect(post.mock.calls).toEqual([['seen', { seq: 3 }, { to: 'd' }]]);
  });
});

describe('the settings of the inbox', () => {
  function inbox(kept = {}, more: { locale?: string; identity?: () => string } = {}) {
    const store = openStore('k', { getItem: () => JSON.stringify(kept), setItem: () => {} });
    const told: unknown[] = [];
    const ask = vi.fn(async () => true);
    const it = openInbox({ server: '', inbox: 'a b', store, ask, onNotice: (change) => told.push(change), ...more });
    return { it, told, ask };
  }

  test('are asked for once a minute', async () => {
    network.answer = () => json(200, { name: 'K' });
    const { it, told } = inbox({}, { locale: 'de' });
    await it.load();
    await pass(59_999);
    await it.load();
    expect(network.calls.map(({ url }) => url)).toEqual(['/v1/widget-config?inbox=a%20b&locale=de']);
    await pass(1);
    await it.load(true);
    expect([network.calls.length, told]).toEqual([2, [{ problem: undefined }, {}]]);
  });

  test('that cannot be had are told, unless quietly, and asked for again at once', async () => {
    network.answer = () => refusal(404, 'not_found');
    const { it, told } = inbox();
    await it.load(true);
    await it.load();
    expect([told, network.paths()]).toEqual([
      [{ problem: 'not_found' }],
      Array(2).fill('/v1/widget-config?inbox=a%20b'),
    ]);
  });

  test.each([
    [{}, undefined, true],
    [{ token: 't' }, undefined, false],
    [{}, () => 'signed', false],
  ])('that want everybody signed in say so to a stranger (%j, %s: %s)', async (kept, identity, stranger) => {
    network.answer = () => json(200, { verifiedOnly: true });
    const { it, told } = inbox(kept, { identity });
    await it.load();
    expect(told).toEqual([{ problem: stranger ? 'identity_required' : undefined }]);
  });

  test('ask with a form once at a time, at its moment, and never who has filled it in', async () => {
    network.answer = () => json(200, { preChat: { when: 'before_person', fields: [] } });
    const { it, ask } = inbox();
    expect(await it.fill('before_first_message')).toBe(true);
    expect(ask).not.toHaveBeenCalled();
    ask.mockResolvedValueOnce(false);
    expect(await Promise.all([it.fill('before_person'), it.fill('before_person')])).toEqual([false, false]);
    expect(ask).toHaveBeenCalledTimes(1);
    ask.mockRejectedValueOnce(new Error('not loaded'));
    expect(await it.fill('before_person')).toBe(true);
    expect([ask.mock.calls.length, network.calls.length]).toEqual([2, 1]);
    const other = inbox({ form: {} });
    expect([await other.it.fill('before_person'), other.ask.mock.calls.length]).toEqual([true, 0]);
  });
});

test('an id is a random UUID, also where the browser makes none', () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(uuid()).toMatch(shape);
  const fill = (value: number) => {
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(value) });
    return uuid();
  };
  expect([fill(0), fill(255), fill(10)]).toEqual([
    '00000000-0000-4000-8000-000000000000',
    'ffffffff-ffff-4fff-bfff-ffffffffffff',
    '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a',
  ]);
});
