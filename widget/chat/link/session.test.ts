/** Opening a conversation and posting to it: what is tried again, as whom, and when the old one is given up. */
import { describe, expect, test, vi } from 'vitest';
import type { HttpError } from '../../shared/http.js';
import { type Answer, type Call, json, pass, refusal, settle, withNetwork } from '../../testing/network.js';
import { type Address, openSession, type Session, type SessionOptions } from './session.js';
import { type Kept, openStore } from './store.js';

const network = withNetwork();
const server = 'https://a.example';

function begin(kept: Kept = {}, more: Partial<SessionOptions> = {}) {
  const storage = new Map([['k', JSON.stringify(kept)]]);
  const store = openStore('k', { getItem: (k) => storage.get(k) ?? null, setItem: (k, v) => void storage.set(k, v) });
  const onOpen = vi.fn();
  const onGone = vi.fn();
  const session = openSession({
    server,
    inbox: 'i',
    locale: 'de',
    store,
    before: async () => {},
    onOpen,
    onGone,
    ...more,
  });
  return { session: loosely(session), store, onOpen, onGone };
}

type Loosely = (action: string, body: unknown, to?: Address) => Promise<unknown>;
/** What is sent is not looked at here: a test may send anything to anywhere. */
const loosely = ({ post, act, ...session }: Session) => ({ ...session, post: post as Loosely, act: act as Loosely });
const isOpening = ({ url, method }: Call) => url === `${server}/v1/conversations` && method === 'POST';
const openings = () => network.calls.filter(isOpening);
const paths = () => network.paths().map((path) => path.replace('/v1/conversations', ''));
/** Opens c1, c2 and so on, each with a token where the visitor had none. */
function serving(rest: (call: Call) => Answer = () => json(200, { ok: true })) {
  let n = 0;
  network.answer = (call) => {
    if (!isOpening(call)) return rest(call);
    n += 1;
    return json(201, { conversation: { id: `c${n}` }, ...(!call.headers.has('authorization') && { token: `t${n}` }) });
  };
}
const code = (asking: Promise<unknown>) =>
  asking.then(
    () => 'worked',
    (error: HttpError) => `${error.status} ${error.code}`,
  );
const here: Kept = { token: 't', conversationId: 'c' };

describe('opening', () => {
  test('tells the server all that it should know, and keeps what it says', async () => {
    serving();
    const kept: Kept = { said: 'Hello?', form: { answers: { name: 'Ana' } }, sub: 'old' };
    const { session, store, onOpen } = begin(kept, { context: { page: '/p' } });
    expect(await session.post('messages', { text: 'hi' })).toEqual({ ok: true });
    expect(openings()[0]?.body).toEqual({
      clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...{
        inbox: 'i',
        locale: 'de',
        context: { page: '/p', greeting: 'Hello?' },
        preChat: { answers: { name: 'Ana' } },
      },
    });
    expect(paths()).toEqual(['', '/c1/messages']);
    expect(network.calls[1]?.headers.get('authorization')).toBe('Bearer t1');
    // Whom nobody vouches for is nobody.
    expect(store.read()).toEqual({ ...kept, sub: undefined, token: 't1', conversationId: 'c1' });
    expect(onOpen.mock.calls).toEqual([[{ id: 'c1' }, true]]);
  });

  test('vouched for, it is that person; with a token it is that visitor, and nobody else is named', async () => {
    serving();
    const { session, store } = begin({ sub: 's' }, { identity: () => 'signed' });
    await session.post('handoff', {});
    expect([openings()[0]?.body.identity, store.read().sub]).toEqual(['signed', 's']);
    store.update((kept) => Object.assign(kept, { conversationId: undefined }));
    await session.post('files', {});
    expect([openings()[1]?.body.identity, openings()[1]?.headers.get('authorization')]).toEqual([
      undefined,
      'Bearer t1',
    ]);
    expect(store.read()).toMatchObject({ token: 't1', sub: 's', conversationId: 'c2' });
  });

  test('waits for what has to be before', async () => {
    serving();
    let go: () => void = () => {};
    const { session } = begin({}, { before: () => new Promise<void>((resolve) => (go = resolve)) });
    const posting = session.post('messages', {});
    await settle();
    expect(network.calls).toEqual([]);
    go();
    await posting;
    expect(network.calls).toHaveLength(2);
  });

  test('happens once for all that wait for it, and again for the next', async () => {
    serving();
    const { session, store } = begin();
    await Promise.all([session.post('messages', {}), session.post('handoff', {})]);
    expect(paths()).toEqual(['', '/c1/messages', '/c1/handoff']);
    store.update((kept) => Object.assign(kept, { conversationId: undefined }));
    await session.post('messages', {});
    expect(openings()).toHaveLength(2);
  });

  test('a failure is told, and the next try has the same secret', async () => {
    network.answer = () => refusal(503);
    const { session } = begin();
    expect(await code(session.post('messages', {}))).toBe('503 refused');
    expect(await code(session.post('messages', {}))).toBe('503 refused');
    expect(new Set(openings().map(({ body }) => body.clientId)).size).toBe(1);
    expect(openings()).toHaveLength(2);
  });

  test('a secret that was used up is replaced, once, also in what waits for it', async () => {
    network.answer = () => refusal(409, 'used');
    const { session, store } = begin({
      opening: 'spent',
      outbox: ['spent', 'other'].map((opens) => ({ clientId: opens, text: '', at: 0, status: 'sending', opens })),
    });
    expect(await code(session.post('messages', {}))).toBe('409 used');
    expect(openings()).toHaveLength(2);
    const [first, second] = openings().map(({ body }) => body.clientId);
    expect(first).toBe('spent');
    expect(store.read().opening).toBe(second);
    expect(store.read().outbox?.map(({ opens }) => opens)).toEqual([second, 'other']);
  });

  test('a token that is no good any more is dropped: as a new visitor', async () => {
    const rest = (call: Call) =>
      call.headers.get('authorization') === 'Bearer old'
        ? refusal(401)
        : json(201, { conversation: { id: 'n' }, token: 'new' });
    network.answer = rest;
    const { session, store } = begin({ token: 'old' });
    await session.post('messages', {}).catch(() => {});
    expect(store.read()).toMatchObject({ token: 'new', conversationId: 'n' });
  });

  test('a new visitor who is refused is refused', async () => {
    network.answer = () => refusal(401);
    const { session } = begin();
    expect(await code(session.post('messages', {}))).toBe('401 refused');
    expect(openings()).toHaveLength(1);
  });

  test('of one that is not on screen leaves the one that is; what waits for it knows where it goes', async () => {
    serving();
    const { session, store, onOpen } = begin({
      ...here,
      opening: 'on screen',
      outbox: [
        { clientId: 'a', text: '', at: 0, status: 'sending', opens: 'aside' },
        { clientId: 'b', text: '', at: 0, status: 'sending', opens: 'on screen' },
        { clientId: 'x', text: '', at: 0, status: 'sending', opens: 'aside', to: 'kept' },
      ],
    });
    await session.post('messages', {}, { opens: 'aside' });
    expect(paths()).toEqual(['', '/c1/messages']);
    expect(store.read()).toMatchObject({ conversationId: 'c', opening: 'on screen' });
    expect(store.read().outbox?.map(({ to }) => to)).toEqual(['c1', undefined, 'kept']);
    expect(onOpen).not.toHaveBeenCalled();
  });
});

describe('where it goes', () => {
  test('to the one that is open, of which the page is told', async () => {
    serving();
    const { session, onOpen } = begin(here);
    await session.post('messages', { text: 'x' });
    expect([paths(), onOpen.mock.calls]).toEqual([['/c/messages'], [[undefined, false]]]);
  });

  test('to the one it names, of which the page is not', async () => {
    serving();
    const { session, onOpen } = begin(here);
    await session.post('messages', {}, { to: 'd' });
    await session.post('rating', {}, { to: 'd' });
    expect([paths(), onOpen.mock.calls]).toEqual([['/d/messages', '/d/rating'], []]);
  });

  test.each(['rating', 'resolve', 'feedback'])('%s opens none where there is none', async (action) => {
    const { session } = begin();
    expect(await code(session.post(action, {}))).toBe('404 not_found');
    expect(network.calls).toEqual([]);
  });
});

describe('gone', () => {
  test.each(['messages', 'handoff', 'files'])('%s: the old one is given up for a new one', async (action) => {
    const fixture = begin(here);
    fixture.onGone.mockImplementation(() => fixture.session.forget());
    serving(({ url }) => (url.includes('/c/') ? refusal(404) : json(200, {})));
    const result = await code(fixture.session.post(action, {}));
    expect(fixture.onGone).toHaveBeenCalledTimes(1);
    // A message asks the outbox first what goes before it.
    expect(result).toBe(action === 'messages' ? '0 moved' : 'worked');
    expect(paths()).toEqual(action === 'messages' ? ['/c/messages'] : [`/c/${action}`, '', `/c1/${action}`]);
  });

  test('moved is tried again at once', async () => {
    serving(() => refusal(401));
    const { session } = begin(here);
    const error = await session.post('messages', {}).catch((thrown: HttpError) => thrown);
    expect(error).toMatchObject({ status: 0, code: 'moved', retryMs: 0, passing: true });
  });

  test.each([
    [10_000, 1],
    [10_001, 2],
  ])('a second time within ten seconds is a server that refuses everything (%s ms: %s)', async (ms, times) => {
    serving(() => refusal(401));
    const { session, onGone } = begin(here);
    await code(session.post('messages', {}));
    await pass(ms);
    expect(await code(session.post('messages', {}))).toBe(times === 1 ? '401 refused' : '0 moved');
    expect(onGone).toHaveBeenCalledTimes(times);
  });

  test('only once in one go', async () => {
    serving(() => refusal(401));
    const { session, onGone } = begin(here);
    vi.spyOn(Date, 'now').mockImplementation(() => (clock += 20_000));
    let clock = 1e12;
    expect(await code(session.post('handoff', {}))).toBe('401 refused');
    expect(onGone).toHaveBeenCalledTimes(1);
    expect(network.calls).toHaveLength(2);
  });

  test('a button of it is just refused', async () => {
    serving(() => refusal(404));
    const { session, onGone } = begin(here);
    expect([await code(session.post('rating', {})), onGone.mock.calls.length]).toEqual(['404 refused', 0]);
  });

  test('another of theirs that is gone takes nothing with it', async () => {
    serving(() => refusal(404));
    const { session, onGone } = begin(here);
    expect([await code(session.post('messages', {}, { to: 'd' })), onGone.mock.calls.length]).toEqual([
      '404 refused',
      0,
    ]);
  });

  test.each([400, 403, 409, 422, 500])('%s is no sign of it', async (status) => {
    serving(() => refusal(status));
    const { session, onGone } = begin(here);
    expect([await code(session.post('messages', {})), onGone.mock.calls.length]).toEqual([`${status} refused`, 0]);
  });

  test('whose token was renewed meanwhile is not', async () => {
    const fixture = begin(here);
    serving(() => {
      fixture.store.update((kept) => Object.assign(kept, { token: 'renewed' }));
      return refusal(401);
    });
    expect(await code(fixture.session.post('messages', {}))).toBe('0 moved');
    expect(fixture.onGone).not.toHaveBeenCalled();
  });

  test('forgets the person and the conversation, not what belongs to the browser', () => {
    const { session, store } = begin({ ...here, sub: 's', opening: 'o', readSeq: 7, sound: true, outbox: [] });
    session.forget();
    expect(store.read()).toEqual({ readSeq: 0, sound: true, outbox: [] });
  });
});

describe('buttons', () => {
  const press = (answers: Answer[]) => {
    network.answer = () => answers.shift() ?? json(200, { ok: true });
    return begin(here).session.act('rating', { score: 5 });
  };

  test('are tried three times, with a back-off of 300 ms and more', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const pressed = code(press(['lost', 'lost', refusal(500), 'lost']));
    await pass(1_299);
    expect(network.calls).toHaveLength(1);
    await pass(1);
    expect(network.calls).toHaveLength(2);
    await pass(2_299);
    expect(network.calls).toHaveLength(2);
    await pass(1);
    expect(network.calls).toHaveLength(3);
    expect(await pressed).toBe('500 refused');
  });

  test('work once they work', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const pressed = press(['lost', 'lost']);
    await pass(600);
    expect(await pressed).toEqual({ ok: true });
  });

  test('do not keep anybody waiting longer than five seconds', async () => {
    const five = press([refusal(429, 'busy', { 'retry-after': '5' })]);
    await pass(5_000);
    expect(await five).toEqual({ ok: true });
    expect(await code(press([refusal(429, 'busy', { 'retry-after': '6' })]))).toBe('429 busy');
  });

  test('that are refused are refused at once', async () => {
    expect(await code(press([refusal(400)]))).toBe('400 refused');
    expect(network.calls).toHaveLength(1);
  });
});
