/** The link over a network in memory and a fake clock: history, stream, reset, waking, and what ends it. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Conversation, Event } from '../../../services/wire/conversation.js';
import { apply, emptyView, type Incoming, type View } from '../../shared/transcript.js';
import { type Answer, type Call, json, pass, refusal, settle, withNetwork } from '../../testing/network.js';
import { type Link, type LinkOptions, openLink } from './link.js';

const network = withNetwork();
const open: Link[] = [];
afterEach(() => {
  for (const link of open.splice(0)) link.close();
});

const createdAt = '2026-01-01T11:00:00.000Z';
const conversation = (more: Partial<Conversation> = {}): Conversation => ({
  ...{ id: 'c', state: 'bot', seq: 0, ownerEpoch: 1, inbox: 'default', locale: 'en', createdAt, updatedAt: createdAt },
  ...more,
});
const said = (seq: number, role: Event['role'], clientId?: string): Event => ({
  ...{ seq, type: 'message', role, text: `m${seq}`, createdAt },
  ...(clientId && { clientId }),
});
const isStream = ({ url }: Call) => url.includes('/events');
/** History as given, and streams that stay open. */
const serving = (events: Event[], cursor = 'e1.1') => {
  network.answer = (call) =>
    isStream(call) ? network.line(call) : json(200, { conversation: conversation(), events, cursor });
};
const cursors = () => network.calls.filter(isStream).map(({ headers }) => headers.get('last-event-id'));
const histories = () => network.calls.filter((call) => !isStream(call));

function begin(more: Partial<LinkOptions> = {}) {
  let view: View = emptyView();
  const heard: Incoming[] = [];
  const statuses: string[] = [];
  const gone: boolean[] = [];
  const missing: Event[][] = [];
  const onLive = vi.fn();
  const link = openLink({
    url: 'https://a.example/v1/conversations/c',
    token: 't',
    fresh: false,
    view: () => view,
    dispatch: (incoming) => {
      heard.push(incoming);
      view = apply(view, incoming);
    },
    onStatus: (status) => statuses.push(status),
    onGone: (afterReset) => gone.push(afterReset),
    onMissing: (events) => missing.push(events),
    onLive,
    ...more,
  });
  open.push(link);
  return { link, heard, statuses, gone, missing, onLive, view: () => view };
}
const line = () => network.lines.at(-1) as (typeof network.lines)[number];
const say = async (name: string, data: unknown, id?: string) => {
  line().say(name, data, id);
  await settle();
};

describe('the history', () => {
  test('comes first, and the stream goes on from it', async () => {
    serving([said(1, 'visitor', 'a')]);
    const { heard } = begin();
    await settle();
    expect(network.paths()).toEqual(['/v1/conversations/c', '/v1/conversations/c/events']);
    expect(network.calls.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer t', 'Bearer t']);
    expect(cursors()).toEqual(['e1.1']);
    expect(heard).toEqual([{ kind: 'history', conversation: conversation(), events: [said(1, 'visitor', 'a')] }]);
  });

  test('is not asked for where the conversation was opened just now', async () => {
    serving([]);
    begin({ fresh: true });
    await settle();
    expect([network.paths(), cursors()]).toEqual([['/v1/conversations/c/events'], [null]]);
  });

  test('is asked for by the back-off, never sooner than 300 ms', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0);
    network.answer = () => 'lost';
    const { statuses } = begin();
    await pass(299);
    expect([network.calls.length, statuses]).toEqual([1, ['waiting']]);
    await pass(1);
    expect(network.calls).toHaveLength(2);
    random.mockReturnValue(1);
    await pass(300);
    const at = Date.now();
    await pass(4_000 + 8_000 + 16_000 + 30_000);
    expect(network.calls.slice(3).map((call) => call.at - at)).toEqual([4_000, 12_000, 28_000, 58_000]);
  });

  test('waits as long as the server asks, unless it is woken', async () => {
    network.answer = () => refusal(503, 'busy', { 'retry-after': '60' });
    const { link } = begin();
    await pass(59_999);
    expect(network.calls).toHaveLength(1);
    await pass(1);
    expect(network.calls).toHaveLength(2);
    link.kick();
    await pass(0);
    expect(network.calls).toHaveLength(3);
    // The time that was cut short is over: nothing fires twice.
    await pass(59_999);
    expect(network.calls).toHaveLength(3);
  });

  test.each([401, 404])('refused with %s: the conversation is gone', async (status) => {
    network.answer = () => refusal(status);
    const { gone, statuses } = begin();
    await pass(60_000);
    expect([gone, statuses, network.calls.length]).toEqual([[false], [], 1]);
  });

  test.each([
    [403, refusal(403)],
    [500, refusal(500)],
    [404, new Response('<h1>no such page</h1>', { status: 404 })],
  ])('refused with %s by somebody who cannot know, it is asked for again', async (_status, answer) => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    network.answer = () => answer.clone();
    const { gone } = begin();
    await pass(300);
    expect([gone, network.calls.length]).toEqual([[], 2]);
  });

  test.each<[string, Answer]>([
    ['an answer', json(200, { conversation: conversation(), events: [said(1, 'bot')], cursor: 'e1.1' })],
    ['a refusal', refusal(401)],
    ['a failure', 'lost'],
  ])('%s that comes after the end is not heard', async (_name, answer) => {
    let give: (answer: Answer) => void = () => {};
    network.answer = () => new Promise((resolve) => (give = resolve));
    const { link, heard, gone, statuses } = begin();
    await settle();
    link.close();
    give(answer);
    await pass(60_000);
    expect([heard, gone, statuses, network.calls.length]).toEqual([[], [], [], 1]);
  });

  test('closed while it waits, it asks no more', async () => {
    network.answer = () => 'lost';
    const { link } = begin();
    await settle();
    link.close();
    await pass(60_000);
    expect([network.calls.length, vi.getTimerCount()]).toEqual([1, 0]);
  });
});

describe('the stream', () => {
  test('brings each kind of thing to the view, with the time where time matters', async () => {
    serving([]);
    const { heard } = begin({ fresh: true });
    await settle();
    const delta = { turn: 1, attempt: 1, ownerEpoch: 1, i: 0, text: 'So' };
    await say('log', said(1, 'bot'), 'e1.1');
    await say('conversation', conversation({ seq: 1 }));
    await say('delta', delta);
    await say('discard', { turn: 1 });
    await say('typing', { role: 'agent', typing: true });
    await say('something new', { a: 1 });
    line().write('event: log\ndata: {\n\n');
    await settle();
    const at = Date.now();
    expect(heard).toEqual([
      { kind: 'log', event: said(1, 'bot') },
      { kind: 'conversation', conversation: conversation({ seq: 1 }) },
      { kind: 'delta', delta, at },
      { kind: 'discard', turn: 1 },
      { kind: 'typing', role: 'agent', typing: true, at },
    ]);
  });

  test('goes on from the last event or heartbeat; an event without an id does not move the cursor', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    serving([]);
    begin({ fresh: true });
    await settle();
    const cut = async () => {
      line().end();
      await pass(0);
    };
    await say('log', said(1, 'bot'), 'e1.1');
    await cut();
    await say('log', said(2, 'bot'));
    await cut();
    await say('heartbeat', { cursor: 'e1.7' });
    await cut();
    await say('typing', { role: 'agent', typing: true }, 'e1.9');
    await cut();
    expect(cursors()).toEqual([null, 'e1.1', 'e1.1', 'e1.7', 'e1.7']);
  });

  test('tells when it is live, each time, and nothing else of that kind', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    serving([]);
    const { statuses, onLive } = begin({ fresh: true });
    await settle();
    expect(onLive).not.toHaveBeenCalled();
    await say('heartbeat', { cursor: 'e1.1' });
    expect(onLive).toHaveBeenCalledTimes(1);
    line().end();
    await pass(0);
    expect(onLive).toHaveBeenCalledTimes(1);
    await say('heartbeat', { cursor: 'e1.1' });
    expect(onLive).toHaveBeenCalledTimes(2);
    expect(statuses).toEqual(['connecting', 'live', 'waiting', 'live']);
  });

  test('a line that died while the laptop slept is cut on waking, not 35 s later', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    serving([]);
    const { link } = begin({ fresh: true });
    await settle();
    await say('heartbeat', { cursor: 'e1.4' });
    vi.setSystemTime(Date.now() + 3_600_000);
    link.kick();
    await pass(0);
    expect(network.lines[0]?.cut()).toBe(true);
    expect(cursors()).toEqual([null, 'e1.4']);
  });

  test('after a good connection it comes back within a second again, not within 30', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    network.answer = () => 'lost';
    begin({ fresh: true });
    await pass(61_000);
    serving([]);
    await pass(30_000);
    await say('heartbeat', { cursor: 'e1.1' });
    line().end();
    const before = network.calls.length;
    await pass(999);
    expect(network.calls).toHaveLength(before);
    await pass(1);
    expect(network.calls).toHaveLength(before + 1);
  });

  test.each([401, 404])('refused with %s, it is gone', async (status) => {
    network.answer = () => refusal(status);
    const { gone, statuses } = begin({ fresh: true });
    await settle();
    expect([gone, statuses]).toEqual([[false], ['connecting']]);
  });

  test('refused with 403, which is about the page, nothing is forgotten', async () => {
    network.answer = () => refusal(403);
    const { gone, statuses } = begin({ fresh: true });
    await settle();
    expect([gone, statuses.at(-1)]).toEqual([[], 'closed']);
  });

  test('closed, it hangs up and is silent', async () => {
    serving([]);
    const { link, heard, statuses } = begin({ fresh: true });
    await say('heartbeat', { cursor: 'e1.1' }).catch(() => {});
    await settle();
    line().say('log', said(1, 'bot'), 'e1.1');
    link.close();
    await settle();
    expect([heard, line().cut(), statuses.includes('closed')]).toEqual([[], true, false]);
  });
});

describe('a reset', () => {
  const lost = [said(1, 'visitor', 'a'), said(2, 'bot'), said(3, 'visitor', 'b'), said(4, 'agent', 'x')];

  test('fetches again, shows only what the server has, and tells which of their own messages it lost', async () => {
    serving(lost, 'e1.4');
    const { heard, missing, view } = begin();
    await settle();
    serving([said(1, 'visitor', 'a')], 'e2.1');
    await say('reset', { cursor: 'e2.1' });
    expect(heard.at(-1)).toMatchObject({ kind: 'replace', events: [{ seq: 1 }] });
    expect(view().events).toEqual([said(1, 'visitor', 'a')]);
    // What others wrote is not theirs to send.
    expect(missing).toEqual([[said(3, 'visitor', 'b')]]);
  });

  test('that lost nothing sends nothing', async () => {
    serving(lost, 'e1.4');
    const { missing } = begin();
    await settle();
    await say('reset', { cursor: 'e2.4' });
    expect([histories().length, missing]).toEqual([2, []]);
  });

  test('keeps what the stream brings meanwhile; a second one meanwhile fetches nothing, a later one does', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    serving(lost, 'e1.4');
    const { view, missing } = begin();
    await settle();
    let give: (answer: Answer) => void = () => {};
    network.answer = (call) => (isStream(call) ? network.line(call) : new Promise((resolve) => (give = resolve)));
    await say('reset', { cursor: 'e2.1' });
    await say('reset', { cursor: 'e2.1' });
    expect(histories()).toHaveLength(2);
    await say('log', said(5, 'visitor', 'b'), 'e2.5');
    give(json(200, { conversation: conversation(), events: [said(1, 'visitor', 'a')], cursor: 'e2.1' }));
    await settle();
    expect(view().events).toEqual([said(1, 'visitor', 'a'), said(5, 'visitor', 'b')]);
    expect(missing).toEqual([]);
    // The refetch is older than the stream: its cursor is not taken.
    line().end();
    await pass(0);
    expect(cursors().at(-1)).toBe('e2.5');
    await say('reset', { cursor: 'e3.1' });
    expect(histories()).toHaveLength(3);
  });

  test('of which the cursor is the new one', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    serving(lost, 'e1.4');
    begin();
    await settle();
    await say('reset', { cursor: 'e2.9' });
    line().end();
    await pass(0);
    expect(cursors()).toEqual(['e1.4', 'e2.9']);
  });

  test('after which the conversation is gone says so: nothing can be trusted to be known', async () => {
    serving(lost, 'e1.4');
    const { gone, missing } = begin();
    await settle();
    network.answer = () => refusal(404);
    await say('reset', { cursor: 'e2.0' });
    expect([gone, missing, line().cut()]).toEqual([[true], [], true]);
  });

  test('that came to its end is over: what goes then is gone as usual', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    serving(lost, 'e1.4');
    const { gone } = begin();
    await settle();
    await say('reset', { cursor: 'e2.4' });
    network.answer = () => refusal(401);
    line().end();
    await pass(0);
    expect(gone).toEqual([false]);
  });
});

describe('polled', () => {
  /** A link whose stream is held back: polls are answered one by one. */
  async function polling() {
    const replies: ((answer: Answer) => void)[] = [];
    let history: Answer = json(200, {
      conversation: conversation(),
      events: [said(1, 'visitor', 'a')],
      cursor: 'e1.1',
    });
    network.answer = ({ url }) => {
      if (url.includes('?')) return new Promise((resolve) => replies.push(resolve));
      return url.endsWith('/events') || history === 'never' ? 'never' : (history as Response).clone();
    };
    const seen = begin();
    await pass(10_000);
    return {
      ...seen,
      reply: async (body: unknown) => {
        replies.shift()?.(json(200, body));
        await settle();
      },
      asked: () =>
        network
          .paths()
          .filter((path) => path.includes('?'))
          .map((path) => path.split('?')[1]),
      serve: (answer: Answer) => {
        history = answer;
      },
    };
  }

  test('events and header come as from the history, and the cursor goes on', async () => {
    const { heard, reply, asked } = await polling();
    await reply({ events: [said(2, 'bot')], cursor: 'e1.2', conversation: conversation({ seq: 2 }) });
    await reply({ events: [], cursor: 'e1.3' });
    expect(heard.slice(1)).toEqual([
      { kind: 'history', events: [said(2, 'bot')], conversation: conversation({ seq: 2 }) },
      { kind: 'history', events: [] },
    ]);
    expect(asked()).toEqual(['after=e1.1&wait=25', 'after=e1.2&wait=25', 'after=e1.3&wait=25']);
  });

  test('a reset fetches again, and takes the cursor from there', async () => {
    const { reply, asked, serve, view, missing } = await polling();
    serve(json(200, { conversation: conversation(), events: [said(2, 'bot')], cursor: 'e2.2' }));
    await reply({ reset: true });
    expect(view().events).toEqual([said(2, 'bot')]);
    expect(missing).toEqual([[said(1, 'visitor', 'a')]]);
    await reply({ events: [], cursor: 'e2.2' });
    expect(asked()).toEqual(['after=e1.1&wait=25', 'wait=25', 'after=e2.2&wait=25']);
  });

  test('what is polled while a reset fetches stays', async () => {
    const { reply, serve, view, asked } = await polling();
    let give: (answer: Answer) => void = () => {};
    serve('never');
    const before = network.answer;
    network.answer = (call) => (isStream(call) ? before(call) : new Promise((resolve) => (give = resolve)));
    await reply({ reset: true });
    await reply({ events: [said(3, 'bot')], cursor: 'e2.3' });
    give(json(200, { conversation: conversation(), events: [said(2, 'bot')], cursor: 'e2.2' }));
    await settle();
    expect(view().events).toEqual([said(2, 'bot'), said(3, 'bot')]);
    await reply({ events: [], cursor: 'e2.3' });
    expect(asked().at(-1)).toBe('after=e2.3&wait=25');
  });
});
